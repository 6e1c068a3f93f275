/// The path of a file below the API's version: `files/…`.
///
/// A file's name comes from a reply or a database and goes into a URL, so it is made only of characters that mean
/// nothing there.
struct FileResourcePath {
    let path: String

    /// The API's own limit is 40 characters of `a-z`, digits and `-`.
    static let longest = 128

    /// - Parameter name: `files/x` or plain `x`.
    /// - Throws: `invalidArgument`.
    init(_ name: String) throws(GeminiError) {
        let id = name.hasPrefix("files/") ? name.dropFirst("files/".count) : name[...]
        guard !id.isEmpty, id.utf8.count <= Self.longest, id.utf8.allSatisfy(Self.isAllowed) else {
            throw GeminiError(.invalidArgument, message: "not a file's name: \(name.prefix(80))")
        }
        path = "files/" + id
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
