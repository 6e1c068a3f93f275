/// A question as far as the stand-in understands it: its words, its language, what it is about.
///
/// Only its beginning is looked at, so that the cost does not grow with hostile lengths, and all looking is by code points,
/// because a single character can be as long as the whole text.
struct Question: Sendable {
    private static let maximumScalars = 4000
    private static let maximumWords = 200
    private static let maximumSubject = 60

    /// The beginning of the question.
    let text: String
    /// In lower case, without punctuation.
    let words: [String]
    let language: Language
    /// Every run of one to five words, joined by spaces: what cues are looked up in.
    private let phrases: Set<String>

    init(_ text: String) {
        self.text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.maximumScalars)))
        words = Self.words(in: self.text)
        phrases = Self.phrases(of: words)
        language = Language.of(words, text: self.text)
    }

    func contains(anyOf cues: WordList) -> Bool { !phrases.isDisjoint(with: cues.all) }

    /// What it is about, in its own words, such as `photosynthesis` for “Please explain photosynthesis to me.”
    ///
    /// Safe to stand inside a line of Markdown, at most 60 code points; the language's word for “this” when it has no
    /// words at all.
    var subject: String {
        let sentences = text.unicodeScalars.split { "?!.;:\n¿¡".unicodeScalars.contains($0) }
            .prefix(Self.maximumWords)
            .map { Self.plain(String($0)).split(separator: " ") }
        var words = (sentences.first { $0.count > 2 } ?? sentences.first { !$0.isEmpty } ?? [])[...]
        let leads = language.vocabulary.leads.split
        while let lead = leads.first(where: { Self.begins(words, with: $0) }) { words = words.dropFirst(lead.count) }
        var subject = ""
        for word in words {
            guard subject.unicodeScalars.count + word.unicodeScalars.count < Self.maximumSubject else { break }
            subject += (subject.isEmpty ? "" : " ") + word
        }
        return subject.isEmpty ? language.texts.thisMatter : subject
    }

    /// Whether the words begin with a lead and go on: a lead that is all there is, is the subject.
    private static func begins(_ words: ArraySlice<Substring>, with lead: [Substring]) -> Bool {
        words.count > lead.count && zip(words, lead).allSatisfy { $0.lowercased() == $1 }
    }

    private static func words(in text: String) -> [String] {
        text.lowercased().unicodeScalars
            .split { !$0.properties.isAlphabetic && $0.properties.numericType == nil }
            .prefix(maximumWords)
            .map { String(String.UnicodeScalarView($0.prefix(maximumSubject))) }
    }

    private static func phrases(of words: [String]) -> Set<String> {
        var phrases: Set<String> = []
        for start in words.indices {
            for length in 1...5 where start + length <= words.count {
                phrases.insert(words[start..<start + length].joined(separator: " "))
            }
        }
        return phrases
    }

    /// A text on one line, without commas and anything that Markdown gives a meaning to.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "*", "_", "`", "[", "]", "<", ">", "|", "#", "~", "\\", "$", ",": plain.append(" ")
            case _ where scalar.properties.generalCategory == .control: plain.append(" ")
            default: plain.append(scalar)
            }
        }
        return String(plain).split(separator: " ").joined(separator: " ")
    }
}
