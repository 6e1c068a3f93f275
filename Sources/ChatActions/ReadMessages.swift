package import ChatDomain
internal import Store

/// Which part of a conversation to read.
package struct MessagePage: Sendable {
    /// Messages before this `seq` only.
    package var before: Int64?
    /// The branch and the place that hold this message.
    package var around: MessageID?
    /// The end of the path; `nil`: the conversation's.
    package var leaf: MessageID?
    /// `nil`: the last three exchanges.
    package var limit: Int?

    package init() {}
}

/// Messages of one path, oldest first.
package struct MessageList: Sendable {
    package var messages: [Message]
    /// There are more before the first.
    package var earlier: Bool
    /// There are more after the last.
    package var later: Bool
}

extension ChatActions {
    /// The messages of the path that a page asks for.
    package func messages(_ user: UserID, _ id: ConversationID, _ page: MessagePage) async throws -> MessageList {
        try await store.read { reader in
            guard let conversation = try reader.conversation(user, id) else { throw ChatError.notFound }
            var leaf = page.leaf ?? conversation.leafID
            if let named = page.around ?? page.leaf {
                guard try reader.message(user, named)?.conversationID == id else { throw ChatError.notFound }
            }
            if let around = page.around {
                leaf = try Self.leaf(user, around, shown: leaf, reader)
                return try Self.list(user, around: around, leaf: leaf, limit: page.limit ?? 50, reader)
            }
            guard let leaf else { return MessageList(messages: [], earlier: false, later: false) }
            let end = try page.before.map { try reader.message(user, onPathTo: leaf, below: $0) } ?? leaf
            guard let end else { return MessageList(messages: [], earlier: false, later: true) }
            return try Self.list(user, endingIn: end, limit: page.limit, isLast: end == leaf, reader)
        }
    }

    private static func list(
        _ user: UserID,
        endingIn end: MessageID,
        limit: Int?,
        isLast: Bool,
        _ reader: any ChatReader
    ) throws -> MessageList {
        var path: [Message]
        if let limit {
            path = Array(try reader.path(user, endingIn: end, limit: limit))
        } else {
            // An exchange is two messages, a question without its answer one.
            path = try reader.path(user, endingIn: end, limit: 2 * ContextWindow.defaultExchanges)
            let questions = path.indices.filter { path[$0].role == .user }
            if questions.count >= ContextWindow.defaultExchanges {
                path.removeSubrange((questions[ContextWindow.defaultExchanges - 1] + 1)...)
            }
        }
        let earlier = path.last?.parentID != nil
        return MessageList(messages: path.reversed(), earlier: earlier, later: !isLast)
    }

    /// Half of the page before a message, the message, and the rest after it.
    private static func list(
        _ user: UserID,
        around id: MessageID,
        leaf: MessageID?,
        limit: Int,
        _ reader: any ChatReader
    ) throws -> MessageList {
        guard let leaf, let middle = try reader.message(user, id) else { throw ChatError.notFound }
        let before = try reader.path(user, endingIn: id, limit: max(1, limit / 2))
        var after: [Message] = []
        var next: MessageID? = leaf
        // The path is read from its end; what lies more than a page behind the message is dropped again.
        while let end = next, end != id {
            let page = try reader.path(user, endingIn: end, limit: 200)
            let newer = page.prefix { $0.seq > middle.seq }
            after.append(contentsOf: newer)
            next = newer.count == page.count ? page.last?.parentID : nil
        }
        let kept = after.suffix(max(0, limit - before.count))
        return MessageList(
            messages: before.reversed() + kept.reversed(),
            earlier: before.last?.parentID != nil,
            later: kept.count < after.count
        )
    }

    /// The shown path's end if the message is on it, or else the end of the newest branch below it.
    private static func leaf(
        _ user: UserID,
        _ id: MessageID,
        shown: MessageID?,
        _ reader: any ChatReader
    ) throws -> MessageID? {
        guard let message = try reader.message(user, id) else { throw ChatError.notFound }
        if let shown, try reader.message(user, onPathTo: shown, below: message.seq + 1) == id { return shown }
        return try reader.newestLeaf(user, below: id)
    }
}
