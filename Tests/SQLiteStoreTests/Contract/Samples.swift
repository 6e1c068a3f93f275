import ChatDomain
import Foundation
import Store
import Testing

// What the contract's tests write, with as little said as possible.

let noon = Timestamp(milliseconds: 1_790_000_000_000)

extension ChatWriter {
    /// An account, or a guest when it is given no name.
    func makeUser(_ name: String? = nil) throws -> User {
        let credentials = name.map { NewUser.Credentials(nameKey: nameKey($0), passwordHash: "hash of \($0)") }
        let new = NewUser(name: name ?? "Guest", credentials: credentials, createdAt: noon)
        return try #require(try insertUser(new))
    }

    func makeConversation(_ user: UserID, id: ConversationID = .make(), title: String? = nil) throws -> Conversation {
        try insert(user, Conversation(id: id, title: title, createdAt: noon))
    }

    /// A message with the conversation's next number, which becomes the end of the shown path.
    func makeMessage(
        _ user: UserID,
        _ conversation: ConversationID,
        id: MessageID = .make(),
        after parent: MessageID?,
        _ text: String = "text",
        _ status: Message.Status = .stored
    ) throws -> Message {
        var place = try #require(try self.conversation(user, conversation))
        let message = Message(
            id: id,
            conversationID: conversation,
            seq: place.lastSeq + 1,
            parentID: parent,
            role: status == .stored ? .user : .model,
            text: text,
            status: status,
            createdAt: noon
        )
        let stored = try insert(user, message)
        place.lastSeq = message.seq
        place.leafID = message.id
        _ = try update(user, place)
        return stored
    }

    /// A question at the end of the shown path.
    func makeNext(_ user: UserID, _ conversation: ConversationID, _ text: String = "text") throws -> Message {
        let leaf = try #require(try self.conversation(user, conversation)).leafID
        return try makeMessage(user, conversation, after: leaf, text)
    }

    /// A path of questions and complete answers, oldest first.
    func makePath(_ user: UserID, _ conversation: ConversationID, exchanges: Int) throws -> [Message] {
        var path: [Message] = []
        for number in 0..<exchanges {
            path.append(try makeMessage(user, conversation, after: path.last?.id, "question \(number)"))
            path.append(try makeMessage(user, conversation, after: path.last?.id, "answer \(number)", .complete))
        }
        return path
    }
}

extension ChatStore {
    /// A user with a conversation.
    func makePlace() async throws -> (user: UserID, conversation: ConversationID) {
        try await write { writer in
            let user = try writer.makeUser().id
            return (user, try writer.makeConversation(user).id)
        }
    }

    func message(_ user: UserID, _ id: MessageID) async throws -> Message {
        try #require(try await read { try $0.message(user, id) })
    }

    func revision(_ user: UserID) async throws -> Int64 {
        try await read { try $0.revision(user) }
    }
}

/// An error of the test's own.
struct Refused: Error {}
