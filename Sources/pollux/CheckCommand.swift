internal import ArgumentParser
internal import Backups
internal import Configuration
internal import Foundation
internal import PolluxServer
internal import SQLiteStore

/// Looks whether everything is as it should be, and changes nothing.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks whether data and configuration are as they should be, while the server runs or not.",
        discussion: """
            Reads the whole database and every file, and changes nothing. Each line says what is wrong and what to do. The exit \
            status is 0 when there are no problems; warnings do not count.
            """
    )

    @Option(help: "The folder for the data (./data).")
    var data: String?

    func run() async throws {
        let start = ContinuousClock.now
        var findings: [Finding] = []
        let outcome: Check.Outcome
        do {
            let reader = try await ConfigReader.pollux(flags: ["pollux.data": data].compactMapValues { $0 })
            let configuration = ConfigurationCheck(reader: reader)
            findings += configuration.problems.map { Finding(.problem, $0) }
            findings += configuration.warnings.map { Finding(.warning, $0) }
            let folder = Settings.dataFolder(reader: reader)
            try FolderOwner.become(of: folder)
            outcome = try await interruptibly { interruption in
                var check = Check(dataFolder: folder)
                check.interruption = interruption
                return try check.run()
            }
        } catch {
            for finding in findings { print("\(finding.kind.rawValue): \(finding.text)") }
            throw fail(error)
        }
        findings += outcome.findings
        for finding in findings { print("\(finding.kind.rawValue): \(finding.text)") }
        let problems = findings.count { $0.kind == .problem }
        let counts =
            outcome.summary.map { "\(counted($0.messages, "message")) of \(counted($0.users, "user")) and " } ?? ""
        let looked = "Checked \(counts)\(counted(outcome.files, "file")) (\(bytesInWords(outcome.fileBytes)))"
        let words = problems == 0 ? "no problems" : counted(problems, "problem")
        print("\(looked) in \(secondsInWords(.now - start)): \(words).")
        if problems > 0 { throw ExitCode.failure }
    }
}
