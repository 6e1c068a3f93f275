internal import ChatDomain
internal import Foundation

/// A conversation as Markdown, for people: the path that is shown.
enum Transcript {
    static func head(_ conversation: Conversation) -> String {
        """
        # \(oneLine(conversation.title.isEmpty ? "New chat" : conversation.title, limit: 200))

        Begun on \(day(conversation.createdAt)).


        """
    }

    static func part(_ message: Message) -> String {
        var text = "## \(message.role == .user ? "You" : message.model ?? "Gemini"), \(time(message.createdAt))\n\n"
        if !message.text.isEmpty { text += message.text + "\n\n" }
        for attachment in message.attachments {
            text += "- [\(escaped(attachment.name))](../\(FileName.attachment(attachment, isEncoded: true)))\n"
        }
        if !message.attachments.isEmpty { text += "\n" }
        if let failure = message.failure { text += "*\(failure.message)*\n\n" }
        if !message.sources.isEmpty {
            text += "Sources:\n\n"
            for source in message.sources { text += "- \(escaped(source.title)): <\(source.uri)>\n" }
            text += "\n"
        }
        return text
    }

    private static func time(_ time: Timestamp) -> String {
        String(time.rfc3339.prefix(16)).replacing("T", with: " ") + " UTC"
    }

    private static func day(_ time: Timestamp) -> String { String(time.rfc3339.prefix(10)) }

    private static func escaped(_ text: String) -> String {
        oneLine(text, limit: 200).replacing("[", with: "\\[").replacing("]", with: "\\]")
    }
}

/// What files in an archive are called. Names from outside are data: no folder, no mark that a file system minds.
enum FileName {
    /// - Parameter number: keeps conversations of one title apart, and in their order.
    static func conversation(_ conversation: Conversation, number: Int) -> String {
        let digits = number < 10 ? "0\(number)" : "\(number)"
        let title = plain(oneLine(conversation.title, limit: 60))
        return "conversations/\(digits) \(title.isEmpty ? "New chat" : title).md"
    }

    static func attachment(_ attachment: Attachment, isEncoded: Bool = false) -> String {
        var name = plain(attachment.name)
        if isEncoded { name = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
        return "attachments/\(attachment.id)-\(name)"
    }

    /// At most 100 characters of a name, whose end is kept for the sake of its extension.
    private static func plain(_ name: String) -> String {
        let kept = name.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isMark = "/\\<>:\"|?*".unicodeScalars.contains(scalar)
            return isMark || scalar.value < 0x20 || scalar.value == 0x7F ? "_" : scalar
        }
        var text = String(String.UnicodeScalarView(kept.suffix(100)))
        while text.hasPrefix(".") || text.hasPrefix(" ") { text.removeFirst() }
        while text.hasSuffix(".") || text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
