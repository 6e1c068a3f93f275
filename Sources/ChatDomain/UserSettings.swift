/// How a user wants Pollux to look and behave, on every device alike: words by key, of a closed table.
package struct UserSettings: Hashable, Sendable {
    /// What can be set. Without a value the page does as it does for everybody: `theme` follows the system, `language` the
    /// browser.
    package enum Key: String, Sendable, CaseIterable {
        case theme, wallpaper, tint, textSize, enterKey, language, announcements, shortcuts

        /// The words that count. One, once published, stays.
        package var words: [String] {
            switch self {
            case .theme: ["light", "dark"]
            case .wallpaper: ["doodles", "plain"]
            case .tint: ["sand", "mint", "sky", "rose", "night"]
            case .textSize: ["small", "medium", "large", "huge"]
            case .enterKey: ["send", "newline"]
            case .language: ["en", "de", "es", "ar"]
            case .announcements: ["off", "paragraphs", "end"]
            case .shortcuts: ["on", "off"]
            }
        }
    }

    /// By the names of the keys.
    package private(set) var values: [String: String] = [:]

    package init() {}

    /// As they were stored. What this version does not know is left out.
    package init(kept: [String: String]) {
        for key in Key.allCases {
            if let word = kept[key.rawValue], key.words.contains(word) { values[key.rawValue] = word }
        }
    }

    package subscript(key: Key) -> String? { values[key.rawValue] }

    /// With some of them changed; `nil` takes a value away. Throws `bad_request` with the field, such as `settings.theme`.
    package func merging(_ changes: [Key: String?]) throws(ChatError) -> UserSettings {
        var merged = self
        for key in Key.allCases {
            guard let word = changes[key] else { continue }
            guard word.map({ word in key.words.contains { $0.utf8.elementsEqual(word.utf8) } }) ?? true else {
                let field = "settings.\(key.rawValue)"
                throw .badRequest("\(field) must be one of \(key.words.joined(separator: ", ")).", field: field)
            }
            merged.values[key.rawValue] = word
        }
        return merged
    }
}
