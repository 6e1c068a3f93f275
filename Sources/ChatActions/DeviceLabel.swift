/// What a browser is called in the list of sessions, in a few words of ours: what it says of itself is never kept.
package enum DeviceLabel {
    /// Such as "Firefox on Linux"; "Unknown device" when nothing is known.
    ///
    /// - Parameter userAgent: only looked through, at most its first 512 bytes.
    package static func make(userAgent: String?) -> String {
        let text = String(decoding: (userAgent ?? "").utf8.prefix(512), as: UTF8.self)
        let browser = browsers.first { text.utf8.contains($0.mark.utf8) }?.name
        let system = systems.first { text.utf8.contains($0.mark.utf8) }?.name
        switch (browser, system) {
        case (let browser?, let system?): return "\(browser) on \(system)"
        case (let name?, nil), (nil, let name?): return name
        case (nil, nil): return "Unknown device"
        }
    }

    // In this order: most browsers also claim to be Chrome, and all of those to be Safari.
    private static let browsers: [(mark: String, name: String)] = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
        ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("python", "Python"), ("Python", "Python"),
    ]

    // Android says Linux, too, and an iPhone says Mac OS X.
    private static let systems: [(mark: String, name: String)] = [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"),
        ("Windows", "Windows"), ("Macintosh", "Mac"), ("Mac OS X", "Mac"), ("Linux", "Linux"), ("FreeBSD", "FreeBSD"),
    ]
}

extension String.UTF8View {
    /// Byte by byte: Swift's own comparison of texts is slow on hostile ones.
    fileprivate func contains(_ part: String.UTF8View) -> Bool {
        let (bytes, part) = (Array(self), Array(part))
        guard part.count <= bytes.count else { return false }
        return (0...bytes.count - part.count).contains { bytes[$0...].starts(with: part) }
    }
}
