/// A titled, ordered tree of messages of one user.
package struct Conversation: Hashable, Sendable {
    package var id: ConversationID
    /// Empty until the first question or the user names it.
    package var title: String
    /// The user chose the title; the first question does not change it any more.
    package var titleIsChosen: Bool
    /// `nil`: the server's default model.
    package var model: String?
    package var instructions: String?
    /// How many exchanges go to Gemini with a question; `nil`: all.
    package var contextExchanges: Int?
    package var settings: ConversationSettings
    /// The end of the path that is shown.
    package var leafID: MessageID?
    package var isPinned: Bool
    package var isArchived: Bool
    package var createdAt: Timestamp
    package var lastActivityAt: Timestamp
    /// One line of the newest message on the shown path.
    package var preview: String
    /// Settled answers on the shown path after `readSeq`.
    package var unread: Int
    package var readSeq: Int64
    package var draft: Draft?
    /// The sequence number of the newest message, over all branches.
    package var lastSeq: Int64
    package var revision: Int64

    /// Text not sent yet, under the id that the question will have.
    package struct Draft: Hashable, Sendable {
        package var id: MessageID
        package var text: String

        package init(id: MessageID, text: String) {
            self.id = id
            self.text = text
        }
    }

    package init(
        id: ConversationID,
        title: String?,
        model: String? = nil,
        instructions: String? = nil,
        contextExchanges: Int? = ContextWindow.defaultExchanges,
        settings: ConversationSettings = ConversationSettings(),
        createdAt: Timestamp
    ) {
        self.id = id
        self.title = title ?? ""
        self.titleIsChosen = title != nil
        self.model = model
        self.instructions = instructions
        self.contextExchanges = contextExchanges
        self.settings = settings
        self.leafID = nil
        self.isPinned = false
        self.isArchived = false
        self.createdAt = createdAt
        self.lastActivityAt = createdAt
        self.preview = ""
        self.unread = 0
        self.readSeq = 0
        self.draft = nil
        self.lastSeq = 0
        self.revision = 0
    }
}

/// What a user may set for the answers of a conversation. `nil` and `false` send nothing to Gemini.
package struct ConversationSettings: Hashable, Sendable, Codable {
    package var thinkingLevel: String?
    package var temperature: Double?
    package var googleSearch = false
    package var urlContext = false
    package var codeExecution = false

    package init() {}

    /// What an older version did not write has its default.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        thinkingLevel = try container.decodeIfPresent(String.self, forKey: .thinkingLevel)
        temperature = try container.decodeIfPresent(Double.self, forKey: .temperature)
        googleSearch = try container.decodeIfPresent(Bool.self, forKey: .googleSearch) ?? false
        urlContext = try container.decodeIfPresent(Bool.self, forKey: .urlContext) ?? false
        codeExecution = try container.decodeIfPresent(Bool.self, forKey: .codeExecution) ?? false
    }
}
