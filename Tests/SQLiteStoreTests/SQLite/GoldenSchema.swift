/// What `sqlite_schema` of a fresh database holds, in its order.
let goldenSchema = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
        name TEXT NOT NULL,
        name_key TEXT UNIQUE,
        password_hash TEXT,
        role TEXT NOT NULL CHECK (role IN ('admin', 'user')),
        is_guest INTEGER NOT NULL CHECK (is_guest IN (0, 1)),
        settings TEXT NOT NULL DEFAULT '{}',
        created_at INTEGER NOT NULL,
        revision INTEGER NOT NULL DEFAULT 0,
        last_revision INTEGER NOT NULL DEFAULT 0, is_blocked INTEGER NOT NULL DEFAULT 0 CHECK (is_blocked IN (0, 1)), daily_answers INTEGER CHECK (daily_answers >= 0), daily_tokens INTEGER CHECK (daily_tokens >= 0),
        CHECK (is_guest = 1 OR (name_key IS NOT NULL AND password_hash IS NOT NULL))
    ) STRICT;

    CREATE TABLE sessions (
        token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
        id BLOB NOT NULL UNIQUE,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL
    , device TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_by_user ON sessions (user_id);

    CREATE TABLE conversations (
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        id BLOB NOT NULL CHECK (length(id) = 16),
        title TEXT NOT NULL,
        title_is_chosen INTEGER NOT NULL CHECK (title_is_chosen IN (0, 1)),
        model TEXT,
        instructions TEXT,
        context_exchanges INTEGER CHECK (context_exchanges >= 0),
        settings TEXT NOT NULL,
        leaf_id BLOB,
        is_pinned INTEGER NOT NULL CHECK (is_pinned IN (0, 1)),
        is_archived INTEGER NOT NULL CHECK (is_archived IN (0, 1)),
        created_at INTEGER NOT NULL,
        last_activity_at INTEGER NOT NULL,
        preview TEXT NOT NULL,
        unread INTEGER NOT NULL CHECK (unread >= 0),
        read_seq INTEGER NOT NULL CHECK (read_seq >= 0),
        draft_id BLOB,
        draft_text TEXT,
        last_seq INTEGER NOT NULL CHECK (last_seq >= 0),
        revision INTEGER NOT NULL, search_id INTEGER CHECK (search_id < 0),
        PRIMARY KEY (user_id, id),
        FOREIGN KEY (user_id, id, leaf_id) REFERENCES messages (user_id, conversation_id, id)
    ) STRICT;
    CREATE INDEX conversations_by_activity
        ON conversations (user_id, is_archived, is_pinned, last_activity_at, id);

    CREATE TABLE messages (
        user_id INTEGER NOT NULL,
        id BLOB NOT NULL CHECK (length(id) = 16),
        conversation_id BLOB NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        parent_id BLOB,
        status TEXT NOT NULL CHECK (
            status IN ('stored', 'queued', 'streaming', 'complete', 'stopped', 'failed', 'interrupted')),
        text TEXT NOT NULL,
        thoughts TEXT,
        parts TEXT,
        sources TEXT,
        is_starred INTEGER NOT NULL CHECK (is_starred IN (0, 1)),
        quote_id BLOB,
        created_at INTEGER NOT NULL,
        finished_at INTEGER,
        model TEXT,
        report TEXT,
        failure TEXT,
        context_from_seq INTEGER,
        revision INTEGER NOT NULL, retry_at INTEGER, search_suggestions TEXT, context_left_out INTEGER CHECK (context_left_out > 0), usage_day INTEGER, reserved_tokens INTEGER, search_id INTEGER CHECK (search_id > 0),
        UNIQUE (user_id, id),
        UNIQUE (user_id, conversation_id, id),
        UNIQUE (user_id, conversation_id, seq),
        FOREIGN KEY (user_id, conversation_id) REFERENCES conversations (user_id, id) ON DELETE CASCADE,
        FOREIGN KEY (user_id, conversation_id, parent_id) REFERENCES messages (user_id, conversation_id, id)
    ) STRICT;
    CREATE INDEX messages_by_parent ON messages (user_id, conversation_id, parent_id);
    CREATE INDEX messages_unfinished ON messages (user_id, conversation_id, id)
        WHERE status IN ('queued', 'streaming');

    CREATE TABLE message_pieces (
        user_id INTEGER NOT NULL,
        message_id BLOB NOT NULL,
        ordinal INTEGER NOT NULL,
        text TEXT NOT NULL,
        thoughts TEXT NOT NULL,
        PRIMARY KEY (user_id, message_id, ordinal),
        FOREIGN KEY (user_id, message_id) REFERENCES messages (user_id, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attachments (
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        id BLOB NOT NULL CHECK (length(id) = 16),
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
        created_at INTEGER NOT NULL,
        PRIMARY KEY (user_id, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE message_attachments (
        user_id INTEGER NOT NULL,
        message_id BLOB NOT NULL,
        ordinal INTEGER NOT NULL,
        attachment_id BLOB NOT NULL,
        text_offset INTEGER,
        PRIMARY KEY (user_id, message_id, ordinal),
        FOREIGN KEY (user_id, message_id) REFERENCES messages (user_id, id) ON DELETE CASCADE,
        FOREIGN KEY (user_id, attachment_id) REFERENCES attachments (user_id, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX message_attachments_by_attachment ON message_attachments (user_id, attachment_id);

    CREATE TABLE changes (
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        revision INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('user', 'conversation', 'message')),
        item_id BLOB NOT NULL,
        made_at INTEGER NOT NULL,
        PRIMARY KEY (user_id, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX changes_by_time ON changes (made_at);

    CREATE TABLE tombstones (
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        id BLOB NOT NULL,
        PRIMARY KEY (user_id, id)
    ) STRICT, WITHOUT ROWID;

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

    CREATE UNIQUE INDEX conversations_by_search ON conversations (search_id) WHERE search_id IS NOT NULL;
    CREATE UNIQUE INDEX messages_by_search ON messages (search_id) WHERE search_id IS NOT NULL;
    CREATE INDEX messages_starred ON messages (user_id, created_at, id) WHERE is_starred = 1;

    CREATE VIRTUAL TABLE search USING fts5 (
        words, content = '', columnsize = 0, tokenize = "ascii tokenchars '_'"
    );
    CREATE TABLE 'search_data'(id INTEGER PRIMARY KEY, block BLOB);
    CREATE TABLE 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
    CREATE TABLE 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

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
