internal import Foundation
package import Logging

/// Writes each entry as one line of text or JSON.
///
/// swift-log brings text only, without escapes, and writes from whatever thread logs: a terminal that is stopped would stop the
/// event loops. No other handler is among Swift's usual packages.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let writer: LogWriter
    private let now: @Sendable () -> Double

    /// - Parameter now: seconds since 1970.
    package init(
        level: Logger.Level,
        writer: LogWriter,
        metadataProvider: Logger.MetadataProvider? = LogContext.metadataProvider,
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) {
        logLevel = level
        self.writer = writer
        self.metadataProvider = metadataProvider
        self.now = now
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        // The entry's own values count most, then the logger's.
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        writer.write(writer.format.line(time: now(), level: event.level, message: "\(event.message)", metadata: all))
    }
}
