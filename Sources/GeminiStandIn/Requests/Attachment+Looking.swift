extension Attachment {
    /// Width and height of a PNG, JPEG, GIF or WebP picture, as its beginning says; nil when it does not.
    var dimensions: (width: Int, height: Int)? {
        switch mediaType {
        case "image/png":
            guard head.starts(with: [0x89, 0x50, 0x4E, 0x47]), head.count >= 24 else { return nil }
            return (bigEndian(16, 4), bigEndian(20, 4))
        case "image/gif":
            guard head.starts(with: Array("GIF8".utf8)), head.count >= 10 else { return nil }
            return (littleEndian(6, 2), littleEndian(8, 2))
        case "image/webp": return webpDimensions
        case "image/jpeg", "image/jpg": return jpegDimensions
        default: return nil
        }
    }

    /// How many pages a PDF has, as far as its beginning shows them.
    var pages: Int? {
        guard mediaType == "application/pdf", head.starts(with: Array("%PDF".utf8)) else { return nil }
        let words = String(decoding: head, as: UTF8.self).split(separator: "/Type").dropFirst()
        let pages = words.count { word in
            let name = word.drop { $0 == " " || $0 == "\n" || $0 == "\r" }
            return name.hasPrefix("/Page") && !name.hasPrefix("/Pages")
        }
        return pages > 0 ? pages : nil
    }

    /// How long a WAV recording is, at least one; nil for other files.
    var seconds: Int? {
        guard ["audio/wav", "audio/x-wav"].contains(mediaType), head.count >= 44,
            head.starts(with: Array("RIFF".utf8))
        else { return nil }
        let rate = littleEndian(28, 4)
        return rate > 0 ? max(1, (bytes - 44) / rate) : nil
    }

    private var webpDimensions: (width: Int, height: Int)? {
        guard head.count >= 30, head.starts(with: Array("RIFF".utf8)) else { return nil }
        switch String(decoding: head[12..<16], as: UTF8.self) {
        case "VP8 ": return (littleEndian(26, 2) & 0x3FFF, littleEndian(28, 2) & 0x3FFF)
        case "VP8X": return (littleEndian(24, 3) + 1, littleEndian(27, 3) + 1)
        case "VP8L":
            let bits = littleEndian(21, 4)
            return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        default: return nil
        }
    }

    private var jpegDimensions: (width: Int, height: Int)? {
        guard head.starts(with: [0xFF, 0xD8]) else { return nil }
        var position = 2
        while position + 9 < head.count, head[position] == 0xFF {
            let marker = head[position + 1]
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return (bigEndian(position + 7, 2), bigEndian(position + 5, 2))
            }
            position += 2 + bigEndian(position + 2, 2)
        }
        return nil
    }

    private func bigEndian(_ start: Int, _ count: Int) -> Int {
        head[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private func littleEndian(_ start: Int, _ count: Int) -> Int {
        head[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
