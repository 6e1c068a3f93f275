package import ChatDomain

extension Share {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("conversationID", ifPresent: hasConversation ? "\(conversationID)" : nil)
            json.member("messageID", ifPresent: messageID.map { "\($0)" })
            json.member("title", title.isEmpty ? Conversation.untitled : title)
            json.member("messages", messageCount)
            json.member("createdAt", createdAt.rfc3339)
            json.member("expiresAt", ifPresent: expiresAt?.rfc3339)
        }
    }
}

extension SharedMessage {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("role", role.rawValue)
            json.member("text", text)
            json.member("createdAt", createdAt.rfc3339)
            json.member("model", ifPresent: model)
            json.member("status", status.rawValue)
            failure?.writeMember(to: &json)
            sources.writeMember(to: &json)
            json.name("attachments")
            json.array(attachments) { json, attachment in attachment.write(to: &json) }
        }
    }
}

extension SearchHit {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("conversationID", "\(conversationID)")
            json.member("messageID", ifPresent: messageID.map { "\($0)" })
            json.member("inTitle", isTitle)
            json.member("title", title.isEmpty ? Conversation.untitled : title)
            json.member("snippet", snippet.text)
            json.name("marks")
            json.array(snippet.marks) { json, mark in
                json.object { json in
                    json.member("start", mark.lowerBound)
                    json.member("end", mark.upperBound)
                }
            }
            json.member("at", at.rfc3339)
        }
    }
}
