import Foundation
import Testing

@testable import Gemini

/// What a refusal blames, read from its fields and words.
@Suite struct RefusalTests {
    private func error(_ code: Int, _ message: String, status: String? = nil, fields: [String] = []) -> GeminiError {
        let violations = fields.map { #"{"field":"\#($0)","description":"no"}"# }.joined(separator: ",")
        let details = #"[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[\#(violations)]}]"#
        let escaped = message.replacing("\"", with: "\\\"")
        let status = status.map { #","status":"\#($0)""# } ?? ""
        let json = #"{"error":{"code":\#(code),"message":"\#(escaped)"\#(status),"details":\#(details)}}"#
        return GeminiError(httpStatus: code, body: try? body(json), fallback: "")
    }

    private func body(_ json: String) throws -> ErrorBody {
        try JSONDecoder().decode(ErrorBody.self, from: Data(json.utf8))
    }

    @Test(
        "12.7: a 400 that blames thinking or sampling says so",
        arguments: [
            ("Thinking level is not supported for this model.", .thinking),
            ("Thinking budget is not supported for this model.", .thinking),
            ("Budget 0 is invalid. This model only works in thinking mode.", .thinking),
            ("Thinking is not enabled for models/gemini-2.0-flash-preview-image-generation", .thinking),
            ("The thinking budget 99 is invalid. Please choose a value between 512 and 24576.", .thinking),
            (
                "Invalid JSON payload received. Unknown name \"thinkingConfig\" at 'generation_config': Cannot find field.",
                .thinking
            ),
            ("Unable to submit request because Thinking_config.include_thoughts is only enabled when …", .thinking),
            ("Penalty is not enabled for models/gemini-2.5-flash-preview-05-20", .sampling),
            ("Penalty is not enabled for models/gemini-2.0-flash-thinking-exp", .sampling),
            ("temperature is not supported for this model", .sampling),
            ("Unable to submit request because it has a topK value of 99 …", .sampling),
            ("Invalid value at 'generation_config.top_p'", .sampling),
            ("Request contains an invalid argument.", nil),
            ("* GenerateContentRequest.contents: contents is not specified", nil),
            ("models/gemini-thinking-x is not usable here", nil),
        ] as [(String, GeminiError.Blame?)]
    )
    func fieldsThatMayBeLeftOut(message: String, blame: GeminiError.Blame?) {
        #expect(error(400, message).blames == blame)
        #expect(error(400, message).kind == .invalidArgument)
        #expect(!error(400, message).isTooLong)
        // Only a refusal blames.
        #expect(error(500, message).blames == nil)
    }

    @Test("12.7: the fields of a BadRequest are read, too")
    func violatedFields() {
        let words = "Request contains an invalid argument."
        #expect(error(400, words, fields: ["generation_config.thinking_config.thinking_level"]).blames == .thinking)
        #expect(error(400, words, fields: ["contents[0]", "generationConfig.temperature"]).blames == .sampling)
        #expect(error(400, words, fields: ["contents[3].parts[0].thought_signature"]).blames == .thoughtSignature)
        #expect(error(400, words, fields: ["contents[0].role"]).blames == nil)
    }

    @Test(
        "12.18: a prompt that is too long is told from other refusals",
        arguments: [
            "The input token count (3475108) exceeds the maximum number of tokens allowed (1048576).",
            "The input token count exceeds the maximum number of tokens allowed 1048576.",
            "Unable to submit request because the input token count is 200000 but model only supports up to 131072.",
            "The prompt is too long for this model.",
        ]
    )
    func promptsThatAreTooLong(message: String) {
        #expect(error(400, message).isTooLong)
        #expect(error(400, message).blames == .promptLength)
    }

    @Test func aBodyThatIsTooLargeIsNotAPromptThatIsTooLong() {
        let error = error(400, "Request payload size exceeds the limit: 20971520 bytes.", status: "INVALID_ARGUMENT")
        #expect(error.kind == .tooLarge)
        #expect(!error.isTooLong)
    }

    @Test(
        "12.13: a missing or corrupted signature is told from thinking",
        arguments: [
            "Corrupted thought signature.", "Unable to submit request because Thought signature is not valid..",
            "Function call is missing a thought_signature in functionCall parts. This is required for tools to work",
        ]
    )
    func signatures(message: String) {
        #expect(error(400, message).blames == .thoughtSignature)
    }

    @Test(
        "12.17: what is wrong with an attachment is told",
        arguments: [
            (400, "Unsupported MIME type: application/zip", .media),
            (400, "mimeType parameter with value image/tiff is not supported", .media),
            (400, "Unable to process input image. Please retry or report in …", .media),
            (400, "Provided image is not valid.", .media),
            (400, "The document has no pages.", .media),
            (403, "You do not have permission to access the File abc or it may not exist.", .file),
            (404, "File files/abc or it may not exist", .file),
            (403, "The caller does not have permission", nil),
            (400, "Function calling with a response mime type: 'application/json' is unsupported", nil),
        ] as [(Int, String, GeminiError.Blame?)]
    )
    func attachments(code: Int, message: String, blame: GeminiError.Blame?) {
        #expect(error(code, message).blames == blame)
    }

    @Test func aFileThatIsNotReadyIsNoMatterOfTheAccount() {
        let message = "The File abc is not in an ACTIVE state and usage is not allowed."
        let error = error(400, message, status: "FAILED_PRECONDITION")
        #expect(error.blames == .file)
        #expect(error.kind == .invalidArgument)
    }
}
