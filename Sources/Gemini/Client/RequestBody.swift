import FoundationEssentials
import NIOCore
import NIOFoundationCompat
import Synchronization

/// The JSON of a request.
///
/// `JSONEncoder` would carry megabytes of base64 from buffer to buffer and look at each byte for something to escape. So
/// a ``Blob`` hands it a short token in place of its data, and the data is copied once, to where the token stands.
enum RequestBody {
    static func encode(_ body: some Encodable) throws -> ByteBuffer {
        let strings = LongStrings()
        let encoder = JSONEncoder()
        // Sorted, because a dictionary's order changes from run to run, and Google's implicit cache wants the same bytes.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let key = LongStrings.key { encoder.userInfo[key] = strings }
        return strings.putBack(into: ByteBuffer(data: try encoder.encode(body)))
    }
}

/// The long strings that were taken out of a JSON text, each for a token that cannot stand in it otherwise.
final class LongStrings: Sendable {
    fileprivate static let key = CodingUserInfoKey(rawValue: "Gemini.LongStrings")

    /// Below it the detour is not worth its while.
    static let shortest = 1024

    /// Random, so that no text of a user's is one by accident or intent.
    private let mark: [UInt8]
    private let strings = Mutex<[String]>([])

    init() {
        var generator = SystemRandomNumberGenerator()
        let (high, low) = (generator.next() as UInt64, generator.next() as UInt64)
        mark = Array("blob-\(String(high, radix: 36))-\(String(low, radix: 36))-".utf8)
    }

    /// Those that the text under way may leave its long strings to; nil where somebody else encodes.
    static func of(_ encoder: any Encoder) -> LongStrings? {
        key.flatMap { encoder.userInfo[$0] as? LongStrings }
    }

    /// Keeps a string that is long and needs no escapes; gives the token to be written in its place, else nil.
    func take(_ string: String) -> String? {
        guard string.utf8.count >= Self.shortest, Self.isPlain(string) else { return nil }
        return strings.withLock { strings in
            strings.append(string)
            return String(decoding: mark, as: UTF8.self) + String(strings.count - 1)
        }
    }

    /// The text with every token replaced by its string.
    func putBack(into json: ByteBuffer) -> ByteBuffer {
        let strings = strings.withLock(\.self)
        guard !strings.isEmpty else { return json }
        let total = strings.reduce(json.readableBytes) { $0 + $1.utf8.count }
        var whole = ByteBufferAllocator().buffer(capacity: total)
        let bytes = json.readableBytesUInt8Span
        var written = 0
        var at = 0
        while at < bytes.count {
            guard let token = token(at, bytes, count: strings.count) else {
                at += 1
                continue
            }
            // Behind the opening quote, before the closing one.
            whole.writeImmutableBuffer(json.slice(from: written, to: at + 1))
            whole.writeString(strings[token.number])
            written = token.end
            at = token.end
        }
        whole.writeImmutableBuffer(json.slice(from: written, to: bytes.count))
        return whole
    }

    /// The token whose opening quote is here: its number, and where its closing quote is.
    private func token(_ at: Int, _ bytes: Span<UInt8>, count: Int) -> (number: Int, end: Int)? {
        guard bytes[at] == UInt8(ascii: "\""), at + 1 + mark.count < bytes.count else { return nil }
        for offset in mark.indices where bytes[at + 1 + offset] != mark[offset] { return nil }
        var end = at + 1 + mark.count
        var number = 0
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            number = number &* 10 &+ Int(bytes[end] &- UInt8(ascii: "0"))
            end += 1
        }
        return number < count ? (number, end) : nil
    }

    /// The letters of base64 and its web form, none of which JSON escapes.
    private static func isPlain(_ string: String) -> Bool {
        var string = string
        return string.withUTF8 { bytes in
            for byte in bytes
            where byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                return false
            }
            return true
        }
    }
}

extension ByteBuffer {
    /// Readable bytes by their offsets, without copying them.
    fileprivate func slice(from start: Int, to end: Int) -> ByteBuffer {
        getSlice(at: readerIndex + start, length: end - start) ?? ByteBuffer()
    }
}
