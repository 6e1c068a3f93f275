/// What a client knows, made of replies and frames by the rules of the protocol. Pure.
///
/// It also holds the server to the protocol: whatever a server must not do is noted in `violations`.
package struct LiveState: Sendable {
    package private(set) var epoch: String?
    /// Of the latest change that was taken.
    package private(set) var revision = 0
    package private(set) var conversations: [String: JSON] = [:]
    package private(set) var user: JSON = .absent
    private var held: [String: HeldMessage] = [:]
    private var deleted: Set<String> = []

    /// All text frames as they came, over all sockets.
    package private(set) var frames: [String] = []
    /// The revisions of the changes that were new, in the order in which they came.
    package private(set) var revisions: [Int] = []
    /// What the server did against the protocol.
    package private(set) var violations: [String] = []
    /// How often a delta began beyond what was held.
    package private(set) var gaps = 0
    package private(set) var resets = 0
    package private(set) var hellos = 0

    // MARK: This socket

    /// What the `resume` frames said that are not answered yet; `nil` stands for `epoch: null`.
    private var unanswered: [Int?] = []
    private var hasBegun = false
    /// The revision of the latest change on this socket, or where it began.
    private var place = 0
    private var settledHere: Set<String> = []

    /// The server is ahead: it is time to resume.
    package private(set) var isBehind = false

    package init() {}

    /// A message with all of its text so far; `.absent` when it is not held.
    package func message(_ id: String) -> JSON { held[id]?.json ?? .absent }

    /// All messages that are held, by id.
    package var messages: [String: JSON] { held.mapValues(\.json) }

    /// Whether an answer is held whose status is final.
    package func isSettled(_ id: String) -> Bool { held[id].map { !$0.isRunning } ?? false }

    /// The frame that says what is held, to be sent now.
    package mutating func resumeFrame() -> String {
        unanswered.append(epoch == nil ? nil : revision)
        isBehind = false
        let answers = held.values.filter(\.isRunning).map { message -> JSON in
            [
                "messageID": message.item.id, "offset": .number(Double(message.text.length)),
                "thoughtOffset": .number(Double(message.thoughts.length)),
            ]
        }
        let frame: JSON = [
            "epoch": epoch.map(JSON.string) ?? .null, "since": .number(Double(revision)), "answers": .array(answers),
            "type": "resume",
        ]
        return frame.encoded
    }

    /// A frame of the test's own making asks to be resumed from there; `nil` stands for `epoch: null`.
    package mutating func expectAnswer(since: Int?) { unanswered.append(since) }

    /// A new socket is open, on which nothing has been said.
    package mutating func beginSocket() {
        unanswered = []
        hasBegun = false
        settledHere = []
        isBehind = false
    }
}

// MARK: - Items

extension LiveState {
    /// An item of a reply.
    package mutating func take(conversation: JSON) {
        take("conversation", conversation.id.asString, conversation)
    }

    /// An item of a reply.
    package mutating func take(message: JSON) {
        take("message", message.id.asString, message)
    }

    private mutating func take(_ kind: String, _ id: String, _ item: JSON) {
        guard !deleted.contains(id) else { return }
        switch kind {
        case "conversation":
            if item.revision.asInt >= conversations[id]?.revision.asInt ?? 0 { conversations[id] = item }
        case "message":
            guard conversations[item.conversationID.asString] != nil else { return }
            if held[id] == nil { held[id] = HeldMessage(item) } else { held[id]?.take(item, noting: &violations) }
        default:
            user = item
        }
    }

    private mutating func remove(_ kind: String, _ id: String) {
        deleted.insert(id)
        held[id] = nil
        guard kind == "conversation" else { return }
        conversations[id] = nil
        held = held.filter { $0.value.item.conversationID.asString != id }
    }
}

// MARK: - Frames

extension LiveState {
    package mutating func take(frame text: String) {
        frames.append(text)
        guard text.hasPrefix(#"{"type":""#), let frame = try? JSON(text) else {
            return violations.append("not a frame: \(text.prefix(200))")
        }
        let type = frame.type.asString
        if !hasBegun, type != "hello", type != "reset" { violations.append("\(type) before the first hello") }
        switch type {
        case "hello", "reset": begin(frame)
        case "change": take(change: frame)
        case "delta": take(delta: frame)
        case "heartbeat": if frame.revision.asInt > revision { fallBehind() }
        default: violations.append("an unknown frame: \(text.prefix(200))")
        }
    }

    private mutating func begin(_ frame: JSON) {
        hasBegun = true
        guard !unanswered.isEmpty else { return violations.append("\(frame.type) that nothing asked for") }
        let since = unanswered.removeFirst()
        if frame.type == "reset" {
            resets += 1
            self = fresh()
            revision = frame.revision.asInt
            place = revision
        } else {
            hellos += 1
            if let since {
                if epoch != frame.epoch.asString { violations.append("hello of another epoch") }
                place = since
            } else {
                revision = max(revision, frame.revision.asInt)
                place = frame.revision.asInt
            }
        }
        epoch = frame.epoch.asString
    }

    /// Without what a reset makes a client forget.
    private func fresh() -> LiveState {
        var state = self
        state.conversations = [:]
        state.held = [:]
        state.deleted = []
        state.settledHere = []
        return state
    }

    private mutating func take(change: JSON) {
        let number = change.revision.asInt
        let (kind, id) = (change.kind.asString, change.id.asString)
        if number != place + 1 { violations.append("change \(number) after \(place)") }
        place = number
        guard number > revision else { return }
        revision = number
        revisions.append(number)
        if change.op == "delete" {
            remove(kind, id)
        } else {
            // A replayed change carries the item as it is now.
            if change.item.revision.asInt < number { violations.append("change \(number) with an older item") }
            take(kind, id, change.item)
        }
        let isRunning = ["queued", "streaming"].contains(change.item.status)
        if kind == "message", !isRunning { settledHere.insert(id) }
    }

    private mutating func take(delta: JSON) {
        let id = delta.messageID.asString
        if settledHere.contains(id) { violations.append("a delta of \(id) after its end") }
        guard held[id]?.isRunning == true else { return }
        if held[id]?.take(delta) == false {
            gaps += 1
            fallBehind()
        }
    }

    /// Unless it has been said already.
    private mutating func fallBehind() {
        isBehind = unanswered.isEmpty
    }
}
