package import ChatDomain

extension Preset {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("name", name)
            json.member("instructions", instructions)
        }
    }
}

extension DayUsage {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("day", day.text)
            json.member("answers", answers)
            json.member("promptTokens", promptTokens)
            json.member("outputTokens", outputTokens)
        }
    }
}
