internal import Foundation
internal import Logging

/// How a line of the log looks. Whatever stands in it, it is one line: control characters are escaped.
package enum LogFormat: String, CaseIterable, Sendable {
    /// `2026-11-26T17:25:00.123Z notice Message key=value`
    case text
    /// One flat JSON object: `time`, `level`, `message`, and the metadata.
    case json

    /// Bytes of one value; what is longer is cut.
    static let longestValue = 4096

    /// - Parameter time: seconds since 1970.
    func line(
        time: Double,
        level: Logger.Level,
        message: String,
        metadata: Logger.Metadata
    ) -> String {
        let pairs = Self.flat(metadata).sorted { $0.0 < $1.0 }
        let time = Self.rfc3339(time)
        switch self {
        case .text:
            let values = pairs.map { " \(Self.word($0.0))=\(Self.word($0.1))" }.joined()
            return "\(time) \(level.rawValue) \(Self.escaped(Self.cut(message), isJSON: false))\(values)\n"
        case .json:
            let own: Set = ["time", "level", "message"]
            let values = pairs.map { name, value in
                ",\(Self.quoted(own.contains(name) ? "metadata." + name : name)):\(Self.quoted(value))"
            }.joined()
            return
                "{\"time\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"message\":\(Self.quoted(message))\(values)}\n"
        }
    }

    /// Members of members get names with dots; lists become one value.
    private static func flat(_ metadata: Logger.Metadata, under prefix: String = "") -> [(String, String)] {
        metadata.flatMap { name, value -> [(String, String)] in
            if name == "hb.request.id" {
                // Hummingbird's name for what our own metadata may hold as well.
                guard metadata["request.id"] == nil else { return [] }
                return [("request.id", "\(value)")]
            }
            let name = prefix + name
            switch value {
            case .dictionary(let members): return flat(members, under: name + ".")
            case .array(let values): return [(name, values.map { "\($0)" }.joined(separator: ", "))]
            case .string(let text): return [(name, text)]
            case .stringConvertible(let value): return [(name, "\(value)")]
            }
        }
    }

    private static func word(_ text: String) -> String {
        let text = cut(text)
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
        return isPlain ? text : "\"" + escaped(text, isJSON: false) + "\""
    }

    private static func quoted(_ text: String) -> String { "\"" + escaped(cut(text), isJSON: true) + "\"" }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longestValue else { return text }
        var cut = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            if bytes > longestValue { break }
            cut.append(scalar)
        }
        return String(cut) + "…"
    }

    /// What could begin a line, move a cursor, or turn the direction of a text is written as its number.
    private static func escaped(_ text: String, isJSON: Bool) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 8)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\" where isJSON, "\"": escaped += "\\" + String(scalar)
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where isUnprintable(scalar):
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// In UTC, with milliseconds. Without Foundation's formatters, which cost more than the rest of the line.
    static func rfc3339(_ time: Double) -> String {
        let milliseconds = Int64((time * 1000).rounded(.down))
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let (date, day) = rest < 0 ? (days - 1, rest + 86_400_000) : (days, rest)
        let (year, month, dayOfMonth) = civil(fromDays: date)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = String(String(1000 + day % 1000).dropFirst())
        return "\(year)-\(two(month))-\(two(dayOfMonth))T\(two(day / 3_600_000)):\(two(day / 60_000 % 60))"
            + ":\(two(day / 1000 % 60)).\(fraction)Z"
    }

    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
