internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Logging
internal import PolluxServer
internal import SQLiteStore

/// Administers users from the console, whether or not the server runs.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Administers users, while the server runs or not.",
        subcommands: [
            ListUsers.self, AddUser.self, InviteUser.self, BlockUser.self, UnblockUser.self, ChangeRole.self,
            ChangeLimits.self, ResetPassword.self, RemoveSecondFactor.self, DeleteUser.self,
        ]
    )
}

/// The options of all of them.
struct ConsoleOptions: ParsableArguments {
    @Option(help: "The folder for the data (./data).")
    var data: String?

    /// Runs the body with a way to the server. What is wrong is one sentence on standard error.
    func run(mayCreate: Bool = false, _ body: (Console) async throws -> Void) async throws {
        umask(0o077)
        do {
            let flags = ["pollux.data": data].compactMapValues { $0 }
            let settings = try Settings(reader: await .pollux(flags: flags))
            var logger = Logger(label: "pollux") { StreamLogHandler.standardError(label: $0) }
            // What goes wrong is thrown; the rest is the library's own farewell.
            logger.logLevel = .critical
            try FolderOwner.become(of: settings.data)
            try await OperatorClient.run(settings: settings, mayCreate: mayCreate, logger: logger) { client in
                try await body(Console(client: client))
            }
        } catch {
            throw fail(error)
        }
    }
}

/// The routes of the administration, as the commands use them.
struct Console {
    let client: OperatorClient

    struct User: Decodable {
        struct Limits: Decodable {
            var answers: Int?
            var tokens: Int?
        }

        var id: String
        var name: String
        var role: String
        var guest: Bool
        var blocked: Bool
        var hasPassword: Bool
        var twoFactor: Bool
        var lastSeenAt: String?
        var limits: Limits
    }

    struct Link: Decodable {
        var link: String
        var expiresAt: String?
    }

    private struct Page: Decodable {
        var users: [User]
        var nextCursor: String?
    }

    func users(matching text: String = "") async throws -> [User] {
        var users: [User] = []
        var cursor: String?
        repeat {
            let target = "admin/users?limit=200&q=\(query(text))" + (cursor.map { "&cursor=\(query($0))" } ?? "")
            let page = try JSONDecoder().decode(Page.self, from: try await client.send("GET", target))
            users += page.users
            cursor = page.nextCursor
        } while cursor != nil
        return users
    }

    /// The account with this very name.
    func user(_ name: String) async throws -> User {
        let found = try await users(matching: name).filter { !$0.guest && $0.name.lowercased() == name.lowercased() }
        guard let user = found.first else { throw OperatorClient.Refusal("There is no account with this name.") }
        return user
    }

    func send(_ method: String, _ target: String, _ body: [String: Any]? = nil) async throws -> Data {
        try await client.send(method, target, try body.map { try JSONSerialization.data(withJSONObject: $0) })
    }

    func link(_ method: String, _ target: String, _ body: [String: Any]) async throws -> Link {
        try JSONDecoder().decode(Link.self, from: try await send(method, target, body))
    }

    private func query(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

struct ListUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists all users.")

    @OptionGroup var options: ConsoleOptions

    func run() async throws {
        try await options.run { console in
            for user in try await console.users() {
                var words = [user.name, user.guest ? "guest" : user.role]
                if user.blocked { words.append("blocked") }
                if !user.guest, !user.hasPassword { words.append("no password yet") }
                if user.twoFactor { words.append("second factor") }
                if let answers = user.limits.answers { words.append("\(answers) answers a day") }
                if let tokens = user.limits.tokens { words.append("\(tokens) tokens a day") }
                words.append("seen \(user.lastSeenAt ?? "never")")
                print(words.joined(separator: "\t"))
            }
        }
    }
}

struct AddUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Adds a user and prints a link with which they set their password, once."
    )

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String
    @Flag(help: "Make the user an administrator.") var admin = false

    func run() async throws {
        try await options.run(mayCreate: true) { console in
            let body: [String: Any] = ["name": name, "role": admin ? "admin" : "user"]
            let link = try await console.link("POST", "admin/users", body)
            print("\(link.link)\nThe link sets the password, once, until \(link.expiresAt ?? "it is used").")
        }
    }
}

struct InviteUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Prints a link with which somebody makes an account of their own, once."
    )

    @OptionGroup var options: ConsoleOptions
    @Option(help: "What the invitation is for, shown in the list.") var note = ""
    @Option(help: "For how many days it is good, 1 to 30.") var days = 7
    @Flag(help: "The account will be an administrator's.") var admin = false

    func run() async throws {
        try await options.run { console in
            let body: [String: Any] = [
                "id": UUID().uuidString.lowercased(), "role": admin ? "admin" : "user", "note": note,
                "expiresInDays": days,
            ]
            print(try await console.link("POST", "invitations", body).link)
        }
    }
}

struct BlockUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Shuts a user out at once. What is theirs stays."
    )

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String

    func run() async throws {
        try await options.run { console in
            _ = try await console.send("PATCH", "admin/users/\(console.user(name).id)", ["blocked": true])
        }
    }
}

struct UnblockUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unblock", abstract: "Lets a blocked user in again.")

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String

    func run() async throws {
        try await options.run { console in
            _ = try await console.send("PATCH", "admin/users/\(console.user(name).id)", ["blocked": false])
        }
    }
}

struct ChangeRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Makes a user an administrator, or no longer one."
    )

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String
    @Argument(help: "admin or user.") var role: String

    func run() async throws {
        try await options.run { console in
            _ = try await console.send("PATCH", "admin/users/\(console.user(name).id)", ["role": role])
        }
    }
}

struct ChangeLimits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Sets what a user may have a day; what is not named is the server's limit."
    )

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String
    @Option(help: "Answers a day.") var answers: Int?
    @Option(help: "Tokens a day.") var tokens: Int?

    func run() async throws {
        try await options.run { console in
            let limits: [String: Any] = ["answers": answers ?? NSNull(), "tokens": tokens ?? NSNull()]
            _ = try await console.send("PATCH", "admin/users/\(console.user(name).id)", ["limits": limits])
        }
    }
}

struct ResetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Prints a link with which a user sets a new password, once."
    )

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String

    func run() async throws {
        try await options.run { console in
            let link = try await console.link("POST", "admin/users/\(console.user(name).id)/password-resets", [:])
            print("\(link.link)\nThe link sets the password, once, until \(link.expiresAt ?? "it is used").")
        }
    }
}

struct RemoveSecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-second-factor",
        abstract: "Lets a user in who has lost their second factor, or all users when secrets.key is lost."
    )

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String?
    @Flag(help: "Remove everybody's: they sign in with their passwords alone.") var all = false

    func validate() throws {
        guard (name == nil) == all else { throw ValidationError("Name a user, or say --all.") }
    }

    func run() async throws {
        try await options.run { console in
            let users = if let name { [try await console.user(name)] } else { try await console.users() }
            for user in users where !all || user.twoFactor {
                _ = try await console.send("PATCH", "admin/users/\(user.id)", ["twoFactor": false])
            }
        }
    }
}

struct DeleteUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a user with everything of theirs. Nothing brings it back."
    )

    @OptionGroup var options: ConsoleOptions
    @Argument(help: "The name.") var name: String
    @Flag(help: "Yes, delete everything.") var yes = false

    func run() async throws {
        try await options.run { console in
            guard yes else { throw OperatorClient.Refusal("Say --yes: everything of the user's is deleted for good.") }
            _ = try await console.send("DELETE", "admin/users/\(console.user(name).id)")
        }
    }
}
