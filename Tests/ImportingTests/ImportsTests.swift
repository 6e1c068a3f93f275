import Attachments
import ChatActions
import ChatDomain
import Foundation
import Logging
import NIOCore
import SQLiteStore
import Store
import Testing

@testable import Importing

/// Uploads and the work on them, at a real store.
@Suite(.timeLimit(.minutes(5)))
struct ImportsTests {
    struct Stage {
        let imports: Imports
        let actions: ChatActions
        let user: UserID
        let folder: String

        /// Sends a file in pieces, and waits for the end of the work on it.
        func bring(_ file: Data, id: UUID = UUID(), pieceBytes: Int = 1 << 20) async throws -> ImportStatus {
            _ = try await imports.start(user, id, name: "export", bytes: Int64(file.count))
            for start in stride(from: 0, to: file.count, by: pieceBytes) {
                let piece = file[start..<min(start + pieceBytes, file.count)]
                _ = try await imports.receive(user, id, at: Int64(start), length: nil, body: Pieces([piece]))
            }
            return try await over(id)
        }

        func over(_ id: UUID) async throws -> ImportStatus {
            let end = ContinuousClock.now + .seconds(240)
            while ContinuousClock.now < end {
                let status = try imports.status(user, id)
                if status.isOver { return status }
                try await Task.sleep(for: .milliseconds(2))
            }
            throw CancellationError()
        }

        func conversations() async throws -> [Conversation] {
            let user = user
            return try await actions.store.read { reader in
                try reader.conversationIDs(user, after: nil, limit: 1000).compactMap {
                    try reader.conversation(user, $0)
                }
            }
        }
    }

    struct Pieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
        var pieces: [Data]
        var failure: ImportFailure?

        init(_ pieces: [Data], failure: ImportFailure? = nil) { (self.pieces, self.failure) = (pieces, failure) }

        func makeAsyncIterator() -> Self { self }

        mutating func next() async throws -> ByteBuffer? {
            if pieces.isEmpty {
                if let failure { throw failure }
                return nil
            }
            return ByteBuffer(bytes: pieces.removeFirst())
        }
    }

    struct NoAnswers: AnswerQueue {
        func reserve(_ user: UserID, for answer: MessageID) throws(ChatError) -> AnswerSlot {
            AnswerSlot(userID: user, answerID: answer, hasPlace: false)
        }
        func release(_ slot: AnswerSlot) {}
        func start(_ job: AnswerJob, in slot: AnswerSlot) {}
        func enqueue(_ slot: AnswerSlot, after parent: MessageID?) {}
        func stop(_ user: UserID, _ answer: MessageID) async {}
    }

    /// - Parameter works: whether what has arrived is worked on.
    private func withStage(
        in given: String? = nil,
        works: Bool = true,
        _ body: (Stage) async throws -> Void
    ) async throws {
        let folder = given ?? FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
        defer { if given == nil { try? FileManager.default.removeItem(atPath: folder) } }  // a leftover harms nobody
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(folder: folder, logger: logger) { _ in }
        let files = try AttachmentFolder(folder + "/attachments", threads: 1)
        let passwords = PasswordHasher(threads: 1)
        let actions = ChatActions(
            store: store,
            files: files,
            policy: ChatPolicy(registration: .open, admitsGuests: true, defaultModel: "m"),
            passwords: passwords,
            secrets: try SecretBox(path: folder + "/secrets.key"),
            throttle: SignInThrottle(isOn: false),
            answers: NoAnswers()
        )
        let imports = try Imports(
            actions: actions,
            folder: folder + "/imports",
            maximumBytes: 100 << 20,
            logger: logger
        )
        let user = try await store.write { writer in
            if let user = try writer.user(UserID(rawValue: 1)) { return user.id }
            return try #require(try writer.insertUser(NewUser(name: "Guest", credentials: nil, createdAt: .now))).id
        }
        try await withThrowingTaskGroup { group in
            if works { group.addTask { await imports.run() } }
            let result: Result<Void, any Error>
            do {
                result = .success(
                    try await body(Stage(imports: imports, actions: actions, user: user, folder: folder))
                )
            } catch {
                result = .failure(error)
            }
            group.cancelAll()
            try await group.waitForAll()
            try await imports.shutDown()
            try await files.shutDown()
            try await passwords.shutDown()
            try store.close()
            try result.get()
        }
    }

    private func files(_ stage: Stage) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: stage.folder + "/imports").filter { $0.contains(".") }
    }

    @Test func anArchiveOfChatGPTComesWithItsPictures() async throws {
        try await withStage { stage in
            let other = Data("\u{89}PNG\r\n\u{1A}\nother".unicodeScalars.map { UInt8($0.value) })
            let zip = try ZipMaker.make([
                .init("chat.html", "<html>"), .init("export/conversations.json", Fixtures.chatGPT),
                .init("file-AbC123-castle.png", Fixtures.pngBytes, isPacked: false),
                .init("dalle-generations/file_00aa11-x.webp", other), .init("file-unused.png", Fixtures.pngBytes),
            ])
            let status = try await stage.bring(zip, pieceBytes: 200)
            #expect(status.state == .done && status.problem == nil, "\(status)")
            #expect(status.done == 2 && status.total == 2 && status.conversations == 2 && status.messages == 9)
            let user = stage.user
            let attachments = try await stage.actions.store.read { try $0.attachments(user, after: nil, limit: 10) }
            #expect(Set(attachments.map(\.name)) == ["castle.png", "picture"])
            #expect(attachments.allSatisfy { $0.mediaType == "image/png" })
            // What is over leaves only the note of it.
            #expect(try files(stage).map { $0.hasSuffix(".json") } == [true])

            let again = try await stage.bring(zip)
            #expect(again.conversations == 0 && again.messages == 0 && again.skipped == 2 && again.state == .done)
            #expect(try await stage.conversations().count == 2)
        }
    }

    @Test func plainFilesOfBothComeToo() async throws {
        try await withStage { stage in
            let gpt = try await stage.bring(Data(Fixtures.chatGPT.utf8))
            #expect(gpt.state == .done && gpt.conversations == 2 && gpt.problem == "2 files could not be taken.")
            let webUI = try await stage.bring(Data(Fixtures.openWebUI.utf8))
            #expect(webUI.state == .done && webUI.conversations == 2 && webUI.messages == 7 && webUI.problem == nil)
        }
    }

    @Test func anArchiveInPartsIsOneExport() async throws {
        try await withStage { stage in
            let part = { (id: String) in
                "[{\"id\":\"\(id)\",\"mapping\":{\"q\":{\"message\":{\"author\":{\"role\":\"user\"},\"content\":{\"parts\":[\"\(id)\"]}}}}}]"
            }
            let zip = try ZipMaker.make([
                .init("conversations-000.json", part("a")), .init("conversations-001.json", part("b")),
                .init("conversations-001.json", part("b")), .init("shared_conversations.json", "[{\"id\":\"x\"}]"),
            ])
            let status = try await stage.bring(zip)
            #expect(status.conversations == 2 && status.skipped == 1 && status.total == 3)
        }
    }

    @Test func whatComesBeforeABrokenPlaceStaysAndItIsSaidWhere() async throws {
        let good = "{\"id\":\"%\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
        let two = [good.replacing("%", with: "1"), good.replacing("%", with: "2")].joined(separator: ",")
        for (text, reason) in [
            ("[\(two),{\"id\":\"3\",\"mess", "the file ends in the middle"),
            ("[\(two),{\"id\":tru}]", "the JSON is broken"),
            ("[\(two) {}]", "the JSON is broken"),
        ] {
            try await withStage { stage in
                let status = try await stage.bring(Data(text.utf8))
                #expect(status.state == .failed && status.conversations == 2 && status.done == 2)
                #expect(status.problem == "Stopped at chat 3: \(reason). What came before it is there.")
                #expect(try await stage.conversations().count == 2)
            }
        }
    }

    @Test func oneThatCannotBeTakenDoesNotHoldUpTheOthers() async throws {
        try await withStage { stage in
            let deep = String(repeating: "[", count: 90) + String(repeating: "]", count: 90)
            let many = "{\"mapping\":{},\"x\":[\(String(repeating: "0,", count: 1_000_001))0]}"
            let good = "{\"id\":\"1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"x\":\(deep)}"
            let status = try await stage.bring(Data("[\(many),{\"strange\":1},\(good),[\(deep)\(deep)]]".utf8))
            // The last is no JSON.
            #expect(status.state == .failed && status.conversations == 1 && status.skipped == 2 && status.done == 3)
        }
    }

    @Test(arguments: [
        ("Hello", "The file is no JSON."), ("[]", nil), ("[1,2]", "no export of Pollux, ChatGPT or Open WebUI"),
        ("{\"a\":[1]}", nil), ("PK\u{3}\u{4}nonsense that is no archive", "The archive is damaged."),
    ])
    func whatIsNoExportIsSaidToBeNone(text: String, problem: String?) async throws {
        try await withStage { stage in
            let status = try await stage.bring(Data(text.utf8))
            #expect(status.state == (problem == nil ? .done : .failed))
            if let problem { #expect(status.problem?.contains(problem) == true, "\(status)") }
        }
    }

    @Test func hostileArchivesAreRefusedAndWriteNothing() async throws {
        try await withStage { stage in
            let empty = try await stage.bring(try ZipMaker.make([.init("readme.txt", "Hi")]))
            #expect(empty.problem == "The archive is no export of Pollux or ChatGPT.")
            // 80 MB of nothing in some 80 kB.
            let spaces = Data(repeating: 0x20, count: 80 << 20)
            let bomb = try await stage.bring(try ZipMaker.make([.init("conversations.json", Data("[".utf8) + spaces)]))
            #expect(bomb.problem == "The archive unpacks to far more than it should.")
            let aside = try await stage.bring(
                try ZipMaker.make([.init("other.bin", spaces), .init("conversations.json", "[]")])
            )
            #expect(aside.problem == "The archive unpacks to far more than it should.")
            var cut = try ZipMaker.make([.init("conversations.json", Fixtures.chatGPT)])
            cut.removeLast(cut.count / 2)
            #expect(try await stage.bring(cut).state == .failed)
            let paths = try await stage.bring(
                try ZipMaker.make([
                    .init("../../../../tmp/conversations.json", Fixtures.chatGPT),
                    .init("/etc/file-AbC123-../../x.png", Fixtures.pngBytes),
                ])
            )
            #expect(paths.state == .done && paths.conversations == 2)
            #expect(try files(stage).allSatisfy { $0.hasPrefix("1/") && $0.hasSuffix(".json") })
        }
    }

    @Test func uploadsAreTakenInOrderAndNoMoreThanWasSaid() async throws {
        try await withStage(works: false) { stage in
            let (imports, user, id) = (stage.imports, stage.user, UUID())
            func code(_ body: () async throws -> Void) async -> ChatError.Code? {
                do {
                    try await body()
                    return nil
                } catch {
                    return (error as? ChatError)?.code
                }
            }
            #expect(await code { _ = try await imports.start(user, id, name: "x", bytes: 0) } == .badRequest)
            #expect(await code { _ = try await imports.start(user, id, name: "", bytes: 1) } == .badRequest)
            #expect(await code { _ = try await imports.start(user, id, name: "x", bytes: 101 << 20) } == .tooLarge)
            #expect(try await imports.start(user, id, name: "x", bytes: 10).isNew)
            #expect(try await imports.start(user, id, name: "x", bytes: 10).isNew == false)
            #expect(await code { _ = try await imports.start(user, id, name: "y", bytes: 10) } == .conflict)
            let two = UUID()
            _ = try await imports.start(user, two, name: "z", bytes: 10)
            #expect(await code { _ = try await imports.start(user, UUID(), name: "z", bytes: 10) } == .tooMany)

            let three = Data("abc".utf8)
            for offset: Int64 in [1, 11, .max] {
                #expect(
                    await code { _ = try await imports.receive(user, id, at: offset, length: 3, body: Pieces([three])) }
                        == .conflict
                )
            }
            _ = try await imports.receive(user, id, at: 0, length: 3, body: Pieces([three]))
            // Of what breaks off, what came counts.
            #expect(
                await code {
                    _ = try await imports.receive(
                        user,
                        id,
                        at: 3,
                        length: 6,
                        body: Pieces([three], failure: ImportFailure("cut"))
                    )
                } == .badRequest
            )
            #expect(try imports.status(user, id).received == 6)
            #expect(
                await code { _ = try await imports.receive(user, id, at: 6, length: 5, body: Pieces([])) } == .tooLarge
            )
            #expect(
                await code {
                    _ = try await imports.receive(user, id, at: 6, length: nil, body: Pieces([three, three]))
                }
                    == .tooLarge
            )
            #expect(try imports.status(user, id).received == 9)
            // Nobody else's.
            let other = UserID(rawValue: 77)
            #expect(
                await code { _ = try await imports.receive(other, id, at: 9, length: 1, body: Pieces([])) } == .notFound
            )
            #expect(await code { try await imports.cancel(other, id) } == .notFound)
            #expect(
                try await imports.receive(user, id, at: 9, length: 1, body: Pieces([Data("d".utf8)])).state == .running
            )
            #expect(
                await code { _ = try await imports.receive(user, id, at: 10, length: 0, body: Pieces([])) } == .conflict
            )
            try await imports.cancel(user, id)
            #expect(await code { try await imports.cancel(user, id) } == .notFound)
            imports.forget(user)
            #expect(try files(stage).isEmpty && imports.list(user).isEmpty)
        }
    }

    @Test func afterAStartItGoesOnWhereItWas() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
        let chat = { (id: Int) in "{\"id\":\"\(id)\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi \(id)\"}]}" }
        let file = Data("[\((0..<20).map(chat).joined(separator: ","))]".utf8)
        let (half, whole) = (UUID(), UUID())
        try await withStage(in: folder, works: false) { stage in
            let (imports, user) = (stage.imports, stage.user)
            _ = try await imports.start(user, half, name: "half", bytes: Int64(file.count))
            _ = try await imports.receive(user, half, at: 0, length: nil, body: Pieces([file.prefix(100)]))
            _ = try await imports.start(user, whole, name: "whole", bytes: Int64(file.count))
            _ = try await imports.receive(user, whole, at: 0, length: nil, body: Pieces([file]))
        }
        // As if seven had been done with, and a crash had left something half written.
        let note = folder + "/imports/1/\(whole.uuidString.lowercased()).json"
        var text = try String(contentsOfFile: note, encoding: .utf8)
        text = text.replacing("\"done\":0", with: "\"done\":7").replacing(
            "\"conversations\":0,",
            with: "\"conversations\":7,"
        )
        try text.write(toFile: note, atomically: true, encoding: .utf8)
        try Data("{".utf8).write(to: URL(filePath: note + ".x.json"))
        try await withStage(in: folder) { stage in
            let (imports, user) = (stage.imports, stage.user)
            let done = try await stage.over(whole)
            #expect(done.done == 20 && done.messages == 13 && done.state == .done && done.name == "whole")
            #expect(try await stage.conversations().count == 13)
            #expect(try imports.status(user, half).received == 100 && imports.status(user, half).state == .uploading)
            let rest = Data(file.dropFirst(100))
            _ = try await imports.receive(user, half, at: 100, length: nil, body: Pieces([rest]))
            let other = try await stage.over(half)
            #expect(other.conversations == 7 && other.skipped == 13)
            #expect(imports.list(user).map(\.id) == [whole, half])
            #expect(try files(stage).count == 2)
        }
    }
}
