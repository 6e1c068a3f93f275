/// What a question can be about, in the order in which the stand-in looks for it.
enum Topic: Sendable, CaseIterable {
    case recall, name, identity, sum, counting, translation, now, recipe, poem, joke, code, table, comparison, choice,
        list, howTo
    case thanks, greeting, general

    /// How many words a question may have to be about it: a greeting often comes before a real question.
    private var maximumWords: Int { self == .greeting || self == .thanks ? 4 : .max }

    /// The first topic with a cue in the question, in the question's language or else in English, whose words for code and
    /// the like are everybody's.
    static func of(_ question: Question) -> Topic {
        for language in [question.language, .english] {
            for topic in allCases where question.words.count <= topic.maximumWords {
                if topic == .sum {
                    if Sum(in: question) != nil { return .sum }
                } else if let cues = language.vocabulary.cues[topic], question.contains(anyOf: cues) {
                    return topic
                }
            }
        }
        return .general
    }
}
