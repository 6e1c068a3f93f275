import Foundation
import PolluxTesting
import Testing

/// Root alone can be somebody else for a try; Debian has these users everywhere.
@Suite("Commands and the data folder's owner", .enabled(if: canBecomeOthers), .timeLimit(.minutes(30)))
struct FolderOwnerTests {
    /// A data folder that belongs to `daemon`, as the package makes the service's before it ever ran.
    private func withServicesFolder(_ body: (_ folder: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let data = folder + "/data"
            #expect(chmod(folder, 0o755) == 0 && mkdir(data, 0o700) == 0 && chown(data, daemon, daemon) == 0)
            try await body(folder)
        }
    }

    private func pollux(_ arguments: String..., in folder: String) async throws -> TestProgram.Outcome {
        try await TestProgram.outcome(arguments, in: folder)
    }

    /// Paths of what is not `daemon`'s.
    private func strangeFiles(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
            var status = stat()
            return lstat(folder + "/" + path, &status) == 0 && status.st_uid != daemon
        }
    }

    @Test("What root does in the service's folder leaves nothing there that is not the service's")
    func root() async throws {
        try await withServicesFolder { folder in
            let added = try await pollux("user", "add", "Ada", "--data", "data", in: folder)
            #expect(added.status == 0, "\(added)")
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder + "/data").contains("pollux.sqlite"))
            let listed = try await pollux("user", "list", "--data", "data", in: folder)
            #expect(listed.status == 0 && listed.output.hasPrefix("Ada\t"), "\(listed)")
            let made = try await pollux("backup", "b.tar", "--data", "data", in: folder)
            #expect(made.status == 0, "\(made)")
            let checked = try await pollux("check", "--data", "data", in: folder)
            #expect(checked.status == 0 && checked.output.contains("no problems"), "\(checked)")
            #expect(try strangeFiles(folder + "/data") == [])
            // The service itself can work there.
            let arguments = asUser(daemon) + ["serve", "--port", "0", "--data", "data"]
            try await TestProgram.run(arguments, program: "/usr/bin/setpriv", in: folder) { program in
                _ = try await program.firstLine()
                let running = try await pollux("user", "list", "--data", "data", in: folder)
                #expect(running.status == 0 && running.output.hasPrefix("Ada\t"), "\(running)")
                #expect(try await pollux("backup", "c.tar", "--data", "data", in: folder).status == 0)
                #expect(try await pollux("check", "--data", "data", in: folder).status == 0)
            }
            #expect(try strangeFiles(folder + "/data") == [])
        }
    }

    @Test("Whoever may not enter the folder is told whose it is, and not that there is nothing")
    func stranger() async throws {
        try await withServicesFolder { folder in
            let data = folder + "/data"
            #expect(try await pollux("user", "add", "Ada", "--data", "data", in: folder).status == 0)
            let commands = [["check"], ["backup", "-"], ["user", "list"], ["user", "add", "Eve"]]
            for mode in [0o700, 0o755] as [mode_t] {
                #expect(chmod(data, mode) == 0)
                for command in commands {
                    let arguments = asUser(nobody) + command + ["--data", "data"]
                    let outcome = try await TestProgram.outcome(arguments, program: "/usr/bin/setpriv", in: folder)
                    let sentence = "You may not look into data. Become its owner, with: sudo -u daemon pollux …"
                    #expect(outcome.status == 1 && outcome.errors == "pollux: \(sentence)\n", "\(command) \(outcome)")
                }
            }
        }
    }

    @Test("The owner's own check tells what root has left in the folder")
    func leftByRoot() async throws {
        try await withServicesFolder { folder in
            #expect(try await pollux("user", "add", "Ada", "--data", "data", in: folder).status == 0)
            #expect(chown(folder + "/data/attachments", 0, 0) == 0)
            let checked = try await pollux("check", "--data", "data", in: folder)
            #expect(checked.status == 1 && checked.output.contains("chown -R --reference=data data"), "\(checked)")
        }
    }
}

private let daemon: uid_t = 1
private let nobody: uid_t = 65534

private func asUser(_ user: uid_t) -> [String] {
    ["--reuid=\(user)", "--regid=\(user)", "--clear-groups", TestProgram.pollux]
}

/// Whether the program lies where others may run it, too.
private var canBecomeOthers: Bool {
    guard geteuid() == 0, access("/usr/bin/setpriv", X_OK) == 0 else { return false }
    var path = TestProgram.pollux
    var status = stat()
    while path.count > 1 {
        guard stat(path, &status) == 0, status.st_mode & 0o001 != 0 else { return false }
        path = (path as NSString).deletingLastPathComponent
    }
    return true
}
