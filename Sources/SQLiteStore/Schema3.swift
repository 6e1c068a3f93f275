internal import GRDB

/// The third schema: what keeps accounts apart and safe.
enum Schema3 {
    static func create(_ db: Database) throws {
        try db.execute(sql: tables)
    }

    // An account without a password has '' in its place until a link has set one: the first schema wants a value there.
    private static let tables = """
        ALTER TABLE users ADD COLUMN is_blocked INTEGER NOT NULL DEFAULT 0 CHECK (is_blocked IN (0, 1));
        ALTER TABLE users ADD COLUMN daily_answers INTEGER CHECK (daily_answers >= 0);
        ALTER TABLE users ADD COLUMN daily_tokens INTEGER CHECK (daily_tokens >= 0);
        ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
        CREATE INDEX users_by_name ON users (name COLLATE NOCASE, id);

        CREATE TABLE access_tokens (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            id BLOB NOT NULL CHECK (length(id) = 16),
            name TEXT NOT NULL,
            secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
            created_at INTEGER NOT NULL,
            last_used_at INTEGER,
            expires_at INTEGER,
            PRIMARY KEY (user_id, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE second_factors (
            user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            sealed_secret BLOB NOT NULL,
            is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
            last_step INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE recovery_codes (
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
            PRIMARY KEY (user_id, code_hash)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE invitations (
            id BLOB PRIMARY KEY CHECK (length(id) = 16),
            secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
            role TEXT NOT NULL CHECK (role IN ('admin', 'user')),
            note TEXT NOT NULL,
            is_setup INTEGER NOT NULL CHECK (is_setup IN (0, 1)),
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            used_at INTEGER,
            used_by INTEGER REFERENCES users (id) ON DELETE SET NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX invitations_by_user ON invitations (used_by);

        CREATE TABLE password_resets (
            user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        """
}
