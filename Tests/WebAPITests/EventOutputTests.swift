import ChatDomain
import Foundation
import NIOCore
import Testing

@testable import Live
@testable import WebAPI

/// How frames look as server-sent events.
struct EventOutputTests {
    private let epoch = UUID(uuid: (0xAB, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))

    private func stream(_ frames: [LiveFrame]) async throws -> String {
        let handover = Handover()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await EventOutput(handover: handover, epoch: epoch).send(frames)
                handover.finish()
            }
            var text = ""
            while let buffer = await handover.next() { text += String(buffer: buffer) }
            try await group.waitForAll()
            return text
        }
    }

    @Test func onlyChangesHaveAnIDAndHeartbeatsAreComments() async throws {
        let frames = [
            LiveFrame(Frame.hello(epoch: epoch, revision: 6)),
            LiveFrame(ByteBuffer(string: #"{"type":"change","revision":7}"#), .change(revision: 7)),
            LiveFrame(Frame.heartbeat(revision: 7), .heartbeat),
        ]
        let name = "ab010203-0405-0607-0809-0a0b0c0d0e0f"
        let wanted = """
            data: {"type":"hello","epoch":"\(name)","revision":6,"heartbeatSeconds":20}

            id: \(name):7
            data: {"type":"change","revision":7}

            : heartbeat


            """
        #expect(try await stream(frames) == wanted)
    }

    /// A line's end in a text must not end the event's line.
    @Test(arguments: ["\n", "\r", "\r\n", "\n\ndata: x\n\n", "\u{2028}", "\u{85}", "\0"])
    func anEventIsOneLineWhateverTheText(text: String) async throws {
        let delta = Delta(messageID: .make(), messageName: "m", offset: 0, text: text, isThought: false)
        let bytes = Array(try await stream([LiveFrame(Frame.delta(delta))]).utf8)
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 2 && bytes.suffix(2) == Array("\n\n".utf8)[...])
        #expect(!bytes.contains(UInt8(ascii: "\r")))
    }
}
