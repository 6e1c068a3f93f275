/// Reads how long the upstream asks to wait.
enum RetryDelay {
    /// Longer waits are cut to this: a day's quota is back by then.
    static let longest: Duration = .seconds(86_400)

    /// In the order of trust: `RetryInfo`, the words of the message, the header.
    static func find(body: ErrorBody?, message: String, retryAfter: String?) -> Duration? {
        if let text = body?.detail("RetryInfo")?["retryDelay"]?.string, let delay = parse(text[...]) { return delay }
        if let delay = inMessage(message) { return delay }
        return retryAfter.flatMap { parse($0[...] + "s") }
    }

    /// `Please retry in 34.07s.`, `Please retry in 1h2m3.5s`, `Your quota will reset after 21h10m20s.`
    private static func inMessage(_ message: String) -> Duration? {
        for opening in ["retry in ", "reset after "] {
            guard let range = message.firstRange(of: opening) else { continue }
            let rest = message[range.upperBound...]
            let word = rest.prefix { $0.isASCII && ($0.isNumber || $0.isLetter || $0 == ".") }
            // The full stop of the sentence is no part of the number.
            if let delay = parse(word.last == "." ? word.dropLast() : word) { return delay }
        }
        return nil
    }

    /// Numbers with units from days down to milliseconds, such as `34.07s` or `1h2m3.5s`; nil when it is anything else.
    static func parse(_ text: Substring) -> Duration? {
        var rest = text
        var seconds = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !(("0"..."9").contains($0) || $0 == ".") }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let factor = factor(of: unit) else { return nil }
            seconds += number * factor
        }
        // A number of a thousand digits is infinite by now: it must not reach an integer.
        guard seconds.isFinite, seconds < 86_400 else { return longest }
        return .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }

    private static func factor(of unit: Substring) -> Double? {
        switch unit {
        case "d": 86_400
        case "h": 3_600
        case "m": 60
        case "s": 1
        case "ms": 0.001
        default: nil
        }
    }
}
