import ChatDomain
import Store

/// All of a user's data, as a client that holds everything has it.
struct Picture {
    private(set) var revision: Int64 = 0
    private var user: User?
    private var conversations: [ConversationID: Conversation] = [:]
    private var messages: [MessageID: Message] = [:]

    /// Reads everything there is, on every branch.
    init(of user: UserID, _ reader: any ChatReader) throws {
        revision = try reader.revision(user)
        self.user = try reader.user(user)
        for archived in [false, true] {
            for conversation in try reader.conversations(user, archived: archived, after: nil, limit: 10_000) {
                conversations[conversation.id] = conversation
                if let leaf = conversation.leafID {
                    try add(user, pathTo: reader.newestLeaf(user, below: leaf), reader)
                }
            }
        }
    }

    /// A path, and from each message on it whatever branches off.
    private mutating func add(_ user: UserID, pathTo leaf: MessageID, _ reader: any ChatReader) throws {
        var leaves = [leaf]
        while let leaf = leaves.popLast() {
            for message in try reader.path(user, endingIn: leaf, limit: 10_000) where messages[message.id] == nil {
                messages[message.id] = message
                let others = message.siblingIDs.filter { $0 != message.id && messages[$0] == nil }
                leaves += try others.map { try reader.newestLeaf(user, below: $0) }
            }
        }
    }

    /// What a client does with a change.
    mutating func apply(_ change: Change) {
        revision = max(revision, change.revision)
        switch (change.subject, change.item) {
        case (_, .user(let item)?):
            user = item
        case (_, .conversation(let item)?):
            if item.revision >= conversations[item.id]?.revision ?? 0 { conversations[item.id] = item }
        case (_, .message(let item)?):
            if item.revision >= messages[item.id]?.revision ?? 0 { messages[item.id] = item }
        case (.conversation(let id), nil):
            conversations[id] = nil
            messages = messages.filter { $0.value.conversationID != id }
        case (.message(let id), nil):
            messages[id] = nil
        case (.user, nil):
            user = nil
        }
    }

    /// What is not the same here and there, in words; empty when both show the same.
    func differences(from other: Picture) -> [String] {
        var found: [String] = []
        if revision != other.revision { found.append("revision \(revision), \(other.revision)") }
        if user != other.user { found.append("user \(user as Any), \(other.user as Any)") }
        for id in Set(conversations.keys).union(other.conversations.keys)
        where conversations[id] != other.conversations[id] {
            found.append("\(conversations[id] as Any)\n\(other.conversations[id] as Any)")
        }
        for id in Set(messages.keys).union(other.messages.keys) where !Self.isSame(messages[id], other.messages[id]) {
            found.append("\(messages[id] as Any)\n\(other.messages[id] as Any)")
        }
        return found
    }

    /// The text of a running answer grows without a change: one is the beginning of the other.
    private static func isSame(_ one: Message?, _ other: Message?) -> Bool {
        guard var one, let other, !one.status.isFinal, !other.status.isFinal else { return one == other }
        guard one.text.hasPrefix(other.text) || other.text.hasPrefix(one.text) else { return false }
        one.text = other.text
        one.thoughts = other.thoughts
        return one == other
    }
}
