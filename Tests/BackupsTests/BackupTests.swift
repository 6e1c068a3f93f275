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
            #expect(made.missing == [] && made.damaged == [] && made.unopened == 0)
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

    @Test("Only a plain file is replaced, never a link or a device")
    func replacing() async throws {
        try await DataFolder.with { folder in
            _ = try folder.backup(to: "kept.tar")
            let (link, pipe) = (folder.root + "/latest.tar", folder.root + "/pipe")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "kept.tar")
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(failure { _ = try folder.backup(to: "latest.tar", replace: true) }.contains("symbolic link"))
            #expect(failure { _ = try folder.backup(to: "pipe", replace: true) }.contains("not a plain file"))
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "kept.tar")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.root).sorted()
            #expect(names == ["data", "kept.tar", "latest.tar", "pipe"])
        }
    }

    @Test(
        "What a killed backup left for a pipe goes with the next one, and what is at work stays",
        arguments: [true, false]
    )
    func leftovers(toPipe: Bool) async throws {
        try await DataFolder.with { folder in
            let temporary = folder.root + "/tmp"
            func make(_ name: String, _ file: String) throws -> String {
                let path = temporary + "/" + name
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                try Data("all".utf8).write(to: URL(filePath: path + "/" + file))
                return path
            }
            let prefix = "pollux-backup-"
            _ = try make(prefix + UUID().uuidString.lowercased(), "pollux.sqlite")
            let working = try make(prefix + UUID().uuidString.lowercased(), "pollux.sqlite")
            let foreign = try make(prefix + UUID().uuidString.lowercased(), "thesis.txt")
            let named = try make(prefix + "of-mine", "pollux.sqlite")
            let descriptor = open(working, O_RDONLY | O_DIRECTORY)
            defer { close(descriptor) }
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            var backup = Backup(dataFolder: folder.path, version: "1")
            backup.temporaryFolders = [temporary]
            if toPipe {
                let output = open("/dev/null", O_WRONLY)
                defer { close(output) }
                _ = try backup.write(toDescriptor: output)
            } else {
                _ = try backup.write(to: folder.root + "/b.tar", replace: false)
            }
            let left = try FileManager.default.subpathsOfDirectory(atPath: temporary).map { temporary + "/" + $0 }
            let kept = [
                working, working + "/pollux.sqlite", foreign, foreign + "/thesis.txt", named, named + "/pollux.sqlite",
            ]
            #expect(left.sorted() == kept.sorted())
        }
    }

    @Test("What a killed backup left beside its file goes with the next one of another name")
    func leftBeside() async throws {
        try await DataFolder.with { folder in
            for (name, files) in [
                ("monday.tar", ["archive", "pollux.sqlite"]), ("film", ["archive"]), ("film.mkv", ["frames"]),
                ("by-hand", ["pollux.sqlite"]),
            ] {
                let path = folder.root + "/" + name + ".part"
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                for file in files { try Data("all".utf8).write(to: URL(filePath: path + "/" + file)) }
            }
            _ = try folder.backup(to: "tuesday.tar")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.root).sorted()
            #expect(left == ["by-hand.part", "data", "film.mkv.part", "film.part", "tuesday.tar"])
        }
    }

    @Test("Where no other folder can be written, the copy for a pipe lies in the data folder meanwhile")
    func readOnly() async throws {
        try await DataFolder.with { folder in
            func work() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
                    $0.hasPrefix("pollux-backup-")
                }
            }
            var backup = Backup(dataFolder: folder.path, version: "1")
            // Nobody can make anything there, not even root.
            backup.temporaryFolders = ["/proc", folder.path]
            backup.progress = { share in
                guard share == 0.5 else { return }
                #expect((try? work().map { try mode(folder.path + "/" + $0) }) == [0o700])
                #expect((try? folder.findings()) == [])
            }
            let output = open(folder.root + "/b.tar", O_WRONLY | O_CREAT, 0o600)
            defer { close(output) }
            #expect(try backup.write(toDescriptor: output).missing == [])
            #expect(try work() == [])
            _ = try folder.restore("b.tar")
            backup.temporaryFolders = ["/proc"]
            #expect(failure { _ = try backup.write(toDescriptor: output) }.contains("has no place: /proc/"))
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
