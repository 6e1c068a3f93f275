internal import ChatDomain
internal import Foundation
package import NIOCore

/// The frames that the server sends, each one compact JSON object with `type` first.
package enum Frame {
    /// Seconds of silence after which a heartbeat is sent.
    package static let heartbeatSeconds = 20

    static func hello(epoch: UUID, revision: Int64) -> ByteBuffer {
        position("hello", epoch, revision)
    }

    static func reset(epoch: UUID, revision: Int64) -> ByteBuffer {
        position("reset", epoch, revision)
    }

    static func change(_ change: Change) -> ByteBuffer {
        JSONWriter.object(capacity: 1024) { json in
            json.member("type", "change")
            change.writeMembers(to: &json)
        }
    }

    static func delta(_ delta: Delta) -> ByteBuffer {
        JSONWriter.object(capacity: 128 + delta.text.utf8.count) { json in
            json.member("type", "delta")
            json.member("messageID", delta.messageName)
            json.member("offset", delta.offset)
            json.member("text", delta.text)
            if delta.isThought { json.member("thought", true) }
        }
    }

    static func heartbeat(revision: Int64) -> ByteBuffer {
        JSONWriter.object { json in
            json.member("type", "heartbeat")
            json.member("revision", revision)
        }
    }

    private static func position(_ type: String, _ epoch: UUID, _ revision: Int64) -> ByteBuffer {
        JSONWriter.object { json in
            json.member("type", type)
            json.member("epoch", epoch.uuidString.lowercased())
            json.member("revision", revision)
            json.member("heartbeatSeconds", heartbeatSeconds)
        }
    }
}

/// A frame on its way out, with what a way out may have to know of it.
package struct LiveFrame: Sendable {
    package enum Kind: Hashable, Sendable {
        case change(revision: Int64)
        case heartbeat
        case other
    }

    package var kind: Kind
    package var json: ByteBuffer

    init(_ json: ByteBuffer, _ kind: Kind = .other) {
        self.kind = kind
        self.json = json
    }
}

/// Transient text of a running answer.
struct Delta: Sendable {
    var messageID: MessageID
    /// The id as the wire shows it, made once for each answer.
    var messageName: String
    /// Where the text begins in the answer, or in its thoughts: UTF-16 code units.
    var offset: Int
    var text: String
    var isThought: Bool

    var end: Int { offset + text.utf16.count }
    /// Before it nothing of the answer, or of its thoughts, was there.
    var isFirst: Bool { offset == 0 }

    func isOfSameText(as other: Delta) -> Bool {
        messageID == other.messageID && isThought == other.isThought
    }
}
