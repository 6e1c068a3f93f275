import ChatDomain
import Foundation
import PolluxTesting
import Synchronization
import Testing

@Suite("Backup, restore and check from the console", .timeLimit(.minutes(30)))
struct BackupCommandTests {
    private static func pollux(_ arguments: String..., in folder: String) async throws -> TestProgram.Outcome {
        // Under the folder that the interface lies in, as the tests' program finds it.
        try await TestProgram.outcome(arguments, environment: ["GEMINI_API_KEY": "canary-key"], in: folder)
    }

    /// What was acknowledged, as somebody knows who has only seen the replies.
    private struct Acknowledged: Sendable {
        /// Texts by the questions' ids, for each conversation.
        var questions: [String: [(id: String, text: String)]] = [:]
        var count: Int { questions.values.reduce(0) { $0 + $1.count } }
    }

    /// People who write until they are told to stop.
    private final class Writers: Sendable {
        private let known = Mutex(Acknowledged())
        private let isOver = Mutex(false)
        /// How many questions are acknowledged, after each.
        let counts: AsyncStream<Int>
        private let counting: AsyncStream<Int>.Continuation

        init() {
            (counts, counting) = AsyncStream.makeStream(of: Int.self)
        }

        var acknowledged: Acknowledged { known.withLock { $0 } }

        func stop() { isOver.withLock { $0 = true } }

        /// Asks one question after another in a conversation.
        func ask(as browser: TestBrowser, in id: String) async throws {
            var number = 0
            while !isOver.withLock({ $0 }) {
                number += 1
                let text = "Question \(number) of \(id)"
                let asked = try await browser.ask(text, in: id)
                let count = known.withLock { known in
                    known.questions[id, default: []].append((asked.question.id.asString, text))
                    return known.count
                }
                counting.yield(count)
            }
        }

        /// Sends files and deletes them again.
        func sendAndDelete(as browser: TestBrowser, number writer: Int) async throws {
            var number = 0
            while !isOver.withLock({ $0 }) {
                number += 1
                let id = try await browser.newConversation()
                let text = Array("File \(number) of \(writer)".utf8)
                let file = try await browser.upload(text, name: "a.txt", type: "text/plain").ok().json
                let body: JSON = ["id": .string(newID()), "text": "", "attachments": [file.id]]
                try await browser.post("conversations/\(id)/messages", body).ok()
                try await browser.delete("conversations/\(id)").ok()
            }
        }
    }

    @Test("A backup that is made while people write holds all that was acknowledged before it began")
    func whileWriting() async throws {
        try await withTemporaryFolder { folder in
            var before = Acknowledged()
            var after = Acknowledged()
            var file = JSON.absent
            var oldEpoch = ""
            let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array("pixels".utf8)
            try await withTestServer(folder: folder + "/data") { server in
                let ada = try await person("ada", at: server)
                file = try await ada.upload(picture, name: "a.png", type: "image/png").ok().json
                oldEpoch = try #require(try await LiveClient.open(ada).state.epoch)
                let writers = Writers()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        let id = try await ada.newConversation()
                        group.addTask { try await writers.ask(as: ada, in: id) }
                    }
                    for await count in writers.counts where count >= 20 { break }
                    before = writers.acknowledged
                    let made = try await Self.pollux("backup", "b.tar", "--data", "data", in: folder)
                    #expect(made.status == 0 && made.errors == "", "\(made)")
                    #expect(made.output.hasPrefix("Backed up 4 conversations of 1 user and 1 file: "))
                    // Beside the running server, which goes on writing.
                    let checked = try await Self.pollux("check", "--data", "data", in: folder)
                    #expect(checked.status == 0, "\(checked)")
                    let enough = writers.acknowledged.count + 20
                    for await count in writers.counts where count >= enough { break }
                    writers.stop()
                    try await group.waitForAll()
                }
                after = writers.acknowledged
            }
            let restored = try await Self.pollux("restore", "b.tar", "--data", "copy", in: folder)
            #expect(restored.status == 0 && restored.errors == "", "\(restored)")
            let checked = try await Self.pollux("check", "--data", "copy", in: folder)
            #expect(checked.status == 0 && !"\(checked)".contains("canary-key"), "\(checked)")
            try await withTestServer(folder: folder + "/copy", isInner: true) { server in
                let ada = TestBrowser(server)
                try await ada.signIn("ada")
                #expect(try await Self.lost(before, as: ada) == [])
                // The control: the same look finds what came after the backup missing.
                #expect(try await Self.lost(after, as: ada) != [])
                #expect(try await ada.get("attachments/\(file.id.asString)").ok().bytes == picture)
                let tab = try await LiveClient.open(ada)
                #expect(await tab.state.epoch != oldEpoch)
                try await tab.resume(epoch: oldEpoch, since: 3)
                try await tab.wait("reset") { $0.resets == 1 }
                let added = try await ada.ask("And on.", in: before.questions.keys.sorted()[0])
                try await tab.settled(added.answerID)
                #expect(await tab.state.violations == [])
            }
        }
    }

    /// Questions that were acknowledged and are not there now as they were.
    private static func lost(_ known: Acknowledged, as browser: TestBrowser) async throws -> [String] {
        var lost: [String] = []
        for (id, questions) in known.questions {
            var there: [String: String] = [:]
            var before = ""
            repeat {
                let page = try await browser.get("conversations/\(id)/messages?limit=200\(before)").ok().json
                for message in page.messages.elements { there[message.id.asString] = message.text.asString }
                before = page.earlier == true ? "&before=\(page.messages.elements[0].seq.asInt)" : ""
            } while !before.isEmpty
            lost += questions.filter { there[$0.id] != $0.text }.map(\.id)
        }
        return lost
    }

    @Test("Files that are deleted while a backup is made are in it if its database names them")
    func whileDeleting() async throws {
        try await withTemporaryFolder { folder in
            try await withTestServer(folder: folder + "/data") { server in
                let ada = try await person("ada", at: server)
                let writers = Writers()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<3 {
                        group.addTask { try await writers.sendAndDelete(as: ada, number: number) }
                    }
                    for number in 0..<5 {
                        let made = try await Self.pollux("backup", "\(number).tar", "--data", "data", in: folder)
                        #expect(made.status == 0 && made.errors == "", "\(made)")
                        let name = "copy\(number)"
                        let restored = try await Self.pollux("restore", "\(number).tar", "--data", name, in: folder)
                        #expect(restored.status == 0 && restored.errors == "", "\(restored)")
                    }
                    writers.stop()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("A pipe whose reader has gone is told in a sentence, and nothing is left of the copy")
    func brokenPipe() async throws {
        try await withTemporaryFolder { folder in
            try await withTestServer(folder: folder + "/data") { _ in }
            let temporary = folder + "/tmp"
            try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
            // The subshell ends when the reader has.
            let line = """
                { (trap "" PIPE; while echo; do :; done) 2>/dev/null; "$0" backup - --data data; echo "status $?" >&2; } | true
                """
            let outcome = try await TestProgram.outcome(
                ["-c", line, TestProgram.pollux],
                program: "/bin/sh",
                environment: ["TMPDIR": temporary],
                in: folder
            )
            #expect(outcome.errors == "pollux: Whoever was to take the backup has ended before its end.\nstatus 1\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
        }
    }

    @Test("The recipe for every night removes old backups when a new one is there, and never the last good ones")
    func everyNight() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let paper = try String(contentsOf: root.appending(path: "docs/operations.md"), encoding: .utf8)
        let recipe = try #require(paper.firstMatch(of: /ExecStart=\/bin\/sh -c '([^']*)'/)).output.1
        try await withTemporaryFolder { folder in
            let (backups, old) = (folder + "/backups", folder + "/backups/2020-01-01.tar")
            try FileManager.default.createDirectory(atPath: backups, withIntermediateDirectories: false)
            // As systemd reads it.
            let line = recipe.replacing("\\\n", with: " ").replacing("$$", with: "$").replacing("%%", with: "%")
                .replacing("/var/backups/pollux", with: backups).replacing("/var/lib/pollux", with: "data")
                .replacing("pollux backup", with: "$0 backup")
            func night() async throws -> TestProgram.Outcome {
                for name in try FileManager.default.contentsOfDirectory(atPath: backups) {
                    try FileManager.default.removeItem(atPath: backups + "/" + name)
                }
                let longAgo = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -20 * 86400)]
                #expect(FileManager.default.createFile(atPath: old, contents: Data(), attributes: longAgo))
                try FileManager.default.setAttributes(longAgo, ofItemAtPath: old)
                return try await TestProgram.outcome(
                    ["-c", String(line), TestProgram.pollux],
                    program: "/bin/sh",
                    in: folder
                )
            }
            func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: backups) }
            let none = try await night()
            #expect(try none.status == 1 && names() == ["2020-01-01.tar"], "\(none)")
            try await withTestServer(folder: folder + "/data") { server in
                let ada = try await person("ada", at: server)
                try await ada.upload(Array("text".utf8), name: "a.txt", type: "text/plain").ok()
            }
            let good = try await night()
            #expect(try good.status == 0 && names().count == 1 && !names().contains("2020-01-01.tar"), "\(good)")
            let attachments = folder + "/data/attachments"
            for path in try FileManager.default.subpathsOfDirectory(atPath: attachments) where path.count == 65 {
                try FileManager.default.removeItem(atPath: attachments + "/" + path)
            }
            let lacking = try await night()
            #expect(lacking.status == 2 && lacking.errors.contains("is missing or not complete"), "\(lacking)")
            #expect(try names().count == 1 && !names().contains("2020-01-01.tar"))
        }
    }

    @Test("A restore is refused where a server runs, and where something is")
    func refused() async throws {
        try await withTemporaryFolder { folder in
            try await TestProgram.run(["serve", "--port", "0", "--data", "data"], in: folder) { program in
                _ = try await program.firstLine()
                #expect(try await Self.pollux("backup", "b.tar", "--data", "data", in: folder).status == 0)
                let running = try await Self.pollux("restore", "b.tar", "--data", "data", in: folder)
                #expect(running.status == 1)
                #expect(running.errors.hasPrefix("pollux: A Pollux is running in data."))
                let elsewhere = try await Self.pollux("restore", "b.tar", "--data", ".", in: folder)
                #expect(elsewhere.status == 1)
                #expect(elsewhere.errors.hasPrefix("pollux: . is not empty."))
            }
            let none = try await Self.pollux("backup", "c.tar", "--data", "nothing", in: folder)
            #expect(none.status == 1 && none.errors == "pollux: There is no Pollux in nothing yet.\n")
        }
    }

    @Test("Where a restore was interrupted no server starts, and the restore can be run again")
    func interrupted() async throws {
        try await withTemporaryFolder { folder in
            try await TestProgram.run(["serve", "--port", "0", "--data", "data"], in: folder) { program in
                _ = try await program.firstLine()
                #expect(try await Self.pollux("backup", "b.tar", "--data", "data", in: folder).status == 0)
            }
            let half = folder + "/half/restoring"
            try FileManager.default.createDirectory(atPath: half, withIntermediateDirectories: true)
            let started = try await Self.pollux("serve", "--port", "0", "--data", "half", in: folder)
            #expect(started.status == 1 && started.errors.contains("A restore into half was interrupted."))
            let checked = try await Self.pollux("check", "--data", "half", in: folder)
            #expect(checked.status == 1 && checked.errors.contains("was interrupted"))
            #expect(try await Self.pollux("restore", "b.tar", "--data", "half", in: folder).status == 0)
            #expect(try await Self.pollux("check", "--data", "half", in: folder).status == 0)
        }
    }

    @Test("A check names what is wrong with the configuration as well, and no secret")
    func configuration() async throws {
        try await withTemporaryFolder { folder in
            try await TestProgram.run(["serve", "--port", "0", "--data", "data"], in: folder) { program in
                _ = try await program.firstLine()
            }
            func check(_ environment: [String: String]) async throws -> TestProgram.Outcome {
                try await TestProgram.outcome(["check", "--data", "data"], environment: environment, in: folder)
            }
            let good = try await check(["GEMINI_API_KEY": "canary-key"])
            #expect(good.status == 0 && good.output.contains("no problems"))
            let wrong = try await check(["POLLUX_PORT": "70000", "GEMINI_API_KEY": "canary key"])
            #expect(wrong.status == 1 && wrong.output.contains("problem: POLLUX_PORT"))
            #expect(!wrong.output.contains("canary") && !wrong.errors.contains("canary"))
            let open = try await check(["POLLUX_HOST": "0.0.0.0", "POLLUX_REGISTRATION": "open"])
            #expect(open.status == 0 && open.output.contains("warning: Anybody who finds this server"))
            let noPage = try await check(["POLLUX_WEB": "nowhere"])
            #expect(noPage.status == 1 && noPage.output.contains("POLLUX_WEB"))
            let certificate = ["POLLUX_TLS_CERTIFICATE": "none.pem", "POLLUX_TLS_KEY": "none.pem"]
            #expect(try await check(certificate).status == 1)
        }
    }
}
