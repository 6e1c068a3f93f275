/// All that the stand-in says in one language, in Markdown; words in braces are filled in by `Conversation`.
///
/// To add a language, add a value of this type and of `Vocabulary`, and a case of `Language`.
struct Texts: Sendable {
    struct Recipe: Sendable {
        /// Words of a question that ask for this one.
        let cues: WordList
        let text: String
    }

    /// How an attachment is called. Each may hold `{format}` and `{size}`.
    struct Files: Sendable {
        /// With `{width}` and `{height}`.
        let measuredPicture: String
        let picture: String
        /// With `{pages}`.
        let countedDocument: String
        let document: String
        let sound: String
        let video: String
        let text: String
        let other: String
        /// What stands before the last of several.
        let and: String
    }

    /// What stands for a subject that could not be found.
    let thisMatter: String
    /// The line below the first answer of a conversation.
    let closing: String
    /// Instead of a longer answer, when the conversation's instructions ask for brevity. With `{subject}`.
    let brief: String
    /// `{files}`: what came along, each in the words of `files`.
    let attachments: String
    let files: Files
    /// What a picture model says before, between and after its two pictures.
    let pictures: [String]
    /// `{instructions}`
    let instructions: String
    /// With `{subject}`.
    let thoughts: [String]

    let recallNothing: String
    /// `{questions}`: a numbered list.
    let recallOne: String
    /// `{count}`, `{questions}`
    let recallSeveral: String
    /// `{name}`
    let nameKnown: String
    let nameUnknown: String
    /// `{expression}`, `{result}`
    let sum: String
    /// `{expression}`
    let sumUndefined: String
    /// `{language}`, `{code}`, `{run}`
    let code: String
    let identity: String
    let greetings: [String]
    let thanks: [String]
    let now: String
    let translation: String
    let jokes: [String]
    let recipes: [Recipe]
    /// The first and the last one hold `{subject}`.
    let stanzas: [String]
    let poemTitle: String

    // With `{subject}`, or `{Subject}` with a capital letter for headings.
    let table: String
    let list: String
    let comparison: String
    let choice: String
    let howTo: [String]
    let general: [String]
}
