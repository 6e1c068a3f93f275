import ChatActions
import ChatDomain
import Foundation
import Testing

@testable import Importing

/// What becomes of conversations of other programs.
struct FormatTests {
    private func convert(_ text: String) throws -> [Converted] {
        try JSONParser.parse(Array(text.utf8)).array.map { try #require(try Formats.convert($0)) }
    }

    /// A message as one line: whose it is, after which it comes, and what it says.
    private func lines(_ converted: Converted) -> [String] {
        let messages = converted.imported.messages.map(\.message)
        let numbers = Dictionary(uniqueKeysWithValues: messages.map { ($0.id, "\($0.seq)") })
        return messages.map { message in
            "\(message.role.rawValue) after \(message.parentID.flatMap { numbers[$0] } ?? "-"): \(message.text)"
        }
    }

    @Test func aConversationOfChatGPTKeepsItsTree() throws {
        let trip = try convert(Fixtures.chatGPT)[0]
        #expect(
            lines(trip) == [
                "user after -: Where to go?", "model after 1: To the castle.", "user after -: What is this, and 6*7?",
                "model after 3: ```python\nprint(6*7)\n```\n\n```\n42\n```\n\nIt is 42.",
            ]
        )
        let (conversation, messages) = (trip.imported.conversation, trip.imported.messages)
        #expect(conversation.title == "Trip to Õsaka" && conversation.titleIsChosen)
        #expect(conversation.isPinned && conversation.isArchived && conversation.leafID == messages[3].message.id)
        #expect(conversation.createdAt.milliseconds == 1_700_000_000_500)
        #expect(conversation.lastActivityAt.milliseconds == 1_700_000_900_250)
        #expect(messages.map(\.message.model) == [nil, "gpt-4o", nil, "o3"])
        #expect(
            messages.map(\.message.createdAt.milliseconds).sorted()
                == [1, 2, 100, 200].map { 1_700_000_000_000 + $0 * 1000 }
        )
        #expect(messages[3].message.thoughts == "**Counting**\n\nSix sevens.")
        #expect(messages[1].message.sources == [Source(title: "Castle", uri: "https://example.org/c", segments: [])])
        #expect(
            messages[2].files == [
                .init(id: try #require(ChatGPTFormat.fileID(name: "file-AbC123.dat")), name: "castle.png")
            ]
        )
        // It stands after what was printed.
        let made = try #require(ChatGPTFormat.fileID(name: "file_00aa11-1.webp"))
        #expect(messages[3].files == [.init(id: made, name: "picture", offset: 36)])
    }

    @Test func circlesAreCutAndOrphansBegin() throws {
        let circles = try convert(Fixtures.chatGPT)[1]
        #expect(
            Set(lines(circles)) == [
                "user after -: …", "model after 1: Hello!", "user after -: Me?", "user after -: A?",
                "model after 4: B.",
            ]
        )
        #expect(circles.imported.conversation.leafID == circles.imported.messages.last?.message.id)
    }

    @Test func aChatOfOpenWebUIKeepsItsTree() throws {
        let chats = try convert(Fixtures.openWebUI)
        #expect(
            lines(chats[0]) == [
                "user after -: Look", "model after 1: Llama says.", "model after 1: Qwen says.", "user after 3: And?",
                "model after 4: ",
            ]
        )
        let (conversation, messages) = (chats[0].imported.conversation, chats[0].imported.messages)
        #expect(conversation.title == "Two models" && conversation.isPinned && !conversation.isArchived)
        #expect(conversation.instructions == "Be brief." && conversation.leafID == messages[2].message.id)
        #expect(conversation.createdAt.milliseconds == 1_710_000_000_000)
        #expect(messages[2].message.thoughts == "&gt; no\nIs 1 < 2?".replacing("&gt;", with: ">"))
        #expect(messages[2].message.sources.map(\.uri) == ["https://example.org/"])
        #expect(messages[4].message.status == .failed && messages[4].message.failure == .upstreamError)
        #expect(chats[0].files.map(\.content) == [Fixtures.pngBytes] && chats[0].files.map(\.name) == ["picture.png"])
        #expect(messages[0].files.map(\.id) == chats[0].files.map(\.id))

        #expect(lines(chats[1]) == ["user after -: Hi", "model after 1: Ho"])
        #expect(chats[1].imported.conversation.createdAt.milliseconds == 1_690_000_000_000)
    }

    @Test func theSameAgainHasTheSameIDsAndAnotherConversationOthers() throws {
        let ids = try convert(Fixtures.chatGPT).map { $0.imported.messages.map(\.message.id) }
        #expect(try convert(Fixtures.chatGPT).map { $0.imported.messages.map(\.message.id) } == ids)
        let other = try convert(Fixtures.chatGPT.replacing("6551a0b2", with: "7551a0b2"))
        #expect(Set(other[0].imported.messages.map(\.message.id)).isDisjoint(with: ids[0]))
    }

    @Test func anAnswerThatGoesOnAfterABranchIsAnotherVersionOfIt() throws {
        func node(_ id: String, _ parent: String, _ role: String, _ text: String) -> String {
            """
            "\(id)":{"parent":"\(parent)","message":{"author":{"role":"\(role)"},"content":{"content_type":"text","parts":["\(text)"]}}}
            """
        }
        let nodes = [
            node("q", "", "user", "Q"), node("a", "q", "assistant", "A"), node("b", "a", "assistant", "B"),
            node("u", "a", "user", "U"), node("s", "b", "system", "S"), node("v", "s", "user", "V"),
        ]
        let chat = try convert("[{\"id\":\"i\",\"current_node\":\"s\",\"mapping\":{\(nodes.joined(separator: ","))}}]")[
            0
        ]
        #expect(
            lines(chat) == [
                "user after -: Q", "model after 1: A", "model after 1: A\n\nB", "user after 3: V", "user after 2: U",
            ]
        )
        #expect(chat.imported.conversation.leafID == chat.imported.messages[3].message.id)
    }

    @Test func longTreesNeedNoStackAndWhatGrowsWithoutEndIsLeftOut() throws {
        var members: [String] = []
        for number in 0..<15_000 {
            members.append(
                """
                "\(number)":{"parent":"\(number - 1)","message":{"author":{"role":"\(number % 2 == 0 ? "user" : "assistant")"},
                "content":{"content_type":"text","parts":["\(number)"]}}}
                """
            )
        }
        let long = try convert("[{\"id\":\"i\",\"mapping\":{\(members.joined(separator: ","))}}]")[0]
        #expect(long.imported.messages.count == 15_000)
        // Each answer goes on with the one before, and each has a question: all together would be the square.
        let text = String(repeating: "x", count: 20_000)
        let chain = (0..<3000).flatMap { number in
            [
                "\"\(number)\":{\"parent\":\"\(number - 1)\",\"message\":{\"author\":{\"role\":\"assistant\"},\"content\":{\"parts\":[\"\(text)\"]}}}",
                "\"u\(number)\":{\"parent\":\"\(number)\",\"message\":{\"author\":{\"role\":\"user\"},\"content\":{\"parts\":[\"?\"]}}}",
            ]
        }
        #expect(throws: ImportFailure("it is too large", isOfOne: true)) {
            try convert("[{\"id\":\"i\",\"mapping\":{\(chain.joined(separator: ","))}}]")
        }
    }

    @Test func textsThatAreTooLongAreCut() throws {
        let question = String(repeating: "q", count: 131_073)
        let answer = String(repeating: "ä", count: 2_100_000)
        let chat = try convert(
            "[{\"messages\":[{\"role\":\"user\",\"content\":\"\(question)\"},{\"role\":\"assistant\",\"content\":\"\(answer)\"}]}]"
        )[0]
        #expect(chat.shortened == 2)
        #expect(chat.imported.messages[0].message.text.utf16.count == 131_072)
        #expect(chat.imported.messages[1].message.text.utf8.count <= 4 << 20)
        #expect(chat.imported.messages[1].message.text.hasSuffix("ä…"))
    }

    @Test(arguments: [
        ("file-service://file-AbC123", "file-AbC123-name.png"), ("sediment://file_00ff", "file_00ff.dat"),
        ("file-service://file-AbC123", "file-AbC123"),
    ])
    func aPictureIsFoundByItsName(pointer: String, name: String) {
        #expect(ChatGPTFormat.fileID(pointer: pointer) != nil)
        #expect(ChatGPTFormat.fileID(pointer: pointer) == ChatGPTFormat.fileID(name: name))
        #expect(ChatGPTFormat.fileID(name: "x" + name) == nil && ChatGPTFormat.fileID(pointer: name) == nil)
    }

    @Test(arguments: [
        "{}", "1", "[]", "{\"mapping\":1}", "{\"chat\":{\"history\":{}}}", "{\"conversation\":{},\"messages\":[]}",
    ])
    func whatIsNoConversationIsNone(text: String) throws {
        let converted = try Formats.convert(try JSONParser.parse(Array(text.utf8)))
        #expect(converted == nil, "\(String(describing: converted))")
    }
}
