/// Which types the API takes, and what they are to it. Source: Gemini API, its guides on pictures, audio, video and documents.
enum MediaType {
    private static let images = ["png", "jpeg", "jpg", "webp", "heic", "heif", "gif", "avif"]
    private static let audio = ["wav", "x-wav", "mp3", "mpeg", "aiff", "aac", "ogg", "flac", "mp4", "m4a", "webm"]
    private static let video = [
        "mp4", "mpeg", "mov", "quicktime", "avi", "x-flv", "mpg", "webm", "wmv", "3gpp",
    ]
    private static let texts = [
        "plain", "html", "css", "javascript", "x-typescript", "csv", "markdown", "x-python", "xml", "rtf",
    ]
    private static let applications = [
        "pdf", "json", "rtf", "x-javascript", "x-typescript", "x-python-code", "x-ipynb+json",
    ]
    private static let office = [
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "vnd.openxmlformats-officedocument.presentationml.presentation",
        "vnd.oasis.opendocument.text", "vnd.oasis.opendocument.spreadsheet", "vnd.oasis.opendocument.presentation",
    ]

    static func isTaken(_ type: String, by model: Model) -> Bool {
        let halves = type.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return false }
        let name = String(halves[1])
        return switch halves[0] {
        case "image": images.contains(name)
        case "audio": audio.contains(name)
        case "video": video.contains(name)
        case "text": texts.contains(name)
        case "application": applications.contains(name) || (model.takesOfficeFiles && office.contains(name))
        default: false
        }
    }
}

extension Attachment {
    /// As token counts name it.
    var modality: String {
        switch mediaType.prefix(while: { $0 != "/" }) {
        case "image": "IMAGE"
        case "audio": "AUDIO"
        case "video": "VIDEO"
        case "text": "TEXT"
        default: mediaType == "application/pdf" ? "DOCUMENT" : "TEXT"
        }
    }

    /// About what the API counts: 258 for a picture or a page, 32 for a second of sound, 263 for a second of video.
    var tokens: Int {
        switch modality {
        case "IMAGE": 258
        case "DOCUMENT": 258 * (pages ?? 1)
        case "AUDIO": 32 * (seconds ?? max(1, bytes / 16_000))
        case "VIDEO": 263 * max(1, bytes / 250_000)
        default: bytes / 4 + 1
        }
    }
}
