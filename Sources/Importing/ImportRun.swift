internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Store
internal import Synchronization

/// The work on one upload: it is read once to count the conversations and to learn which files they name, once for those files,
/// and once for the conversations, each in a transaction of its own.
struct ImportRun: Sendable {
    let job: ImportJob
    let actions: ChatActions
    let threads: NIOThreadPool

    /// Goes on where it was. Throws `ImportFailure` for a file that cannot be used, `CancellationError` when it is wanted no more.
    func run() async throws {
        let stop = StopSign()
        let survey = try await withTaskCancellationHandler {
            try await threads.runIfActive { [job] in try Survey.make(job.upload) { job.isWanted && !stop.isUp } }
        } onCancel: {
            stop.raise()
        }
        job.change { $0.total = max($0.done, survey.conversations) }
        if survey.isArchive, !survey.files.isEmpty { try await takeFiles(survey.files) }
        try await takeConversations()
    }

    /// For people: where it stopped, and why.
    func sentence(_ failure: ImportFailure) -> String {
        let status = job.status
        let reason = failure.description.prefix(1).uppercased() + failure.description.dropFirst() + "."
        guard status.done > 0 else { return reason }
        return "Stopped at chat \(status.done + 1): \(failure.description). What came before it is there."
    }

    private func checkWanted() throws {
        if Task.isCancelled || !job.isWanted { throw CancellationError() }
    }

    // MARK: Files

    private func takeFiles(_ wanted: [AttachmentID: Survey.File]) async throws {
        let zip = try await threads.runIfActive { [job] in try ZipReader(path: job.upload) }
        let user = job.user
        while let entry = try await threads.runIfActive({ try zip.next() }) {
            try checkWanted()
            let ids = [PolluxFormat.fileID(name: entry.name), ChatGPTFormat.fileID(name: entry.name)]
            for case let id? in ids {
                guard let file = wanted[id] else { continue }
                if try await actions.store.read({ try $0.attachment(user, id) }) != nil { continue }
                let body = EntryBody(zip: zip, threads: threads)
                try await add(id, name: file.name, type: file.mediaType, bytes: entry.bytes, body)
            }
        }
    }

    private func add(
        _ id: AttachmentID,
        name: String,
        type: String?,
        bytes: Int64?,
        _ body: some AsyncSequence<ByteBuffer, any Error> & Sendable
    ) async throws {
        do {
            _ = try await actions.addAttachment(job.user, id, name: name, type: type, length: bytes, body: body)
        } catch is ChatError {
            // Too large, no room, of a kind that Gemini does not take, deleted before: the messages come without it.
        }
    }

    // MARK: Conversations

    private func takeConversations() async throws {
        let reader = try await threads.runIfActive { [job] in try DocumentReader(path: job.upload) }
        var number = 0
        var isKnown = job.status.done > 0
        let done = job.status.done
        while let item = try await threads.runIfActive({ try reader.next() }) {
            try checkWanted()
            switch item {
            case .element("presets", let bytes): try await takePreset(bytes)
            case .element(let list, let bytes) where Survey.holdsConversations(list):
                number += 1
                guard number > done else { continue }
                if try await takeConversation(bytes) { isKnown = true }
            case .refused(let list) where Survey.holdsConversations(list):
                number += 1
                guard number > done else { continue }
                try await leaveOut()
            default: continue
            }
        }
        guard reader.hasDocument else {
            throw ImportFailure("the archive is no export of Pollux or ChatGPT")
        }
        guard isKnown || number == 0 else {
            throw ImportFailure("the file is no export of Pollux, ChatGPT or Open WebUI")
        }
    }

    private func takePreset(_ bytes: [UInt8]) async throws {
        guard let preset = PolluxFormat.preset(try JSONParser.parse(bytes)) else { return }
        let user = job.user
        let presets = try await actions.store.read { try $0.presets(user) }
        guard presets.count < Preset.maximumCount, !presets.contains(where: { $0.id == preset.id }) else { return }
        _ = try await actions.putPreset(user, preset)
    }

    /// `false`: it is no conversation.
    private func takeConversation(_ bytes: [UInt8]) async throws -> Bool {
        let (isKnown, found) = try await threads.runIfActive { try Self.converted(bytes) }
        guard let converted = found else {
            try await leaveOut()
            return isKnown
        }
        for file in converted.files { try await takeInline(file) }
        guard let outcome = try await stored(converted.imported) else {
            try await leaveOut()
            return true
        }
        try await note { status in
            if outcome.isNew { status.conversations += 1 }
            status.messages += outcome.messages
            if !outcome.isNew, outcome.messages == 0 {
                status.skipped += 1
            } else {
                status.left.texts += converted.shortened
            }
            status.left.files += outcome.missingFiles
        }
        return true
    }

    private static func converted(_ bytes: [UInt8]) throws -> (isKnown: Bool, Converted?) {
        do {
            let converted = try Formats.convert(try JSONParser.parse(bytes))
            return (converted != nil, converted)
        } catch  where error.isOfOne {
            return (true, nil)
        }
    }

    private func leaveOut() async throws {
        try await note { status in
            status.skipped += 1
            status.left.conversations += 1
        }
    }

    private func takeInline(_ file: InlineFile) async throws {
        let user = job.user
        if try await actions.store.read({ try $0.attachment(user, file.id) }) != nil { return }
        let body = OnePiece(ByteBuffer(bytes: file.content))
        try await add(file.id, name: file.name, type: file.mediaType, bytes: Int64(file.content.count), body)
    }

    /// `nil`: it breaks a rule that everything stored keeps.
    private func stored(_ conversation: ImportedConversation) async throws -> ImportOutcome? {
        var tries = 0
        while true {
            do {
                return try await actions.importConversation(job.user, conversation) { [job] in job.isWanted }
            } catch let error as StoreError where error.kind == .busy && tries < 60 {
                // Others come first.
                tries += 1
                try await Task.sleep(for: .seconds(1))
            } catch let error as ChatError where error.code == .badRequest {
                return nil
            }
        }
    }

    private func note(_ change: (inout ImportStatus) -> Void) async throws {
        job.change { status in
            change(&status)
            status.done += 1
        }
        try await threads.runIfActive { [job] in try job.save() }
    }
}

/// Tells a thread, where there is no task, that the task has ended.
private final class StopSign: Sendable {
    private let isRaised = Mutex(false)

    var isUp: Bool { isRaised.withLock { $0 } }
    func raise() { isRaised.withLock { $0 = true } }
}

/// What an upload holds.
struct Survey: Sendable {
    struct File: Sendable {
        var name: String
        var mediaType: String?
    }

    var conversations = 0
    var isArchive = false
    /// Files that messages name, by the id that they will have.
    var files: [AttachmentID: File] = [:]

    static let maximumFiles = 100_000

    /// Lists of other names hold something else.
    static func holdsConversations(_ list: String) -> Bool {
        list.isEmpty || list == "conversations" || list == "chats"
    }

    /// Reads it as far as it can be read: what comes before a broken place is good.
    ///
    /// - Parameter isWanted: asked now and then; when it is not any more, `CancellationError` is thrown.
    static func make(_ path: String, isWanted: () -> Bool) throws -> Survey {
        let reader = try DocumentReader(path: path)
        var survey = Survey()
        survey.isArchive = reader.isArchive
        do {
            while let item = try reader.next() {
                guard isWanted() else { throw CancellationError() }
                try survey.take(item)
            }
        } catch is ImportFailure {
            // Met again when the conversations are taken, and told then.
        }
        return survey
    }

    private mutating func take(_ item: JSONItems.Item) throws {
        switch item {
        case .element("attachments", let bytes):
            guard isArchive, let (id, name, type) = PolluxFormat.file(try Self.parse(bytes)) else { return }
            if files.count < Self.maximumFiles { files[id] = File(name: name, mediaType: type) }
        case .element(let list, let bytes) where Self.holdsConversations(list):
            conversations += 1
            // The files of other archives are known by the messages that name them.
            guard isArchive, list.isEmpty else { return }
            for file in ChatGPTFormat.files(of: try Self.parse(bytes)) where files.count < Self.maximumFiles {
                files[file.id] = File(name: file.name)
            }
        case .refused(let list) where Self.holdsConversations(list): conversations += 1
        default: return
        }
    }

    /// What is well formed but too much is counted, and left out in its turn.
    private static func parse(_ bytes: [UInt8]) throws -> JSONTree {
        do {
            return try JSONParser.parse(bytes)
        } catch  where error.isOfOne {
            return .null
        }
    }
}

/// The current file of an archive, read on threads that may wait.
private struct EntryBody: AsyncSequence, AsyncIteratorProtocol, Sendable {
    let zip: ZipReader
    let threads: NIOThreadPool

    func makeAsyncIterator() -> Self { self }

    func next() async throws -> ByteBuffer? {
        try await threads.runIfActive { [zip] in
            var buffer = ByteBufferAllocator().buffer(capacity: 262_144)
            let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 262_144) { try zip.read(into: $0) }
            return count > 0 ? buffer : nil
        }
    }
}

/// A content as a sequence of one piece.
private struct OnePiece: AsyncSequence, Sendable {
    private let piece: ByteBuffer

    init(_ piece: ByteBuffer) { self.piece = piece }

    func makeAsyncIterator() -> Iterator { Iterator(piece: piece) }

    struct Iterator: AsyncIteratorProtocol {
        var piece: ByteBuffer?

        mutating func next() async throws -> ByteBuffer? {
            defer { piece = nil }
            return piece
        }
    }
}
