import Attachments
import Backups
import ChatDomain
import Crypto
import Foundation
import GRDB
import Logging
import SQLiteStore
import Store
import Testing

/// A data folder as a stopped server leaves it: an account, a guest, two conversations, messages, files, sessions and a key.
struct DataFolder {
    /// A folder around it, for backups.
    let root: String
    let path: String
    /// What its files hold, the second of them only shared.
    let contents: [Data]

    static let files = [Data("The first file.".utf8), Data(repeating: 7, count: 700_000), Data("A third one.".utf8)]

    /// Makes one around the body; it is gone afterwards.
    static func with(_ body: (DataFolder) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "pollux-backups-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: root) }  // a leftover harms nobody
        let folder = DataFolder(root: root, path: root + "/data", contents: files)
        try await folder.fill()
        try await body(folder)
    }

    var database: String { path + "/pollux.sqlite" }

    func file(_ content: Data) -> String {
        let name = SHA256.hash(data: content).map { String(format: "%02x", $0) }.joined()
        return "\(path)/attachments/\(name.prefix(2))/\(name.dropFirst(2))"
    }

    func backup(to name: String = "backup.tar", replace: Bool = false) throws -> Backup.Outcome {
        try Backup(dataFolder: path, version: "1.2.3").write(to: root + "/" + name, replace: replace)
    }

    func restore(_ name: String = "backup.tar", into folder: String = "restored") throws -> Restore.Outcome {
        try Restore(file: root + "/" + name, dataFolder: root + "/" + folder).run()
    }

    /// Changes the database behind the server's back.
    func sql(_ sql: String, in database: String? = nil) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: database ?? self.database, configuration: configuration)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    func value<Value: DatabaseValueConvertible>(_ sql: String, in folder: String) throws -> Value? {
        let queue = try DatabaseQueue(path: "\(root)/\(folder)/pollux.sqlite")
        defer { try? queue.close() }  // it was only read
        return try queue.read { try Value.fetchOne($0, sql: sql) }
    }

    func findings() throws -> [Finding] { try Check(dataFolder: path).run().findings }

    // MARK: Filling

    private func fill() async throws {
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(folder: path, logger: logger) { _ in }
        try FileManager.default.createDirectory(
            atPath: path + "/attachments/incoming",
            withIntermediateDirectories: true
        )
        for content in contents {
            let url = URL(filePath: file(content))
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try content.write(to: url)
        }
        let key = Data((0..<32).map { UInt8($0) })
        try key.write(to: URL(filePath: path + "/secrets.key"))
        let contents = contents
        try await store.write { writer in
            let credentials = NewUser.Credentials(nameKey: "ada", passwordHash: "hash")
            let users = [
                NewUser(name: "Ada", credentials: credentials, createdAt: Self.noon),
                NewUser(name: "Guest", credentials: nil, createdAt: Self.noon),
            ]
            for new in users {
                guard let user = try writer.insertUser(new) else { continue }
                try Self.write(for: user.id, contents, writer)
            }
        }
        try store.close()
        try sql(
            """
            INSERT INTO sessions (token_hash, id, user_id, created_at, last_seen_at)
                SELECT randomblob(32), randomblob(16), id, 0, 0 FROM users;
            INSERT INTO password_resets (user_id, secret_hash, created_at, expires_at) VALUES (1, randomblob(32), 0, 1);
            """
        )
        try rights()
    }

    /// As under the server's umask.
    private func rights() throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) + [""] {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
            let mode = isFolder.boolValue ? 0o700 : 0o600
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/" + name)
        }
    }

    private static let noon = Timestamp(milliseconds: 1_790_000_000_000)

    private static func write(for user: UserID, _ contents: [Data], _ writer: any ChatWriter) throws {
        var place = try writer.insert(user, Conversation(id: .make(), title: "Lighthouses", createdAt: noon))
        var parent: MessageID?
        for number in 1...6 {
            let isQuestion = number % 2 == 1
            var message = Message(
                id: .make(),
                conversationID: place.id,
                seq: Int64(number),
                parentID: parent,
                role: isQuestion ? .user : .model,
                text: isQuestion ? "How high is lighthouse \(number)?" : "It is \(number * 10) metres high.",
                status: isQuestion ? .stored : .complete,
                createdAt: noon
            )
            if number == 1 {
                for content in contents {
                    let file = Attachment(
                        id: .make(),
                        name: "a.txt",
                        mediaType: "text/plain",
                        bytes: Int64(content.count),
                        sha256: Data(SHA256.hash(data: content))
                    )
                    try writer.insert(user, file, at: noon)
                    message.attachments.append(file)
                }
            }
            parent = try writer.insert(user, message).id
        }
        place.lastSeq = 6
        place.leafID = parent
        _ = try writer.update(user, place)
    }
}
