import ChatDomain
import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

/// Gives a new store in a folder of its own to the body.
func withSQLiteStore(
    announce: @escaping @Sendable ([Announcement]) -> Void = { _ in },
    _ body: (SQLiteStore) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let store = try SQLiteStore(folder: folder, logger: quiet, announce: announce)
        try await body(store)
        try store.close()
    }
}

extension ChatWriter {
    /// The connection that writes.
    var connection: Database {
        get throws { try #require(self as? SQLiteTransaction).db }
    }
}
