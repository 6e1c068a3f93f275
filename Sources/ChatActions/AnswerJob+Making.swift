internal import ChatDomain
internal import Store

extension AnswerJob {
    /// Gathers the prompt of a question: the last exchanges on the path before it, as many as its conversation wants.
    static func make(
        _ user: UserID,
        _ conversation: Conversation,
        _ question: Message,
        _ answer: Message,
        _ reader: any ChatReader
    ) throws -> AnswerJob {
        var window = ContextWindow(limit: conversation.contextExchanges)
        var next = question.parentID
        // A page holds what is needed when every exchange counts; answers without text make it look further.
        let page = 2 * min(conversation.contextExchanges ?? 100, 100)
        while let id = next, !window.isFull {
            let path = try reader.path(user, endingIn: id, limit: page)
            for message in path { window.consider(message) }
            next = path.last?.parentID
        }
        return AnswerJob(
            userID: user,
            answerID: answer.id,
            conversationID: conversation.id,
            model: answer.model ?? "",
            instructions: conversation.instructions,
            settings: conversation.settings,
            exchanges: window.exchanges,
            question: question
        )
    }

    /// Where Gemini's view of the conversation begins.
    package var contextFromSeq: Int64 {
        exchanges.first?.question.seq ?? question.seq
    }
}
