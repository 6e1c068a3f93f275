import ChatDomain
import Foundation
import Logging
import SQLiteStore
import Store
import Synchronization
import Testing

/// A kind of store that the contract is tested against. A second one is added to `all`, and nowhere else.
enum StoreUnderTest: CaseIterable, Sendable {
    case sqlite

    /// Gives an empty store of this kind to the body, and takes it away afterwards.
    func run(_ body: (any ChatStore, Announced) async throws -> Void) async throws {
        let announced = Announced()
        switch self {
        case .sqlite:
            try await withTemporaryFolder { folder in
                let store = try SQLiteStore(folder: folder, logger: quiet, announce: announced.append)
                try await body(store, announced)
                try store.close()
            }
        }
    }
}

/// What a store announced, in order.
final class Announced: Sendable {
    private let all = Mutex<[Announcement]>([])

    func append(_ announcements: [Announcement]) {
        all.withLock { $0.append(contentsOf: announcements) }
    }

    func changes(of user: UserID) -> [Change] {
        all.withLock { $0.filter { $0.userID == user }.flatMap(\.changes) }
    }
}

/// A logger that says nothing.
let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

/// Gives a folder that is not there yet to the body, and removes it afterwards.
func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(folder))
    } catch {
        result = .failure(error)
    }
    // Not there when nothing could be written: that is what some tests are about.
    try? FileManager.default.removeItem(atPath: folder)
    return try result.get()
}
