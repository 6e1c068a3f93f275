package import ChatDomain
package import Foundation

/// Where everything of every user is kept.
///
/// What every store promises:
/// - When `write` returns, everything its body wrote is on disk. When it throws, nothing of it is there.
/// - Writes happen one after another; a body sees all that was committed before it. Writers that arrive together may share
///   one commit; a body that throws undoes its own writes and nobody else's.
/// - `read` sees one moment: no write happens between two of its look-ups.
/// - Changes are announced after their commit, in the order of the commits, before `write` returns.
/// - Every look-up takes the user first, and finds nothing of anybody else.
/// - Bodies run on threads of the store, never on the cooperative pool. They only use what they are given.
package protocol ChatStore: Sendable {
    /// The identity of this database's line of history; new after a restore.
    var epoch: UUID { get }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any ChatReader) throws -> Value) async throws -> Value

    func write<Value: Sendable>(_ body: @escaping @Sendable (any ChatWriter) throws -> Value) async throws -> Value
}

/// A store that cannot do its work. The cause goes to the log, `asChatError` to the client.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// Too many writers wait already.
        case busy
        /// Another program holds the database for longer than is waited for.
        case locked
        /// The disk is full; nothing was written.
        case full
        /// The disk failed; nothing was written.
        case writeFailed
        /// The disk failed; nothing could be read.
        case readFailed
    }

    package var kind: Kind
    package var description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    package var asChatError: ChatError {
        switch kind {
        case .busy: ChatError(.unavailable, "Too many requests at once. Please try again.", retryAfterSeconds: 1)
        case .locked: ChatError(.unavailable, "The database is held up. Please try again.", retryAfterSeconds: 2)
        case .full:
            ChatError(
                .storageFailed,
                "The server's disk is full. Nothing was stored; please try again later.",
                retryAfterSeconds: 10
            )
        case .writeFailed:
            ChatError(
                .storageFailed,
                "The server's disk failed. Nothing was stored; please try again later.",
                retryAfterSeconds: 10
            )
        case .readFailed:
            ChatError(.storageFailed, "The server's disk failed. Please try again later.", retryAfterSeconds: 10)
        }
    }
}

/// The changes that one commit made to one user's data, in their order.
package struct Announcement: Sendable {
    package var userID: UserID
    package var changes: [Change]

    package init(userID: UserID, changes: [Change]) {
        self.userID = userID
        self.changes = changes
    }
}
