extension Scenario {
    /// Those whose status is 200 and whose stream holds an error: in three forms, after text and before the first.
    static let errorsInside: [Scenario] = [429, 500, 503].flatMap { status in
        Form.allCases.flatMap { form in
            [false, true].map { errorInside(status, form, first: $0) }
        }
    }

    private enum Form: String, CaseIterable {
        case plain, data, array

        var words: String {
            switch self {
            case .plain: "over several lines without data:"
            case .data: "behind data:"
            case .array: "in an array"
            }
        }

        func step(_ failure: APIFailure) -> Step {
            switch self {
            case .plain: .bytes(failure.json.lines)
            case .data: .event(failure.json)
            case .array: .bytes(JSON.array([failure.json]).lines)
            }
        }
    }

    private static func errorInside(_ status: Int, _ form: Form, first: Bool) -> Scenario {
        let place = first ? "before any text" : "after text"
        return stream(
            "stand-in-error-\(status)-\(form.rawValue)" + (first ? "-first" : ""),
            "200, and \(place) an error \(status) \(form.words)."
        ) { call in
            let failure: APIFailure =
                switch status {
                case 429: .quotaExceeded(model: call.model.id, retryAfter: 0.05)
                case 503: .unavailable
                default: .internal
                }
            return call.story.prefix(first ? 0 : 2).map(Step.event) + [form.step(failure)]
        }
    }
}
