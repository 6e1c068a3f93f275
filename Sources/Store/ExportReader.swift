package import ChatDomain

/// Look-ups of all that a user has, page by page in an order that nothing new disturbs.
package protocol ExportReader {
    /// After the conversation with this id, by id.
    func conversationIDs(_ user: UserID, after id: ConversationID?, limit: Int) throws -> [ConversationID]
    /// After this `seq`, on all branches.
    func messageLinks(
        _ user: UserID,
        in conversation: ConversationID,
        after seq: Int64,
        limit: Int
    ) throws -> [MessageLink]
    /// After the attachment with this id, by id; those not sent yet, too.
    func attachments(_ user: UserID, after id: AttachmentID?, limit: Int) throws -> [Attachment]
    func exportCounts(_ user: UserID) throws -> (conversations: Int, attachments: Int)
}

/// Where a message stands in its tree.
package struct MessageLink: Hashable, Sendable {
    package var id: MessageID
    package var seq: Int64
    package var parentID: MessageID?

    package init(id: MessageID, seq: Int64, parentID: MessageID?) {
        self.id = id
        self.seq = seq
        self.parentID = parentID
    }
}
