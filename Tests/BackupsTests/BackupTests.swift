import Attachments
import Backups
import Foundation
import SQLiteStore
import Testing

@Suite("Backup and restore")
struct BackupTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func failure(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "nothing failed"
        } catch {
            return "\(error)"
        }
    }

    @Test("What is restored is what was backed up, in an epoch of its own, and only its owner may read it")
    func roundTrip() async throws {
        try await DataFolder.with { folder in
            let made = try folder.backup()
            #expect(made.header.database.users == 2 && made.header.database.messages == 12 && made.header.files == 3)
            #expect(made.missing == [] && made.damaged == [] && made.hasKey)
            #expect(try mode(folder.root + "/backup.tar") == 0o600)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.root).sorted() == ["backup.tar", "data"]
            )
            let restored = try folder.restore()
            #expect(restored.header == made.header && restored.bytes == made.bytes)
            let copy = DataFolder(root: folder.root, path: folder.root + "/restored", contents: folder.contents)
            for content in folder.contents {
                #expect(try Data(contentsOf: URL(filePath: copy.file(content))) == content)
                #expect(try mode(copy.file(content)) == 0o600)
            }
            let keys = try [folder, copy].map { try Data(contentsOf: URL(filePath: $0.path + "/secrets.key")) }
            #expect(keys[0] == keys[1])
            #expect(try mode(copy.path) == 0o700 && mode(copy.database) == 0o600)
            #expect(try copy.findings() == [])
            let epochs = try ["data", "restored"].map {
                try folder.value("SELECT hex(value) FROM meta", in: $0) as String?
            }
            #expect(epochs[0] != epochs[1])
        }
    }

    @Test("Whoever has a password signs in again after a restore; a guest, who has nothing else, stays")
    func sessions() async throws {
        try await DataFolder.with { folder in
            _ = try folder.backup()
            _ = try folder.restore()
            let query = "SELECT group_concat(u.name) FROM sessions s JOIN users u ON u.id = s.user_id"
            #expect(try folder.value(query, in: "data") == "Ada,Guest")
            #expect(try folder.value(query, in: "restored") == "Guest")
            #expect(try folder.value("SELECT count(*) FROM password_resets", in: "restored") == 0)
        }
    }

    @Test("A file that is there is not replaced unless that is wanted, and a foreign folder in the way is not touched")
    func names() async throws {
        try await DataFolder.with { folder in
            let first = try folder.backup()
            #expect(failure { _ = try folder.backup() }.contains("is there already"))
            try folder.sql("DELETE FROM changes")
            #expect(try folder.backup(replace: true).header.database == first.header.database)
            let inTheWay = folder.root + "/other.tar.part"
            try FileManager.default.createDirectory(atPath: inTheWay, withIntermediateDirectories: false)
            try Data().write(to: URL(filePath: inTheWay + "/thesis.txt"))
            #expect(failure { _ = try folder.backup(to: "other.tar") }.contains("in the way"))
            #expect(FileManager.default.fileExists(atPath: inTheWay + "/thesis.txt"))
            try FileManager.default.removeItem(atPath: inTheWay + "/thesis.txt")
            // What a killed one left is taken over.
            try Data("half".utf8).write(to: URL(filePath: inTheWay + "/archive"))
            _ = try folder.backup(to: "other.tar")
            #expect(!FileManager.default.fileExists(atPath: inTheWay))
        }
    }

    @Test("Nothing is left of a backup or a restore that was interrupted", arguments: [0, 0.3, 0.6, 0.95])
    func interrupted(at share: Double) async throws {
        try await DataFolder.with { folder in
            var backup = Backup(dataFolder: folder.path, version: "1")
            backup.progress = { [interruption = backup.interruption] in if $0 >= share { interruption.raise() } }
            let stopped = failure { _ = try backup.write(to: folder.root + "/backup.tar", replace: false) }
            #expect(stopped == "Stopped. Nothing is left of it.")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root) == ["data"])
            _ = try folder.backup()
            var restore = Restore(file: folder.root + "/backup.tar", dataFolder: folder.root + "/restored")
            restore.progress = { [interruption = restore.interruption] in if $0 >= share { interruption.raise() } }
            #expect(failure { _ = try restore.run() } == "Stopped. Nothing is left of it.")
            #expect(!FileManager.default.fileExists(atPath: folder.root + "/restored"))
        }
    }

    @Test("A restore goes into an empty folder only, and into one where another was killed")
    func target() async throws {
        try await DataFolder.with { folder in
            _ = try folder.backup()
            let target = folder.root + "/restored"
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
            try Data("mine".utf8).write(to: URL(filePath: target + "/secrets.key"))
            #expect(failure { _ = try folder.restore() }.contains("is not empty"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: target) == ["secrets.key"])
            let lock = try FolderLock(folder: target)
            #expect(failure { _ = try folder.restore() }.contains("is running"))
            withExtendedLifetime(lock) {}
        }
        try await DataFolder.with { folder in
            _ = try folder.backup()
            // As a restore leaves it that is killed just before the end.
            let target = folder.root + "/restored"
            try FileManager.default.createDirectory(atPath: target + "/restoring", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: folder.database, toPath: target + "/restoring/pollux.sqlite")
            try Data("half".utf8).write(to: URL(filePath: target + "/secrets.key"))
            _ = try folder.restore()
            #expect(try Check(dataFolder: target).run().findings.filter { $0.kind == .problem } == [])
        }
    }

    @Test("A backup is made although files are missing or damaged, and tells which; so do the restore and a check")
    func incomplete() async throws {
        try await DataFolder.with { folder in
            let (gone, bad) = (folder.file(folder.contents[0]), folder.file(folder.contents[2]))
            try FileManager.default.removeItem(atPath: gone)
            try Data("A third two.".utf8).write(to: URL(filePath: bad))
            let made = try folder.backup()
            #expect(made.missing.map { folder.path + "/" + $0 } == [gone])
            #expect(made.damaged.map { folder.path + "/" + $0 } == [bad])
            let restored = try folder.restore()
            #expect(restored.missing == made.missing && restored.damaged == made.damaged)
            let found = try Check(dataFolder: folder.root + "/restored").run().findings
            #expect(found.count == 2 && found.allSatisfy { $0.kind == .problem })
        }
    }

    @Test("A damaged database is not backed up: it would take the place of a good backup")
    func damagedDatabase() async throws {
        try await DataFolder.with { folder in
            try folder.breakTable("messages")
            #expect(failure { _ = try folder.backup() }.contains("The database is damaged"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root) == ["data"])
        }
    }

    @Test("While a backup holds the files, none is removed")
    func hold() async throws {
        try await DataFolder.with { folder in
            let files = try AttachmentFolder(folder.path + "/attachments", threads: 1)
            let content = try #require(try await files.contents(olderThan: -60).first)
            let hold = try AttachmentHold(folder: folder.path + "/attachments")
            files.remove(content)
            #expect(files.contains(content))
            hold.release()
            files.remove(content)
            #expect(!files.contains(content))
            try await files.shutDown()
        }
    }
}

extension DataFolder {
    /// Overwrites the middle of a table's first page that holds rows.
    func breakTable(_ table: String) throws {
        let page: Int? = try value("SELECT rootpage FROM sqlite_schema WHERE name = '\(table)'", in: "data")
        let file = try FileHandle(forUpdating: URL(filePath: database))
        defer { try? file.close() }  // what was written is there
        try file.seek(toOffset: UInt64((try #require(page) - 1) * 4096))
        try file.write(contentsOf: Data(repeating: 0xFF, count: 64))
    }
}
