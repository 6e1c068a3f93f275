extension Conversation {
    private static let mostListed = 10

    /// What came along, such as “a PNG picture of 640 × 480 (12.3 kB) and a PDF document (1.2 MB)”.
    func listed(_ attachments: [Attachment]) -> String {
        let words = attachments.prefix(Self.mostListed).map(described)
        let and = question.language.texts.files.and
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        let more = attachments.count > words.count ? " …" : ""
        return words.dropLast().joined(separator: ", ") + " \(and) " + last + more
    }

    private func described(_ attachment: Attachment) -> String {
        let files = question.language.texts.files
        var values = ["format": Self.format(attachment.mediaType), "size": Self.size(attachment.bytes)]
        let template: String
        switch attachment.mediaType.prefix(while: { $0 != "/" }) {
        case "image":
            template = attachment.dimensions == nil ? files.picture : files.measuredPicture
            values["width"] = attachment.dimensions.map { String($0.width) }
            values["height"] = attachment.dimensions.map { String($0.height) }
        case "audio": template = files.sound
        case "video": template = files.video
        case "text": template = files.text
        default:
            let isDocument = attachment.mediaType == "application/pdf"
            let pages = attachment.pages ?? 1
            template = pages > 1 ? files.countedDocument : isDocument ? files.document : files.other
            values["pages"] = String(pages)
        }
        return fill(template, values)
    }

    /// `PNG` for `image/png`, `PYTHON` for `text/x-python`.
    private static func format(_ type: String) -> String {
        let name = type.split(separator: "/").last.map(String.init) ?? type
        return Question.plain(String((name.hasPrefix("x-") ? String(name.dropFirst(2)) : name).prefix(30)).uppercased())
    }

    /// With one digit behind the point, in kB or MB.
    private static func size(_ bytes: Int) -> String {
        guard bytes >= 1000 else { return "\(bytes) B" }
        let (unit, name) = bytes < 1_000_000 ? (1000, "kB") : (1_000_000, "MB")
        return "\(bytes / unit).\(bytes % unit * 10 / unit) \(name)"
    }
}
