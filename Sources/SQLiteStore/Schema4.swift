internal import ChatDomain
internal import GRDB

/// The fourth schema: an index of all words, one of the stars, and links that show a part of a conversation to anybody.
enum Schema4 {
    static func create(_ db: Database) throws {
        try db.execute(sql: tables)
        try fillIndex(db)
    }

    // `search_id` is the row in `search` whose words these are; of conversations below 0, of messages above. See `SearchTerms`.
    // A share keeps a copy: what it shows does not change with the conversation, and lasts when that is deleted.
    private static let tables = """
        ALTER TABLE conversations ADD COLUMN search_id INTEGER CHECK (search_id < 0);
        CREATE UNIQUE INDEX conversations_by_search ON conversations (search_id) WHERE search_id IS NOT NULL;
        ALTER TABLE messages ADD COLUMN search_id INTEGER CHECK (search_id > 0);
        CREATE UNIQUE INDEX messages_by_search ON messages (search_id) WHERE search_id IS NOT NULL;
        CREATE INDEX messages_starred ON messages (user_id, created_at, id) WHERE is_starred = 1;

        CREATE VIRTUAL TABLE search USING fts5 (
            words, content = '', columnsize = 0, tokenize = "ascii tokenchars '_'"
        );

        CREATE TABLE shares (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            id BLOB NOT NULL CHECK (length(id) = 16),
            secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
            conversation_id BLOB NOT NULL,
            message_id BLOB,
            days INTEGER,
            title TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            PRIMARY KEY (user_id, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX shares_by_end ON shares (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE share_messages (
            user_id INTEGER NOT NULL,
            share_id BLOB NOT NULL,
            ordinal INTEGER NOT NULL,
            id BLOB NOT NULL CHECK (length(id) = 16),
            status TEXT NOT NULL,
            text TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            model TEXT,
            failure TEXT,
            sources TEXT,
            PRIMARY KEY (user_id, share_id, ordinal),
            FOREIGN KEY (user_id, share_id) REFERENCES shares (user_id, id) ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE share_files (
            user_id INTEGER NOT NULL,
            share_id BLOB NOT NULL,
            message_ordinal INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            attachment_id BLOB NOT NULL CHECK (length(attachment_id) = 16),
            name TEXT NOT NULL,
            media_type TEXT NOT NULL,
            bytes INTEGER NOT NULL CHECK (bytes >= 0),
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            text_offset INTEGER,
            PRIMARY KEY (user_id, share_id, message_ordinal, ordinal),
            FOREIGN KEY (user_id, share_id, message_ordinal)
                REFERENCES share_messages (user_id, share_id, ordinal) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX share_files_by_content ON share_files (sha256);
        """

    /// Puts in what is there already.
    private static func fillIndex(_ db: Database) throws {
        let add = try db.makeStatement(sql: "INSERT INTO search (rowid, words) VALUES (?, ?)")
        let name = try db.makeStatement(sql: "UPDATE conversations SET search_id = ? WHERE user_id = ? AND id = ?")
        let conversations = try Row.fetchAll(db, sql: "SELECT user_id, id FROM conversations ORDER BY created_at, id")
        for (number, row) in conversations.enumerated() {
            let (user, id, place) = (UserID(rawValue: row[0]), row[1] as DatabaseValue, -1 - Int64(number))
            try name.execute(arguments: [place, user.rawValue, id])
            let title = try String.fetchOne(
                db,
                sql: "SELECT title FROM conversations WHERE user_id = ? AND id = ?",
                arguments: [user.rawValue, id]
            )
            let words = SearchTerms.words(.title, user, of: title ?? "")
            if !words.isEmpty { try add.execute(arguments: [place, words]) }
        }
        try fillMessages(db, add)
    }

    private static func fillMessages(_ db: Database, _ add: Statement) throws {
        let place = try db.makeStatement(sql: "UPDATE messages SET search_id = ? WHERE rowid = ?")
        let last = try db.makeStatement(sql: "SELECT max(search_id) FROM messages WHERE search_id BETWEEN ? AND ?")
        // Only numbers are kept in memory, the texts are read one by one.
        let messages = try Int64.fetchAll(
            db,
            sql: """
                SELECT rowid FROM messages WHERE status NOT IN ('queued', 'streaming') AND text <> ''
                ORDER BY created_at, seq
                """
        )
        let read = try db.makeStatement(
            sql: """
                SELECT m.user_id, m.text, m.created_at, c.search_id
                FROM messages m JOIN conversations c ON c.user_id = m.user_id AND c.id = m.conversation_id
                WHERE m.rowid = ?
                """
        )
        for message in messages {
            guard let row = try Row.fetchOne(read, arguments: [message]) else { continue }
            let id = try SearchID.next(at: Timestamp(milliseconds: row[2])) { low, high in
                try Int64.fetchOne(last, arguments: [low, high])
            }
            try place.execute(arguments: [id, message])
            let words = SearchTerms.words(UserID(rawValue: row[0]), ofMessage: row[1], in: row[3])
            try add.execute(arguments: [id, words])
        }
        try db.execute(sql: "INSERT INTO search (search) VALUES ('optimize')")
    }
}
