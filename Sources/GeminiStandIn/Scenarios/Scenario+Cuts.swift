internal import NIOCore

extension Scenario {
    /// Those that end too early: at each place the body ends properly (`cut`), the connection closes (`abort`) or breaks
    /// (`reset`); and those that come whole but in pieces cut at those places (`split`).
    static let cuts: [Scenario] =
        [
            Scenario(id: "stand-in-drop", purpose: "Closes the connection before the head.") { _ in
                Reply(before: [.abort], body: [])
            },
            Scenario(id: "stand-in-reset-head", purpose: "Breaks the connection before the head.") { _ in
                Reply(before: [.reset], body: [])
            },
        ] + Place.allCases.flatMap(\.scenarios)

    private enum Place: String, CaseIterable {
        case start, thoughts, field = "data", json, codePoint = "code-point", lineEnd = "crlf", blankLine = "blank-line"
        case text, finish

        private var name: String {
            switch self {
            case .start: "before the first chunk"
            case .thoughts: "after thoughts only"
            case .field: "inside of data:"
            case .json: "inside of the JSON"
            case .codePoint: "inside of a code point"
            case .lineEnd: "between CR and LF"
            case .blankLine: "before the blank line"
            case .text: "after the last text"
            case .finish: "after the finish reason"
            }
        }

        var scenarios: [Scenario] {
            var scenarios = [
                make("abort", "Closes the connection", [.moment, .abort]),
                make("reset", "Breaks the connection", [.moment, .reset]),
            ]
            // What ends properly after the finish reason is no cut, and before the first chunk it is `stand-in-empty`.
            if self != .finish, self != .start { scenarios.append(make("cut", "Ends", [])) }
            if [.field, .json, .codePoint, .lineEnd, .blankLine].contains(self) { scenarios.append(split) }
            return scenarios
        }

        private func make(_ kind: String, _ verb: String, _ end: [Step]) -> Scenario {
            stream("stand-in-\(kind)-\(rawValue)", "\(verb) \(name).", thinks: self == .thoughts) { call in
                beginning(call) + end
            }
        }

        private var split: Scenario {
            stream("stand-in-split-\(rawValue)", "Complete, in pieces that are cut \(name).") { call in
                call.story.flatMap { chunk -> [Step] in
                    let bytes = Array(chunk.event().readableBytesView)
                    let cut = position(in: bytes)
                    return [.raw(bytes[..<cut]), .moment, .raw(bytes[cut...])]
                }
            }
        }

        private func beginning(_ call: Call) -> [Step] {
            switch self {
            case .start: return []
            case .thoughts: return call.storyThoughts.map(Step.event)
            case .text: return call.story(finish: nil).map(Step.event)
            case .finish: return call.story.map(Step.event)
            default:
                let (first, second) = call.twoEvents
                return [.raw(first), .raw(second[..<position(in: second)])]
            }
        }

        private func position(in event: [UInt8]) -> Int {
            switch self {
            case .field: 2
            case .json: 40
            // Inside of the first that is longer than one byte; where there is none, somewhere else.
            case .codePoint: event.firstIndex { $0 >= 0xC0 }.map { $0 + 1 } ?? 30
            case .lineEnd: event.count - 3
            case .blankLine: event.count - 2
            default: event.count
            }
        }
    }
}
