internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import Hummingbird
internal import Live
internal import Store

/// What happened since: the same changes that the socket tells, for clients without one.
struct ChangesController {
    let store: any ChatStore

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("changes", use: list)
    }

    @Sendable private func list(_ request: Request, _ context: UserContext) async throws -> Response {
        guard let since = try request.query("since", in: 0...Int64.max) else {
            throw ChatError.badRequest("since must be a whole number.", field: "since")
        }
        let limit = try request.limit() ?? 100
        let epoch = request.uri.queryParameters["epoch"].flatMap { UUID(uuidString: String($0)) }
        let user = context.userID
        let (revision, changes) = try await store.read { reader in
            (try reader.revision(user), try reader.changes(user, since: since, limit: limit))
        }
        let behind = revision - since
        let isKnown = epoch == store.epoch && behind >= 0 && behind <= Change.replayLimit
        return .json { json in
            json.member("epoch", store.epoch.uuidString.lowercased())
            json.member("revision", revision)
            guard isKnown, let changes else { return json.member("reset", true) }
            json.name("changes")
            json.array(changes) { json, change in json.object(change.writeMembers) }
            json.member("more", (changes.last?.revision ?? since) < revision)
        }
    }
}
