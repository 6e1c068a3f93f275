package import Answering
package import ChatActions
internal import ChatDomain
package import Configuration
internal import Foundation
package import Gemini
package import Logging
internal import NIOCore
package import Observability
internal import WebAPI

/// Everything an operator can set. `docs/configuration.md` lists the keys.
package struct Settings: Sendable {
    package var host: String
    /// 0 takes any free one.
    package var port: Int
    /// The data folder.
    package var data: String
    /// The folder of the interface; `nil`: found from where the program lies.
    package var web: String?
    /// Under which people reach Pollux, such as `https://chat.example.org`; `nil`: whatever the browser says.
    package var publicURL: String?
    /// Other names under which people reach Pollux, without ports.
    package var hosts: [String]
    /// Addresses, or ranges of them, of proxies that say where a request comes from.
    package var trustedProxies: [String]
    /// Files in PEM; `nil`: plain HTTP.
    package var tls: TLSFiles?
    /// Connections at once, and of one address.
    package var connections: Int
    package var connectionsPerAddress: Int
    package var socketsPerUser: Int
    /// `nil`: demo mode.
    package var geminiKey: String?
    /// Without a version segment.
    package var geminiBaseURL: String
    package var geminiTimeouts: GeminiConfiguration.Timeouts
    package var policy: ChatPolicy
    /// Bytes of a file that somebody imports.
    package var importBytes: Int64
    package var answerLimits: AnswerLimits
    package var answerOptions: AnswerOptions
    /// Whether limits per user and per address hold.
    package var hasRateLimits: Bool
    /// How long running answers may go on after SIGTERM.
    package var drainTime: Duration
    package var logLevel: Logger.Level
    package var logFormat: LogFormat
    /// Where metrics are served; `nil`: nowhere.
    package var metrics: MetricsAddress?

    package struct MetricsAddress: Hashable, Sendable {
        package var host: String
        /// 0 takes any free one.
        package var port: Int
    }

    /// What is wrong with the configuration: all of it, a sentence each.
    package struct Problems: Error, CustomStringConvertible {
        package var sentences: [String]
        package var description: String { sentences.joined(separator: "\n") }
    }

    /// Reads these keys; the environment's names are in capitals with `_`, as in `POLLUX_DEFAULT_MODEL`:
    ///
    /// - `pollux.host` (string, `127.0.0.1`), `pollux.port` (0–65535, 8080), `pollux.data` (path, `data`),
    ///   `pollux.web` (path), `pollux.public.url` (URL)
    /// - `pollux.hosts` (names), `pollux.trusted.proxies` (addresses or ranges), each separated by commas
    /// - `pollux.tls.certificate`, `pollux.tls.key` (paths, both or none)
    /// - `pollux.connections` (10–1,000,000, 10,000), `pollux.connections.per.address` (500), `pollux.sockets.per.user` (50)
    /// - `gemini.api.key` (secret), `gemini.api.key.file` (path), `gemini.base.url` (URL)
    /// - `pollux.gemini.connect.seconds` (1–300, 10), `.first.byte.seconds`, `.silence.seconds` (1–3600, 300),
    ///   `.total.seconds` (1–7200, 1800)
    /// - `pollux.gemini.tries` (1–3, 3), `pollux.inline.limit.mb` (1–90, 8)
    /// - `pollux.answers.at.once` (1–100,000, 2,000), `pollux.answers.at.once.per.user` (16)
    /// - `pollux.default.model` (string), `pollux.registration` (`open`, `invite`, `closed`), `pollux.guests` (bool)
    /// - `pollux.daily.answers` (1–1,000,000), `pollux.daily.tokens` (1,000–10⁹): for each user; without them no limit
    /// - `pollux.max.attachment.mb` (1–2,000, 100), `pollux.attachments.per.user.mb` (2,000),
    ///   `pollux.import.bytes` (1,000–10¹², 2³⁰)
    /// - `pollux.rate.limits` (`on`, `off`), `pollux.shutdown.seconds` (0–3600, 20), `pollux.log.level` (`notice`)
    /// - `pollux.log.format` (`text`, `json`), `pollux.metrics.port` (0–65535, none: no metrics), `pollux.metrics.host`
    ///   (`127.0.0.1`)
    ///
    /// Throws `Problems` when a value cannot be used.
    package init(reader: ConfigReader) throws {
        var values = SettingsReader(reader: reader)
        host = values.text("pollux.host") ?? "127.0.0.1"
        let isLoopback = Self.isLoopback(host)
        let publicURL = values.origin("pollux.public.url")
        self.publicURL = publicURL
        // Behind a proxy Pollux listens on loopback and is for everybody all the same.
        let isPrivate = isLoopback && publicURL.map(Self.isLoopbackURL) ?? true
        port = values.integer("pollux.port", in: 0...65_535) ?? 8080
        data = values.text("pollux.data") ?? "data"
        web = values.text("pollux.web")
        hosts = values.list("pollux.hosts", "a name or an address") { HostPolicy.isHost($0) }
        trustedProxies = values.list("pollux.trusted.proxies", "an address such as 10.0.0.5 or 10.0.0.0/8") {
            TrustedProxies.isNetwork($0)
        }
        tls = values.tls()
        connections = values.integer("pollux.connections", in: 10...1_000_000) ?? 10_000
        connectionsPerAddress = values.integer("pollux.connections.per.address", in: 1...1_000_000) ?? 500
        socketsPerUser = values.integer("pollux.sockets.per.user", in: 1...10_000) ?? 50
        geminiKey = values.secret("gemini.api.key", file: "gemini.api.key.file")
        geminiBaseURL = values.url("gemini.base.url") ?? Self.googleBaseURL
        geminiTimeouts = Self.timeouts(&values)
        let registration = values.choice("pollux.registration", ChatPolicy.Registration.self)
        policy = ChatPolicy(
            registration: registration ?? (isPrivate ? .open : .invite),
            admitsGuests: values.bool("pollux.guests") ?? isPrivate,
            defaultModel: values.text("pollux.default.model") ?? Self.defaultModel,
            usage: UsageLimits(
                answers: values.integer("pollux.daily.answers", in: 1...1_000_000),
                tokens: values.integer("pollux.daily.tokens", in: 1000...1_000_000_000)
            ),
            maximumAttachmentBytes: Int64(values.integer("pollux.max.attachment.mb", in: 1...2000) ?? 100) << 20,
            attachmentBytesPerUser: Int64(values.integer("pollux.attachments.per.user.mb", in: 1...10_000_000) ?? 2000)
                << 20
        )
        importBytes = Int64(values.integer("pollux.import.bytes", in: 1000...1_000_000_000_000) ?? 1 << 30)
        hasRateLimits = values.bool("pollux.rate.limits") ?? true
        if !hasRateLimits, !isPrivate {
            values.problems.append("POLLUX_RATE_LIMITS=off is for tests on loopback only.")
        }
        answerLimits = Self.answerLimits(&values, hasRateLimits: hasRateLimits)
        answerOptions = AnswerOptions(
            retry: RetryPolicy(tries: values.integer("pollux.gemini.tries", in: 1...3) ?? 3),
            inlineLimit: (values.integer("pollux.inline.limit.mb", in: 1...90) ?? 8) << 20
        )
        drainTime = .seconds(values.integer("pollux.shutdown.seconds", in: 0...3600) ?? 20)
        logLevel = values.choice("pollux.log.level", Logger.Level.self) ?? .notice
        logFormat = values.choice("pollux.log.format", LogFormat.self) ?? .text
        let metricsHost = values.text("pollux.metrics.host")
        if let port = values.integer("pollux.metrics.port", in: 0...65_535) {
            metrics = MetricsAddress(host: metricsHost ?? "127.0.0.1", port: port)
        } else if metricsHost != nil {
            values.problems.append("POLLUX_METRICS_HOST does nothing without POLLUX_METRICS_PORT.")
        }
        guard values.problems.isEmpty else { throw Problems(sentences: values.problems) }
    }

    private static func timeouts(_ values: inout SettingsReader) -> GeminiConfiguration.Timeouts {
        GeminiConfiguration.Timeouts(
            connect: .seconds(values.integer("pollux.gemini.connect.seconds", in: 1...300) ?? 10),
            responseHead: .seconds(values.integer("pollux.gemini.first.byte.seconds", in: 1...3600) ?? 300),
            silence: .seconds(values.integer("pollux.gemini.silence.seconds", in: 1...3600) ?? 300),
            total: .seconds(values.integer("pollux.gemini.total.seconds", in: 1...7200) ?? 1800)
        )
    }

    private static func answerLimits(_ values: inout SettingsReader, hasRateLimits: Bool) -> AnswerLimits {
        var limits = AnswerLimits()
        limits.running = values.integer("pollux.answers.at.once", in: 1...100_000) ?? limits.running
        limits.runningPerUser =
            values.integer("pollux.answers.at.once.per.user", in: 1...100_000) ?? limits.runningPerUser
        if !hasRateLimits { (limits.runningPerUser, limits.waitingPerUser) = (.max, .max) }
        return limits
    }

    package static let defaultModel = "gemini-3.8-flash"
    private static let googleBaseURL = "https://generativelanguage.googleapis.com"

    /// It listens at every address of the machine.
    var isEverywhere: Bool { ["0.0.0.0", "::", "[::]"].contains(host) }

    /// The name or address that links have while there is no public URL.
    var linkHost: String {
        guard isEverywhere else { return host }
        return hosts.first ?? Self.ownAddress() ?? ProcessInfo.processInfo.hostName
    }

    /// The IPv4 address by which others in the network reach this machine: the one that it sends from. `nil`: it has no network.
    ///
    /// A list of all addresses would have those of containers in it, and takes netlink, which a hardened unit forbids.
    private static func ownAddress() -> String? {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Kept for examples (RFC 5737). Connecting a datagram socket chooses an address and sends nothing.
        guard let anywhere = try? SocketAddress(ipAddress: "192.0.2.1", port: 9),
            anywhere.withSockAddr({ connect(descriptor, $0, socklen_t($1)) }) == 0
        else { return nil }
        var own = sockaddr_in()
        var size = socklen_t(MemoryLayout.size(ofValue: own))
        let found = withUnsafeMutablePointer(to: &own) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return found == 0 ? SocketAddress(own).ipAddress : nil
    }

    static func isLoopbackURL(_ url: String) -> Bool {
        URL(string: url)?.host().map(isLoopback) ?? false
    }

    /// Only this machine can reach it.
    package static func isLoopback(_ host: String) -> Bool {
        let isIPv4 = host.hasPrefix("127.") && !host.contains { $0.isLetter }
        return isIPv4 || ["localhost", "::1", "[::1]"].contains(host)
    }
}
