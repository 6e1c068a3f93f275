internal import Foundation

/// What a field of a request may hold.
indirect enum FieldType: Sendable {
    case any
    case string
    /// Base64, standard or URL-safe.
    case bytes
    case bool
    case int32
    case number
    /// An object with members of the caller's own.
    case map
    /// A message of `RequestSchema` by its name.
    case message(String)
    case list(FieldType)
    /// One of these words; lower case is accepted, as Google does.
    case words([String])

    /// Google's name for it in `Invalid value at …`.
    var name: String {
        switch self {
        case .any: "type.googleapis.com/google.protobuf.Value"
        case .string: "TYPE_STRING"
        case .bytes: "TYPE_BYTES"
        case .bool: "TYPE_BOOL"
        case .int32: "TYPE_INT32"
        case .number: "TYPE_FLOAT"
        case .map: "type.googleapis.com/google.protobuf.Struct"
        case .message(let name): "type.googleapis.com/google.ai.generativelanguage." + name
        case .list(let element): element.name
        case .words: "TYPE_ENUM"
        }
    }

    /// Whether a value fits that is neither a message nor a list; those are walked by `RequestSchema`.
    func accepts(_ value: JSON) -> Bool {
        switch (self, value) {
        case (_, .null), (.any, _), (.string, .string), (.bool, .bool), (.map, .object): true
        case (.bytes, .string(let text)): Self.isBase64(text)
        case (.int32, _): value.int32 != nil
        case (.number, .number): true
        case (.number, .string(let text)): Double(text) != nil
        case (.words(let words), .string(let word)): words.contains(word.uppercased()) || words.contains(word)
        default: false
        }
    }

    private static func isBase64(_ text: String) -> Bool {
        let padding = text.utf8.suffix(3).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2, (text.utf8.count - padding) % 4 != 1 else { return false }
        // C's search, because pictures are millions of letters.
        return text.withCString { strspn($0, base64Letters) } == text.utf8.count - padding
    }

    private static let base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
}
