package import ChatDomain
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
        var job = AnswerJob(
            userID: user,
            answerID: answer.id,
            conversationID: conversation.id,
            model: answer.model ?? "",
            instructions: conversation.instructions,
            settings: conversation.settings,
            exchanges: window.exchanges,
            question: question
        )
        for id in job.questions.compactMap(\.quoteID) where job.quotes[id] == nil {
            // What was deleted since is quoted no more.
            guard let quoted = try reader.message(user, id), quoted.conversationID == conversation.id else { continue }
            job.quotes[id] = quotation(of: quoted)
        }
        return job
    }

    /// Those of the context and the one that is asked, oldest first.
    package var questions: [Message] { exchanges.map(\.question) + [question] }

    /// What a question quotes, to stand before its text.
    package func quote(of question: Message) -> String? {
        question.quoteID.flatMap { quotes[$0] }
    }

    /// Where Gemini's view of the conversation begins.
    package var contextFromSeq: Int64 {
        exchanges.first?.question.seq ?? question.seq
    }
}
