internal import Configuration
internal import Foundation

/// Reads settings one by one and gathers what is wrong with them.
struct SettingsReader {
    let reader: ConfigReader
    var problems: [String] = []

    init(reader: ConfigReader) {
        self.reader = reader
    }

    func text(_ key: ConfigKey) -> String? {
        guard let value = reader.string(forKey: key), !value.isEmpty else { return nil }
        return value
    }

    mutating func integer(_ key: ConfigKey, in range: ClosedRange<Int>) -> Int? {
        // Files hold numbers, the environment holds text.
        guard let text = text(key) ?? reader.int(forKey: key).map(String.init) else { return nil }
        if let value = Int(text), range.contains(value) { return value }
        problems.append("\(name(key)) must be a number from \(range.lowerBound) to \(range.upperBound).")
        return nil
    }

    mutating func bool(_ key: ConfigKey) -> Bool? {
        guard let text = text(key) ?? reader.bool(forKey: key).map({ $0 ? "on" : "off" }) else { return nil }
        switch text.lowercased() {
        case "on", "true", "yes", "1": return true
        case "off", "false", "no", "0": return false
        default:
            problems.append("\(name(key)) must be on or off.")
            return nil
        }
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: ConfigKey, _: Choice.Type) -> Choice? {
        guard let text = text(key) else { return nil }
        if let value = Choice(rawValue: text.lowercased()) { return value }
        let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        problems.append("\(name(key)) must be one of \(choices).")
        return nil
    }

    /// An http address without query, without a slash at its end.
    mutating func url(_ key: ConfigKey) -> String? {
        guard let text = text(key) else { return nil }
        let url = URL(string: text)
        if let url, url.scheme == "http" || url.scheme == "https", url.host()?.isEmpty == false, url.query() == nil,
            url.user() == nil
        {
            return String(text.reversed().drop { $0 == "/" }.reversed())
        }
        problems.append("\(name(key)) must be an address such as https://example.org.")
        return nil
    }

    /// An http address without a path.
    mutating func origin(_ key: ConfigKey) -> String? {
        guard let url = url(key) else { return nil }
        if URL(string: url)?.path().isEmpty == true { return url }
        problems.append("\(name(key)) must be an address without a path.")
        return nil
    }

    /// Values between commas.
    mutating func list(_ key: ConfigKey, _ what: String, _ isGood: (String) -> Bool) -> [String] {
        let values = (text(key) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if let bad = values.first(where: { !isGood($0) }) {
            problems.append("\(name(key)): \(bad.prefix(100)) is not \(what).")
        }
        return values
    }

    /// The files of TLS, both or none.
    mutating func tls() -> TLSFiles? {
        switch (text("pollux.tls.certificate"), text("pollux.tls.key")) {
        case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
        case (nil, nil): return nil
        default:
            problems.append("POLLUX_TLS_CERTIFICATE and POLLUX_TLS_KEY belong together.")
            return nil
        }
    }

    /// A secret given as such or in a file. Its value appears in no problem.
    mutating func secret(_ key: ConfigKey, file: ConfigKey) -> String? {
        // One that is empty is not set: a unit file may pass it on in any case.
        if let value = reader.string(forKey: key, isSecret: true), value.contains(where: { !$0.isWhitespace }) {
            return cleaned(value, key)
        }
        guard let path = text(file) else { return nil }
        guard let value = try? String(contentsOfFile: path, encoding: .utf8) else {
            problems.append("\(name(file)) names a file that cannot be read.")
            return nil
        }
        guard value.contains(where: { !$0.isWhitespace }) else {
            // Somebody meant a key to be there.
            problems.append("\(name(file)) names a file that is empty.")
            return nil
        }
        return cleaned(value, file)
    }

    private mutating func cleaned(_ value: String, _ key: ConfigKey) -> String? {
        let secret = value.trimmingCharacters(in: .whitespacesAndNewlines)
        if secret.isEmpty { return nil }
        if secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return secret }
        problems.append("\(name(key)) holds characters that no key has.")
        return nil
    }

    /// The key as the environment spells it.
    private func name(_ key: ConfigKey) -> String {
        key.components.joined(separator: "_").uppercased()
    }
}
