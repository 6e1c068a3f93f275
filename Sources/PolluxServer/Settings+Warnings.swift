internal import ChatActions
internal import Foundation

extension Settings {
    /// What an operator should think over, a sentence each: nothing is wrong, but it may not be meant.
    var warnings: [String] {
        var warnings: [String] = []
        let isPublic = !Self.isLoopback(host)
        let isEncrypted = tls != nil || publicURL?.hasPrefix("https://") == true
        let isOutside = publicURL.map { !Self.isLoopbackURL($0) } ?? false
        if (isPublic && trustedProxies.isEmpty) || isOutside, !isEncrypted {
            warnings.append(
                "Passwords and chats cross the network unencrypted. Set POLLUX_TLS_CERTIFICATE and POLLUX_TLS_KEY, or put a proxy in front and set POLLUX_PUBLIC_URL."
            )
        }
        if isEverywhere, publicURL == nil, hosts.isEmpty {
            warnings.append("Invitations lead to \(linkHost). Set POLLUX_PUBLIC_URL if people reach it in another way.")
        }
        if isPublic || publicURL != nil, policy.registration == .open {
            warnings.append("Anybody who finds this server can make an account, and asks Gemini with your key.")
        }
        if isPublic || publicURL != nil, policy.admitsGuests {
            warnings.append("Anybody who finds this server is let in as a guest, and asks Gemini with your key.")
        }
        if geminiBaseURL.hasPrefix("http://"), geminiKey != nil, !Self.isLoopbackURL(geminiBaseURL) {
            warnings.append("GEMINI_BASE_URL is not https: the key crosses the network unencrypted.")
        }
        if let metrics, !Self.isLoopback(metrics.host) {
            warnings.append(
                "Whoever reaches the address of POLLUX_METRICS_HOST can read the metrics: nobody signs in there."
            )
        }
        if Self.isReadableByOthers(data) {
            warnings.append("Others on this machine can read the data folder. Take that right away with chmod 700.")
        }
        return warnings
    }

    private static func isReadableByOthers(_ folder: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue else { return false }
        return mode & 0o007 != 0
    }
}
