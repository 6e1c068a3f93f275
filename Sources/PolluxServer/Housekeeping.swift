internal import ChatDomain
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Forgets what is kept for a time only: old changes, sessions that are over. Once a day.
struct Housekeeping: Service {
    let store: any ChatStore
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat {
                do {
                    try await store.write { try $0.forgetOld(at: .now) }
                } catch {
                    logger.warning("Old changes could not be forgotten", metadata: ["error": "\(error)"])
                }
            } while (try? await Task.sleep(for: .seconds(86_400))) != nil
        }
    }
}
