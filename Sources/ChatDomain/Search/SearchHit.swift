/// A message or a conversation that was looked for.
package struct SearchHit: Hashable, Sendable {
    package var conversationID: ConversationID
    /// Of a title its conversation's first question; `nil`: it has none.
    package var messageID: MessageID?
    /// The words are in the conversation's title.
    package var isTitle: Bool
    /// Of the conversation; may be empty.
    package var title: String
    package var snippet: Snippet
    package var at: Timestamp

    package init(
        conversationID: ConversationID,
        messageID: MessageID?,
        isTitle: Bool = false,
        title: String,
        snippet: Snippet,
        at: Timestamp
    ) {
        self.conversationID = conversationID
        self.messageID = messageID
        self.isTitle = isTitle
        self.title = title
        self.snippet = snippet
        self.at = at
    }
}
