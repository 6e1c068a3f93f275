import Backups
import Foundation
import SQLiteStore
import Testing

@Suite("The check")
struct CheckTests {
    @Test("It finds nothing where all is well, and changes nothing")
    func well() async throws {
        try await DataFolder.with { folder in
            let before = try Data(contentsOf: URL(filePath: folder.database))
            let outcome = try Check(dataFolder: folder.path).run()
            #expect(outcome.findings == [])
            #expect(outcome.files == 3 && outcome.summary?.messages == 12)
            #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)
        }
    }

    @Test("Each thing that can be wrong in the database is found", arguments: wrong)
    func database(sql: String, says: String) async throws {
        try await DataFolder.with { folder in
            try folder.sql(sql)
            let found = try folder.findings().filter { $0.kind == .problem }
            #expect(found.contains { $0.text.contains(says) }, "\(found)")
            // No text of anybody's comes along.
            #expect(!found.contains { $0.text.contains("ighthouse") })
        }
    }

    static let wrong: [(String, String)] = [
        ("UPDATE conversations SET last_seq = 5", "counter is below the number"),
        (
            "DELETE FROM messages WHERE seq = 6; UPDATE conversations SET leaf_id = NULL",
            "gaps in the numbers of messages"
        ),
        ("UPDATE messages SET seq = seq + 10 WHERE seq = 3", "come before the one they follow"),
        ("UPDATE messages SET status = 'stored' WHERE seq = 2", "do not fit"),
        ("UPDATE messages SET parent_id = NULL WHERE seq = 2", "Answers without a question"),
        ("UPDATE conversations SET leaf_id = NULL", "show no path"),
        ("UPDATE conversations SET read_seq = 99", "read beyond their end"),
        ("INSERT INTO message_pieces SELECT user_id, id, 1, '', '' FROM messages WHERE seq = 2", "pieces of a text"),
        ("DELETE FROM changes WHERE revision = 3", "changes have gaps"),
        ("UPDATE users SET last_revision = last_revision - 1", "beyond their counter"),
        ("UPDATE messages SET revision = 9999 WHERE seq = 1", "counter has not reached"),
        ("INSERT INTO tombstones SELECT user_id, id FROM messages WHERE seq = 1", "deleted and there"),
        ("UPDATE conversations SET settings = 'no JSON'", "Values that cannot be read"),
        ("UPDATE attachments SET bytes = 1 WHERE user_id = 1", "different lengths"),
        ("UPDATE messages SET search_id = NULL WHERE seq = 1", "search does not know"),
        ("UPDATE conversations SET search_id = NULL", "Titles that the search does not know"),
        ("UPDATE messages SET text = 'other words' WHERE seq = 2", "The search index has"),
        ("UPDATE messages SET text = 'How low is lighthouse 1?' WHERE seq = 1", "not the same ones"),
        ("DELETE FROM users WHERE id = 1", "points to one of users"),
    ]

    @Test("Damage in the file itself is found")
    func damage() async throws {
        try await DataFolder.with { folder in
            try folder.breakTable("messages")
            #expect(try folder.findings().contains { $0.kind == .problem && $0.text.contains("damaged") })
        }
        try await DataFolder.with { folder in
            try folder.breakTable("search_data")
            #expect(try folder.findings().contains { $0.kind == .problem && $0.text.contains("damaged") })
        }
    }

    @Test("Files that are missing, of another length or content, left over or not ours are told")
    func files() async throws {
        try await DataFolder.with { folder in
            let paths = folder.contents.map(folder.file)
            try FileManager.default.removeItem(atPath: paths[0])
            try Data(repeating: 8, count: 700_000).write(to: URL(filePath: paths[1]))
            try Data("short".utf8).write(to: URL(filePath: paths[2]))
            let orphan = folder.file(Data("nobody's".utf8))
            try FileManager.default.createDirectory(
                atPath: (orphan as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            try Data("nobody's".utf8).write(to: URL(filePath: orphan))
            // One that has just come may be on its way to a row.
            #expect(try folder.findings().filter { $0.kind == .warning } == [])
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -7200)],
                ofItemAtPath: orphan
            )
            try Data().write(to: URL(filePath: folder.path + "/attachments/notes.txt"))
            let found = try folder.findings()
            #expect(found.filter { $0.kind == .problem }.map { $0.text.contains("missing") }.filter { $0 }.count == 1)
            #expect(found.filter { $0.text.contains("not what was stored") }.count == 2)
            #expect(found.filter { $0.kind == .warning }.count == 2)
            #expect(found.contains { $0.text.contains("nobody has any more: 1, of 8 bytes") })
            #expect(found.contains { $0.text.contains("not Pollux's: 1") })
        }
    }

    @Test("Rights that are too wide and a key that is missing are told")
    func rights() async throws {
        try await DataFolder.with { folder in
            let key = folder.path + "/secrets.key"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
            let found = try folder.findings()
            #expect(found.map(\.kind) == [.warning, .problem])
            #expect(found.allSatisfy { $0.text.contains("chmod") })
            try FileManager.default.removeItem(atPath: key)
            #expect(
                try folder.findings().contains { $0.kind == .warning && $0.text.contains("secrets.key is missing") }
            )
        }
    }

    @Test("A key that is missing, damaged or another than what was sealed with it is told")
    func key() async throws {
        try await DataFolder.with { folder in
            let key = folder.path + "/secrets.key"
            func put(_ bytes: Int?) throws -> [String] {
                try FileManager.default.removeItem(atPath: key)
                if let bytes {
                    let attributes = [FileAttributeKey.posixPermissions: 0o600]
                    let data = Data(repeating: 7, count: bytes)
                    #expect(FileManager.default.createFile(atPath: key, contents: data, attributes: attributes))
                }
                return try folder.findings().map { "\($0.kind): \($0.text)" }
            }
            #expect(try put(16).map { $0.contains("damaged") } == [true])
            #expect(try put(32) == [])
            // Somebody begins with one, and never shows a code.
            try folder.sql("INSERT INTO second_factors VALUES (1, x'00', 0, 0)")
            #expect(try folder.findings() == [])
            try folder.sql("UPDATE second_factors SET is_confirmed = 1")
            #expect(try put(32).map { $0.hasPrefix("problem: \(key) is not the key") } == [true])
            let missing = try put(nil)
            #expect(missing.map { $0.hasPrefix("problem: \(key) is missing: the second factors of 1 user") } == [true])
        }
    }

    @Test("Where there is nothing to check, it says so")
    func nothing() async throws {
        try await DataFolder.with { folder in
            #expect(throws: BackupFailure.self) { try Check(dataFolder: folder.root).run() }
            try FileManager.default.createDirectory(
                atPath: folder.root + "/restoring",
                withIntermediateDirectories: false
            )
            let error = #expect(throws: BackupFailure.self) { try Check(dataFolder: folder.root).run() }
            #expect(error?.description.contains("was interrupted") == true)
        }
    }
}
