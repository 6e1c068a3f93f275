internal import GRDB

/// The second schema: what Gemini sends besides text, files on their way to it, presets, and what each user has had.
enum Schema2 {
    static func create(_ db: Database) throws {
        try db.execute(sql: tables)
    }

    // `day` and `usage_day` are days since 1970-01-01 in UTC.
    private static let tables = """
        ALTER TABLE messages ADD COLUMN retry_at INTEGER;
        ALTER TABLE messages ADD COLUMN search_suggestions TEXT;
        ALTER TABLE messages ADD COLUMN context_left_out INTEGER CHECK (context_left_out > 0);
        ALTER TABLE messages ADD COLUMN usage_day INTEGER;
        ALTER TABLE messages ADD COLUMN reserved_tokens INTEGER;

        CREATE INDEX attachments_by_content ON attachments (sha256);

        CREATE TABLE uploaded_files (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            name TEXT NOT NULL,
            uri TEXT NOT NULL,
            media_type TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, sha256)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE presets (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            id BLOB NOT NULL CHECK (length(id) = 16),
            name TEXT NOT NULL,
            instructions TEXT NOT NULL,
            PRIMARY KEY (user_id, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE usage (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            day INTEGER NOT NULL,
            answers INTEGER NOT NULL,
            prompt_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            reserved_tokens INTEGER NOT NULL,
            PRIMARY KEY (user_id, day)
        ) STRICT, WITHOUT ROWID;
        """
}
