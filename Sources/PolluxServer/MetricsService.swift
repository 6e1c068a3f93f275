internal import Foundation
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Observability
internal import ServiceLifecycle

/// Serves the metrics in Prometheus's text format, at an address of their own: nobody signs in there, and nobody's data is in
/// them. It is there until everything else has stopped.
struct MetricsService: Service, CustomStringConvertible {
    let address: Settings.MetricsAddress
    let logger: Logger
    let families: @Sendable () -> [any MetricFamily]
    private let port: AsyncStream<Int>
    private let told: AsyncStream<Int>.Continuation

    var description: String { "MetricsService" }

    init(
        address: Settings.MetricsAddress,
        logger: Logger,
        families: @escaping @Sendable () -> [any MetricFamily]
    ) {
        self.address = address
        self.logger = logger
        self.families = families
        (port, told) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Where it listens, once it does; `nil`: it cannot, and `run` says why. To be asked once.
    func listening() async -> String? {
        guard let port = await port.first(where: { _ in true }) else { return nil }
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        return "http://\(host):\(port)/metrics"
    }

    func run() async throws {
        let router = Router(context: BasicRequestContext.self)
        let families = families
        router.get("metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: Exposition.mediaType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: Exposition(families()).text))
            )
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { [told, address] channel in told.yield(channel.localAddress?.port ?? address.port) },
            logger: logger
        )
        defer { told.finish() }
        do {
            try await application.run()
        } catch {
            throw ListeningError(error, port: "POLLUX_METRICS_PORT", host: "POLLUX_METRICS_HOST")
        }
    }
}
