// @ts-check
// The shapes of the wire (docs/protocol.md) that the page reads. Only types: no module loads this file.

/**
 * @typedef {object} User
 * @property {string} id
 * @property {string} name
 * @property {"admin" | "user"} role
 * @property {boolean} guest
 * @property {number} revision
 */

/**
 * @typedef {object} Server what `GET server` says about this installation
 * @property {string} version
 * @property {boolean} demo answers come from a stand-in, there is no Gemini key
 * @property {string} defaultModel
 * @property {number | null} contextExchanges
 * @property {"open" | "invite" | "closed"} registration
 * @property {boolean} guests
 * @property {number} maxTextLength UTF-16 code units
 */

/**
 * @typedef {object} Conversation
 * @property {string} id
 * @property {string} title
 * @property {string} [model]
 * @property {number | null} contextExchanges exchanges sent along with a question; null: all
 * @property {string} [leafID] where the shown path ends
 * @property {boolean} pinned
 * @property {boolean} archived
 * @property {string} createdAt
 * @property {string} lastActivityAt
 * @property {string} preview
 * @property {number} unread
 * @property {number} readSeq
 * @property {number} revision
 */

/** @typedef {"stored" | "queued" | "streaming" | "complete" | "stopped" | "failed" | "interrupted"} Status */

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {string} conversationID
 * @property {number} seq
 * @property {string} [parentID] an answer's question, a question's answer before it
 * @property {"user" | "model"} role
 * @property {string} text
 * @property {Status} status
 * @property {string} createdAt RFC 3339, UTC
 * @property {string} [finishedAt]
 * @property {string} [model]
 * @property {{code: string, message: string, retryable: boolean}} [failure]
 * @property {string} [retryAt]
 * @property {string} [thoughts]
 * @property {number} revision
 */

/**
 * @typedef {object} Entry a question on its way to the server
 * @property {string} id what the stored question's id will be
 * @property {string} conversationID
 * @property {string} text
 * @property {string} createdAt
 * @property {"sending" | "waiting" | "refused"} status
 * @property {{code: string, detail?: string}} [problem] why it was refused
 */

export {};
