package import Foundation
package import Logging

/// What the work under way belongs to: ids that stand in every line that is logged on its behalf, wherever in the code.
package struct LogContext: Sendable {
    package var requestID: String?
    package var messageID: String?
    package var conversationID: String?
    package var socketID: String?

    package init(
        requestID: String? = nil,
        messageID: String? = nil,
        conversationID: String? = nil,
        socketID: String? = nil
    ) {
        self.requestID = requestID
        self.messageID = messageID
        self.conversationID = conversationID
        self.socketID = socketID
    }

    package init(socketID: UUID) {
        self.init(socketID: socketID.uuidString.lowercased())
    }

    @TaskLocal package static var current: LogContext?

    /// Gives these ids to a logger's lines.
    package static let metadataProvider = Logger.MetadataProvider { current?.metadata ?? [:] }

    private var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        metadata["request.id"] = requestID.map { "\($0)" }
        metadata["message.id"] = messageID.map { "\($0)" }
        metadata["conversation.id"] = conversationID.map { "\($0)" }
        metadata["socket.id"] = socketID.map { "\($0)" }
        return metadata
    }
}
