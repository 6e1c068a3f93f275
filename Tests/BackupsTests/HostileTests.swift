import Backups
import Crypto
import Foundation
import Testing

@Suite("Backups that are broken, foreign or hostile")
struct HostileTests {
    private static let sizes = 4096

    /// Tries to restore and expects a refusal, in one sentence, that leaves nothing behind.
    private func refused(_ folder: DataFolder, _ name: String = "bad.tar") -> String {
        do {
            _ = try folder.restore(name)
            return "it was restored"
        } catch {
            let target = folder.root + "/restored"
            let isLeft = FileManager.default.fileExists(atPath: target)
            try? FileManager.default.removeItem(atPath: target)  // told below
            let sentence = "\(error)"
            return isLeft || sentence.contains("\n") || !sentence.hasSuffix(".")
                ? "something is left: \(sentence)" : sentence
        }
    }

    @Test("A flipped byte is found wherever it is")
    func flipped() async throws {
        try await DataFolder.with { folder in
            _ = try folder.backup()
            let good = try Data(contentsOf: URL(filePath: folder.root + "/backup.tar"))
            // The beginning, the middle and the end of each header and each content; not the zeros that fill its last block.
            var places: [Int] = []
            var offset = 0
            for entry in try Archive(reading: folder.root + "/backup.tar").entries {
                places += [offset, offset + 124 + 10, offset + 512]
                places += [offset + 512 + entry.data.count / 2, offset + 512 + entry.data.count - 1]
                offset += 512 + (entry.data.count + 511) / 512 * 512
            }
            #expect(offset < good.count && places.count == 35)
            for place in places {
                var bad = good
                bad[place] ^= 0x01
                try bad.write(to: URL(filePath: folder.root + "/bad.tar"))
                #expect(refused(folder).hasPrefix("Th"), "byte \(place)")
            }
            // The control: the same file without a change.
            try good.write(to: URL(filePath: folder.root + "/bad.tar"))
            #expect(refused(folder) == "it was restored")
        }
    }

    @Test("One that ends too soon is refused, wherever it ends")
    func cut() async throws {
        try await DataFolder.with { folder in
            _ = try folder.backup()
            let good = try Data(contentsOf: URL(filePath: folder.root + "/backup.tar"))
            let manifest = try Archive(reading: folder.root + "/backup.tar")["manifest.jsonl"]
            let end = good.count - 1024 - 512
            #expect(good[..<end].count > manifest.count)
            for length in Array(stride(from: 0, to: end, by: end / 40)) + [1, 511, 512, 513, 1024, end - 512] {
                try good[..<length].write(to: URL(filePath: folder.root + "/bad.tar"))
                #expect(refused(folder).hasPrefix("Th"), "\(length) of \(good.count)")
            }
        }
    }

    @Test("What none of ours holds is refused", arguments: Change.all)
    func changed(_ change: Change) async throws {
        try await DataFolder.with { folder in
            _ = try folder.backup()
            var archive = try Archive(reading: folder.root + "/backup.tar")
            try change.make(&archive)
            try archive.write(to: folder.root + "/bad.tar")
            let sentence = refused(folder)
            #expect(sentence.contains(change.says), "\(sentence)")
            #expect(!FileManager.default.fileExists(atPath: folder.root + "/evil"))
            #expect(!FileManager.default.fileExists(atPath: "/tmp/pollux-evil"))
        }
    }

    @Test("What is no backup at all is refused")
    func foreign() async throws {
        try await DataFolder.with { folder in
            for junk in [
                Data(), Data("This is a letter.".utf8), Data(repeating: 0, count: 10_240), Data([0x1F, 0x8B, 8, 0]),
            ] {
                try junk.write(to: URL(filePath: folder.root + "/bad.tar"))
                #expect(refused(folder).contains("not a backup of Pollux"))
            }
            #expect(refused(folder, "data").contains("something else"))
            #expect(refused(folder, "nothing").contains("No such file"))
            try Archive([.init(name: "readme.txt", data: Data("Hello".utf8))]).write(to: folder.root + "/bad.tar")
            #expect(refused(folder).contains("not a backup of Pollux"))
        }
    }

    @Test("A database that is another than its header says, or of a newer Pollux, is refused even if the manifest fits")
    func database() async throws {
        try await DataFolder.with { folder in
            _ = try folder.backup()
            for (sql, says) in [
                ("INSERT INTO grdb_migrations VALUES ('999-later')", "newer Pollux"),
                ("DELETE FROM meta", "not one of Pollux"),
                ("UPDATE meta SET value = randomblob(16)", "its database is another one"),
                ("DELETE FROM messages WHERE seq = 6", "damaged"),
                ("DELETE FROM conversations WHERE user_id = 1", "points to"),
            ] {
                var archive = try Archive(reading: folder.root + "/backup.tar")
                let path = folder.root + "/changed.sqlite"
                try archive["pollux.sqlite"].write(to: URL(filePath: path))
                try folder.sql(sql, in: path)
                archive["pollux.sqlite"] = try Data(contentsOf: URL(filePath: path))
                archive.fixManifest()
                try archive.write(to: folder.root + "/bad.tar")
                let sentence = refused(folder)
                #expect(sentence.contains(says), "\(sql): \(sentence)")
            }
        }
    }
}

/// One way to change a backup, and what is said of it.
struct Change: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let says: String
    let make: @Sendable (inout Archive) throws -> Void

    init(_ name: String, says: String, _ make: @escaping @Sendable (inout Archive) throws -> Void) {
        (testDescription, self.says, self.make) = (name, says, make)
    }

    private static let content = "attachments/00/" + String(repeating: "0", count: 62)

    static let all: [Change] = [
        Change("a file is left out", says: "not what its manifest says") { $0.entries.remove(at: 3) },
        Change("a file is left out of the manifest too", says: "lacks attachments/") { archive in
            archive.entries.remove(at: 3)
            archive.fixManifest()
        },
        Change("the database is left out", says: "made by somebody else") { $0.entries.remove(at: 1) },
        Change("the key is left out", says: "not what its manifest says") { $0.entries.remove(at: 2) },
        Change("the manifest is left out", says: "not complete") { $0.entries.removeLast() },
        Change("the header is left out", says: "not a backup") { $0.entries.removeFirst() },
        Change("a file more", says: "made by somebody else") {
            $0.entries.insert(.init(name: content, data: Data([1])), at: 5)
        },
        Change("a file comes twice", says: "made by somebody else") { $0.entries.insert($0.entries[3], at: 4) },
        Change("the database comes twice", says: "made by somebody else") { $0.entries.insert($0.entries[1], at: 2) },
        Change("files in another order", says: "made by somebody else") { $0.entries.swapAt(3, 4) },
        Change("something after the manifest", says: "made by somebody else") {
            $0.entries.append(.init(name: "secrets.key", data: Data(count: 32)))
        },
        Change("a path upwards", says: "made by somebody else") { $0.entries[3].name = "attachments/../../evil" },
        Change("a path from the root", says: "made by somebody else") { $0.entries[3].name = "/tmp/pollux-evil" },
        Change("a path with a dot", says: "made by somebody else") { $0.entries[1].name = "./pollux.sqlite" },
        Change("a symbolic link", says: "made by somebody else") { archive in
            archive.entries[2] = .init(name: "secrets.key", data: Data(), symlink: "/etc/passwd", type: 0o120000)
        },
        Change("a hard link", says: "made by somebody else") { archive in
            archive.entries[3] = .init(name: archive.entries[3].name, data: Data(), hardlink: "pollux.sqlite")
        },
        Change("a folder", says: "made by somebody else") {
            $0.entries.insert(.init(name: "attachments/", data: Data(), type: 0o040000), at: 3)
        },
        Change("a size of a hundred terabytes", says: "not complete") { $0.entries[4].claimedBytes = 100 << 40 },
        Change("a key of another length", says: "not 32 bytes") { $0.entries[2].data = Data(count: 33) },
        Change("a newer format", says: "newer Pollux") { archive in
            archive["pollux-backup.json"] = Data(#"{"format":2,"anything":"else"}"#.utf8)
        },
        Change("a header without sense", says: "not a backup") { $0["pollux-backup.json"] = Data("[]".utf8) },
        Change("a manifest without sense", says: "made by somebody else") { $0["manifest.jsonl"] = Data("{}\n".utf8) },
        Change("a manifest of one endless line", says: "made by somebody else") {
            $0["manifest.jsonl"] = Data(repeating: 0x20, count: 10_000_000)
        },
        Change("a file with another content", says: "not what its manifest says") { archive in
            archive.entries[4].data[0] ^= 1
        },
        Change("a key with another content", says: "not what its manifest says") {
            $0["secrets.key"] = Data(count: 32)
        },
    ]
}

extension Archive {
    /// Makes the manifest say what is in the archive now.
    mutating func fixManifest() {
        let lines = entries.dropLast().map { entry in
            let sha256 = SHA256.hash(data: entry.data).map { String(format: "%02x", $0) }.joined()
            return #"{"bytes":\#(entry.data.count),"path":"\#(entry.name)","sha256":"\#(sha256)"}"# + "\n"
        }
        self["manifest.jsonl"] = Data(lines.joined().utf8)
    }
}
