import Attachments
import ChatDomain
import Exporting
import Foundation
import Logging
import SQLiteStore
import Testing

/// Who may have which archive. Nothing makes any here: what is begun goes on running.
struct ExportsTests {
    private let ada = UserID(rawValue: 1)
    private let eve = UserID(rawValue: 2)

    private func withExports(_ body: (Exports, _ folder: String) throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(folder: folder, logger: logger) { _ in }
        let files = try AttachmentFolder(folder + "/attachments", threads: 1)
        try FileManager.default.createDirectory(atPath: folder + "/exports", withIntermediateDirectories: true)
        try Data("old".utf8).write(to: URL(filePath: folder + "/exports/old.zip"))
        let exports = try Exports(store: store, files: files, folder: folder + "/exports", logger: logger)
        try body(exports, folder + "/exports")
        try await exports.shutDown()
        try await files.shutDown()
        try store.close()
    }

    private func code(_ body: () throws(ChatError) -> Void) -> ChatError.Code? {
        do {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func eachUserHasOneAtATime() async throws {
        try await withExports { exports, _ throws in
            let id = UUID()
            let begun = try exports.start(ada, id)
            #expect(begun.state == .running && begun.id == id && begun.bytes == nil)
            #expect(try exports.start(ada, id) == begun)
            #expect(code { () throws(ChatError) in _ = try exports.start(ada, UUID()) } == .tooMany)
            #expect(try exports.status(ada, id) == begun)
            // Another's is another one, whatever its id.
            #expect(code { () throws(ChatError) in _ = try exports.status(eve, id) } == .notFound)
            _ = try exports.start(eve, id)
            // There is no file before it is complete.
            #expect(code { () throws(ChatError) in _ = try exports.file(ada, id) } == .notFound)
        }
    }

    @Test func whoIsGoneHasNone() async throws {
        try await withExports { exports, _ throws in
            let (mine, theirs) = (UUID(), UUID())
            _ = try exports.start(ada, mine)
            _ = try exports.start(eve, theirs)
            exports.forget(ada)
            #expect(code { () throws(ChatError) in _ = try exports.status(ada, mine) } == .notFound)
            #expect(try exports.status(eve, theirs).state == .running)
            exports.forget(ada)
        }
    }

    @Test func aStartThrowsAwayWhatLiesThereAndNobodyElseMayLook() async throws {
        try await withExports { _, folder throws in
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        }
    }
}
