package import ChatDomain
internal import Foundation

// The shapes of `docs/protocol.md`, written once for replies, reads and frames.

extension User {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", publicID.uuidString.lowercased())
            json.member("name", name)
            json.member("role", role.rawValue)
            json.member("guest", isGuest)
            json.name("settings")
            settings.write(to: &json)
            json.member("createdAt", createdAt.rfc3339)
            json.member("revision", revision)
        }
    }
}

extension UserSettings {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            for key in Key.allCases {
                guard let word = self[key] else { continue }
                json.name(key)
                json.string(word)
            }
        }
    }
}

extension Conversation {
    /// What a conversation is called before its first question.
    package static let untitled = "New chat"

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("title", title.isEmpty ? Self.untitled : title)
            json.member("model", ifPresent: model)
            json.member("instructions", ifPresent: instructions)
            json.name("contextExchanges")
            if let contextExchanges { json.integer(contextExchanges) } else { json.null() }
            json.name("settings")
            settings.write(to: &json)
            json.member("leafID", ifPresent: leafID.map { "\($0)" })
            json.member("pinned", isPinned)
            json.member("archived", isArchived)
            json.member("createdAt", createdAt.rfc3339)
            json.member("lastActivityAt", lastActivityAt.rfc3339)
            json.member("preview", preview)
            json.member("unread", unread)
            json.member("readSeq", readSeq)
            if let draft {
                json.name("draft")
                json.object { json in
                    json.member("id", "\(draft.id)")
                    json.member("text", draft.text)
                }
            }
            json.member("revision", revision)
        }
    }
}

extension ConversationSettings {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("thinkingLevel", ifPresent: thinkingLevel)
            if let temperature {
                json.name("temperature")
                json.number(temperature)
            }
            json.member("googleSearch", googleSearch)
            json.member("urlContext", urlContext)
            json.member("codeExecution", codeExecution)
        }
    }
}

extension Message {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("conversationID", "\(conversationID)")
            json.member("seq", seq)
            json.member("parentID", ifPresent: parentID.map { "\($0)" })
            json.name("siblingIDs")
            json.array(siblingIDs) { json, id in json.string("\(id)") }
            json.member("role", role.rawValue)
            json.member("text", text)
            json.member("status", status.rawValue)
            json.member("starred", isStarred)
            json.member("quoteID", ifPresent: quoteID.map { "\($0)" })
            json.member("createdAt", createdAt.rfc3339)
            json.member("finishedAt", ifPresent: finishedAt?.rfc3339)
            json.member("model", ifPresent: model)
            report.writeMembers(to: &json)
            failure?.writeMember(to: &json)
            json.member("thoughts", ifPresent: thoughts)
            if let contextFromSeq { json.member("contextFromSeq", contextFromSeq) }
            json.member("contextLeftOut", ifPresent: contextLeftOut)
            json.member("retryAt", ifPresent: retryAt?.rfc3339)
            json.name("attachments")
            json.array(attachments) { json, attachment in attachment.write(to: &json) }
            writeSources(to: &json)
            json.member("revision", revision)
        }
    }
}

extension Message {
    private func writeSources(to json: inout JSONWriter) {
        sources.writeMember(to: &json)
        json.member("searchSuggestions", ifPresent: searchSuggestions)
    }
}

extension [Source] {
    func writeMember(to json: inout JSONWriter) {
        guard !isEmpty else { return }
        json.name("sources")
        json.array(self) { json, source in
            json.object { json in
                json.member("title", source.title)
                json.member("uri", source.uri)
                json.name("segments")
                json.array(source.segments) { json, segment in
                    json.object { json in
                        json.member("start", segment.start)
                        json.member("end", segment.end)
                    }
                }
            }
        }
    }
}

extension Attachment {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("name", name)
            json.member("mediaType", mediaType)
            json.member("bytes", bytes)
            json.member("offset", ifPresent: offset)
        }
    }
}

extension AnswerReport {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("modelVersion", ifPresent: modelVersion)
        json.member("responseId", ifPresent: responseId)
        json.member("finishReason", ifPresent: finishReason)
        json.member("finishMessage", ifPresent: finishMessage)
        guard let usage else { return }
        json.name("usage")
        json.object { json in
            json.member("promptTokenCount", ifPresent: usage.promptTokenCount)
            json.member("candidatesTokenCount", ifPresent: usage.candidatesTokenCount)
            json.member("thoughtsTokenCount", ifPresent: usage.thoughtsTokenCount)
            json.member("totalTokenCount", ifPresent: usage.totalTokenCount)
        }
    }
}

extension AnswerFailure {
    func writeMember(to json: inout JSONWriter) {
        json.name("failure")
        json.object { json in
            json.member("code", code)
            json.member("message", message)
            json.member("retryable", retryable)
        }
    }
}

extension Change {
    /// The members of a change: all of an entry in `GET changes`, and what follows `type` in a frame.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("revision", revision)
        switch subject {
        case .user(let id): Self.write(kind: "user", id: id.uuidString.lowercased(), isPut: item != nil, to: &json)
        case .conversation(let id): Self.write(kind: "conversation", id: "\(id)", isPut: item != nil, to: &json)
        case .message(let id): Self.write(kind: "message", id: "\(id)", isPut: item != nil, to: &json)
        }
        guard let item else { return }
        json.name("item")
        switch item {
        case .user(let user): user.write(to: &json)
        case .conversation(let conversation): conversation.write(to: &json)
        case .message(let message): message.write(to: &json)
        }
    }

    private static func write(kind: String, id: String, isPut: Bool, to json: inout JSONWriter) {
        json.member("kind", kind)
        json.member("op", isPut ? "put" : "delete")
        json.member("id", id)
    }
}
