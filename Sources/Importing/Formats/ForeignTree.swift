internal import ChatActions
internal import ChatDomain
internal import Foundation

/// A node of a foreign tree.
struct ForeignNode {
    enum Kind {
        case question
        /// Several that follow one another make one answer.
        case answer
        /// Not shown; what follows it follows its parent.
        case hidden
    }

    var id: UUID
    var parent: UUID?
    var kind: Kind
    var text = ""
    var thoughts = ""
    var model: String?
    var time: Timestamp?
    var files: [ImportedMessage.File] = []
    var sources: [Source] = []
    var failure: AnswerFailure?
    var isInterrupted = false

    init(id: UUID, parent: UUID?, kind: Kind) {
        self.id = id
        self.parent = parent
        self.kind = kind
    }

    fileprivate var isEmpty: Bool { text.isEmpty && thoughts.isEmpty && files.isEmpty && failure == nil }
}

/// Makes Pollux's tree of a foreign one: an answer follows a question, and there is neither a cycle nor an orphan.
///
/// Whatever the nodes say of one another, each is visited once: a parent that is not there counts as none, and a cycle is cut
/// at its first node.
struct ForeignTree {
    private let conversation: ConversationID
    private let model: String
    private let nodes: [ForeignNode]
    private var index: [UUID: Int] = [:]
    private var children: [[Int]]
    /// Parents before their children.
    private var order: [Int] = []
    private var parents: [Int?]
    /// What is below a node, looking through those that are hidden.
    private var hasQuestionBelow: [Bool]
    private var hasAnswerBelow: [Bool]

    private(set) var messages: [ImportedMessage] = []
    private(set) var shortened = 0
    /// The message that a node became a part of, where one ended.
    private var messageOf: [Int: MessageID] = [:]
    private var work = 0

    static let maximumNodes = 100_000
    /// Bytes that may be copied while answers are put together.
    private static let maximumWork = 256 << 20
    /// Of one answer.
    private static let maximumFiles = 100

    /// Throws `ImportFailure` when there is too much of it.
    ///
    /// - Parameters:
    ///   - model: of answers that name none.
    ///   - start: the time of messages before the first that has one.
    init(
        _ conversation: ConversationID,
        _ given: [ForeignNode],
        model: String,
        start: Timestamp
    ) throws(ImportFailure) {
        guard given.count <= Self.maximumNodes else { throw ImportFailure("it has too many messages", isOfOne: true) }
        self.conversation = conversation
        self.model = model
        nodes = given.map { node in
            var node = node
            if node.isEmpty { node.kind = .hidden }
            return node
        }
        children = Array(repeating: [], count: nodes.count)
        parents = Array(repeating: nil, count: nodes.count)
        hasQuestionBelow = Array(repeating: false, count: nodes.count)
        hasAnswerBelow = Array(repeating: false, count: nodes.count)
        for (number, node) in nodes.enumerated() where index[node.id] == nil { index[node.id] = number }
        sort()
        lookBelow()
        try build(start)
    }

    /// The message at whose end the shown path ends, given the node at which it ended elsewhere.
    func leaf(_ current: UUID?) -> MessageID? {
        guard var number = current.flatMap({ index[$0] }) else { return messages.last?.message.id }
        // In the midst of an answer: to its end.
        while messageOf[number] == nil, let next = children[number].last { number = next }
        var next: Int? = number
        while let one = next {
            if let id = messageOf[one] { return id }
            next = parents[one]
        }
        return messages.last?.message.id
    }

    private mutating func sort() {
        var roots: [Int] = []
        for (number, node) in nodes.enumerated() where index[node.id] == number {
            if let parent = node.parent.flatMap({ index[$0] }), parent != number {
                children[parent].append(number)
            } else {
                roots.append(number)
            }
        }
        var isSeen = Array(repeating: false, count: nodes.count)
        for root in roots { walk(from: root, &isSeen) }
        // What is left goes round in circles.
        for (number, node) in nodes.enumerated() where !isSeen[number] && index[node.id] == number {
            walk(from: number, &isSeen)
        }
    }

    private mutating func walk(from root: Int, _ isSeen: inout [Bool]) {
        var stack = [root]
        isSeen[root] = true
        while let number = stack.popLast() {
            order.append(number)
            var below: [Int] = []
            for child in children[number] where !isSeen[child] {
                isSeen[child] = true
                parents[child] = number
                below.append(child)
            }
            children[number] = below
            stack += below.reversed()
        }
    }

    private mutating func lookBelow() {
        for number in order.reversed() {
            guard let parent = parents[number] else { continue }
            switch nodes[number].kind {
            case .question: hasQuestionBelow[parent] = true
            case .answer: hasAnswerBelow[parent] = true
            case .hidden:
                if hasQuestionBelow[number] { hasQuestionBelow[parent] = true }
                if hasAnswerBelow[number] { hasAnswerBelow[parent] = true }
            }
        }
    }

    /// Where a branch stands while it is followed.
    private struct Place {
        /// What the next question follows: the question or the finished answer before.
        var last: MessageID?
        /// The question that is being answered.
        var question: MessageID?
        /// Its answer, which may go on.
        var open: ForeignNode?
        var time: Timestamp
    }

    private mutating func build(_ start: Timestamp) throws(ImportFailure) {
        var places: [Int: Place] = [:]
        for number in order {
            let node = nodes[number]
            var place = parents[number].flatMap { places[$0] } ?? Place(time: start)
            place.time = node.time ?? place.time
            switch node.kind {
            case .hidden: break
            case .question:
                addQuestion(node, &place)
                messageOf[number] = place.last
            case .answer:
                try append(node, to: &place)
                // What goes on is another version of the same answer.
                if hasQuestionBelow[number] || !hasAnswerBelow[number] {
                    addAnswer(&place)
                    messageOf[number] = place.last
                }
            }
            if !children[number].isEmpty { places[number] = place }
            guard messages.count <= ImportedConversation.maximumMessages else {
                throw ImportFailure("it has too many messages", isOfOne: true)
            }
        }
    }

    private mutating func append(_ node: ForeignNode, to place: inout Place) throws(ImportFailure) {
        var open = place.open ?? ForeignNode(id: node.id, parent: nil, kind: .answer)
        work += open.text.utf8.count + open.thoughts.utf8.count + node.text.utf8.count
        guard work <= Self.maximumWork else { throw ImportFailure("it is too large", isOfOne: true) }
        let separator = open.text.isEmpty || node.text.isEmpty ? "" : "\n\n"
        let shift = open.text.utf16.count + separator.utf16.count
        open.id = node.id
        open.text += separator + node.text
        open.thoughts += (open.thoughts.isEmpty || node.thoughts.isEmpty ? "" : "\n\n") + node.thoughts
        open.model = node.model ?? open.model
        open.time = node.time ?? open.time
        for var file in node.files where !open.files.contains(where: { $0.id == file.id }) {
            guard open.files.count < Self.maximumFiles else { break }
            file.offset = min(shift + (file.offset ?? 0), open.text.utf16.count)
            open.files.append(file)
        }
        open.sources += node.sources.prefix(max(0, Foreign.maximumSources - open.sources.count))
        open.failure = node.failure ?? open.failure
        open.isInterrupted = node.isInterrupted
        place.open = open
    }

    private mutating func addQuestion(_ node: ForeignNode, _ place: inout Place) {
        var message = self.message(node.id, .user, after: place.last, at: place.time)
        message.text = TextRule.questionWithAttachments.cleaned(node.text)
        if node.text.utf16.count > TextRule.maximumQuestionLength { shortened += 1 }
        var seen: Set<AttachmentID> = []
        let files = node.files.filter { seen.insert($0.id).inserted }.prefix(Attachment.maximumCount)
        messages.append(
            ImportedMessage(
                message: message,
                files: files.map { ImportedMessage.File(id: $0.id, name: $0.name) }
            )
        )
        place = Place(last: message.id, question: message.id, time: place.time)
    }

    private mutating func addAnswer(_ place: inout Place) {
        guard let open = place.open else { return }
        if place.question == nil {
            // Somebody was greeted: an answer has a question before it.
            let id = Foreign.id("greeting", "\(conversation)", open.id.uuidString)
            var question = message(id, .user, after: place.last, at: place.time)
            question.text = "…"
            messages.append(ImportedMessage(message: question))
            place.question = question.id
        }
        var answer = message(open.id, .model, after: place.question, at: place.time)
        answer.finishedAt = place.time
        answer.model = open.model ?? model
        (answer.text, answer.thoughts) = Self.cut(open.text, open.thoughts, &shortened)
        answer.sources = open.sources
        answer.failure = open.failure ?? (open.isInterrupted ? .cutOff : nil)
        if open.failure != nil { answer.status = .failed } else if open.isInterrupted { answer.status = .interrupted }
        let end = answer.text.utf16.count
        let files = open.files.map { file in
            ImportedMessage.File(id: file.id, name: file.name, offset: min(file.offset ?? end, end))
        }
        messages.append(ImportedMessage(message: answer, files: files))
        place.last = answer.id
    }

    private func message(_ id: UUID, _ role: Message.Role, after parent: MessageID?, at time: Timestamp) -> Message {
        Message(
            id: MessageID(uuid: id),
            conversationID: conversation,
            seq: Int64(messages.count + 1),
            parentID: parent,
            role: role,
            text: "",
            status: role == .user ? .stored : .complete,
            createdAt: time
        )
    }

    /// What fits into an answer.
    private static func cut(_ text: String, _ thoughts: String, _ shortened: inout Int) -> (String, String?) {
        let maximum = ImportedConversation.maximumAnswerBytes
        guard text.utf8.count + thoughts.utf8.count > maximum else { return (text, thoughts.isEmpty ? nil : thoughts) }
        shortened += 1
        if text.utf8.count <= maximum { return (text, nil) }
        var bytes = Array(text.utf8.prefix(maximum - 3))
        // Not within a character's bytes.
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
        return (String(decoding: bytes, as: UTF8.self) + "…", nil)
    }
}
