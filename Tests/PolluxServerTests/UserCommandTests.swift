import Foundation
import PolluxTesting
import Testing

@Suite("Users from the console", .timeLimit(.minutes(30)))
struct UserCommandTests {
    private static func user(_ arguments: String..., folder: String) async throws -> TestProgram.Outcome {
        try await TestProgram.outcome(["user"] + arguments + ["--data", "data"], in: folder)
    }

    private static var link: Regex<Substring> { /http:\/\/127\.0\.0\.1:\d+\/(?:reset|join)#[A-Za-z0-9_-]{43}/ }

    @Test("The first administrator can be added before the server has ever run, and the setup link is gone then")
    func first() async throws {
        try await withTemporaryFolder { folder in
            let added = try await Self.user("add", "Ada", "--admin", folder: folder)
            #expect(added.status == 0)
            #expect(added.output.firstMatch(of: Self.link) != nil)
            let listed = try await Self.user("list", folder: folder)
            #expect(listed.output.hasPrefix("Ada\tadmin\tno password yet\tseen never"))
            #expect(listed.errors == "" && listed.status == 0)
        }
    }

    @Test("The same commands work while the server runs, and at once", arguments: [true, false])
    func commands(whileItRuns: Bool) async throws {
        try await withTemporaryFolder { folder in
            func all() async throws {
                #expect(try await Self.user("add", "Ada", folder: folder).status == 0)
                #expect(try await Self.user("add", "ADA", folder: folder).errors.contains("Somebody has this name"))
                #expect(try await Self.user("role", "ada", "admin", folder: folder).status == 0)
                #expect(try await Self.user("limits", "ada", "--answers", "5", folder: folder).status == 0)
                #expect(try await Self.user("block", "ada", folder: folder).status == 0)
                let list = try await Self.user("list", folder: folder).output
                #expect(list.hasPrefix("Ada\tadmin\tblocked\tno password yet\t5 answers a day\t"))
                #expect(try await Self.user("unblock", "ada", folder: folder).status == 0)
                #expect(try await Self.user("reset", "ada", folder: folder).output.firstMatch(of: Self.link) != nil)
                #expect(try await Self.user("remove-second-factor", "ada", folder: folder).status == 0)
                #expect(try await Self.user("invite", folder: folder).output.firstMatch(of: Self.link) != nil)
                let kept = try await Self.user("delete", "ada", folder: folder)
                #expect(kept.status == 1 && kept.errors.contains("--yes"))
                #expect(try await Self.user("delete", "ada", "--yes", folder: folder).status == 0)
                #expect(try await Self.user("list", folder: folder).output == "")
                let nobody = try await Self.user("block", "ada", folder: folder)
                #expect(nobody.status == 1)
                #expect(nobody.errors == "pollux: There is no account with this name.\n")
            }
            if whileItRuns {
                try await TestProgram.run(["serve", "--port", "0", "--data", "data"], in: folder) { program in
                    _ = try await program.firstLine()
                    try await all()
                }
            } else {
                try await all()
            }
        }
    }

    @Test("A folder that no Pollux has used is not made by a look into it")
    func noFolder() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await Self.user("list", folder: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("There is no Pollux in data yet"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/data"))
        }
    }
}
