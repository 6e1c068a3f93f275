import ChatDomain
import Foundation
import NIOCore
import Store
import Testing

@testable import Live

/// A client that says once where it is, and then only listens.
@Suite(.timeLimit(.minutes(5))) struct StreamTests {
    private let user = UserID(rawValue: 1)
    private let store = FakeStore()
    private let hub = Hub(maximumSockets: 5)
    private let credential = UUID()

    @discardableResult
    private func withStream(
        from place: ResumeRequest,
        _ body: @Sendable (Socket) async throws -> Void
    ) async throws -> CloseCode {
        let socket = try #require(Socket(user, store, hub, credential: credential))
        socket.forgoPongs()
        return try await withThrowingTaskGroup(of: CloseCode.self) { group in
            group.addTask {
                defer { socket.output.end() }
                return await socket.session.run(from: place, output: socket.output)
            }
            try await body(socket)
            let code = try #require(try await group.next())
            #expect(hub.socketCount == 0)
            return code
        }
    }

    private func commit(_ count: Int = 1) {
        for _ in 0..<count { hub.announce([store.commit(user) { .put($0) }]) }
    }

    @Test func itIsToldWhatItLacksAndWhatComes() async throws {
        commit(3)
        let id = MessageID.make()
        hub.begin(user, id)
        hub.append(user, id, text: "so far", isThought: false)
        let code = try await withStream(from: ResumeRequest(epoch: store.epoch, since: 1)) { socket throws in
            #expect(try await socket.heard(4) == ["hello 3", "change 2", "change 3", "delta 0 so far"])
            commit()
            #expect(try await socket.heard(1) == ["change 4"])
            hub.close(user, credential: credential, .signedOut)
        }
        #expect(code == .signedOut)
    }

    @Test func silenceWithoutPongsIsNoReasonToLeave() async throws {
        try await withStream(from: ResumeRequest(epoch: nil, since: 0)) { socket throws in
            #expect(try await socket.heard(1) == ["hello 0"])
            for _ in 0..<6 {
                try await socket.tick(after: .seconds(600))
                #expect(try await socket.heard(1) == ["heartbeat 0"])
                try await socket.waitForPong()
            }
            socket.session.close(.goingAway)
        }
    }

    @Test func whoTakesNothingIsCutLooseWhenTheQueueOverflows() async throws {
        let code = try await withStream(from: ResumeRequest(epoch: nil, since: 0)) { socket throws in
            #expect(try await socket.heard(1) == ["hello 0"])
            try await socket.waitUntilLive()
            socket.stall()
            commit()
            await socket.waitUntilStuck()
            commit(Subscription.maximumEntries + 1)
        }
        #expect(code == .tooSlow)
    }

    @Test func aPlaceThatIsNeverTakenIsGivenBack() throws {
        for _ in 0..<20 {
            let socket = try #require(Socket(user, store, hub))
            withExtendedLifetime(socket) { #expect(hub.socketCount == 1) }
        }
        #expect(hub.socketCount == 0)
    }
}
