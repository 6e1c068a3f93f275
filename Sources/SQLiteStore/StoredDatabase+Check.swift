internal import ChatDomain
internal import Foundation
internal import GRDB

/// Something that a check found, in a sentence or two: what it is, and what to do. Holds no secret and no text of anybody's.
package struct Finding: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// It is wrong.
        case problem
        /// It may not be meant, or is no more than worth knowing.
        case warning
    }

    package var kind: Kind
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension StoredDatabase {
    /// Looks for everything that the schema's own keys cannot forbid, besides damage of the file itself.
    ///
    /// Reads a moment of the database for each group of questions; a server may write meanwhile.
    package func check() throws -> [Finding] {
        try Self.explain {
            let damage = try queue.read(Self.damage)
            guard damage.isEmpty else {
                let words = damage.joined(separator: "; ")
                return [
                    Finding(
                        .problem,
                        "The database is damaged: \(words). Stop Pollux, keep a copy of the data folder, and restore a backup."
                    )
                ]
            }
            guard try queue.read(Migrations.migrator.hasCompletedMigrations) else {
                return [
                    Finding(.warning, "The database is of an older Pollux: it is brought up to date at the next start.")
                ]
            }
            var findings: [Finding] = []
            for rule in Self.rules {
                let count = try queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(rule.sql)") } ?? 0
                if count > 0 { findings.append(Finding(.problem, "\(rule.words): \(count). \(Self.advice)")) }
            }
            if let difference = try queue.read(Self.indexDifference) { findings.append(difference) }
            return findings
        }
    }

    private static let advice = "Keep a backup of today and report it; an older backup may be whole."

    private struct Rule: Sendable {
        var words: String
        /// What follows `SELECT count(*) FROM`.
        var sql: String

        init(_ words: String, _ sql: String) {
            (self.words, self.sql) = (words, sql)
        }
    }

    private static let isFinal = "status NOT IN ('stored', 'queued', 'streaming')"

    private static let rules: [Rule] = [
        Rule(
            "Conversations whose counter is below the number of a message",
            """
            conversations c WHERE last_seq < (
                SELECT max(seq) FROM messages m WHERE m.user_id = c.user_id AND m.conversation_id = c.id)
            """
        ),
        // A deleted message leaves its number unused and its id in `tombstones`.
        Rule(
            "Users with gaps in the numbers of messages that nobody has deleted",
            """
            users u WHERE
                (SELECT coalesce(sum(last_seq), 0) FROM conversations c WHERE c.user_id = u.id)
                - (SELECT count(*) FROM messages m WHERE m.user_id = u.id)
                > (SELECT count(*) FROM tombstones t WHERE t.user_id = u.id)
            """
        ),
        Rule(
            "Messages that come before the one they follow, or do not fit to it",
            """
            messages m JOIN messages p ON p.user_id = m.user_id AND p.id = m.parent_id
            WHERE p.seq >= m.seq OR (p.status = 'stored') = (m.status = 'stored')
            """
        ),
        Rule("Answers without a question", "messages WHERE parent_id IS NULL AND status <> 'stored'"),
        Rule(
            "Conversations that show no path, or one although they are empty",
            """
            conversations c WHERE (leaf_id IS NULL) = EXISTS (
                SELECT 1 FROM messages m WHERE m.user_id = c.user_id AND m.conversation_id = c.id)
            """
        ),
        Rule("Conversations that are read beyond their end", "conversations WHERE read_seq > last_seq"),
        Rule(
            "Finished messages with pieces of a text that is still running",
            """
            message_pieces p JOIN messages m ON m.user_id = p.user_id AND m.id = p.message_id
            WHERE m.status <> 'streaming'
            """
        ),
        Rule(
            "Users whose changes have gaps or go beyond their counter",
            """
            (SELECT u.id FROM users u JOIN changes c ON c.user_id = u.id GROUP BY u.id
            HAVING count(*) <> max(c.revision) - min(c.revision) + 1 OR max(c.revision) <> u.last_revision)
            """
        ),
        Rule(
            "Items with a number that their user's counter has not reached",
            """
            (SELECT 1 FROM users WHERE revision > last_revision
            UNION ALL SELECT 1 FROM conversations c JOIN users u ON u.id = c.user_id WHERE c.revision > u.last_revision
            UNION ALL SELECT 1 FROM messages m JOIN users u ON u.id = m.user_id WHERE m.revision > u.last_revision)
            """
        ),
        Rule(
            "Messages that are deleted and there at the same time",
            "messages m JOIN tombstones t ON t.user_id = m.user_id AND t.id = m.id"
        ),
        Rule(
            "Values that cannot be read",
            """
            (SELECT settings AS value FROM users UNION ALL SELECT settings FROM conversations
            UNION ALL SELECT parts FROM messages UNION ALL SELECT sources FROM messages
            UNION ALL SELECT report FROM messages UNION ALL SELECT failure FROM messages)
            WHERE value IS NOT NULL AND NOT json_valid(value)
            """
        ),
        Rule(
            "Files of one content and different lengths",
            """
            (SELECT sha256 FROM (SELECT sha256, bytes FROM attachments UNION SELECT sha256, bytes FROM share_files)
            GROUP BY sha256 HAVING count(*) > 1)
            """
        ),
        Rule(
            "Messages that the search does not know, or knows although they have no words",
            "messages WHERE (search_id IS NULL) = (status NOT IN ('queued', 'streaming') AND text <> '')"
        ),
        Rule("Titles that the search does not know", "conversations WHERE search_id IS NULL"),
    ]

    /// Compares the words in the search index with those of the texts: the sum over all words of a hash of word, place and row,
    /// which does not depend on the order.
    private static func indexDifference(_ db: Database) throws -> Finding? {
        try db.execute(
            sql: "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab('main', 'search', 'instance')"
        )
        defer { try? db.execute(sql: "DROP TABLE temp.search_words") }  // it is gone with the connection at the latest
        var indexed = WordSum()
        let found = try Row.fetchCursor(db, sql: "SELECT doc, offset, CAST(term AS BLOB) FROM temp.search_words")
        while let row = try found.next() {
            try row.withUnsafeData(atIndex: 2) { term in
                indexed.add(row: row[0], offset: row[1], word: term ?? .init())
            }
        }
        var written = WordSum()
        let titles = try Row.fetchCursor(
            db,
            sql: "SELECT search_id, user_id, title FROM conversations WHERE search_id IS NOT NULL"
        )
        while let row = try titles.next() {
            written.add(row: row[0], SearchTerms.words(.title, UserID(rawValue: row[1]), of: row[2]))
        }
        let texts = try Row.fetchCursor(
            db,
            sql: """
                SELECT m.search_id, m.user_id, m.text, c.search_id
                FROM messages m JOIN conversations c ON c.user_id = m.user_id AND c.id = m.conversation_id
                WHERE m.search_id IS NOT NULL AND c.search_id IS NOT NULL
                """
        )
        while let row = try texts.next() {
            written.add(row: row[0], SearchTerms.words(UserID(rawValue: row[1]), ofMessage: row[2], in: row[3]))
        }
        guard indexed != written else { return nil }
        let words = "The search index has \(indexed.count) words, and the messages and titles have \(written.count)"
        let same = indexed.count == written.count ? ", but not the same ones" : ""
        return Finding(.problem, "\(words)\(same): searching may miss something. \(advice)")
    }
}

/// A sum that tells two collections of words apart, in whatever order they come.
private struct WordSum: Equatable {
    private(set) var count = 0
    private var sum = 0

    mutating func add(row: Int64, offset: Int, word: some Collection<UInt8>) {
        var hasher = Hasher()
        hasher.combine(row)
        hasher.combine(offset)
        if word.withContiguousStorageIfAvailable({ hasher.combine(bytes: UnsafeRawBufferPointer($0)) }) == nil {
            Array(word).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        sum &+= hasher.finalize()
        count += 1
    }

    /// The words as `SearchTerms` writes them, with spaces between.
    mutating func add(row: Int64, _ words: String) {
        for (offset, word) in words.utf8.split(separator: UInt8(ascii: " ")).enumerated() {
            add(row: row, offset: offset, word: word)
        }
    }
}
