internal import Foundation

/// A small picture made by computing: a gradient with a frame, as a valid PNG.
///
/// Source: Portable Network Graphics, third edition.
struct Picture: Sendable {
    let width: Int
    let height: Int
    /// Moves the colours, so that two pictures differ.
    let hue: Int

    var png: [UInt8] {
        let header = Self.bytes(of: width) + Self.bytes(of: height) + [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + Self.chunk("IHDR", header) + Self.chunk("IDAT", Deflate.zlib(rows)) + Self.chunk("IEND", [])
    }

    /// A part of an answer or a question.
    var part: JSON { Self.part(png, type: "image/png") }

    static func part(_ bytes: [UInt8], type: String) -> JSON {
        let data = Data(bytes).base64EncodedString()
        return .members(["inlineData": .members(["mimeType": .string(type), "data": .string(data)])])
    }

    /// Red, green and blue of each pixel, a filter of none before each row.
    private var rows: [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity((width * 3 + 1) * height)
        for y in 0..<height {
            rows.append(0)
            for x in 0..<width {
                let isFrame = x == 0 || y == 0 || x == width - 1 || y == height - 1
                rows.append(isFrame ? 40 : UInt8(truncatingIfNeeded: x * 255 / width))
                rows.append(isFrame ? 40 : UInt8(truncatingIfNeeded: y * 255 / height))
                rows.append(isFrame ? 40 : UInt8(truncatingIfNeeded: hue))
            }
        }
        return rows
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return bytes(of: data.count) + body + bytes(of: Int(Deflate.crc32(body)))
    }

    private static func bytes(of number: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}

extension Call {
    /// Text and pictures in turn, each signed: an introduction, a picture, a text, a picture, a text.
    func pictureParts(withDraft: Bool) -> [JSON] {
        let (width, height) = pictureSize
        func signed(_ part: JSON) -> JSON { Signature.sign(part, model: model.id) }
        let draft = Picture(width: 32, height: 24, hue: 0).part.adding(["thought": .bool(true)])
        let hue = Int(SeededRandom([request.question]).nextByte)
        let texts = Question(request.question).language.texts.pictures
        var parts = [signed(.text(texts[0]))]
        guard wantsPictures else { return parts }
        if withDraft { parts.append(signed(draft)) }
        parts.append(signed(Picture(width: width, height: height, hue: hue).part))
        parts.append(.text(texts[1]))
        parts.append(signed(Picture(width: width, height: height, hue: hue + 128).part))
        parts.append(.text(texts[2]))
        return parts
    }

    private var wantsPictures: Bool {
        guard let modalities = request.body["generationConfig"]?["responseModalities"]?.items, !modalities.isEmpty
        else {
            return true
        }
        return modalities.contains { $0.text?.uppercased() == "IMAGE" }
    }

    /// 160 wide, or 160 high, as the wanted aspect ratio has it; 4:3 when none is wanted.
    private var pictureSize: (Int, Int) {
        let ratio = request.body["generationConfig"]?["imageConfig"]?["aspectRatio"]?.text ?? "4:3"
        let sides = ratio.split(separator: ":").compactMap { Int($0) }
        guard sides.count == 2, let longest = sides.max(), (1...21).contains(longest), sides[0] > 0, sides[1] > 0 else {
            return (160, 120)
        }
        return (160 * sides[0] / longest, 160 * sides[1] / longest)
    }
}

extension SeededRandom {
    /// The next number's lowest byte, without moving on.
    fileprivate var nextByte: UInt8 {
        var copy = self
        return UInt8(truncatingIfNeeded: copy.next())
    }
}
