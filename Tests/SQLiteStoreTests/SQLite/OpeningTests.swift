import ChatDomain
import Foundation
import GRDB
import SQLiteStore
import Store
import Testing

/// What a data folder may be like when Pollux starts. Each refusal is one sentence for the operator.
struct OpeningTests {
    private func open(_ folder: String) throws -> SQLiteStore {
        try SQLiteStore(folder: folder, logger: quiet, announce: { _ in })
    }

    /// The sentence with which a folder is refused.
    private func refusal(_ folder: String) -> String? {
        let error = #expect(throws: OpeningError.self) { try open(folder) }
        return error.map { "\($0)" }
    }

    @Test func aMissingFolderIsMadeForItsOwnerAlone() async throws {
        try await withTemporaryFolder { folder in
            let deep = folder + "/a/b"
            let store = try open(deep)
            let mode = try FileManager.default.attributesOfItem(atPath: deep)[.posixPermissions] as? Int
            #expect(mode == 0o700)
            try store.close()
        }
    }

    @Test func everythingIsThereAfterASecondStart() async throws {
        try await withTemporaryFolder { folder in
            let (epoch, user) = try await {
                let store = try open(folder)
                let user = try await store.write { try $0.makeUser("Ada") }
                try store.close()
                return (store.epoch, user)
            }()
            let again = try open(folder)
            #expect(again.epoch == epoch)
            #expect(try await again.read { try $0.account(nameKey: "ada") }?.user == user)
            try again.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.contains("before") })
        }
    }

    @Test func everyDatabaseHasAnEpochOfItsOwn() async throws {
        let epochs = try await withTemporaryFolder { folder in
            try [folder + "/1", folder + "/2"].map { folder in
                let store = try open(folder)
                defer { try? store.close() }  // the folder is removed anyway
                return store.epoch
            }
        }
        #expect(epochs[0] != epochs[1])
    }

    @Test func aFolderInUseIsRefusedUntilItIsFree() async throws {
        try await withTemporaryFolder { folder in
            try withExtendedLifetime(try open(folder)) { first in
                for _ in 0..<20 { #expect(refusal(folder) == "The data folder \(folder) is in use by another Pollux.") }
                try first.close()
            }
            try open(folder).close()
        }
    }

    @Test func aDatabaseOfANewerPolluxIsRefusedAndLeftAsItIs() async throws {
        try await withTemporaryFolder { folder in
            try open(folder).close()
            let file = folder + "/pollux.sqlite"
            let database = try DatabaseQueue(path: file)
            try await database.write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999-of-next-year')")
            }
            try database.close()
            #expect(
                refusal(folder)
                    == "The database in \(folder) was written by a newer Pollux; this one is too old for it."
            )
            let applied = try await DatabaseQueue(path: file).read { db in
                try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier")
            }
            #expect(applied == ["1-first", "2-gemini", "3-accounts", "4-search-and-shares", "999-of-next-year"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.contains("before") })
        }
    }

    @Test func aFolderThatCannotBeMadeIsToldWithItsReason() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let file = folder + "/file"
            try Data("x".utf8).write(to: URL(filePath: file))
            for path in [file, file + "/data"] {
                let sentence = try #require(refusal(path))
                #expect(sentence.hasPrefix("The data folder \(path) cannot be written: "))
                #expect(sentence.hasSuffix("."))
                #expect(!sentence.contains("Error") && !sentence.contains("\n"))
            }
        }
    }

    /// The superuser may write everywhere.
    @Test(.enabled(if: geteuid() != 0))
    func aFolderThatMayNotBeWrittenIsToldWithItsReason() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o500]
            )
            #expect(refusal(folder) == "The data folder \(folder) cannot be written: Permission denied.")
        }
    }

    @Test(arguments: [
        Data(repeating: 0x58, count: 8192), Data("SQLite format 3\0".utf8) + Data(repeating: 0x58, count: 8192),
    ])
    func aCorruptFileIsRefusedAndLeftAsItIs(content: Data) async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let file = URL(filePath: folder + "/pollux.sqlite")
            try content.write(to: file)
            let sentence = try #require(refusal(folder))
            #expect(sentence == "The database in \(folder) cannot be opened: file is not a database.")
            #expect(try Data(contentsOf: file) == content)
        }
    }

    @Test func aDatabaseOfAnotherProgramIsRefusedAndLeftAsItIs() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let file = folder + "/pollux.sqlite"
            let database = try DatabaseQueue(path: file)
            try await database.write { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
            try database.close()
            #expect(refusal(folder) == "The database is not one of Pollux.")
            let tables = try await DatabaseQueue(path: file).read { db in
                try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema")
            }
            #expect(tables == ["recipes"])
        }
    }

    @Test func anEmptyFileBecomesADatabase() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: folder + "/pollux.sqlite"))
            let store = try open(folder)
            _ = try await store.write { try $0.makeUser("Ada") }
            try store.close()
        }
    }
}
