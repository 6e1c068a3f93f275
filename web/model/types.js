// @ts-check
// The shapes of the wire (docs/protocol.md) that the page reads. Only types: no module loads this file.

/**
 * @typedef {object} User
 * @property {string} id
 * @property {string} name
 * @property {"admin" | "user"} role
 * @property {boolean} guest
 * @property {Record<string, string>} [settings] what is chosen, see docs/protocol.md
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
 * @property {number} [maxAttachmentBytes] of one file
 * @property {{answers?: number, tokens?: number}} [usageLimits] what one user may use a day; empty: no limit
 */

/**
 * @typedef {object} Model what `GET models` says of one
 * @property {string} id
 * @property {string} displayName
 * @property {number} [inputTokenLimit]
 * @property {number} [outputTokenLimit]
 * @property {boolean} [thinking]
 * @property {string[]} [thinkingLevels] such as "LOW"; absent: it has none to choose from
 * @property {number} [maxTemperature] only where the model shows the knob
 * @property {boolean} [picture] it makes pictures
 */

/** @typedef {{models: Model[], default: string}} Models */

/**
 * @typedef {object} ConversationSettings
 * @property {string} [thinkingLevel]
 * @property {number} [temperature]
 * @property {boolean} [googleSearch]
 * @property {boolean} [urlContext]
 * @property {boolean} [codeExecution]
 */

/** @typedef {{id: string, name: string, instructions: string}} Preset */

/**
 * @typedef {object} Attachment
 * @property {string} id
 * @property {string} name
 * @property {string} mediaType what its content says it is
 * @property {number} bytes
 * @property {number} [offset] of an answer's: its place in the text, in UTF-16 code units
 */

/**
 * @typedef {object} Source what an answer rests on
 * @property {string} title
 * @property {string} uri
 * @property {{start: number, end: number}[]} segments of the answer's text, in UTF-16 code units
 */

/** @typedef {{day: string, answers: number, promptTokens: number, outputTokens: number}} DayUsage */

/**
 * @typedef {object} Usage
 * @property {DayUsage[]} days newest first; days without use are left out
 * @property {{answers?: number, tokens?: number}} limit
 * @property {{answers?: number, tokens?: number}} left
 */

/**
 * @typedef {object} Conversation
 * @property {string} id
 * @property {string} title
 * @property {string} [model]
 * @property {string} [instructions]
 * @property {ConversationSettings} [settings]
 * @property {number | null} contextExchanges exchanges sent along with a question; null: all
 * @property {string} [leafID] where the shown path ends
 * @property {boolean} pinned
 * @property {boolean} archived
 * @property {string} createdAt
 * @property {string} lastActivityAt
 * @property {string} preview
 * @property {number} unread
 * @property {number} readSeq
 * @property {{id: string, text: string}} [draft] a question that is being written; its id is what the question's will be
 * @property {boolean} [isGoing] the page's own: its deletion is under way
 * @property {number} revision
 */

/** @typedef {{conversationID: string, messageID?: string, inTitle?: boolean, title: string, snippet: string, marks: {start: number, end: number}[], at: string}} Hit what a search found: a message, or a chat by its title */

/** @typedef {"stored" | "queued" | "streaming" | "complete" | "stopped" | "failed" | "interrupted"} Status */

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {string} conversationID
 * @property {number} seq
 * @property {string} [parentID] an answer's question, a question's answer before it
 * @property {string[]} [siblingIDs] all with the same parent, this one included
 * @property {"user" | "model"} role
 * @property {string} text
 * @property {Status} status
 * @property {boolean} [starred]
 * @property {string} [quoteID] a question's: the message that it refers to
 * @property {string} createdAt RFC 3339, UTC
 * @property {string} [finishedAt]
 * @property {string} [model]
 * @property {{code: string, message: string, retryable: boolean}} [failure]
 * @property {string} [retryAt] when a running answer is tried again
 * @property {string} [thoughts]
 * @property {string} [modelVersion] what Gemini says it used
 * @property {string} [responseId]
 * @property {string} [finishReason]
 * @property {string} [finishMessage]
 * @property {{promptTokenCount?: number, candidatesTokenCount?: number, thoughtsTokenCount?: number, totalTokenCount?: number}} [usage]
 * @property {Attachment[]} [attachments]
 * @property {Source[]} [sources]
 * @property {string} [searchSuggestions] Google's HTML; only the frame shows it
 * @property {number} [contextFromSeq] the oldest message that went to Gemini with the question
 * @property {number} [contextLeftOut] so many exchanges did not fit the model
 * @property {number} revision
 */

/**
 * @typedef {object} Entry a question on its way to the server
 * @property {string} id what the stored question's id will be
 * @property {string} conversationID
 * @property {string} text
 * @property {Attachment[]} [attachments] they are on the server already
 * @property {string} [quoteID] the message that it refers to
 * @property {string} createdAt
 * @property {"sending" | "waiting" | "refused"} status
 * @property {boolean} [isRenamed] its first id was in use for another question
 * @property {{code: string, detail?: string, until?: string}} [problem] why it was refused; `until`: and for how long
 */

/** @typedef {Entry & {create: boolean}} Waiting an entry as it is kept; `create`: its conversation is to be made first */

/**
 * @typedef {object} AdminUser a user, for administrators
 * @property {string} id
 * @property {string} name
 * @property {"admin" | "user"} role
 * @property {boolean} guest
 * @property {boolean} blocked
 * @property {string} createdAt
 * @property {string} [lastSeenAt]
 * @property {boolean} hasPassword
 * @property {boolean} twoFactor
 * @property {number} sessions
 * @property {number} tokens access tokens
 * @property {number} conversations
 * @property {number} messages
 * @property {number} attachmentBytes
 * @property {{answers?: number | null, tokens?: number | null}} limits of a day; absent: the server's
 * @property {{answers: number, tokens: number}} today
 */

/**
 * @typedef {object} Invitation
 * @property {string} id
 * @property {"admin" | "user"} role
 * @property {string} note
 * @property {string} createdAt
 * @property {string} expiresAt
 * @property {string} [usedAt]
 * @property {string} [usedBy] the name
 */

/**
 * @typedef {object} UserUsage what one user has had in a day
 * @property {string} id
 * @property {string} name
 * @property {number} answers
 * @property {number} promptTokens
 * @property {number} outputTokens
 */

/**
 * @typedef {object} ServerStatus
 * @property {string} version
 * @property {string} startedAt
 * @property {number} answersRunning
 * @property {number} answersQueued
 * @property {number} sockets
 * @property {number} users
 * @property {number} guests
 * @property {{databaseBytes: number, attachmentBytes: number, freeBytes?: number}} storage
 */

export {};
