import Gemini
import Synchronization
import Testing

@testable import Answering

/// The list of models, and who waits for it.
@Suite(.timeLimit(.minutes(2))) struct ModelCatalogTests {
    /// Reads when it is told to, and counts.
    private final class Source: Sendable {
        let replies: AsyncStream<Result<[Model], GeminiError>>
        let reply: AsyncStream<Result<[Model], GeminiError>>.Continuation
        private let count = Mutex(0)

        init() { (replies, reply) = AsyncStream.makeStream() }

        var readings: Int { count.withLock(\.self) }

        func read() async throws(GeminiError) -> [Model] {
            count.withLock { $0 += 1 }
            for await reply in replies { return try reply.get() }
            throw GeminiError(.cancelled, message: "")
        }
    }

    private func chat(_ id: String) -> Model {
        Model(name: "models/\(id)", supportedGenerationMethods: ["generateContent", "countTokens"])
    }

    private func withCatalog(_ body: (ModelCatalog, Source) async throws -> Void) async throws {
        let source = Source()
        let catalog = ModelCatalog { () async throws(GeminiError) in try await source.read() }
        try await withThrowingTaskGroup { group in
            group.addTask { await catalog.run() }
            try await body(catalog, source)
            group.cancelAll()
        }
    }

    @Test("12.3: the list is read once for all who wait, filtered, and kept")
    func single() async throws {
        try await withCatalog { catalog, source in
            async let lists = withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { try await catalog.chatModels() } }
                var lists: [[Model]] = []
                for try await list in group { lists.append(list) }
                return lists
            }
            let others = ["gemini-embedding-1", "gemini-9-tts", "veo-3", "gemini-3.5-flash-live"].map { chat($0) }
            let silent = Model(name: "models/x", supportedGenerationMethods: ["embedContent"])
            source.reply.yield(.success([chat("a")] + others + [silent, Model(name: "models/y")]))
            let all = try await lists + [try await catalog.chatModels()]
            #expect(all.count == 21 && all.allSatisfy { $0.map(\.id) == ["a"] })
            #expect(await catalog.record(of: "models/a")?.id == "a")
            #expect(await catalog.record(of: "b") == nil)
            #expect(source.readings == 1)
        }
    }

    @Test("12.3: no answer waits for a list that does not come")
    func patience() async throws {
        try await withCatalog { catalog, source in
            #expect(await catalog.record(of: "a", patience: .milliseconds(20)) == nil)
            // The reading goes on; whoever asks later has it.
            source.reply.yield(.success([chat("a")]))
            let models = try await catalog.chatModels()
            #expect(models.count == 1)
            #expect(await catalog.record(of: "a", patience: .zero)?.id == "a")
        }
    }

    @Test("12.3: a failure is told to those who need the list, and answers do without for a while")
    func failures() async throws {
        try await withCatalog { catalog, source in
            source.reply.yield(.failure(GeminiError(.overloaded, message: "")))
            let error = await #expect(throws: GeminiError.self) { try await catalog.chatModels() }
            #expect(error?.kind == .overloaded)
            #expect(await catalog.record(of: "a", patience: .seconds(60)) == nil)
            #expect(source.readings == 1)
            source.reply.yield(.success([chat("a")]))
            let models = try await catalog.chatModels()
            #expect(models.count == 1)
        }
    }

    @Test("12.3: after a 404 the list is read anew, while the old one is still given out")
    func refresh() async throws {
        try await withCatalog { catalog, source in
            source.reply.yield(.success([chat("old")]))
            let before = try await catalog.chatModels()
            catalog.refresh()
            catalog.refresh()
            let meanwhile = try await catalog.chatModels()
            #expect(before.map(\.id) == ["old"] && meanwhile == before)
            source.reply.yield(.success([chat("new")]))
            while try await catalog.chatModels().map(\.id) != ["new"] { await Task.yield() }
            #expect(source.readings == 2)
        }
    }

    @Test func whoStopsWaitingIsNotHeldUpAndTheEndTellsAll() async throws {
        let catalog = ModelCatalog { () async throws(GeminiError) in throw GeminiError(.internalError, message: "") }
        let waiting = Task { try await catalog.chatModels() }
        waiting.cancel()
        await #expect(throws: GeminiError.self) { try await waiting.value }
        let last = Task { try await catalog.chatModels() }
        let run = Task { await catalog.run() }
        run.cancel()
        await run.value
        await #expect(throws: GeminiError.self) { try await last.value }
        await #expect(throws: GeminiError.self) { try await catalog.chatModels() }
    }
}
