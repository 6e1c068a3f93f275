@testable import GeminiStandIn
import Testing

/// What the stand-in says, without a server.
@Suite struct AnswerTests {
    private func answer(to question: String, after earlier: [String] = [], instructions: String? = nil) throws -> String
    {
        let texts = earlier.flatMap { [("user", $0), ("model", "hm")] } + [("user", question)]
        let contents = texts.map { role, text -> JSON in
            .members(["role": .string(role), "parts": [.members(["text": .string(text)])]])
        }
        let body = JSON.members([
            "contents": .array(contents),
            "systemInstruction": instructions.map { .members(["parts": [.members(["text": .string($0)])]]) },
        ])
        let model = Model(id: "model", displayName: "", description: "")
        let request = try GenerateRequest(body, model: model, files: FileStore())
        let control = StandInControl(keepsRequests: false)
        return Call(request: request, model: model, framing: .whole, pace: .none, control: control).ordinaryAnswer.text
    }

    @Test(arguments: [
        ("What is 12*7?", "**12 × 7 = 84**"), ("wieviel ist 3 mal 4 plus 2?", "**3 × 4 + 2 = 14**"),
        ("cuánto es 2,5 por 4", "**2,5 × 4 = 10**"), ("1,234.5 * 2", "= 2469**"), ("was ist 1.000 + 0,5", "= 1000,5**"),
        ("2^10", "= 1024**"), ("0.1+0.2", "= 0.3**"), ("-(2-5)*3", "= 9**"), ("7/2", "= 3.5**"),
        ("1/0", "divided by zero"),
        ("9223372036854775807+1", "e+18**"), ("2 ^ 3 ^ 2", "= 512**"), ("12x12", "= 144**"),
        ("8 divided by 2", "= 4**"),
    ])
    func sumsAreComputed(question: String, part: String) throws {
        #expect(try answer(to: question).contains(part))
    }

    @Test(arguments: [
        "2026-11-23", "are you open 24/7?", "see pages 1-3 of it", "version 1.2.3", "well-known", "+", "5",
    ])
    func whatIsNoSumIsNotComputed(question: String) throws {
        #expect(try !answer(to: question).contains(" = "))
    }

    @Test func theNameToldEarlierIsKnown() throws {
        #expect(try answer(to: "What is my name?", after: ["My name is Ada."]).contains("**Ada**"))
        #expect(try answer(to: "Wie heiße ich?", after: ["Ich heiße Zoë und ich mag Tee", "ok"]).contains("**Zoë**"))
        #expect(try answer(to: "¿Cómo me llamo?", after: ["Me llamo Íñigo"]).contains("**Íñigo**"))
        #expect(try answer(to: "What is my name?", after: ["My name is Ada", "Call me Bo"]).contains("**Bo**"))
        #expect(try !answer(to: "What is my name?").contains("Your name is **"))
    }

    @Test(arguments: [
        "What did I ask you?", "what do you remember", "Was habe ich dich gefragt?", "¿Qué te he preguntado?",
    ])
    func theQuestionsOfTheContextAreListed(question: String) throws {
        let text = try answer(to: question, after: ["Why is *the* sky blue?\nReally", "[hold] Und nun?", "tercera"])
        #expect(text.contains("1. Why is \\*the\\* sky blue? Really\n2. Und nun?\n3. tercera"))
        #expect(text.contains("3 "))
        #expect(try !answer(to: question).contains("1. "))
    }

    @Test func instructionsAreToldWhereTheyMatter() throws {
        #expect(try answer(to: "Who are you?", instructions: "Talk like a pirate").contains("Talk like a pirate"))
        let long = try answer(to: "Tell me about jazz")
        let brief = try answer(to: "Tell me about jazz", instructions: "Be brief.")
        #expect(brief.utf8.count < long.utf8.count)
    }

    @Test(arguments: [
        ("Hello!", "👋"), ("Write a Python function that counts words", "```python"),
        ("Zeig mir ein Skript in Bash", "```bash"),
        ("Make a table of rivers", "|:---|"), ("a list of names for my cat", "Names for my cat"),
        ("A recipe for pancakes", "Pancakes"),
        ("Schreib ein Gedicht über den Herbst", "den Herbst"), ("Who are you?", "I am not Gemini"),
        ("Wer bist du?", "nicht Gemini"),
        ("¿Quién eres?", "No soy Gemini"), ("Explain photosynthesis to me", "hotosynthesis"),
        ("Count from one to five", "1, 2, 3, 4, 5."),
        ("Should I learn piano?", "Learn piano"), ("Soll ich Klavier lernen?", "Dafür"),
        ("Translate this: ja", "cannot translate"),
    ])
    func theWordsOfTheQuestionChooseTheAnswer(question: String, part: String) throws {
        #expect(try answer(to: question).contains(part))
    }

    @Test func onlyTheFirstAnswerSaysThatItIsADemo() throws {
        let closing = Texts.english.closing
        #expect(try answer(to: "Explain tides").hasSuffix("*\(closing)*"))
        #expect(try !answer(to: "Explain tides", after: ["hi"]).contains(closing))
    }

    @Test(arguments: [
        ("How are you?", Language.english), ("Wie geht es dir?", .german), ("¿Qué tal estás?", .spanish),
        ("Straße", .german), ("zzz", .english),
        ("Kannst du mir bitte helfen?", .german), ("Necesito una lista de ideas", .spanish), ("", .english),
    ])
    func theLanguageIsTheQuestions(question: String, language: Language) {
        #expect(Question(question).language == language)
    }

    @Test(arguments: [
        ("Explain photosynthesis", "photosynthesis"),
        ("Hi! Can you tell me about old bridges, please?", "old bridges please"),
        ("What is *the* `capital` of France?", "the capital of France"),
        ("Was ist ein Schwarzes Loch?", "Schwarzes Loch"),
        ("¿Qué es la fotosíntesis?", "fotosíntesis"), ("explain", "explain"), ("???", "this"), ("", "this"),
        (String(repeating: "x", count: 500), "this"),
    ])
    func theSubjectIsWhatIsLeftOfTheQuestion(question: String, subject: String) {
        #expect(Question(question).subject == subject)
    }

    @Test func everyTextHasItsPlacesFilled() throws {
        for question in StreamTests.questions {
            #expect(
                try !answer(to: question, after: ["Ich heiße Ada"]).contains(
                    /\{(subject|Subject|count|questions|code|run|types)\}/
                )
            )
        }
    }
}
