import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

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
        try await Server.with(server, connections: asking) { server in
            let recorder = Recorder()
            print("ready")
            fflush(nil)
            let start = Recorder.now
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<asking {
                    group.addTask {
                        await pause(spread * Double(index) / Double(asking))
                        do {
                            for _ in 0..<questions { try await stream(server, recorder) }
                        } catch {
                            recorder.addProblem("\(error)")
                        }
                    }
                }
            }
            print(try recorder.report(seconds: Double(Recorder.now - start) / 1e6))
        }
    }

    private func stream(_ server: Server, _ recorder: Recorder) async throws {
        var request = HTTPClientRequest(
            url: "\(server.url)/v1beta/models/\(model):streamGenerateContent?alt=sse"
        )
        request.method = .POST
        request.headers = ["Content-Type": "application/json", "x-goog-api-key": "bench"]
        request.body = .bytes(
            ByteBuffer(string: #"{"contents":[{"role":"user","parts":[{"text":"Question, please."}]}]}"#)
        )
        let asked = Recorder.now
        let response = try await server.client.execute(request, timeout: .seconds(600))
        guard response.status == .ok else { throw Failure(description: "\(response.status)") }
        var (hasBegun, last) = (false, Int64(0))
        for try await part in response.body {
            let now = Recorder.now
            let stamps = Stamps.all(in: part.readableBytesView)
            recorder.addFrame(bytes: part.readableBytes, delays: stamps.map { now - $0 })
            if !hasBegun { recorder.addFirst(now - asked) }
            hasBegun = true
            last = stamps.last ?? last
        }
        let now = Recorder.now
        recorder.addAnswer(end: last > 0 ? now - last : nil, whole: now - asked)
    }
}
