internal import ChatActions
internal import ChatDomain
internal import Logging
internal import ServiceLifecycle

/// Forgets what is kept for a time only: old changes, sessions that are over, files that nobody has. Once a day.
///
/// What is thrown away stays away, so a clock that is wrong must not decide on it: a machine without a battery starts in 1970
/// or anywhere, and is set right a little later.
struct Housekeeping: Service {
    let actions: ChatActions
    let logger: Logger

    private static let afterStart = Duration.seconds(3600)
    private static let interval = Duration.seconds(86_400)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var watch = ClockWatch()
            var pause = Self.afterStart
            while (try? await Task.sleep(for: pause)) != nil {
                pause = Self.interval
                guard watch.isSteady() else {
                    logger.notice("The clock was set: what is old is thrown away a day later")
                    continue
                }
                do {
                    try await actions.forgetOld(at: .now)
                } catch {
                    logger.warning("What is old could not be forgotten", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}
