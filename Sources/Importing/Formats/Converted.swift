internal import ChatActions
internal import ChatDomain
internal import Foundation

/// A conversation as it will be stored, with the files that stand within it.
struct Converted: Sendable {
    var imported: ImportedConversation
    var files: [InlineFile] = []
    /// Texts that were cut because they are too long.
    var shortened = 0
}

/// A file whose content stands in the text of an export.
struct InlineFile: Sendable {
    var id: AttachmentID
    var name: String
    var mediaType: String
    var content: Data

    /// The content of a `data:` address (RFC 2397) in base64; `nil` for anything else.
    init?(address: String, name: String?) {
        guard address.hasPrefix("data:"), let comma = address.utf8.firstIndex(of: UInt8(ascii: ",")) else { return nil }
        let head = address[..<comma].dropFirst(5)
        guard head.utf8.count <= 200, head.hasSuffix(";base64"),
            let content = Data(base64Encoded: String(address[address.utf8.index(after: comma)...])), !content.isEmpty
        else { return nil }
        self.content = content
        mediaType = String(head.prefix { $0 != ";" })
        let ending = MediaType.ofBinary(Array(content.prefix(MediaType.headLength)))?.split(separator: "/").last
        self.name = Foreign.fileName(name ?? "picture." + (ending.map(String.init) ?? "bin"))
        id = AttachmentID(uuid: Foreign.id(of: content))
    }
}

/// Tells which program wrote a conversation, by what is in it.
enum Formats {
    enum Kind: Hashable {
        case pollux
        case chatGPT
        case openWebUI
    }

    static func kind(_ value: JSONTree) -> Kind? {
        if case .object? = value["mapping"] { return .chatGPT }
        if case .object? = value["conversation"], case .array? = value["messages"] { return .pollux }
        return OpenWebUIFormat.chat(value) == nil ? nil : .openWebUI
    }

    /// `nil`: it is no conversation of a known kind. Throws `ImportFailure` when it is too large.
    static func convert(_ value: JSONTree) throws(ImportFailure) -> Converted? {
        switch kind(value) {
        case .pollux: PolluxFormat.convert(value)
        case .chatGPT: try ChatGPTFormat.convert(value)
        case .openWebUI: try OpenWebUIFormat.convert(value)
        case nil: nil
        }
    }
}
