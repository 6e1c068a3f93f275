internal import ChatDomain
internal import Hummingbird
internal import Store

/// For load balancers and watchdogs: without sign-in, without detail.
struct HealthController {
    let store: any ChatStore

    func addRoutes(to router: Router<AppContext>) {
        router.get("healthz") { _, _ in Response.noDetail(.ok) }
        router.get("readyz") { _, _ -> Response in
            let isReady = (try? await store.read { _ = try $0.revision(UserID(rawValue: 0)) }) != nil
            return .noDetail(isReady ? .ok : .serviceUnavailable)
        }
    }
}

extension Response {
    fileprivate static func noDetail(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.cacheControl: "no-store"])
    }
}
