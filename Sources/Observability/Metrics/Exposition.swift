/// Prometheus's text format, version 0.0.4.
///
/// Swift has no exporter of it among its usual packages, and this much is all that the format is. Source:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
package struct Exposition {
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""

    package init(_ families: [any MetricFamily]) {
        for family in families {
            text += "# HELP \(family.name) \(Self.escaped(family.help, quotes: false))\n"
            text += "# TYPE \(family.name) \(family.type)\n"
            family.write(to: &self)
        }
    }

    mutating func sample(_ name: String, _ labels: some Sequence<(String, String)>, _ value: String) {
        text += name
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
        if !pairs.isEmpty { text += "{" + pairs.joined(separator: ",") + "}" }
        text += " \(value)\n"
    }

    /// Whole numbers without a fraction; the others as Swift writes them, which Go reads.
    static func number(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return value.isFinite ? "\(value)" : value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
