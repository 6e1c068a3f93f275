package import Attachments
package import ChatDomain
package import Store

/// The only door for writes, one file per action.
///
/// An action loads through the acting user, lets the domain decide, and in one transaction writes the rows and the numbered
/// changes. Whoever acts is named first. Refusals are `ChatError`s and change nothing.
package struct ChatActions: Sendable {
    package let store: any ChatStore
    package let policy: ChatPolicy
    let passwords: PasswordHasher
    let secrets: SecretBox
    let throttle: SignInThrottle
    let answers: any AnswerQueue
    let files: AttachmentFolder
    let uploads = UserPlaces(perUser: 8)
    let whenDeleted: @Sendable (UserID) -> Void

    /// - Parameter whenDeleted: told who is gone, to throw away what is kept elsewhere.
    package init(
        store: any ChatStore,
        files: AttachmentFolder,
        policy: ChatPolicy,
        passwords: PasswordHasher,
        secrets: SecretBox,
        throttle: SignInThrottle,
        answers: any AnswerQueue,
        whenDeleted: @escaping @Sendable (UserID) -> Void = { _ in }
    ) {
        self.store = store
        self.files = files
        self.policy = policy
        self.passwords = passwords
        self.secrets = secrets
        self.throttle = throttle
        self.answers = answers
        self.whenDeleted = whenDeleted
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any ChatWriter) throws -> Value) async throws -> Value {
        try await store.write(body)
    }
}

/// What the operator allows.
package struct ChatPolicy: Sendable {
    package enum Registration: String, Sendable, CaseIterable {
        case open
        case invite
        case closed
    }

    package var registration: Registration
    package var admitsGuests: Bool
    /// The model of a conversation that names none.
    package var defaultModel: String
    /// For each user and day.
    package var usage: UsageLimits
    /// Bytes of one file.
    package var maximumAttachmentBytes: Int64
    /// Bytes of all files of one user.
    package var attachmentBytesPerUser: Int64

    package init(
        registration: Registration,
        admitsGuests: Bool,
        defaultModel: String,
        usage: UsageLimits = UsageLimits(),
        maximumAttachmentBytes: Int64 = 100 << 20,
        attachmentBytesPerUser: Int64 = 2000 << 20
    ) {
        self.registration = registration
        self.admitsGuests = admitsGuests
        self.defaultModel = defaultModel
        self.usage = usage
        self.maximumAttachmentBytes = maximumAttachmentBytes
        self.attachmentBytesPerUser = attachmentBytesPerUser
    }
}

/// Who runs answers, as the actions see it.
package protocol AnswerQueue: Sendable {
    /// Hears of an answer that is about to be stored, and takes a place among the running ones for it if there is one for this
    /// user. From here on it can be stopped, and answers after it wait for it. Exactly one of `release`, `start` and `enqueue`
    /// follows. Throws when too many of the user's wait already, and when it has heard of the answer before.
    func reserve(_ user: UserID, for answer: MessageID) throws(ChatError) -> AnswerSlot
    /// Nothing was stored.
    func release(_ slot: AnswerSlot)
    /// The answer was stored as `streaming`, in the place that was reserved for it.
    func start(_ job: AnswerJob, in slot: AnswerSlot)
    /// The answer was stored as `queued`; gives its place back, if it had one.
    func enqueue(_ slot: AnswerSlot, after parent: MessageID?)
    /// Ends an answer wherever it is; returns when its end is stored. Harmless when it is over.
    func stop(_ user: UserID, _ answer: MessageID) async
}

/// An answer that is about to be stored.
package struct AnswerSlot: Hashable, Sendable {
    package let userID: UserID
    package let answerID: MessageID
    /// It may run at once: a place among the running answers is kept for it.
    package let hasPlace: Bool

    package init(userID: UserID, answerID: MessageID, hasPlace: Bool) {
        self.userID = userID
        self.answerID = answerID
        self.hasPlace = hasPlace
    }
}

/// All that is needed to ask Gemini for one answer.
package struct AnswerJob: Sendable {
    package var userID: UserID
    package var answerID: MessageID
    package var conversationID: ConversationID
    package var model: String
    package var instructions: String?
    package var settings: ConversationSettings
    /// The context, oldest first.
    package var exchanges: [ContextWindow.Exchange]
    package var question: Message
    /// What its questions quote, as Gemini is told it, by the ids of the messages that are quoted.
    package var quotes: [MessageID: String] = [:]
    /// The most that the answer may have, thinking included; `nil`: as much as the model gives.
    package var maxOutputTokens: Int?
}
