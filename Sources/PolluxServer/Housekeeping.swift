internal import ChatActions
internal import ChatDomain
internal import Logging
internal import ServiceLifecycle

/// Forgets what is kept for a time only: old changes, sessions that are over, files that nobody has. Once a day.
struct Housekeeping: Service {
    let actions: ChatActions
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat {
                do {
                    try await actions.forgetOld(at: .now)
                } catch {
                    logger.warning("What is old could not be forgotten", metadata: ["error": "\(error)"])
                }
            } while (try? await Task.sleep(for: .seconds(86_400))) != nil
        }
    }
}
