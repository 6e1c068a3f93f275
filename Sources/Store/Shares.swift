package import ChatDomain
package import Foundation

/// Look-ups of links: by their owner, and by what only those know who have the link.
package protocol ShareReader {
    /// The newest first, those that are over included until they are forgotten.
    func shares(_ user: UserID) throws -> [Share]
    func share(_ user: UserID, _ id: ShareID) throws -> Share?

    /// The link whose secret has this SHA-256, while it is good and its owner not blocked, with what it shows in its order.
    func share(secretHash: Data, at now: Timestamp) throws -> (share: Share, messages: [SharedMessage])?
    /// A file that it shows.
    func sharedFile(secretHash: Data, _ id: AttachmentID, at now: Timestamp) throws -> Attachment?
}

/// Writes of links. None is a change.
package protocol ShareWriter {
    /// With a copy of the messages. Contents of their files are used from then on, whatever happens to the messages.
    func insert(_ user: UserID, _ share: Share, secretHash: Data, _ messages: [SharedMessage]) throws
    /// - Returns: the contents of files that it showed, which somebody else may have; `nil`: there is no such link.
    func deleteShare(_ user: UserID, _ id: ShareID) throws -> [Data]?
}
