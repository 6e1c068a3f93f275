import Foundation
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

/// Metrics as a scraper reads them. Throws on the first line that Prometheus's text format does not have.
struct Scrape {
    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    /// By the name with its labels, such as `x_total{a="1"}`.
    private(set) var samples: [String: Double] = [:]

    struct Malformed: Error {
        let line: String
    }

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(line: "the end") }
        for line in text.split(separator: "\n") {
            if let comment = line.wholeMatch(of: /# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)/) {
                let (name, rest) = (String(comment.2), String(comment.3))
                let isNew =
                    comment.1 == "HELP" ? helps.updateValue(rest, forKey: name) : types.updateValue(rest, forKey: name)
                guard isNew == nil else { throw Malformed(line: String(line)) }
                continue
            }
            let sample = line.wholeMatch(
                of:
                    /([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\n"])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\n"])*")*\})?) (\S+)/
            )
            guard let sample, let value = Double(sample.2), samples.updateValue(value, forKey: String(sample.1)) == nil
            else {
                throw Malformed(line: String(line))
            }
            guard types[family(of: String(sample.1))] != nil else { throw Malformed(line: String(line)) }
        }
    }

    private func family(of sample: String) -> String {
        let name = String(sample.prefix { $0 != "{" })
        for end in ["_bucket", "_sum", "_count"] where name.hasSuffix(end) {
            let family = String(name.dropLast(end.count))
            if types[family] == "histogram" { return family }
        }
        return name
    }

    subscript(_ sample: String) -> Double { samples[sample] ?? -1 }

    /// Of all series of a name.
    func sum(_ name: String) -> Double {
        samples.filter { $0.key == name || $0.key.hasPrefix(name + "{") }.values.reduce(0, +)
    }
}

@Suite("Metrics", .timeLimit(.minutes(30)))
struct MetricsTests {
    private static let settings = ["pollux.metrics.port": "0"]

    @Test("What people do is counted, by templates and codes, and the numbers fit together")
    func counted() async throws {
        try await withTestServer(Self.settings) { server in
            let before = try Scrape(await server.metrics())
            #expect(before["pollux_answers_total{outcome=\"complete\"}"] == 0)
            let chat = try await Chat.open(at: server)
            try await chat.answer(to: "Hello? [chunks=5]")
            let failed = try await Chat.open("stand-in-400", for: chat.browser)
            try await failed.answer(to: "Hello?")
            let stream = try await EventStream.open(chat.browser)
            _ = try await stream.next()
            _ = try await chat.browser.get("conversations/\(newID())")
            _ = try await TestBrowser(server).post("session", ["name": "nobody", "password": "correct horse"])
            // An answer is counted a moment after its end is told.
            var now: Scrape
            repeat {
                now = try Scrape(await server.metrics())
            } while now["pollux_answers_running"] != 0 || now.sum("pollux_answers_total") < 2

            #expect(now["pollux_answers_total{outcome=\"complete\"}"] == 1)
            #expect(now["pollux_answers_total{outcome=\"failed\"}"] == 1)
            #expect(now.sum("pollux_answer_failures_total") == 1)
            #expect(now["pollux_answer_duration_seconds_count"] == 2)
            #expect(now["pollux_answer_first_delta_seconds_count"] == 1)
            #expect(now["pollux_answer_first_delta_added_seconds_count"] == 1)
            #expect(now["pollux_gemini_first_delta_seconds_count"] == 1)
            #expect(now["pollux_gemini_calls_total{operation=\"generate\",outcome=\"ok\"}"] == 1)
            #expect(now["pollux_gemini_calls_total{operation=\"generate\",outcome=\"invalidArgument\"}"] == 1)
            #expect(now["pollux_tokens_total{kind=\"prompt\"}"] > 0)
            #expect(now["pollux_tokens_total{kind=\"output\"}"] > 0)
            #expect(now["pollux_answers_running"] == 0)
            #expect(now["pollux_sockets_open"] == 2)
            #expect(now["pollux_streams_open"] == 1)
            #expect(now["pollux_deltas_total"] >= 5)
            #expect(now["pollux_frames_sent_total{kind=\"change\"}"] > 4)
            #expect(now["pollux_frame_bytes_sent_total"] > 500)
            let asked = "route=\"/api/v1/conversations/{id}/messages\",method=\"POST\""
            #expect(now["pollux_http_requests_total{\(asked),status=\"2xx\"}"] == 2)
            #expect(now["pollux_http_request_duration_seconds_count{\(asked)}"] == 2)
            #expect(now["pollux_refusals_total{code=\"not_found\"}"] == 1)
            #expect(now["pollux_sign_ins_total{result=\"wrong_credentials\"}"] == 1)
            #expect(now["pollux_store_commits_total{outcome=\"ok\"}"] > 4)
            #expect(now["pollux_store_commits_total{outcome=\"ok\"}"] == now["pollux_store_commit_writers_count"])
            #expect(now["pollux_store_commit_writers_sum"] >= now["pollux_store_commit_writers_count"])
            for name in [
                "pollux_store_database_bytes", "pollux_store_wal_bytes", "pollux_disk_free_bytes", "process_open_fds",
                "process_cpu_seconds_total", "process_resident_memory_bytes", "process_max_fds",
            ] {
                #expect(now[name] > 0, "\(name)")
            }
            #expect(abs(now["process_start_time_seconds"] - before["process_start_time_seconds"]) < 0.001)
            #expect(now["process_start_time_seconds"] <= Date().timeIntervalSince1970 + 1)
            #expect(now["pollux_ready"] == 1)
            #expect(now["pollux_build_info{version=\"0.1.0\"}"] == 1)

            try await chat.tab.close()
            try await failed.tab.close()
            try await stream.connection.close()
            // Everything is counted that grows, and nothing goes back.
            let later = try Scrape(await server.metrics())
            for (sample, value) in now.samples where now.types[String(sample.prefix { $0 != "{" })] == "counter" {
                #expect(later[sample] >= value, "\(sample)")
            }
        }
    }

    @Test("Buckets grow with their bounds, and the last is the count")
    func buckets() async throws {
        try await withTestServer(Self.settings) { server in
            try await Chat.open(at: server).answer(to: "Hello?")
            let text = try await server.metrics()
            let scrape = try Scrape(text)
            for (name, type) in scrape.types where type == "histogram" {
                var last: [Substring: Double] = [:]
                for line in text.split(separator: "\n") where line.hasPrefix(name + "_bucket") {
                    let key = line[..<(try #require(line.range(of: "le=\""))).lowerBound]
                    let value = try #require(line.split(separator: " ").last.flatMap { Double($0) })
                    #expect(value >= last[key, default: 0], "\(line)")
                    last[key] = value
                }
                #expect(last.values.reduce(0, +) == scrape.sum(name + "_count"), "\(name)")
            }
        }
    }

    @Test("No canary, id, name or key of anybody's is in the metrics; and a control would be found")
    func canaries() async throws {
        try await withTestServer(Self.settings) { server in
            let (word, name) = (Canaries.make(), Canaries.make())
            let anna = try await person(name, at: server)
            let chat = try await Chat.open(
                "stand-in-\(Canaries.make())",
                for: anna,
                ["title": .string(Canaries.make())]
            )
            try await chat.answer(to: "[canary:\(word)]")
            let other = try await Chat.open("gemini-3.8-flash", for: anna)
            try await other.answer(to: "[canary:\(word)]")
            for path in ["conversations/\(Canaries.make())", "/\(Canaries.make())", "search?q=\(Canaries.make())"] {
                _ = try await anna.get(path)
            }
            _ = try await anna.send(.OPTIONS, "session")
            let text = try await server.metrics()
            #expect(Canaries.found(in: text).isEmpty)
            #expect(!text.lowercased().contains("canary"))
            #expect(!text.contains(server.geminiKey) && !text.contains(chat.id))
            #expect(text.matches(of: /[0-9a-f]{8}-[0-9a-f]{4}/).isEmpty)
            #expect(text.contains("method=\"other\""))
            #expect(!Canaries.found(in: text + word).isEmpty)
        }
    }

    @Test("Without a port there are none, and none at the port for people")
    func off() async throws {
        try await withTestServer { server in
            await #expect(throws: TestServer.NotRunning.self) { try await server.metrics() }
            let reply = try await TestBrowser(server).get("/metrics")
            #expect(reply.status == 404)
        }
    }

    @Test("Prometheus's own checker finds nothing to say", .enabled(if: Promtool.path != nil, Promtool.comment))
    func promtool() async throws {
        let promtool = try #require(Promtool.path)
        try await withTestServer(Self.settings) { server in
            try await Chat.open(at: server).answer(to: "Hello?")
            let text = try await server.metrics()
            try await withTemporaryFolder { folder in
                try Data(text.utf8).write(to: URL(filePath: folder + "/metrics"))
                let shell = ["-c", "\(promtool) check metrics < metrics"]
                let outcome = try await TestProgram.outcome(shell, program: "/bin/sh", in: folder)
                #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                // The control: a counter without `_total`.
                let wrong = "# HELP x x\n# TYPE x counter\nx 1\n"
                try Data(wrong.utf8).write(to: URL(filePath: folder + "/metrics"))
                #expect(try await TestProgram.outcome(shell, program: "/bin/sh", in: folder).status != 0)
            }
        }
    }
}
