internal import ChatDomain

/// Sources as they are gathered: each address once, addresses of the web only.
struct SourceList {
    private static let longestTitle = 200
    private static let longestAddress = 4096

    private(set) var sources: [Source] = []
    private var numbers: [String: Int] = [:]

    /// The number of a source with this address, which may be new; `nil` when it is no address to link to.
    mutating func add(_ uri: String, title: String?) -> Int? {
        guard let host = Self.host(of: uri) else { return nil }
        if let number = numbers[uri] { return number }
        let title = oneLine(title ?? "", limit: Self.longestTitle)
        sources.append(Source(title: title.isEmpty ? host : title, uri: uri, segments: []))
        numbers[uri] = sources.count - 1
        return sources.count - 1
    }

    mutating func cite(_ number: Int, at place: Source.Segment) {
        guard sources.indices.contains(number), !sources[number].segments.contains(place) else { return }
        sources[number].segments.append(place)
    }

    /// The host of an `http` or `https` address; `nil` for any other, and for one that could break out of an attribute.
    static func host(of uri: String) -> String? {
        let isPlain = uri.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7F && !"\"<>\\^`{|}".unicodeScalars.contains(scalar)
        }
        guard isPlain, uri.utf8.count <= longestAddress else { return nil }
        let lower = uri.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return nil }
        let authority = uri.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return host.isEmpty || host.first == ":" ? nil : String(host)
    }
}
