internal import Attachments
internal import ChatDomain
internal import Foundation
internal import Live
internal import NIOCore
internal import NIOPosix
internal import Store

/// Writes all that one user has into one archive, page by page: what is in memory does not grow with it.
///
/// `pollux.json` holds everything in the shapes of the wire, all branches included; `conversations/` what is shown of each, as
/// Markdown; `attachments/` the files.
struct ExportWriter: Sendable {
    let user: UserID
    let store: any ChatStore
    let files: AttachmentFolder
    let threads: NIOThreadPool
    let zip: ZipArchive
    /// Told how much is done.
    let report: @Sendable (_ done: Int) -> Void
    /// Asked now and then, also within a long file.
    let isWanted: @Sendable () -> Bool
    let now = Timestamp.now

    static let pageSize = 100
    /// Texts are gathered to so many bytes before a thread writes them.
    private static let portionBytes = 65_536

    /// - Returns: the archive's size in bytes. Throws `CancellationError` when it is wanted no more.
    func write() async throws -> Int64 {
        var done = 0
        try await begin("pollux.json")
        try await writeJSON(&done)
        try await writeTranscripts(&done)
        try await writeFiles(&done)
        return try await threads.runIfActive { [zip] in try zip.finish() }
    }

    // MARK: Everything

    private func writeJSON(_ done: inout Int) async throws {
        let user = user
        let (account, presets, usage) = try await store.read { reader in
            guard let account = try reader.user(user) else { throw CancellationError() }
            return (account, try reader.presets(user), try reader.usage(user, since: Day(number: 0)))
        }
        var text = Portion(writer: self)
        var head = JSONWriter(capacity: 4096)
        head.object { json in
            json.member("format", "pollux-export")
            json.member("version", 1)
            json.member("exportedAt", now.rfc3339)
            json.name("user")
            account.write(to: &json)
            json.name("presets")
            json.array(presets) { json, preset in preset.write(to: &json) }
            json.name("usage")
            json.array(usage) { json, day in day.write(to: &json) }
        }
        // Lists that fit no memory follow, in the same object.
        try await text.append(head.buffer, droppingLast: 1)
        try await text.append(",\"attachments\":[")
        try await writeAttachmentList(&text)
        try await text.append("],\"conversations\":[")
        var isFirst = true
        try await eachConversation { conversation in
            try await text.append(isFirst ? "{\"conversation\":" : ",{\"conversation\":")
            isFirst = false
            var json = JSONWriter(capacity: 1024)
            conversation.write(to: &json)
            try await text.append(json.buffer)
            try await text.append(",\"messages\":[")
            try await writeMessages(of: conversation.id, &text)
            try await text.append("]}")
            done += 1
            report(done)
        }
        try await text.append("]}\n")
        try await text.flush()
    }

    private func writeAttachmentList(_ text: inout Portion) async throws {
        var isFirst = true
        var cursor: AttachmentID?
        while true {
            let page = try await attachments(after: cursor)
            for attachment in page {
                if !isFirst { try await text.append(",") }
                isFirst = false
                var json = JSONWriter()
                attachment.write(to: &json)
                try await text.append(json.buffer)
            }
            guard let last = page.last else { return }
            cursor = last.id
        }
    }

    private func writeMessages(of conversation: ConversationID, _ text: inout Portion) async throws {
        var isFirst = true
        try await eachMessage(of: conversation) { message in
            if !isFirst { try await text.append(",") }
            isFirst = false
            var json = JSONWriter(capacity: 1024)
            message.write(to: &json)
            try await text.append(json.buffer)
        }
    }

    // MARK: For people

    private func writeTranscripts(_ done: inout Int) async throws {
        var number = 0
        try await eachConversation { conversation in
            number += 1
            let shown = try await shownPath(of: conversation)
            try await begin(FileName.conversation(conversation, number: number))
            var text = Portion(writer: self)
            try await text.append(Transcript.head(conversation))
            try await eachMessage(of: conversation.id, among: shown) { message in
                try await text.append(Transcript.part(message))
            }
            try await text.flush()
            done += 1
            report(done)
        }
    }

    /// The ids on the path that is shown: a few bytes for each of its messages.
    private func shownPath(of conversation: Conversation) async throws -> Set<MessageID> {
        var parents: [MessageID: MessageID] = [:]
        try await eachPage(of: conversation.id) { links in
            for link in links { parents[link.id] = link.parentID }
        }
        var path: Set<MessageID> = []
        var next = conversation.leafID
        while let id = next, path.insert(id).inserted { next = parents[id] }
        return path
    }

    private func writeFiles(_ done: inout Int) async throws {
        var cursor: AttachmentID?
        while true {
            let page = try await attachments(after: cursor)
            for attachment in page {
                try await writeFile(attachment)
                done += 1
                report(done)
            }
            guard let last = page.last else { return }
            cursor = last.id
        }
    }

    private func writeFile(_ attachment: Attachment) async throws {
        let path = files.path(of: attachment.sha256)
        let name = FileName.attachment(attachment)
        let isText = MediaType.isText(attachment.mediaType)
        let isWanted = isWanted
        try await threads.runIfActive { [zip, seconds] in
            // Deleted since the page was read: then it is not theirs any more, and left out.
            try zip.add(file: path, as: name, size: attachment.bytes, at: seconds, compressed: isText) { !isWanted() }
        }
    }

    // MARK: Pages

    private func eachConversation(_ body: (Conversation) async throws -> Void) async throws {
        let user = user
        var cursor: ConversationID?
        while true {
            let after = cursor
            let page = try await store.read { reader in
                let ids = try reader.conversationIDs(user, after: after, limit: Self.pageSize)
                return (last: ids.last, conversations: try ids.compactMap { try reader.conversation(user, $0) })
            }
            for conversation in page.conversations { try await body(conversation) }
            guard let last = page.last else { return }
            cursor = last
        }
    }

    /// - Parameter ids: `nil`: all.
    private func eachMessage(
        of conversation: ConversationID,
        among ids: Set<MessageID>? = nil,
        _ body: (Message) async throws -> Void
    ) async throws {
        let user = user
        try await eachPage(of: conversation) { links in
            let wanted = links.map(\.id).filter { ids?.contains($0) ?? true }
            // Few at once: an answer may have megabytes.
            for start in stride(from: 0, to: wanted.count, by: 10) {
                let part = wanted[start..<min(start + 10, wanted.count)]
                let messages = try await store.read { reader in try part.compactMap { try reader.message(user, $0) } }
                for message in messages { try await body(message) }
            }
        }
    }

    private func eachPage(of conversation: ConversationID, _ body: ([MessageLink]) async throws -> Void) async throws {
        let user = user
        var seq: Int64 = 0
        while true {
            guard isWanted() else { throw CancellationError() }
            let after = seq
            let links = try await store.read { reader in
                try reader.messageLinks(user, in: conversation, after: after, limit: Self.pageSize)
            }
            try await body(links)
            guard let last = links.last else { return }
            seq = last.seq
        }
    }

    private func attachments(after cursor: AttachmentID?) async throws -> [Attachment] {
        let user = user
        return try await store.read { try $0.attachments(user, after: cursor, limit: Self.pageSize) }
    }

    // MARK: The archive

    private var seconds: Int64 { now.milliseconds / 1000 }

    private func begin(_ name: String) async throws {
        try await threads.runIfActive { [zip, seconds] in
            try zip.begin(name, size: nil, at: seconds, compressed: true)
        }
    }

    /// Text on its way into the archive.
    private struct Portion {
        let writer: ExportWriter
        var buffer = ByteBuffer()

        mutating func append(_ text: String) async throws {
            buffer.writeString(text)
            if buffer.readableBytes >= ExportWriter.portionBytes { try await flush() }
        }

        mutating func append(_ bytes: ByteBuffer, droppingLast count: Int = 0) async throws {
            buffer.writeBytes(bytes.readableBytesView.dropLast(count))
            if buffer.readableBytes >= ExportWriter.portionBytes { try await flush() }
        }

        mutating func flush() async throws {
            let bytes = buffer
            buffer.clear()
            try await writer.threads.runIfActive { [zip = writer.zip] in
                try bytes.withUnsafeReadableBytes { try zip.append($0) }
            }
        }
    }
}
