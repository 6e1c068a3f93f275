import ArgumentParser

/// A load of simulated people: for benchmarks, and for what many sockets do to the server.
@main
struct ChatLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulated people who chat, ask Gemini through a relay, or have sockets, and what they saw, as JSON.",
        subcommands: [ChatCommand.self, RelayCommand.self, CrowdCommand.self]
    )
}

struct Failure: Error, CustomStringConvertible {
    let description: String
}
