import ChatDomain
import Foundation
import NIOCore
import Testing

@testable import Live

let noon = Timestamp(milliseconds: 1_790_000_000_000)

extension Message {
    /// An answer, or a question when its status says so.
    static func sample(
        _ id: MessageID = .make(),
        _ status: Message.Status = .complete,
        text: String = "text",
        revision: Int64 = 1
    ) -> Message {
        var message = Message(
            id: id,
            conversationID: ConversationID(uuid: UUID()),
            seq: 1,
            parentID: nil,
            role: status == .stored ? .user : .model,
            text: text,
            status: status,
            createdAt: noon
        )
        message.revision = revision
        return message
    }
}

extension Change {
    /// The put of a message.
    static func put(_ revision: Int64, _ message: Message) -> Change {
        var message = message
        message.revision = revision
        return Change(revision: revision, subject: .message(message.id), item: .message(message))
    }

    /// The put of an answer in this state.
    static func put(_ revision: Int64, _ id: MessageID = .make(), _ status: Message.Status = .complete) -> Change {
        put(revision, .sample(id, status))
    }

    static func delete(_ revision: Int64, _ id: MessageID) -> Change {
        Change(revision: revision, subject: .message(id), item: nil)
    }
}

/// What a frame says, as far as tests look at it.
struct Heard: Equatable, CustomStringConvertible {
    var type: String
    var revision: Int64?
    var messageID: String?
    var offset: Int?
    var text: String?
    var isThought = false

    init(_ frame: ByteBuffer) throws {
        let members = try #require(try JSONSerialization.jsonObject(with: Data(buffer: frame)) as? [String: Any])
        type = try #require(members["type"] as? String)
        revision = (members["revision"] as? NSNumber)?.int64Value
        messageID = members["messageID"] as? String ?? members["id"] as? String
        offset = members["offset"] as? Int
        text = members["text"] as? String ?? (members["item"] as? [String: Any])?["text"] as? String
        isThought = members["thought"] as? Bool ?? false
    }

    var description: String {
        switch type {
        case "delta": "\(isThought ? "thought" : "delta") \(offset ?? -1) \(text ?? "")"
        default: "\(type) \(revision ?? -1)"
        }
    }
}

private extension Data {
    init(buffer: ByteBuffer) {
        self.init(buffer.readableBytesView)
    }
}
