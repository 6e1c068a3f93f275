/// What was said so far and what is asked now, as the stand-in's answers look at it.
struct Conversation: Sendable {
    let request: GenerateRequest
    init(_ request: GenerateRequest) { self.request = request }

    static let filler = "And so on, for as long as it takes."
    var answer: String {
        "# Answer\n\nYou asked: **\(request.question.prefix(100))**\n\n- one\n- two\n- three 😀\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    }
    var thoughts: [String] { ["**Reading the question**\n\n", "It is about something.\n\n"] }
}
enum LongText { static let text = String(repeating: "Long text. ", count: 1900) }
