import AsyncHTTPClient
import Attachments
import ChatActions
import ChatDomain
import Foundation
import Gemini
import GeminiStandIn
import InMemoryLogging
import Live
import Logging
import NIOCore
import SQLiteStore
import Store
import Testing

@testable import Answering

/// Answers as they are really run: the service, a store on disk, and the stand-in in Gemini's place.
struct AnswerStage: Sendable {
    /// What must show up in one header of each request and nowhere else.
    static let key = "AIza-canary-0123456789"

    let actions: ChatActions
    var user: UserID
    let standIn: StandInControl
    let models: ModelCatalog
    let meter: ContextMeter
    let log: InMemoryLogHandler
    fileprivate let news: News

    /// Every line that was logged, its metadata included.
    var logLines: [String] {
        log.entries.map { entry in
            "\(entry.level) \(entry.message) "
                + entry.metadata.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ")
        }
    }

    /// The requests for answers, as Gemini would have got them.
    var questions: [RecordedRequest] { standIn.requests.filter(\.asksForAnswer) }

    func makeConversation(
        model: String,
        instructions: String? = nil,
        contextExchanges: Int? = ContextWindow.defaultExchanges,
        _ set: (inout ConversationSettings) -> Void = { _ in }
    ) async throws -> ConversationID {
        var new = Conversation(
            id: .make(),
            title: nil,
            model: model,
            instructions: instructions,
            contextExchanges: contextExchanges,
            createdAt: .now
        )
        set(&new.settings)
        return try await actions.createConversation(user, new).conversation.id
    }

    /// Asks without waiting; gives the answer's id.
    func begin(_ text: String = "question", in id: ConversationID, files: [AttachmentID] = []) async throws -> MessageID
    {
        let question = NewQuestion(id: .make(), text: text, parentID: nil, quoteID: nil, attachments: files)
        return try await actions.ask(user, in: id, question).answer.id
    }

    /// Asks, and gives the answer when it is over.
    func ask(_ text: String = "question", in id: ConversationID, files: [AttachmentID] = []) async throws -> Message {
        try await over(try await begin(text, in: id, files: files))
    }

    /// Asks a model in a conversation of its own.
    func ask(_ text: String = "question", model: String) async throws -> Message {
        try await ask(text, in: try await makeConversation(model: model))
    }

    func message(_ id: MessageID) async throws -> Message {
        let user = user
        return try #require(try await actions.store.read { try $0.message(user, id) })
    }

    /// Waits until the answer is final.
    func over(_ id: MessageID) async throws -> Message {
        try await when(id) { $0.status.isFinal }
    }

    /// Waits until the message meets the condition.
    func when(_ id: MessageID, _ condition: (Message) -> Bool) async throws -> Message {
        // Before the first look, so that nothing is missed.
        for try await _ in news.stream() {
            let message = try await message(id)
            if condition(message) { return message }
        }
        throw CancellationError()
    }

    /// From now on the conversation asks this model.
    func use(_ model: String, in id: ConversationID) async throws {
        var patch = ConversationPatch()
        patch.model = .some(model)
        _ = try await actions.changeConversation(user, id, patch)
    }

    /// The same stage as somebody else sees it.
    func addUser() async throws -> AnswerStage {
        let guest = NewUser(name: "Guest", credentials: nil, createdAt: .now)
        var other = self
        other.user = try #require(try await actions.store.write { try $0.insertUser(guest) }).id
        return other
    }

    /// Stores a file that goes with a question.
    func addFile(_ name: String, _ content: Data) async throws -> AttachmentID {
        let id = AttachmentID.make()
        let body = AsyncThrowingStream<ByteBuffer, any Error> { stream in
            stream.yield(ByteBuffer(bytes: content))
            stream.finish()
        }
        _ = try await actions.addAttachment(user, id, name: name, type: nil, length: nil, body: body)
        return id
    }
}

/// Runs a new stage around the body. Waits between calls are milliseconds.
///
/// - Parameter before: writes what the service finds when it starts.
func withAnswerStage(
    retry: RetryPolicy = RetryPolicy(base: .milliseconds(4)),
    inlineLimit: Int = 8 << 20,
    limits: AnswerLimits = AnswerLimits(),
    timeouts: GeminiConfiguration.Timeouts = .init(),
    before: (SQLiteStore, UserID) async throws -> Void = { _, _ in },
    _ body: @Sendable (AnswerStage) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
    let log = InMemoryLogHandler()
    let logger = Logger(label: "tests") { _ in log }
    let hub = Hub(maximumSockets: 10)
    let news = News()
    let store = try SQLiteStore(folder: folder, logger: logger) { announcements in
        hub.announce(announcements)
        news.tell()
    }
    let files = try AttachmentFolder(folder + "/attachments", threads: 1)
    let options = AnswerOptions(retry: retry, inlineLimit: inlineLimit)
    try await StandIn.running { standIn, address in
        try await HTTPClient.withHTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: GeminiClient.httpClientConfiguration(concurrentStreams: 100)
        ) { http in
            let configuration = GeminiConfiguration(apiKey: AnswerStage.key, baseURL: address, timeouts: timeouts)
            let gemini = GeminiClient(configuration: configuration, httpClient: http)
            let models = ModelCatalog(gemini: gemini)
            let scheduler = AnswerScheduler(limits: limits)
            let actions = ChatActions(
                store: store,
                files: files,
                policy: ChatPolicy(registration: .open, admitsGuests: true, defaultModel: "gemini-3.8-flash"),
                passwords: passwords,
                secrets: try SecretBox(path: folder + "/secrets.key"),
                throttle: SignInThrottle(isOn: false),
                answers: scheduler
            )
            let service = AnswerService(
                actions: actions,
                scheduler: scheduler,
                gemini: gemini,
                models: models,
                hub: hub,
                options: options,
                logger: logger
            )
            let guest = NewUser(name: "Guest", credentials: nil, createdAt: .now)
            let user = try #require(try await store.write { try $0.insertUser(guest) })
            try await before(store, user.id)
            let stage = AnswerStage(
                actions: actions,
                user: user.id,
                standIn: standIn.control,
                models: models,
                meter: ContextMeter(
                    actions: actions,
                    gemini: gemini,
                    models: models,
                    options: options,
                    logger: logger
                ),
                log: log,
                news: news
            )
            try await withThrowingTaskGroup { group in
                group.addTask { try await service.run() }
                // On a busy machine the first reading may take longer than an answer waits for it.
                _ = try await models.chatModels()
                try await body(stage)
                scheduler.drain()
                try await group.waitForAll()
            }
            // Whatever a test is about: the key is in one header of each request, and nowhere else.
            for request in standIn.control.requests {
                #expect(request.headers["x-goog-api-key"] == AnswerStage.key)
                #expect(!request.path.contains(AnswerStage.key) && !request.bodyText.contains(AnswerStage.key))
            }
            for line in stage.logLines { #expect(!line.contains(AnswerStage.key), "\(line)") }
        }
    }
    try await files.shutDown()
    try store.close()
}
