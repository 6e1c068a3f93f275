internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// A certificate with its chain, and its key, each a file in PEM.
package struct TLSFiles: Hashable, Sendable {
    package var certificate: String
    package var key: String
}

/// TLS of our own: every new connection gets the certificate that lies there now.
///
/// swift-nio-extras has a reloader, too, but brings all of swift-certificates along; reading two files again is little.
struct TLS: Service {
    private let files: TLSFiles
    private let logger: Logger
    private let current: Shared

    private final class Shared: Sendable {
        let context: Mutex<NIOSSLContext>
        let stamp: Mutex<[Date?]>

        init(_ context: NIOSSLContext, _ stamp: [Date?]) {
            self.context = Mutex(context)
            self.stamp = Mutex(stamp)
        }
    }

    /// A certificate or a key that cannot be used, in one sentence.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    /// Throws `Unusable`.
    init(_ files: TLSFiles, logger: Logger) throws {
        self.files = files
        self.logger = logger
        let stamp = Self.stamp(files)
        current = Shared(try Self.load(files), stamp)
    }

    /// Puts TLS into a new connection.
    func prepare(_ channel: any Channel) throws {
        let context = current.context.withLock { $0 }
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }

    /// Looks every half a minute, and at each SIGHUP, whether the files have changed.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while (try? await Task.sleep(for: .seconds(30))) != nil {
                        if current.stamp.withLock({ $0 }) != Self.stamp(files) { reload() }
                    }
                }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { reload() }
                }
                await group.waitForAll()
            }
        }
    }

    /// A certificate that cannot be used leaves the one before in its place.
    func reload() {
        let stamp = Self.stamp(files)
        current.stamp.withLock { $0 = stamp }
        do {
            let context = try Self.load(files)
            current.context.withLock { $0 = context }
            logger.notice("The certificate was read again")
        } catch {
            logger.error("The new certificate cannot be used, the old one stays", metadata: ["error": "\(error)"])
        }
    }

    private static func load(_ files: TLSFiles) throws -> NIOSSLContext {
        for (name, path) in [("POLLUX_TLS_CERTIFICATE", files.certificate), ("POLLUX_TLS_KEY", files.key)]
        where !FileManager.default.isReadableFile(atPath: path) {
            throw Unusable(description: "\(name) names a file that cannot be read.")
        }
        let chain = try orUnusable("POLLUX_TLS_CERTIFICATE must name a certificate in PEM.") {
            try NIOSSLCertificate.fromPEMFile(files.certificate)
        }
        let key = try orUnusable("POLLUX_TLS_KEY must name a key in PEM that has no passphrase.") {
            // Without an answer to its question for one, BoringSSL would ask the terminal.
            try NIOSSLPrivateKey(file: files.key, format: .pem) { give in give([UInt8]()) }
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return try orUnusable("The key of POLLUX_TLS_KEY is not that of the certificate of POLLUX_TLS_CERTIFICATE.") {
            try NIOSSLContext(configuration: configuration)
        }
    }

    private static func orUnusable<Value>(_ sentence: String, _ body: () throws -> Value) throws(Unusable) -> Value {
        do {
            return try body()
        } catch {
            throw Unusable(description: sentence)
        }
    }

    /// When the files were last written.
    private static func stamp(_ files: TLSFiles) -> [Date?] {
        [files.certificate, files.key].map { path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return attributes?[.modificationDate] as? Date
        }
    }
}
