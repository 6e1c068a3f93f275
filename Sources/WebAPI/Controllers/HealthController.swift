internal import ChatDomain
internal import Hummingbird
internal import Live
internal import NIOCore

/// For load balancers and watchdogs: without sign-in, with no more detail than a reason of a fixed list.
struct HealthController {
    let readiness: Readiness

    static let paths: Set = ["/healthz", "/readyz"]

    func addRoutes(to router: Router<AppContext>) {
        router.get("healthz") { _, _ in Response(status: .ok, headers: [.cacheControl: "no-store"]) }
        router.get("readyz") { _, _ -> Response in
            guard let reason = await readiness.reason() else {
                return Response(status: .ok, headers: [.cacheControl: "no-store"])
            }
            return .json(.serviceUnavailable) { $0.member("reason", reason.rawValue) }
        }
    }
}
