import AsyncHTTPClient
import GeminiStandIn
import Logging
import Testing

/// The stand-in's own life: where it listens, and how it ends. An end that would wait for a stream runs into the time limit.
@Suite(.timeLimit(.minutes(3)))
struct EndTests {
    @Test(arguments: [
        ("stand-in-hold", "river"), ("stand-in-stall", "river"), ("stand-in-silent", "river"),
        ("gemini-3.8-flash", "[delay=60000] river"), ("gemini-3.8-flash", "[hold=0] river"),
    ])
    func itEndsWhileAStreamIsOpen(model: String, question: String) async throws {
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        await withThrowingTaskGroup(of: Void.self) { tasks in
            try? await StandIn.running { standIn, baseURL in
                let client = APIClient(http: http, baseURL: baseURL)
                tasks.addTask { _ = try await client.stream(question, model: model) }
                try await standIn.control.waitForRequests(count: 1)
            }
            await #expect(throws: (any Error).self) { try await tasks.next() }
        }
        try await http.shutdown()
    }

    @Test func streamsThatItsEndBreaksOffAreNotClosedByTheirClient() async throws {
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        let control = try await withThrowingTaskGroup(of: Void.self) { tasks in
            let control = try await StandIn.running { standIn, baseURL in
                let client = APIClient(http: http, baseURL: baseURL)
                tasks.addTask { _ = try await client.stream("river", model: "stand-in-hold") }
                try await standIn.control.waitForHeld(count: 1)
                return standIn.control
            }
            await #expect(throws: (any Error).self) { try await tasks.next() }
            return control
        }
        #expect(control.closedStreamCount == 0)
        try await http.shutdown()
    }

    @Test func itEndsWithItsTask() async throws {
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        await withThrowingTaskGroup(of: Void.self) { tasks in
            let standIn = StandIn(configuration: StandInConfiguration(pace: .none), logger: .init(label: "test"))
            tasks.addTask { try await standIn.run() }
            guard let baseURL = try? await standIn.baseURL() else { return }
            let client = APIClient(http: http, baseURL: baseURL)
            tasks.addTask { _ = try await client.stream("river", model: "stand-in-hold") }
            try? await standIn.control.waitForHeld(count: 1)
            tasks.cancelAll()
        }
        try await http.shutdown()
    }

    @Test func aPortInUseIsSaidAndNobodyWaitsForever() async throws {
        try await withStandIn { _, client in
            let port = try #require(client.baseURL.split(separator: ":").last.flatMap { Int($0) })
            let second = StandIn(configuration: StandInConfiguration(port: port), logger: .init(label: "test"))
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await second.run() }
                await #expect(throws: StandIn.NotListening.self) { try await second.baseURL() }
                await #expect(throws: (any Error).self) { try await tasks.next() }
            }
        }
    }

    @Test func theBodysErrorIsPassedOn() async throws {
        struct Expected: Error {}
        await #expect(throws: Expected.self) { try await StandIn.running { _, _ in throw Expected() } }
    }
}
