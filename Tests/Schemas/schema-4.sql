-- A database of schema 4 with something in every table, as it was released. Never edited.

PRAGMA foreign_keys = OFF;
BEGIN;

CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);

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
    last_revision INTEGER NOT NULL DEFAULT 0,
    CHECK (is_guest = 1 OR (name_key IS NOT NULL AND password_hash IS NOT NULL))
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
    id BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
    revision INTEGER NOT NULL,
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
    revision INTEGER NOT NULL,
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

INSERT INTO meta (key, value) VALUES ('epoch', X'63435cbcab467c85810ffa6c53e9433d');

INSERT INTO users (id, public_id, name, name_key, password_hash, role, is_guest, settings, created_at, revision, last_revision, is_blocked, daily_answers, daily_tokens) VALUES (1, X'0a041b9462ca74a38bac3567e0b6e6fd', 'Ada', 'ada', '$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaA', 'admin', 0, '{"theme":"dark"}', 1790000000000, 1, 40, 0, NULL, NULL);
INSERT INTO users (id, public_id, name, name_key, password_hash, role, is_guest, settings, created_at, revision, last_revision, is_blocked, daily_answers, daily_tokens) VALUES (2, X'6025d18fe48a7d45868528f18a82e265', 'Guest', NULL, NULL, 'user', 1, '{}', 1790000000001, 1, 12, 0, 5, 10000);
INSERT INTO users (id, public_id, name, name_key, password_hash, role, is_guest, settings, created_at, revision, last_revision, is_blocked, daily_answers, daily_tokens) VALUES (7, X'3268151e52d97b4c8cf97f5b46a5c76c', 'Grace O''Hopper', 'grace o''hopper', '$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaB', 'user', 0, '{}', 1790000000002, 1, 3, 1, NULL, NULL);

INSERT INTO sessions (token_hash, id, user_id, created_at, last_seen_at, device) VALUES (X'628b49d96dcde97a430dd4f597705899e09a968f793491e4b704cae33a40dc02', X'3e3ff9aa4fe679c18f76383e69bfb5e2', 1, 1790000000000, 1790000000005, 'Firefox on Linux');
INSERT INTO sessions (token_hash, id, user_id, created_at, last_seen_at, device) VALUES (X'c44474038d459e40e4714afefa7bf8dae9f9834b22f5e8ec1dd434ecb62b512e', X'3f5512074c1e7f9882deb7f58c95c52b', 2, 1790000000000, 1790000000006, '');

INSERT INTO conversations (user_id, id, title, title_is_chosen, model, instructions, context_exchanges, settings, leaf_id, is_pinned, is_archived, created_at, last_activity_at, preview, unread, read_seq, draft_id, draft_text, last_seq, revision, search_id) VALUES (1, X'69988c29e505781a85ad4b0030419ff7', 'Rivers', 0, 'gemini-3.8-flash', NULL, 3, '{"thinkingLevel":"low"}', X'aa1a71e4686d7148886242bfd0fbcd63', 0, 0, 1790000000001, 1790000000101, 'preview 1', 1, 4, NULL, NULL, 8, 30, -1);
INSERT INTO conversations (user_id, id, title, title_is_chosen, model, instructions, context_exchanges, settings, leaf_id, is_pinned, is_archived, created_at, last_activity_at, preview, unread, read_seq, draft_id, draft_text, last_seq, revision, search_id) VALUES (1, X'6e0f1958ee367bd18c948728624113c7', 'It''s chosen', 1, NULL, 'Be brief.', 3, '{}', X'37d8a38dac597b488dd7ec8f8b447cf8', 1, 0, 1790000000002, 1790000000102, 'preview 2', 0, 0, X'4d0455b6337d7a0b8768b7c7105edaeb', 'Not sent yet', 2, 31, -2);
INSERT INTO conversations (user_id, id, title, title_is_chosen, model, instructions, context_exchanges, settings, leaf_id, is_pinned, is_archived, created_at, last_activity_at, preview, unread, read_seq, draft_id, draft_text, last_seq, revision, search_id) VALUES (1, X'd42ed1c55aa771de8b78b4c378a92128', 'Old things', 0, NULL, NULL, NULL, '{}', NULL, 0, 1, 1790000000003, 1790000000103, 'preview 3', 0, 0, NULL, NULL, 0, 9, -3);
INSERT INTO conversations (user_id, id, title, title_is_chosen, model, instructions, context_exchanges, settings, leaf_id, is_pinned, is_archived, created_at, last_activity_at, preview, unread, read_seq, draft_id, draft_text, last_seq, revision, search_id) VALUES (2, X'3009a5e11d3f7c0881fad1cd9c7f14e2', 'Mountains', 0, NULL, NULL, 3, '{}', X'a7a75e99140c7b4c828294f7ddd805ec', 0, 0, 1790000000004, 1790000000104, 'preview 4', 0, 0, NULL, NULL, 2, 11, -4);

INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'97d035e320367670858f2be4e008a7c5', X'69988c29e505781a85ad4b0030419ff7', 1, NULL, 'stored', 'How long is the Danube?', NULL, NULL, NULL, 1, NULL, 1790000001000, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972172864);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'e09b16811444701b85c94081ee8c82a7', X'69988c29e505781a85ad4b0030419ff7', 2, X'97d035e320367670858f2be4e008a7c5', 'complete', 'The Danube is 2850 km long.', 'Rivers of Europe', NULL, '[{"title":"Atlas","uri":"https://example.org/atlas","segments":[]}]', 0, NULL, 1790000002000, 1790000002500, 'gemini-3.8-flash', '{"finishReason":"STOP","usage":{"promptTokenCount":9,"totalTokenCount":20}}', NULL, 1, 2, NULL, NULL, NULL, NULL, NULL, 53972172928);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'79939509faa8720489d3824ba7a42979', X'69988c29e505781a85ad4b0030419ff7', 3, X'e09b16811444701b85c94081ee8c82a7', 'stored', 'And the Volga?', NULL, NULL, NULL, 0, X'e09b16811444701b85c94081ee8c82a7', 1790000003000, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972172992);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'bba760b2a52774e78d6eb31d1674ef6f', X'69988c29e505781a85ad4b0030419ff7', 4, X'79939509faa8720489d3824ba7a42979', 'failed', '', NULL, NULL, NULL, 0, NULL, 1790000004000, 1790000004500, 'gemini-3.8-flash', NULL, '{"code":"model_overloaded","message":"This model is overloaded at the moment.","retryable":true}', NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'3de98fe6c3147af48f1c63b3596bc49d', X'69988c29e505781a85ad4b0030419ff7', 5, X'79939509faa8720489d3824ba7a42979', 'interrupted', 'The Volga is', NULL, NULL, NULL, 0, NULL, 1790000005000, 1790000005500, 'gemini-3.8-flash', NULL, '{"code":"server_restarted","message":"Pollux was restarted while Gemini was answering.","retryable":true}', NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972173120);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'aa1a71e4686d7148886242bfd0fbcd63', X'69988c29e505781a85ad4b0030419ff7', 6, X'79939509faa8720489d3824ba7a42979', 'stopped', 'The Volga is 3530 km long and', NULL, NULL, NULL, 0, NULL, 1790000006000, 1790000006500, 'gemini-3.8-flash', NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972173184);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'2d5597c1af427d00821c5bf1e6bdefad', X'69988c29e505781a85ad4b0030419ff7', 7, X'e09b16811444701b85c94081ee8c82a7', 'stored', 'Which is the longest?', NULL, NULL, NULL, 0, NULL, 1790000007000, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972173248);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'ff3bc2d67ae77b49833d14e3641f6ae8', X'69988c29e505781a85ad4b0030419ff7', 8, X'2d5597c1af427d00821c5bf1e6bdefad', 'queued', '', NULL, NULL, NULL, 0, NULL, 1790000008000, NULL, 'gemini-3.8-pro', NULL, NULL, NULL, 2, NULL, NULL, NULL, 20717, 100, NULL);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'd0c918bffb5179df8675422d44dc308f', X'6e0f1958ee367bd18c948728624113c7', 1, NULL, 'stored', 'Tell me a story with a picture.', NULL, NULL, NULL, 0, NULL, 1790000010000, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972173440);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (1, X'37d8a38dac597b488dd7ec8f8b447cf8', X'6e0f1958ee367bd18c948728624113c7', 2, X'd0c918bffb5179df8675422d44dc308f', 'streaming', '', NULL, NULL, NULL, 0, NULL, 1790000009000, NULL, 'gemini-3.8-flash', NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (2, X'f956d3acc4807eb18b3de1dc2d79e493', X'3009a5e11d3f7c0881fad1cd9c7f14e2', 1, NULL, 'stored', 'Which mountain is the highest?', NULL, NULL, NULL, 0, NULL, 1790000012000, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972173568);
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at, finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out, usage_day, reserved_tokens, search_id) VALUES (2, X'a7a75e99140c7b4c828294f7ddd805ec', X'3009a5e11d3f7c0881fad1cd9c7f14e2', 2, X'f956d3acc4807eb18b3de1dc2d79e493', 'complete', 'Mount Everest, of course.', NULL, NULL, NULL, 0, NULL, 1790000011000, 1790000012500, 'gemini-3.8-flash', NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, 53972173504);

INSERT INTO message_pieces (user_id, message_id, ordinal, text, thoughts) VALUES (1, X'37d8a38dac597b488dd7ec8f8b447cf8', 1, 'Once upon ', 'A story');
INSERT INTO message_pieces (user_id, message_id, ordinal, text, thoughts) VALUES (1, X'37d8a38dac597b488dd7ec8f8b447cf8', 2, 'a time ', '');

INSERT INTO attachments (user_id, id, name, media_type, bytes, sha256, created_at) VALUES (1, X'c147efcfc2d77a668a9e4f5187b115c9', 'map.png', 'image/png', 1234, X'60be9861750facbfad8758254a2f76c0cfe78d54459a3bc187d49b1401fcd8e8', 1790000000000);
INSERT INTO attachments (user_id, id, name, media_type, bytes, sha256, created_at) VALUES (2, X'3377870dfeaa77ad879a374d2702a3fd', 'notes.txt', 'text/plain', 10, X'ab5aa97074c454a0632057e704220d9a6678fbf773a0a5806fc09b8173b07309', 1790000000000);

INSERT INTO message_attachments (user_id, message_id, ordinal, attachment_id, text_offset) VALUES (1, X'd0c918bffb5179df8675422d44dc308f', 0, X'c147efcfc2d77a668a9e4f5187b115c9', NULL);

INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 20, 'message', X'97d035e320367670858f2be4e008a7c5', 1790000000020);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 21, 'conversation', X'69988c29e505781a85ad4b0030419ff7', 1790000000021);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 22, 'message', X'79939509faa8720489d3824ba7a42979', 1790000000022);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 23, 'message', X'bba760b2a52774e78d6eb31d1674ef6f', 1790000000023);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 24, 'conversation', X'69988c29e505781a85ad4b0030419ff7', 1790000000024);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 25, 'message', X'aa1a71e4686d7148886242bfd0fbcd63', 1790000000025);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 26, 'message', X'2d5597c1af427d00821c5bf1e6bdefad', 1790000000026);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 27, 'conversation', X'69988c29e505781a85ad4b0030419ff7', 1790000000027);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 28, 'message', X'37d8a38dac597b488dd7ec8f8b447cf8', 1790000000028);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 29, 'message', X'd0c918bffb5179df8675422d44dc308f', 1790000000029);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 30, 'conversation', X'69988c29e505781a85ad4b0030419ff7', 1790000000030);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 31, 'message', X'e09b16811444701b85c94081ee8c82a7', 1790000000031);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 32, 'message', X'79939509faa8720489d3824ba7a42979', 1790000000032);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 33, 'conversation', X'69988c29e505781a85ad4b0030419ff7', 1790000000033);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 34, 'message', X'3de98fe6c3147af48f1c63b3596bc49d', 1790000000034);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 35, 'message', X'aa1a71e4686d7148886242bfd0fbcd63', 1790000000035);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 36, 'conversation', X'69988c29e505781a85ad4b0030419ff7', 1790000000036);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 37, 'message', X'ff3bc2d67ae77b49833d14e3641f6ae8', 1790000000037);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 38, 'message', X'37d8a38dac597b488dd7ec8f8b447cf8', 1790000000038);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 39, 'conversation', X'69988c29e505781a85ad4b0030419ff7', 1790000000039);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (1, 40, 'message', X'97d035e320367670858f2be4e008a7c5', 1790000000040);
INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (2, 12, 'user', X'6025d18fe48a7d45868528f18a82e265', 1790000000000);

INSERT INTO tombstones (user_id, id) VALUES (1, X'f7bdd6c0a6d870b682d77878ded118ae');
INSERT INTO tombstones (user_id, id) VALUES (2, X'be63b05e76417e6184f0f4a4ceb7d672');

INSERT INTO uploaded_files (user_id, sha256, name, uri, media_type, expires_at) VALUES (1, X'60be9861750facbfad8758254a2f76c0cfe78d54459a3bc187d49b1401fcd8e8', 'files/abc', 'https://example.org/files/abc', 'image/png', 3580000000000);

INSERT INTO presets (user_id, id, name, instructions) VALUES (1, X'366dcc49f0417e9a83fab9c3aba53c79', 'Short', 'Be brief.');

INSERT INTO usage (user_id, day, answers, prompt_tokens, output_tokens, reserved_tokens) VALUES (1, 20717, 4, 100, 200, 100);

INSERT INTO access_tokens (user_id, id, name, secret_hash, created_at, last_used_at, expires_at) VALUES (1, X'df3e6b0bb66c7aad8a4f84cbc371fd66', 'script', X'2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', 1790000000000, NULL, NULL);

INSERT INTO second_factors (user_id, sealed_secret, is_confirmed, last_step) VALUES (1, X'c9d0036bed6744bcdf692fc980d8717d7e5f5a4f4e8266b4a84982602fb1cd09', 1, 59666666);

INSERT INTO recovery_codes (user_id, code_hash) VALUES (1, X'b35f4595e64b492bae634e53ae6cedb73efa15709e66f4e6eeaaee7fc9418497');
INSERT INTO recovery_codes (user_id, code_hash) VALUES (1, X'ebcf038fb622fa7f116765c91adb79f4cd49c03c5d0a17cc5eca8090d90f70c8');

INSERT INTO invitations (id, secret_hash, role, note, is_setup, created_at, expires_at, used_at, used_by) VALUES (X'9f098887a3b176db8f8b8cdd15be735c', X'a3013c082c75edc913598c3baac1afa18f7633fe8f014896ab2f1a72ff83d8ba', 'user', 'for Grace', 0, 1790000000000, 3580000000000, 1790000000009, 7);

INSERT INTO password_resets (user_id, secret_hash, created_at, expires_at) VALUES (7, X'01be30bb4a27765c37462e6bf2a0bf8b6c109f9be9d81e6fd56455db1a736a43', 1790000000000, 3580000000000);

INSERT INTO search (rowid, words) VALUES (-1, 't1_rivers');
INSERT INTO search (rowid, words) VALUES (-2, 't1_it t1_s t1_chosen');
INSERT INTO search (rowid, words) VALUES (-3, 't1_old t1_things');
INSERT INTO search (rowid, words) VALUES (-4, 't2_mountains');
INSERT INTO search (rowid, words) VALUES (53972172864, 'm1_how m1_long m1_is m1_the m1_danube k1_1');
INSERT INTO search (rowid, words) VALUES (53972172928, 'm1_the m1_danube m1_is m1_2850 m1_km m1_long k1_1');
INSERT INTO search (rowid, words) VALUES (53972172992, 'm1_and m1_the m1_volga k1_1');
INSERT INTO search (rowid, words) VALUES (53972173120, 'm1_the m1_volga m1_is k1_1');
INSERT INTO search (rowid, words) VALUES (53972173184, 'm1_the m1_volga m1_is m1_3530 m1_km m1_long m1_and k1_1');
INSERT INTO search (rowid, words) VALUES (53972173248, 'm1_which m1_is m1_the m1_longest k1_1');
INSERT INTO search (rowid, words) VALUES (53972173440, 'm1_tell m1_me m1_a m1_story m1_with m1_a m1_picture k1_2');
INSERT INTO search (rowid, words) VALUES (53972173568, 'm2_which m2_mountain m2_is m2_the m2_highest k2_4');
INSERT INTO search (rowid, words) VALUES (53972173504, 'm2_mount m2_everest m2_of m2_course k2_4');

INSERT INTO shares (user_id, id, secret_hash, conversation_id, message_id, days, title, created_at, expires_at) VALUES (1, X'34cfe6e8a7147a7d8343e9d9b416c39f', X'c3bc45ac352fe43ff8f0a1cc26d6cc29f71f536dc417906f8513ea44ed4bb161', X'69988c29e505781a85ad4b0030419ff7', NULL, 30, 'Rivers', 1790000000000, 3580000000000);

INSERT INTO share_messages (user_id, share_id, ordinal, id, status, text, created_at, model, failure, sources) VALUES (1, X'34cfe6e8a7147a7d8343e9d9b416c39f', 0, X'97d035e320367670858f2be4e008a7c5', 'stored', 'How long is the Danube?', 1790000000000, NULL, NULL, NULL);
INSERT INTO share_messages (user_id, share_id, ordinal, id, status, text, created_at, model, failure, sources) VALUES (1, X'34cfe6e8a7147a7d8343e9d9b416c39f', 1, X'e09b16811444701b85c94081ee8c82a7', 'complete', 'The Danube is 2850 km long.', 1790000000000, 'gemini-3.8-flash', NULL, NULL);

INSERT INTO share_files (user_id, share_id, message_ordinal, ordinal, attachment_id, name, media_type, bytes, sha256, text_offset) VALUES (1, X'34cfe6e8a7147a7d8343e9d9b416c39f', 0, 0, X'c147efcfc2d77a668a9e4f5187b115c9', 'map.png', 'image/png', 1234, X'60be9861750facbfad8758254a2f76c0cfe78d54459a3bc187d49b1401fcd8e8', NULL);

INSERT INTO grdb_migrations (identifier) VALUES ('1-first');
INSERT INTO grdb_migrations (identifier) VALUES ('2-gemini');
INSERT INTO grdb_migrations (identifier) VALUES ('3-accounts');
INSERT INTO grdb_migrations (identifier) VALUES ('4-search-and-shares');

COMMIT;
