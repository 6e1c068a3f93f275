/// The path of a model below the API's version: `models/gemini-…` or `tunedModels/…`.
///
/// A model's name comes from users and files and goes into a URL, so it is made only of characters that mean nothing
/// there: ASCII letters, digits, `. _ : - /`, without empty or dotted segments.
struct ModelPath {
    let path: String

    static let longest = 256

    /// - Parameter model: `models/x`, `tunedModels/x`, or plain `x`, which means `models/x`.
    /// - Throws: `invalidArgument`.
    init(_ model: String) throws(GeminiError) {
        let segments = model.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPlain =
            segments.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) } && model.utf8.allSatisfy(Self.isAllowed)
        guard isPlain, !model.contains(".."), model.utf8.count <= Self.longest
        else {
            throw GeminiError(.invalidArgument, message: "not a model's name: \(model.prefix(80))")
        }
        let isFull = model.hasPrefix("models/") || model.hasPrefix("tunedModels/")
        path = isFull ? model : "models/" + model
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "-"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
