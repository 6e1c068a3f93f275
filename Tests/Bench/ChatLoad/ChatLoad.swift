internal import ArgumentParser
internal import Foundation

/// A load of simulated people, for benchmarks: prints one JSON object with what they saw.
@main
struct ChatLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulated people who chat, or who ask Gemini through a relay, and what they saw, as JSON.",
        subcommands: [ChatCommand.self, RelayCommand.self]
    )
}

/// People with a socket each, some of whom ask.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "chat")

    @Option(help: "Where Pollux is, such as http://127.0.0.1:8080.")
    var server: String

    @Option(help: "How many people have a socket.")
    var people = 1

    @Option(help: "How many of them ask.")
    var asking = 1

    @Option(help: "The model of their conversations.")
    var model: String

    @Option(help: "How many questions each one asks, one after another.")
    var questions = 1

    @Option(help: "Seconds after which nobody asks anew; 0: no limit.")
    var seconds = 0

    @Option(help: "Seconds over which the first questions are spread.")
    var spread = 0.0

    @Flag(help: "When all is over, or nobody asks: stay until standard input ends.")
    var stays = false

    @Option(
        help: "Of the asking ones, the cookie and the conversation of one who is there already, separated by a comma."
    )
    var existing: [String] = []

    func run() async throws {
        let load = Load(recorder: Recorder())
        try await load.chat(self)
    }
}

/// Streams straight from Gemini, or through whatever stands between.
struct RelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "relay")

    @Option(help: "Where Gemini is, such as http://127.0.0.1:9090.")
    var server: String

    @Option(help: "How many streams at once.")
    var asking = 1

    @Option(help: "The model.")
    var model: String

    @Option(help: "How many questions each one asks, one after another.")
    var questions = 1

    @Option(help: "Seconds over which the first questions are spread.")
    var spread = 0.0

    func run() async throws {
        let load = Load(recorder: Recorder())
        try await load.relay(self)
    }
}
