/// What a file is, told by its content: names and headers can say anything.
///
/// Only what Gemini takes is known here. Source: Gemini API, the guides on images, audio, video and documents.
package enum MediaType {
    /// Bytes of a file's beginning that are enough to tell.
    package static let headLength = 512
    /// The largest text file; it goes to Gemini as text.
    package static let maximumTextBytes: Int64 = 8 * 1024 * 1024

    /// The type of a picture, document, sound or film; `nil` for everything else, text among it.
    package static func ofBinary(_ head: [UInt8]) -> String? {
        for (offset, bytes, type) in signatures where head.dropFirst(offset).starts(with: bytes) { return type }
        if head.starts(with: "RIFF".utf8) { return riff(head.dropFirst(8)) }
        if head.dropFirst(4).starts(with: "ftyp".utf8) { return isoMedia(head.dropFirst(8).prefix(4)) }
        if head.starts(with: "FORM".utf8), head.dropFirst(8).starts(with: "AIF".utf8) { return "audio/aiff" }
        return isMPEGAudio(head)
    }

    /// The type of a file that is text: what was declared if that is a text, too.
    package static func ofText(declared: String?) -> String {
        let type = declared?.split(separator: ";").first.map { trimmed(String($0)).lowercased() } ?? ""
        let isPlain = type.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "/+-.".utf8.contains(byte)
        }
        guard isPlain, type.utf8.count <= 100 else { return "text/plain" }
        return type.hasPrefix("text/") && type.utf8.count > 5 || type == "application/json" ? type : "text/plain"
    }

    package static func isText(_ type: String) -> Bool { type.hasPrefix("text/") || type == "application/json" }

    /// Pictures that every browser shows and that hold no script.
    package static func isPicture(_ type: String) -> Bool { pictures.contains(type) }

    private static let pictures: Set = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]

    /// About how many tokens Gemini makes of a file, rather too many. It counts pages and seconds, which bytes only hint at.
    package static func estimatedTokens(_ type: String, bytes: Int64) -> Int {
        let bytes = Int(clamping: bytes)
        switch type.prefix(while: { $0 != "/" }) {
        case "image": return 1_290
        case "audio": return bytes / 200 + 100
        case "video": return bytes / 400 + 1_000
        case _ where isText(type): return bytes / 3 + 1
        default: return bytes / 50 + 1_000
        }
    }

    private static let signatures: [(offset: Int, bytes: [UInt8], type: String)] = [
        (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (0, Array("GIF87a".utf8), "image/gif"),
        (0, Array("GIF89a".utf8), "image/gif"),
        (0, Array("%PDF-".utf8), "application/pdf"),
        (0, Array("OggS".utf8), "audio/ogg"),
        (0, Array("fLaC".utf8), "audio/flac"),
        (0, Array("ID3".utf8), "audio/mp3"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "video/webm"),
        (0, Array("FLV".utf8) + [0x01], "video/x-flv"),
        (0, [0x00, 0x00, 0x01, 0xBA], "video/mpeg"),
        (0, [0x00, 0x00, 0x01, 0xB3], "video/mpeg"),
        (0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "video/wmv"),
    ]

    private static func riff(_ form: ArraySlice<UInt8>) -> String? {
        if form.starts(with: "WEBP".utf8) { return "image/webp" }
        if form.starts(with: "WAVE".utf8) { return "audio/wav" }
        return form.starts(with: "AVI ".utf8) ? "video/avi" : nil
    }

    /// Brands of ISO base media files (ISO/IEC 14496-12).
    private static func isoMedia(_ brand: ArraySlice<UInt8>) -> String {
        switch String(decoding: brand, as: UTF8.self) {
        case "heic", "heix", "hevc", "heim", "heis": "image/heic"
        case "mif1", "msf1", "heif": "image/heif"
        case "avif", "avis": "image/avif"
        case "qt  ": "video/mov"
        case "M4A ", "M4B ": "audio/aac"
        case let brand where brand.hasPrefix("3g"): "video/3gpp"
        default: "video/mp4"
        }
    }

    /// A frame header of MPEG audio layer III, or of AAC in ADTS.
    private static func isMPEGAudio(_ head: [UInt8]) -> String? {
        guard head.count >= 4, head[0] == 0xFF, head[1] & 0xE0 == 0xE0 else { return nil }
        if head[1] & 0xF6 == 0xF0 { return "audio/aac" }
        let isLayer3 = head[1] & 0x06 == 0x02 && head[1] & 0x18 != 0x08
        return isLayer3 && head[2] & 0xF0 != 0xF0 && head[2] & 0x0C != 0x0C ? "audio/mp3" : nil
    }
}
