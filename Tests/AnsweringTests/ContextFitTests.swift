import ChatActions
import Foundation
import Gemini
import Synchronization
import Testing

@testable import Answering
@testable import ChatDomain

/// What stays of a context that is too long.
struct ContextFitTests {
    /// Counts 100 tokens for each exchange and 50 for the question; tells of how many exchanges it was asked.
    private func fit(_ exchanges: Int, limit: Int?, weight: Int = 1000) async throws -> (kept: Int?, asked: [Int]) {
        var job = PromptTests.job(exchanges: exchanges)
        for index in job.exchanges.indices {
            job.exchanges[index].answer.text = String(repeating: "x", count: weight)
        }
        var asked: [Int] = []
        let result = try await ContextFit.fit(job, limit: limit) { job in
            asked.append(job.exchanges.count)
            return 50 + 100 * job.exchanges.count
        }
        #expect(result.map { $0.job.exchanges.count + $0.leftOut } ?? exchanges == exchanges)
        if let kept = result?.job.exchanges.last { #expect(kept.question.text == "question \(exchanges - 1)") }
        return (result?.job.exchanges.count, asked)
    }

    @Test("12.18: in the usual case nothing is counted")
    func usual() async throws {
        #expect(try await fit(3, limit: 1_048_576) == (3, []))
        #expect(try await fit(3, limit: nil) == (3, []))
    }

    @Test("12.18: what may be too long is counted, and stays when it fits")
    func fits() async throws {
        #expect(try await fit(3, limit: 2000) == (3, [3]))
    }

    @Test("12.18: the oldest exchanges are left out, as few as can be", arguments: [1, 2, 3, 7, 40, 1000])
    func leftOut(exchanges: Int) async throws {
        for fitting in Set([0, 1, exchanges / 2, exchanges - 1]) where fitting < exchanges {
            let (kept, asked) = try await fit(exchanges, limit: 50 + 100 * fitting + 99)
            #expect(kept == fitting)
            #expect(asked.count <= 2 + Int(log2(Double(exchanges)).rounded(.up)), "\(asked)")
        }
    }

    @Test("12.18: a question that alone is too long is found out without asking it")
    func alone() async throws {
        #expect(try await fit(5, limit: 20, weight: 1) == (nil, [5, 0]))
        // The bytes alone tell that no exchange fits.
        #expect(try await fit(5, limit: 20) == (nil, [0]))
        #expect(try await fit(0, limit: 20) == (nil, [0]))
    }

    @Test("12.18: what is too long by its bytes alone is left out without a count")
    func bytes() async throws {
        var job = PromptTests.job(exchanges: 3)
        let text = Attachment(
            id: .make(),
            name: "",
            mediaType: "text/csv",
            bytes: Int64(ContextFit.maximumTextBytes),
            sha256: Data()
        )
        job.exchanges[0].question.attachments = [text]
        let result = try await ContextFit.fit(job, limit: nil) { _ in 0 }
        #expect(result?.leftOut == 1 && result?.job.exchanges.count == 2)
        job.question.attachments = [text]
        #expect(try await ContextFit.fit(job, limit: nil) { _ in 0 } == nil)
    }

    @Test func theBoundCountsEverything() {
        var job = PromptTests.job(exchanges: 1, instructions: "é")
        let bare = ContextFit.upperBound(job)
        job.instructions = "éé"
        #expect(ContextFit.upperBound(job) == bare + 2)
        let picture = Attachment(id: .make(), name: "", mediaType: "image/png", bytes: 9, sha256: Data())
        job.exchanges[0].answer.attachments = [picture]
        #expect(ContextFit.upperBound(job) > bare + 258)
        job.question.attachments = [
            Attachment(id: .make(), name: "", mediaType: "text/csv", bytes: .max, sha256: Data())
        ]
        #expect(ContextFit.upperBound(job) > 1 << 30)
    }
}
