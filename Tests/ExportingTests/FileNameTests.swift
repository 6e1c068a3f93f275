import ChatDomain
import Foundation
import Testing

@testable import Exporting

struct FileNameTests {
    private func conversation(_ title: String) -> String {
        FileName.conversation(Conversation(id: .make(), title: title, createdAt: .now), number: 7)
    }

    @Test(arguments: [
        ("Castor", "07 Castor.md"), ("", "07 New chat.md"), ("../../etc/passwd", "07 _.._etc_passwd.md"),
        ("C:\\Windows\\x", "07 C__Windows_x.md"), ("Grüße, 世界", "07 Grüße, 世界.md"), ("a\u{7F}b", "07 a_b.md"),
        ("what? <b>\"|*", "07 what_ _b___.md"), ("...", "07 New chat.md"),
    ])
    func aTitleMakesAFileNameThatEverySystemTakes(title: String, name: String) {
        #expect(conversation(title) == "conversations/" + name)
    }

    @Test func aLongTitleIsCut() {
        #expect(conversation(String(repeating: "long ", count: 100)).utf8.count < 100)
        #expect(conversation(String(repeating: "e\u{301}\u{301}\u{301}", count: 100)).utf8.count < 1000)
    }

    @Test(arguments: [
        ("report.pdf", "report.pdf"), ("../../x", "_.._x"), ("/etc/passwd", "_etc_passwd"), (".bashrc", "bashrc"),
        (String(repeating: "a", count: 250) + ".txt", String(repeating: "a", count: 96) + ".txt"),
    ])
    func aFileKeepsItsNameAsFarAsItHarmsNobody(name: String, kept: String) {
        let attachment = Attachment(id: .make(), name: name, mediaType: "text/plain", bytes: 1, sha256: Data())
        #expect(FileName.attachment(attachment) == "attachments/\(attachment.id)-\(kept)")
    }
}

struct ZipArchiveTests {
    private func withPath(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID()).zip").path()
        defer { try? FileManager.default.removeItem(atPath: path) }  // a leftover harms nobody
        try body(path)
    }

    @Test func onlyItsOwnerReadsItAndItReplacesNothing() throws {
        try withPath { path in
            let zip = try ZipArchive(path: path)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(throws: ZipArchive.Failure.self) { try ZipArchive(path: path) }
            #expect(try zip.finish() == 22, "an empty archive is its end record")
        }
    }

    @Test func aFileThatIsShorterThanItShouldBeIsAnError() throws {
        try withPath { path in
            let zip = try ZipArchive(path: path)
            let file = path + ".source"
            try Data("short".utf8).write(to: URL(filePath: file))
            defer { try? FileManager.default.removeItem(atPath: file) }  // a leftover harms nobody
            #expect(throws: ZipArchive.Failure.self) {
                try zip.add(file: file, as: "x", size: 10, at: 0, compressed: false) { false }
            }
        }
    }

    @Test func aFileThatIsGoneIsLeftOut() throws {
        try withPath { path in
            let zip = try ZipArchive(path: path)
            try zip.add(file: path + ".gone", as: "x", size: 10, at: 0, compressed: false) { false }
            #expect(try zip.finish() == 22, "an empty archive is its end record")
        }
    }

    @Test func whatIsWantedNoMoreEnds() throws {
        try withPath { path in
            let zip = try ZipArchive(path: path)
            try Data(repeating: 1, count: 1000).write(to: URL(filePath: path + ".source"))
            defer { try? FileManager.default.removeItem(atPath: path + ".source") }  // a leftover harms nobody
            #expect(throws: CancellationError.self) {
                try zip.add(file: path + ".source", as: "x", size: 1000, at: 0, compressed: false) { true }
            }
        }
    }
}
