internal import ArgumentParser
internal import Foundation
internal import PolluxServer

/// The program: `pollux serve` unless told otherwise.
@main
struct Pollux: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pollux",
        abstract: "A self-hosted chat server for Google's Gemini.",
        version: Server.version,
        subcommands: [
            Serve.self, UserCommand.self, BackupCommand.self, RestoreCommand.self, CheckCommand.self,
            StandInCommand.self,
        ],
        defaultSubcommand: Serve.self
    )
}

/// Ends the program with one sentence on standard error and exit status 1.
func fail(_ error: any Error) -> any Error {
    writeError("pollux: \(error)\n")
    return ExitCode.failure
}
