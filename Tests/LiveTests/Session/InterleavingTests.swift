import ChatDomain
import Foundation
import Store
import Synchronization
import Testing

@testable import Live

/// Clients that come and go at any moment while answers run: each ends with the whole of everything, and on no socket is anything
/// told twice, out of order, or with a gap.
struct InterleavingTests {
    /// Numbers that look random and are the same in each run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    /// What a client holds, and what it expects on its socket.
    private struct Client {
        private(set) var revision: Int64 = 0
        private var texts: [String: String] = [:]
        private var finals: [String: Int64] = [:]
        /// The finals that this socket has told.
        private var settledHere: Set<String> = []
        private(set) var faults: [String] = []

        var positions: [MessageID: Int] {
            var positions: [MessageID: Int] = [:]
            for (name, text) in texts where finals[name] == nil {
                if let id = MessageID(name) { positions[id] = text.utf16.count }
            }
            return positions
        }

        func text(_ id: MessageID) -> String? { texts["\(id)"] }

        mutating func connect() { settledHere = [] }

        mutating func hear(_ frame: Heard, final: [String: String]) {
            switch frame.type {
            case "change":
                if frame.revision != revision + 1 { faults.append("\(frame) after \(revision)") }
                revision = frame.revision ?? revision
                guard let id = frame.messageID, let text = frame.text else { return }
                if text == final[id] { settledHere.insert(id) }
                if finals[id] == nil, text == final[id] {
                    texts[id] = text
                    finals[id] = revision
                } else if texts[id] == nil {
                    texts[id] = text
                }
            case "delta":
                guard let id = frame.messageID, let offset = frame.offset, let text = frame.text else { return }
                if settledHere.contains(id) { faults.append("\(frame) after its end") }
                guard let held = texts[id], finals[id] == nil else { return }
                let length = held.utf16.count
                if offset > length { return faults.append("\(frame) leaves a gap after \(length)") }
                let whole = Array(held.utf16.prefix(offset)) + Array(text.utf16)
                if whole.count < length { return }
                let joined = String(decoding: whole, as: UTF16.self)
                if !joined.hasPrefix(held) { faults.append("\(frame) says something else than \(held)") }
                texts[id] = joined
            case "hello", "heartbeat":
                break
            default:
                faults.append("\(frame)")
            }
        }
    }

    private let store = FakeStore()
    private let hub = Hub(maximumSockets: 10)
    private let users = [UserID(rawValue: 1), UserID(rawValue: 2)]

    private struct Plan {
        var user: UserID
        var id: MessageID
        var pieces: [String]
        var text: String { pieces.joined() }
    }

    private func plans(_ dice: inout Dice) -> [Plan] {
        (0..<30).map { number in
            let pieces = (0..<Int.random(in: 0...20, using: &dice)).map { "\(number).\($0) 😀" }
            return Plan(user: users[number % 2], id: .make(), pieces: pieces + ["end \(number)"])
        }
    }

    /// Runs the answers side by side in steps; the steps of all are in one order, as they are in one store and one hub.
    private func serve(_ plans: [Plan], _ dice: inout Dice) async {
        var open = plans.map { (plan: $0, next: -1) }
        var unannounced: [Announcement] = []
        while !open.isEmpty {
            let index = Int.random(in: 0..<min(open.count, 6), using: &dice)
            let (plan, next) = open[index]
            open[index].next += 1
            if next == -1 {
                hub.announce([store.commit(plan.user) { .put($0, .sample(plan.id, .streaming, text: "")) }])
                hub.begin(plan.user, plan.id)
            } else if next < plan.pieces.count {
                hub.append(plan.user, plan.id, text: plan.pieces[next], isThought: false)
            } else {
                unannounced.append(store.commit(plan.user) { .put($0, .sample(plan.id, .complete, text: plan.text)) })
                // Somebody may read between the commit and its announcement.
                for _ in 0..<Int.random(in: 0...3, using: &dice) { await Task.yield() }
                hub.announce(unannounced)
                unannounced = []
                hub.end(plan.user, plan.id)
                open.remove(at: index)
            }
            if Bool.random(using: &dice) { await Task.yield() }
        }
    }

    /// A client that connects, listens for a while, leaves, and comes back with what it has, until it has heard everything.
    private func listen(_ user: UserID, _ plans: [Plan], _ dice: Dice) async throws -> Client {
        var dice = dice
        var client = Client()
        let mine = plans.filter { $0.user == user }
        let final = Dictionary(uniqueKeysWithValues: mine.map { ("\($0.id)", $0.text) })
        let last = Int64(mine.count * 2)
        while client.revision < last, client.faults.isEmpty {
            let socket = try #require(Socket(user, store, hub))
            client.connect()
            async let code = socket.run()
            socket.resume(epoch: store.epoch, since: client.revision, positions: client.positions)
            var patience = Int.random(in: 1...15, using: &dice)
            while patience > 0, client.revision < last {
                client.hear(try await socket.next(), final: final)
                patience -= 1
                if Int.random(in: 0..<8, using: &dice) == 0 {
                    client.connect()
                    // In the middle of everything: whatever is on its way is told again, or for the first time.
                    socket.leave()
                    break
                }
            }
            socket.leave()
            #expect(await code == .normal)
        }
        return client
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func everyClientEndsWithTheWholeOfEverything(seed: UInt64) async throws {
        var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
        let plans = plans(&dice)
        let seeds = (0..<6).map { _ in dice.next() }
        let serving = dice
        try await withThrowingTaskGroup(of: (UserID, Client)?.self) { group in
            for (number, seed) in seeds.enumerated() {
                let user = users[number % 2]
                group.addTask { (user, try await listen(user, plans, Dice(state: seed))) }
            }
            group.addTask {
                var dice = serving
                await serve(plans, &dice)
                return nil
            }
            for try await case let (user, client)? in group {
                #expect(client.faults == [])
                for plan in plans {
                    #expect(client.text(plan.id) == (plan.user == user ? plan.text : nil))
                }
            }
        }
        #expect(hub.socketCount == 0)
    }
}
