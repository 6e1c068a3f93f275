internal import HTTPTypes
internal import Hummingbird

/// What of a person's settings the page must know before its first line is drawn: the language it comes in and its theme.
/// Cookies say them, because at that moment nobody has signed in yet; a wrong value counts as none.
struct Look: Hashable {
    static let languageCookie = "pollux_language"
    static let themeCookie = "pollux_theme"
    static let defaultLanguage = "en"
    private static let themes: Set<String> = ["light", "dark"]
    /// Written from right to left (Unicode CLDR, `characterOrder`).
    private static let rightToLeft: Set<String> = ["ar", "fa", "he", "ur"]

    let language: String
    /// Empty: as the system has it.
    let theme: String

    var direction: String { Self.rightToLeft.contains(language) ? "rtl" : "ltr" }

    /// - Parameter languages: those that there are.
    init(request: Request, languages: Set<String>) {
        let theme = request.cookies[Self.themeCookie]?.value ?? ""
        self.theme = Self.themes.contains(theme) ? theme : ""
        let chosen = request.cookies[Self.languageCookie]?.value ?? ""
        language =
            languages.contains(chosen)
            ? chosen : Self.language(accepted: request.headers[.acceptLanguage] ?? "", languages: languages)
    }

    init(language: String, theme: String) {
        self.language = language
        self.theme = theme
    }

    /// The first of RFC 9110, section 12.5.4, by weight, that there is; regions count as their language.
    static func language(accepted header: String, languages: Set<String>) -> String {
        let ranges = header.split(separator: ",").prefix(20).compactMap { part -> (language: String, weight: Double)? in
            let pieces = part.split(separator: ";").map { $0.trimmingSpaces() }
            guard let range = pieces.first else { return nil }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return (range.prefix { $0 != "-" }.lowercased(), weight)
        }
        let known = ranges.enumerated().filter { languages.contains($0.element.language) && $0.element.weight > 0 }
        let best = known.max { ($0.element.weight, -$0.offset) < ($1.element.weight, -$1.offset) }
        return best?.element.language ?? defaultLanguage
    }
}
