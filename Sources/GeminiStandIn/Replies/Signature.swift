/// Thought signatures: base64 of 27 bytes, opaque to clients, and for the stand-in a function of the part that they are on
/// and of the model, so that it can tell its own from others.
enum Signature {
    /// What Google documents for histories of other origin; never checked.
    private static let dummy = "skip_thought_signature_validator"

    static func make(of texts: [String]) -> String {
        var random = SeededRandom(texts)
        let letters = (0..<34).map { _ in String(Int.random(in: 10..<36, using: &random), radix: 36) }
        return "Eq" + letters.joined()
    }

    /// What belongs on a part, whose own `thoughtSignature` does not matter.
    static func of(_ part: JSON, model: String) -> String {
        if let data = part["inlineData"]?["data"]?.text {
            // Both ends tell pictures apart; millions of bytes between them would take their time.
            let ends = [String(data.prefix(2000)), String(data.suffix(2000))]
            return make(of: [model, "data", String(data.utf8.count)] + ends)
        }
        if let code = part["executableCode"]?["code"]?.text { return make(of: [model, "code", code]) }
        if let output = part["codeExecutionResult"]?["output"]?.text { return make(of: [model, "output", output]) }
        let kind = part["thought"]?.isTrue == true ? "thought" : "text"
        return make(of: [model, kind, part["text"]?.text ?? ""])
    }

    /// The part with what belongs on it.
    static func sign(_ part: JSON, model: String) -> JSON {
        part.adding(["thoughtSignature": .string(of(part, model: model))])
    }

    /// How many signatures the model's turns brought back. Throws INVALID_ARGUMENT for one that is not on its part.
    @discardableResult
    static func check(_ request: GenerateRequest, model: String) throws(APIFailure) -> Int {
        var count = 0
        for content in request.contents where content.role == "model" {
            for part in content.parts {
                guard let signature = part["thoughtSignature"]?.text else { continue }
                guard signature == of(part, model: model) || signature == dummy else { throw .signatureCorrupted }
                count += 1
            }
        }
        return count
    }

    /// Throws INVALID_ARGUMENT for a picture in a model's turn that came back without its signature.
    static func requireOnPictures(_ request: GenerateRequest) throws(APIFailure) {
        for content in request.contents where content.role == "model" {
            for part in content.parts where part["inlineData"] != nil && part["thoughtSignature"] == nil {
                throw .signatureMissing("Image part")
            }
        }
    }
}
