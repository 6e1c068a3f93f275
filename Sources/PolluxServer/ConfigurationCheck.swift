package import Configuration
internal import Foundation
internal import Logging

/// What `serve` would say of its configuration, without serving.
package struct ConfigurationCheck: Sendable {
    /// What keeps it from starting, a sentence each.
    package var problems: [String] = []
    /// What an operator should think over, a sentence each.
    package var warnings: [String] = []

    package init(reader: ConfigReader) {
        let settings: Settings
        do {
            settings = try Settings(reader: reader)
        } catch {
            problems = (error as? Settings.Problems)?.sentences ?? ["\(error)"]
            return
        }
        warnings = settings.warnings
        if settings.geminiKey == nil {
            warnings.append("There is no Gemini key: answers come from the stand-in. Set GEMINI_API_KEY_FILE.")
        }
        let web = WebFolder.find(settings.web).appending(path: "index.html").path
        if !FileManager.default.fileExists(atPath: web) {
            problems.append("The folder of the interface is not found. Name it with POLLUX_WEB.")
        }
        if let files = settings.tls {
            do {
                var logger = Logger(label: "check")
                logger.logLevel = .critical
                _ = try TLS(files, logger: logger)
            } catch {
                problems.append("\(error)")
            }
        }
    }
}

extension Settings {
    /// Where the data folder is, even if other settings are wrong.
    package static func dataFolder(reader: ConfigReader) -> String {
        SettingsReader(reader: reader).text("pollux.data") ?? "data"
    }
}
