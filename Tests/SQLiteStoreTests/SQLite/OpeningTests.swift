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
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.contains(".at-") })
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
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.contains(".at-") })
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
            let content = try Data(contentsOf: URL(filePath: file))
            #expect(refusal(folder) == "The database is not one of Pollux.")
            #expect(try Data(contentsOf: URL(filePath: file)) == content)
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

    // MARK: Something is missing

    /// A folder as a crash leaves it: with a message that is in the log alone.
    private func crash(_ body: (_ folder: String, _ user: UserID) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try open(folder)
            let user = try await store.write { try $0.makeUser("Ada").id }
            let other = folder + "-crashed"
            // The store goes on: what is copied is what a killed process leaves.
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            // With its times, or it would look as if somebody had restored it.
            try Self.run("/bin/cp", ["-a", folder + "/.", other])
            try store.close()
            defer { try? FileManager.default.removeItem(atPath: other) }  // a leftover harms nobody
            try await body(other, user)
        }
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = try Process.run(URL(filePath: program), arguments: arguments)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func afterACrashEverythingIsThere() async throws {
        try await crash { folder, user in
            let store = try open(folder)
            #expect(try await store.read { try $0.user(user) }?.name == "Ada")
            try store.close()
        }
    }

    @Test func aDatabaseWithoutItsLogIsRefusedUntilTheLogIsBack() async throws {
        try await crash { folder, user in
            let log = folder + "/pollux.sqlite-wal"
            try FileManager.default.moveItem(atPath: log, toPath: folder + "/kept")
            try? FileManager.default.removeItem(atPath: folder + "/pollux.sqlite-shm")
            for _ in 0..<2 {
                let sentence = try #require(refusal(folder))
                #expect(sentence.hasPrefix("The database in \(folder) lacks its newest part: "))
            }
            try FileManager.default.moveItem(atPath: folder + "/kept", toPath: log)
            let store = try open(folder)
            #expect(try await store.read { try $0.user(user) }?.name == "Ada")
            try store.close()
        }
    }

    /// Whoever opens the database with SQLite after a crash empties the log into it, and removes the log.
    @Test func aLogThatAnotherProgramHasEmptiedIsNotMissing() async throws {
        try await crash { folder, user in
            let database = try DatabaseQueue(path: folder + "/pollux.sqlite")
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM users") } == 1)
            try database.close()
            #expect(!FileManager.default.fileExists(atPath: folder + "/pollux.sqlite-wal"))
            let store = try open(folder)
            #expect(try await store.read { try $0.user(user) }?.name == "Ada")
            try store.close()
        }
    }

    @Test func afterAnOrderlyEndTheLogIsNotNeeded() async throws {
        try await withTemporaryFolder { folder in
            try open(folder).close()
            try? FileManager.default.removeItem(atPath: folder + "/pollux.sqlite-wal")  // it may be gone already
            try open(folder).close()
        }
    }

    @Test("No empty database takes the place of one that was there", arguments: [true, false])
    func aMissingDatabase(isEmpty: Bool) async throws {
        try await withTemporaryFolder { folder in
            try open(folder).close()
            try Data("key".utf8).write(to: URL(filePath: folder + "/secrets.key"))
            let file = folder + "/pollux.sqlite"
            try FileManager.default.removeItem(atPath: file)
            if isEmpty { try Data().write(to: URL(filePath: file)) }
            let sentence = try #require(refusal(folder))
            #expect(sentence.hasPrefix("The database in \(folder) is missing or empty, but "))
            #expect(FileManager.default.fileExists(atPath: file) == isEmpty)
        }
    }

    @Test func aDatabaseThatLacksItsEndIsRefused() async throws {
        try await withTemporaryFolder { folder in
            try open(folder).close()
            let file = folder + "/pollux.sqlite"
            #expect(truncate(file, 40_960) == 0)
            #expect(refusal(folder) == "The database in \(folder) cannot be opened: database disk image is malformed.")
        }
    }
}
