internal import ChatDomain
package import Foundation
internal import NIOCore

/// What a client has, as its `resume` frame says.
package struct ResumeRequest: Sendable {
    /// How far a client has one running answer, in UTF-16 code units.
    struct Position: Sendable {
        var offset = 0
        var thoughtOffset = 0

        mutating func pass(_ delta: Delta) {
            if delta.isThought { thoughtOffset = delta.end } else { offset = delta.end }
        }
    }

    /// `nil`: changes from now on.
    var epoch: UUID?
    var since: Int64
    var positions: [MessageID: Position]

    /// - Parameter epoch: `nil`: changes from now on; then `since` does not matter.
    package init(epoch: UUID?, since: Int64) {
        self.epoch = epoch
        self.since = since
        positions = [:]
    }

    /// More than a frame of 64 KiB has room for.
    private static let maximumValues = 5000

    /// `nil` when the frame is anything else than a well-formed `resume`.
    init?(frame: ByteBuffer) {
        guard JSONScan.isHarmless(frame.readableBytesView, values: Self.maximumValues) else { return nil }
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(frame.readableBytesView)) else { return nil }
        // Compared as bytes: Swift's `==` takes long for hostile strings.
        guard wire.type.utf8.elementsEqual("resume".utf8), (wire.since ?? 0) >= 0 else { return nil }
        if let epoch = wire.epoch {
            guard let since = wire.since else { return nil }
            // An epoch that is no UUID is of no database of ours: the client starts afresh.
            self.epoch = UUID(uuidString: epoch) ?? UUID()
            self.since = since
        } else {
            self.epoch = nil
            since = 0
        }
        positions = [:]
        for answer in wire.answers ?? [] {
            guard let id = MessageID(answer.messageID), answer.offset >= 0, (answer.thoughtOffset ?? 0) >= 0 else {
                return nil
            }
            positions[id] = Position(offset: answer.offset, thoughtOffset: answer.thoughtOffset ?? 0)
        }
    }

    private struct Wire: Decodable {
        var type: String
        var epoch: String?
        var since: Int64?
        var answers: [Answer]?

        struct Answer: Decodable {
            var messageID: String
            var offset: Int
            var thoughtOffset: Int?
        }
    }
}
