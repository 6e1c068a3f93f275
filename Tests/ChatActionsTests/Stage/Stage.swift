import Attachments
import ChatActions
import ChatDomain
import Foundation
import Logging
import SQLiteStore
import Store
import Synchronization
import Testing

/// Two users at a real store. What is tried here is tried by `user`; `bystander` must never notice.
struct Stage {
    let folder: String
    let store: any ChatStore
    let actions: ChatActions
    let queue: RecordingQueue
    let files: AttachmentFolder
    let user: UserID
    let bystander: UserID
    private let announced: Announced

    /// Does something, and checks the event law: what a client had before, with the announced changes applied to it, is what a
    /// fresh read gives; and so is what the replay of the changes makes of it. A refusal changes nothing.
    @discardableResult
    func act<Value>(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ action: (ChatActions, UserID) async throws -> Value
    ) async throws -> Value {
        let before = try await picture(of: user)
        let bystanderBefore = try await picture(of: bystander)
        let told = announced.changes(of: user).count
        let result: Result<Value, any Error>
        do {
            result = .success(try await action(actions, user))
        } catch {
            result = .failure(error)
        }
        let fresh = try await picture(of: user)
        let news = Array(announced.changes(of: user).dropFirst(told))
        #expect(after(before, news).differences(from: fresh) == [], sourceLocation: sourceLocation)
        #expect(
            news.map(\.revision) == (0..<fresh.revision - before.revision).map { before.revision + 1 + $0 },
            sourceLocation: sourceLocation
        )
        let replay = try await store.read { try $0.changes(user, since: before.revision, limit: 10_000) }
        #expect(after(before, replay ?? []).differences(from: fresh) == [], sourceLocation: sourceLocation)
        if case .failure = result { #expect(news == [], sourceLocation: sourceLocation) }

        let bystanderAfter = try await picture(of: bystander)
        #expect(bystanderAfter.differences(from: bystanderBefore) == [], sourceLocation: sourceLocation)
        #expect(queue.openSlots == 0, "a place was neither used nor given back", sourceLocation: sourceLocation)
        return try result.get()
    }

    /// Tries what must be refused, and gives the refusal.
    func refusal<Value>(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ action: (ChatActions, UserID) async throws -> Value
    ) async throws -> ChatError? {
        do {
            _ = try await act(sourceLocation: sourceLocation, action)
            Issue.record("nothing was refused", sourceLocation: sourceLocation)
            return nil
        } catch let error as ChatError {
            return error
        }
    }

    func announcedChanges(of user: UserID) -> [Change] { announced.changes(of: user) }

    fileprivate init(
        folder: String,
        store: any ChatStore,
        announced: Announced,
        policy: ChatPolicy,
        throttle: SignInThrottle
    ) async throws {
        self.folder = folder
        self.store = store
        self.announced = announced
        queue = RecordingQueue()
        files = try AttachmentFolder(folder + "/attachments", threads: 1)
        actions = ChatActions(
            store: store,
            files: files,
            policy: policy,
            passwords: passwords,
            secrets: try SecretBox(path: folder + "/secrets.key"),
            throttle: throttle,
            answers: queue
        )
        (user, bystander) = try await store.write { writer in
            let guests = try (0..<2).map { _ in
                try #require(try writer.insertUser(NewUser(name: "Guest", credentials: nil, createdAt: .now)))
            }
            return (guests[0].id, guests[1].id)
        }
    }

    private func picture(of user: UserID) async throws -> Picture {
        try await store.read { try Picture(of: user, $0) }
    }

    private func after(_ picture: Picture, _ changes: [Change]) -> Picture {
        var picture = picture
        for change in changes { picture.apply(change) }
        return picture
    }
}

/// Lives as long as the tests do.
let passwords = PasswordHasher(threads: 2)

/// Gives a new stage to the body.
func withStage(
    policy: ChatPolicy = ChatPolicy(registration: .open, admitsGuests: true, defaultModel: "gemini-default"),
    throttle: SignInThrottle = SignInThrottle(isOn: false),
    _ body: (Stage) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
    let announced = Announced()
    let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
    let store = try SQLiteStore(folder: folder, logger: logger, announce: announced.append)
    let stage = try await Stage(folder: folder, store: store, announced: announced, policy: policy, throttle: throttle)
    try await body(stage)
    try await stage.files.shutDown()
    try store.close()
}

/// What the store announced, in order.
private final class Announced: Sendable {
    private let all = Mutex<[Announcement]>([])

    func append(_ announcements: [Announcement]) {
        all.withLock { $0.append(contentsOf: announcements) }
    }

    func changes(of user: UserID) -> [Change] {
        all.withLock { $0.filter { $0.userID == user }.flatMap(\.changes) }
    }
}

extension SignInThrottle {
    /// One whose clock stands still: whoever has to wait waits however slow the machine is.
    static var frozen: SignInThrottle {
        let now = ContinuousClock.now
        return SignInThrottle(isOn: true) { now }
    }
}
