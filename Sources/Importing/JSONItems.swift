internal import Foundation

/// Why a file cannot be read any further, in words for people. Holds nothing of what is in it.
package struct ImportFailure: Error, Hashable, CustomStringConvertible {
    package let description: String
    /// It concerns one conversation, which is well formed but more than can be taken; the next one may be good.
    let isOfOne: Bool

    init(_ description: String, isOfOne: Bool = false) {
        self.description = description
        self.isOfOne = isOfOne
    }
}

/// Gives the elements of JSON's outermost lists one by one, however large the whole is.
///
/// The document is a list, or an object some of whose members are lists; what else the object holds is given whole. Only one
/// element is in memory. Brackets and strings are counted here; whether an element is JSON is the parser's to say.
struct JSONItems {
    enum Item: Equatable {
        /// A member of the outermost object that is no list.
        case member(String, [UInt8])
        /// An element of the outermost list (`""`), or of the list with this name.
        case element(String, [UInt8])
        /// An element that has too many bytes, or is nested too deeply, and was passed over.
        case refused(String)
    }

    /// Bytes of one element.
    let maximumBytes: Int
    static let maximumDepth = 100
    static let maximumNameLength = 64
    static let portionBytes = 262_144

    private enum Place {
        case start, list, afterElement, object, name, afterName, beforeValue, afterMember, end
        /// Within the value of a member or within an element.
        case value
    }

    private let read: (UnsafeMutableRawBufferPointer) throws -> Int
    private var portion: [UInt8] = []
    private var position = 0
    private var place = Place.start
    private var hasObject = false
    private var list: String?
    private var name: [UInt8] = []
    private var captured: [UInt8] = []
    private var depth = 0
    private var deepest = 0
    private var isInString = false
    private var isEscaped = false
    private var isRefused = false
    private var mayEnd = true

    /// - Parameter read: fills a buffer and gives how many bytes there are; 0 at the end.
    init(maximumBytes: Int, read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
        self.maximumBytes = maximumBytes
        self.read = read
    }

    /// The next item; `nil` after the last. Throws `ImportFailure` where the document is broken, and what `read` throws.
    mutating func next() throws -> Item? {
        while true {
            while position == portion.count {
                if try fill() { continue }
                guard place == .end else { throw ImportFailure("the file ends in the middle") }
                return nil
            }
            if let item = place == .value ? scanValue() : try step(portion[position]) { return item }
        }
    }

    private mutating func fill() throws -> Bool {
        position = 0
        portion = try [UInt8](unsafeUninitializedCapacity: Self.portionBytes) { buffer, count in
            count = try read(UnsafeMutableRawBufferPointer(buffer))
        }
        // A mark of the byte order stands before some documents.
        if place == .start, portion.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        return !portion.isEmpty
    }

    // MARK: Between values

    private mutating func step(_ byte: UInt8) throws -> Item? {
        if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09, place != .name {
            position += 1
            return nil
        }
        switch (place, byte) {
        case (.start, UInt8(ascii: "[")): go(to: .list, list: "")
        case (.start, UInt8(ascii: "{")):
            hasObject = true
            go(to: .object)
        case (.list, UInt8(ascii: "]")) where mayEnd, (.afterElement, UInt8(ascii: "]")):
            list = nil
            go(to: hasObject ? .afterMember : .end)
        case (.list, _): begin(byte)
        case (.afterElement, UInt8(ascii: ",")):
            mayEnd = false
            go(to: .list, list: list)
        case (.object, UInt8(ascii: "}")) where mayEnd, (.afterMember, UInt8(ascii: "}")): go(to: .end)
        case (.object, UInt8(ascii: "\"")):
            name.removeAll(keepingCapacity: true)
            go(to: .name)
        case (.name, UInt8(ascii: "\"")): go(to: .afterName)
        case (.name, _):
            guard byte != UInt8(ascii: "\\"), name.count < Self.maximumNameLength else { throw Self.strange }
            name.append(byte)
            position += 1
        case (.afterName, UInt8(ascii: ":")): go(to: .beforeValue)
        case (.beforeValue, UInt8(ascii: "[")):
            mayEnd = true
            go(to: .list, list: String(decoding: name, as: UTF8.self))
        case (.beforeValue, _): begin(byte)
        case (.afterMember, UInt8(ascii: ",")):
            mayEnd = false
            go(to: .object)
        case (.start, _): throw ImportFailure("the file is no JSON")
        default: throw Self.strange
        }
        return nil
    }

    private static let strange = ImportFailure("the JSON is broken")

    private mutating func go(to place: Place, list: String? = nil) {
        self.place = place
        self.list = list
        position += 1
    }

    // MARK: Within a value

    private mutating func begin(_ byte: UInt8) {
        captured = []
        (depth, deepest, isInString, isEscaped, isRefused) = (0, 0, false, false, false)
        place = .value
    }

    /// Takes what there is of the value; gives it when it is complete.
    private mutating func scanValue() -> Item? {
        let start = position
        let isComplete = portion.withUnsafeBufferPointer { bytes in
            Self.scan(
                bytes,
                &position,
                &depth,
                &deepest,
                &isInString,
                &isEscaped,
                isFirst: captured.isEmpty && !isRefused
            )
        }
        if deepest > Self.maximumDepth || captured.count + position - start > maximumBytes { isRefused = true }
        if isRefused { captured = [] } else { captured.append(contentsOf: portion[start..<position]) }
        guard isComplete else { return nil }
        let value = captured
        captured = []
        if let list {
            place = .afterElement
            return isRefused ? .refused(list) : .element(list, value)
        }
        place = .afterMember
        let member = String(decoding: name, as: UTF8.self)
        return isRefused ? .refused(member) : .member(member, value)
    }

    /// Advances to the end of the value, or of the bytes; `true`: of the value.
    private static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ position: inout Int,
        _ depth: inout Int,
        _ deepest: inout Int,
        _ isInString: inout Bool,
        _ isEscaped: inout Bool,
        isFirst: Bool
    ) -> Bool {
        var isFirst = isFirst
        while position < bytes.count {
            let byte = bytes[position]
            defer { isFirst = false }
            if isInString {
                position += 1
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    if depth == 0 { return true }
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // A number or a word ends where its list does.
                if depth == 0 {
                    if isFirst { position += 1 }
                    return true
                }
                depth -= 1
                if depth == 0 {
                    position += 1
                    return true
                }
            case UInt8(ascii: ","), 0x20, 0x0A, 0x0D, 0x09:
                if depth == 0 {
                    if isFirst { position += 1 }
                    return true
                }
            default: break
            }
            position += 1
        }
        return false
    }
}
