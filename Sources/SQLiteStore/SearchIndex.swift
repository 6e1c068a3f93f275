internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

/// How the index of words is written and asked.
///
/// `search` is an FTS5 table without a content of its own: it holds for each word where it stands, and the texts stay in
/// `messages` and `conversations`, whose `search_id` is its row. To take a text out again FTS5 wants to be told its words once
/// more (`contentless_delete` came with SQLite 3.43, and Debian 12 has 3.40.1).
///
/// Each word is written with its user before it, as in `m2f_hello`. So the words of one user lie side by side, a word or the
/// beginning of one leads to that user's places only, and nobody's search costs more because others have written a lot.
/// Before the user stands what the word is from: `m` a message, `t` a title. Each message also has one word with `k` for its
/// conversation. FTS5 splits at the spaces between them and at nothing else: words have only ASCII letters and digits and what
/// is not ASCII.
enum SearchTerms {
    enum Source: String {
        case message = "m"
        case title = "t"
        case conversation = "k"
    }

    static func prefix(_ source: Source, _ user: UserID) -> String {
        source.rawValue + String(user.rawValue, radix: 36) + "_"
    }

    /// The words of a text as the index has them; empty when there are none.
    static func words(_ source: Source, _ user: UserID, of text: String) -> String {
        let prefix = Array((" " + prefix(source, user)).utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 2)
        for word in SearchWords(text) {
            bytes += prefix
            bytes += word.text
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The words of a message, and the one that says where it is.
    static func words(_ user: UserID, ofMessage text: String, in conversation: Int64) -> String {
        words(.message, user, of: text) + " " + place(user, conversation)
    }

    private static func place(_ user: UserID, _ conversation: Int64) -> String {
        prefix(.conversation, user) + String(conversation.magnitude, radix: 36)
    }

    /// An expression for `MATCH`, made of words alone and each in quotation marks, so that nothing in it is syntax; `nil` when
    /// there is nothing to look for.
    static func match(
        _ query: SearchQuery,
        _ source: Source,
        _ user: UserID,
        in conversation: Int64? = nil
    ) -> String? {
        guard !query.phrases.isEmpty else { return nil }
        let prefix = prefix(source, user)
        var parts = query.phrases.map { phrase in
            let words = phrase.words.map { prefix + String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            return "\"\(words)\"" + (phrase.isBeginning ? " *" : "")
        }
        if let conversation { parts.append("\"\(place(user, conversation))\"") }
        return parts.joined(separator: " AND ")
    }
}

extension SQLiteAccess {
    func titleHits(
        _ user: UserID,
        _ query: SearchQuery,
        after cursor: TitleCursor?,
        limit: Int
    ) throws -> [Conversation] {
        guard let match = SearchTerms.match(query, .title, user) else { return [] }
        // CROSS JOIN keeps the order: first the words, then the rows that have them.
        let found = try rows(
            """
            SELECT c.id FROM search CROSS JOIN conversations c ON c.search_id = search.rowid AND c.user_id = ?
            WHERE search MATCH ? AND (? IS NULL OR (c.last_activity_at, c.id) < (?, ?))
            ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?
            """,
            [
                user.rawValue, match, cursor?.lastActivityAt.milliseconds, cursor?.lastActivityAt.milliseconds,
                cursor?.id.uuid, limit,
            ]
        )
        return try found.compactMap { try conversation(user, ConversationID(uuid: $0[0])) }
    }

    func messageHits(
        _ user: UserID,
        _ query: SearchQuery,
        in conversation: ConversationID?,
        after cursor: HitCursor?,
        limit: Int
    ) throws -> [MessageHit] {
        let place = try conversation.map { try searchID(user, $0) }
        // One that is not there has no messages.
        guard place != .some(nil), let match = SearchTerms.match(query, .message, user, in: place ?? nil) else {
            return []
        }
        return try rows(
            """
            SELECT m.id, m.conversation_id, c.title, m.text, m.created_at, m.search_id
            FROM search CROSS JOIN messages m ON m.search_id = search.rowid AND m.user_id = ?
                CROSS JOIN conversations c ON c.user_id = m.user_id AND c.id = m.conversation_id
            WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC LIMIT ?
            """,
            [user.rawValue, match, cursor?.place ?? .max, limit]
        ).map { row in
            MessageHit(
                id: MessageID(uuid: row[0]),
                conversationID: ConversationID(uuid: row[1]),
                title: row[2],
                text: row[3],
                createdAt: Timestamp(milliseconds: row[4]),
                cursor: HitCursor(place: row[5])
            )
        }
    }

    fileprivate func searchID(_ user: UserID, _ conversation: ConversationID) throws -> Int64? {
        let sql = "SELECT search_id FROM conversations WHERE user_id = ? AND id = ?"
        return try value(sql, [user.rawValue, conversation.uuid]) { $0[0] as Int64? } ?? nil
    }
}

extension Message {
    /// Whether the index has it: questions, and answers that are final.
    fileprivate var isFound: Bool { status.isFinal && !text.isEmpty }
}

// Whatever writes a message or a title comes by here, within the same transaction.
extension SQLiteTransaction {
    /// Puts a new message into the index, if it is to be found, before its row is written.
    ///
    /// - Returns: its `search_id`.
    func addToIndex(_ user: UserID, _ message: Message) throws -> Int64? {
        guard message.isFound, let place = try searchID(user, message.conversationID) else { return nil }
        let id = try newSearchID(at: message.createdAt)
        try add(id, SearchTerms.words(user, ofMessage: message.text, in: place))
        return id
    }

    /// What becomes of a message's `search_id`.
    enum PlaceChange {
        case keep
        case set(Int64?)
    }

    /// Brings the index up to date with a message, before its row is written.
    func updateIndex(_ user: UserID, _ message: Message) throws -> PlaceChange {
        let sql = "SELECT search_id, text FROM messages WHERE user_id = ? AND id = ?"
        let before = try value(sql, [user.rawValue, message.id.uuid]) { row in
            (row[0] as Int64?).map { ($0, text: row[1] as String) }
        }
        guard let (id, text) = before ?? nil else { return try addToIndex(user, message).map { .set($0) } ?? .keep }
        if message.isFound, text.utf8.elementsEqual(message.text.utf8) { return .keep }
        guard let place = try searchID(user, message.conversationID) else { return .keep }
        try remove(id, SearchTerms.words(user, ofMessage: text, in: place))
        guard message.isFound else { return .set(nil) }
        try add(id, SearchTerms.words(user, ofMessage: message.text, in: place))
        return .keep
    }

    /// Brings the index up to date with a title: call when the conversation's row is there and before its title changes.
    func index(_ user: UserID, _ conversation: Conversation) throws {
        let sql = "SELECT search_id, title FROM conversations WHERE user_id = ? AND id = ?"
        let found = try value(sql, [user.rawValue, conversation.id.uuid]) { ($0[0] as Int64?, title: $0[1] as String) }
        guard let (id, title) = found else { return }
        guard let id else {
            // Below 0, where no message is.
            let last: Int64 = try self.row("SELECT coalesce(min(search_id), 0) FROM conversations", [])?[0] ?? 0
            try execute(
                "UPDATE conversations SET search_id = ? WHERE user_id = ? AND id = ?",
                [last - 1, user.rawValue, conversation.id.uuid]
            )
            return try add(last - 1, SearchTerms.words(.title, user, of: conversation.title))
        }
        if title.utf8.elementsEqual(conversation.title.utf8) { return }
        try remove(id, SearchTerms.words(.title, user, of: title))
        try add(id, SearchTerms.words(.title, user, of: conversation.title))
    }

    /// Takes messages out of the index, before their rows go.
    func removeFromIndex(_ user: UserID, _ messages: [MessageID]) throws {
        for id in messages {
            let found = try row(
                "SELECT search_id, text, conversation_id FROM messages WHERE user_id = ? AND id = ? AND search_id IS NOT NULL",
                [user.rawValue, id.uuid]
            )
            guard let found, let place = try searchID(user, ConversationID(uuid: found[2])) else { continue }
            try remove(found[0], SearchTerms.words(user, ofMessage: found[1], in: place))
        }
    }

    /// Takes a conversation's title and messages out of the index, before their rows go.
    func removeFromIndex(_ user: UserID, _ conversation: ConversationID) throws {
        let sql = "SELECT search_id, title FROM conversations WHERE user_id = ? AND id = ? AND search_id IS NOT NULL"
        guard let row = try row(sql, [user.rawValue, conversation.uuid]) else { return }
        let place: Int64 = row[0]
        try remove(place, SearchTerms.words(.title, user, of: row[1]))
        let messages = try Row.fetchCursor(
            db,
            sql:
                "SELECT search_id, text FROM messages WHERE user_id = ? AND conversation_id = ? AND search_id IS NOT NULL",
            arguments: [user.rawValue, conversation.uuid]
        )
        while let message = try messages.next() {
            try remove(message[0], SearchTerms.words(user, ofMessage: message[1], in: place))
        }
    }

    /// Takes all that a user has out of the index, before the rows go.
    func removeFromIndex(_ user: UserID) throws {
        let all = try rows("SELECT id FROM conversations WHERE user_id = ?", [user.rawValue])
        for row in all { try removeFromIndex(user, ConversationID(uuid: row[0])) }
    }

    /// Puts pieces of the index together, a bounded share of it: words that are gone leave the file in the course of this.
    func tidyIndex() throws {
        try execute("INSERT INTO search (search, rank) VALUES ('merge', 500)", [])
    }

    private func add(_ id: Int64, _ words: String) throws {
        guard !words.isEmpty else { return }
        try execute("INSERT INTO search (rowid, words) VALUES (?, ?)", [id, words])
    }

    private func remove(_ id: Int64, _ words: String) throws {
        guard !words.isEmpty else { return }
        try execute("INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)", [id, words])
    }

    private func newSearchID(at time: Timestamp) throws -> Int64 {
        try SearchID.next(at: time) { low, high in
            let sql = "SELECT max(search_id) FROM messages WHERE search_id BETWEEN ? AND ?"
            return try value(sql, [low, high]) { $0[0] as Int64? } ?? nil
        }
    }
}

/// The places of messages in the index: in the order of time, so that the newest hits are read without looking at all.
enum SearchID {
    /// For each second since 2000. Who writes more in one, or imports messages without a time, goes on in later ones.
    private static let perSecond: Int64 = 64
    private static let start: Int64 = 946_684_800

    /// - Parameter last: gives the greatest place that is taken in a range.
    static func next(at time: Timestamp, last: (Int64, Int64) throws -> Int64?) throws -> Int64 {
        var second = min(max(1, time.milliseconds / 1000 - start), 1 << 36)
        var step: Int64 = 1
        while true {
            let low = second * perSecond
            let high = low + perSecond - 1
            guard let taken = try last(low, high) else { return low }
            if taken < high { return taken + 1 }
            // Anywhere in an ever longer time: a hundred thousand at once must not look at each other's places.
            second += Int64.random(in: 1...step)
            step = min(2 * step, 1 << 20)
        }
    }
}
