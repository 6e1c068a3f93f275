internal import ArgumentParser
internal import Backups
internal import Foundation
internal import PolluxServer
internal import SQLiteStore

/// Makes a backup, while the server runs or not.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Writes everything into one file, while the server runs or not.",
        discussion: """
            The file holds the database, people's files and the key of second factors: keep it as safe as the server. Configuration \
            and the Gemini key are not in it. The exit status is 1 when there is no backup, and 2 when there is one but something was \
            missing or damaged already.
            """
    )

    @Argument(help: "The file to write, or - for standard output.")
    var file: String

    @Option(help: "The folder for the data (./data).")
    var data: String?

    @Flag(help: "Replace the file if it is there.")
    var replace = false

    func run() async throws {
        umask(0o077)
        // A reader that is gone is told in a sentence, and nothing is left behind.
        signal(SIGPIPE, SIG_IGN)
        let start = ContinuousClock.now
        let outcome: Backup.Outcome
        do {
            guard file != "-" || isatty(STDOUT_FILENO) == 0 else {
                throw BackupFailure(
                    "Standard output is a terminal: name a file, or send the backup somewhere with > or |."
                )
            }
            let (file, replace, folder) = (file, replace, try await dataFolder(data))
            outcome = try await interruptibly { interruption in
                var backup = Backup(dataFolder: folder, version: Server.version)
                backup.interruption = interruption
                let line = ProgressLine("Backing up")
                defer { line.end() }
                var last = -1
                backup.progress = { line.show($0, last: &last) }
                return try file == "-"
                    ? backup.write(toDescriptor: STDOUT_FILENO) : backup.write(to: file, replace: replace)
            }
        } catch {
            throw fail(error)
        }
        let header = outcome.header
        let sentence = """
            Backed up \(counted(header.database.conversations, "conversation")) of \(counted(header.database.users, "user")) \
            and \(counted(header.files, "file")): \
            \(bytesInWords(outcome.bytes)) in \(secondsInWords(.now - start)).

            """
        if file == "-" { writeError(sentence) } else { print(sentence, terminator: "") }
        if outcome.unopened > 0 {
            let users = counted(outcome.unopened, "user")
            writeError(
                "pollux: secrets.key is not the one for the second factors of \(users): pollux check says more.\n"
            )
        }
        for path in outcome.missing {
            writeError("pollux: \(path) is missing or not complete, and not in the backup.\n")
        }
        for path in outcome.damaged { writeError("pollux: \(path) is damaged, and in the backup as it is.\n") }
        if !outcome.missing.isEmpty || !outcome.damaged.isEmpty || outcome.unopened > 0 { throw ExitCode(2) }
    }
}

/// Puts a backup into an empty data folder.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Puts a backup into an empty data folder.",
        discussion: """
            The backup is verified as a whole before anything of it is put in place. Everybody with a password signs in again \
            afterwards, guests keep their sessions, and pages load afresh.
            """
    )

    @Argument(help: "The file that pollux backup has written.")
    var file: String

    @Option(help: "The folder for the data, empty or missing (./data).")
    var data: String?

    func run() async throws {
        umask(0o077)
        let start = ContinuousClock.now
        do {
            guard file != "-" else {
                throw BackupFailure("A backup is read more than once: unpack it into a file first, and name that.")
            }
            let (file, folder) = (file, try await dataFolder(data))
            let outcome = try await interruptibly { interruption in
                var restore = Restore(file: file, dataFolder: folder)
                restore.interruption = interruption
                let line = ProgressLine("Restoring")
                defer { line.end() }
                var last = -1
                restore.progress = { line.show($0, last: &last) }
                return try restore.run()
            }
            let header = outcome.header
            print(
                """
                Restored \(counted(header.database.conversations, "conversation")) of \
                \(counted(header.database.users, "user")) and \(counted(header.files, "file")) \
                as of \(header.createdAt): \(bytesInWords(outcome.bytes)) in \(secondsInWords(.now - start)).
                """
            )
            if outcome.unopened > 0 {
                let users = counted(outcome.unopened, "user")
                writeError(
                    "pollux: The backup has not the key for the second factors of \(users): pollux check says more.\n"
                )
            }
            for path in outcome.missing { writeError("pollux: \(path) was missing when the backup was made.\n") }
            for path in outcome.damaged { writeError("pollux: \(path) was damaged when the backup was made.\n") }
        } catch {
            throw fail(error)
        }
    }
}
