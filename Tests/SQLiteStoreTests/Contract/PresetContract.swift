import ChatDomain
import Foundation
import Store
import Testing

struct PresetContract {
    @Test(arguments: StoreUnderTest.allCases)
    func presetsAreEachUsersOwnAndOrderedByName(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (ada, _) = try await store.makePlace()
            let (bob, _) = try await store.makePlace()
            let poet = Preset(id: .make(), name: "Poet", instructions: "In verse.")
            var chef = Preset(id: .make(), name: "Chef", instructions: "About food.")
            try await store.write { [chef] writer in
                try writer.put(ada, poet)
                try writer.put(ada, chef)
                try writer.put(bob, Preset(id: poet.id, name: "Mine", instructions: ""))
            }
            #expect(try await store.read { try $0.presets(ada) } == [chef, poet])
            chef.name = "Zebra"
            try await store.write { [chef] in try $0.put(ada, chef) }
            #expect(try await store.read { try $0.presets(ada) } == [poet, chef])
            try await store.write { try $0.deletePreset(ada, poet.id) }
            #expect(try await store.read { try $0.presets(ada) } == [chef])
            #expect(try await store.read { try $0.presets(bob) }.map(\.name) == ["Mine"])
        }
    }
}

struct UsageContract {
    @Test(arguments: StoreUnderTest.allCases)
    func usageAddsUpForEachUserAndDay(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (ada, _) = try await store.makePlace()
            let (bob, _) = try await store.makePlace()
            let today = Day(noon)
            let yesterday = Day(number: today.number - 1)
            try await store.write { writer in
                try writer.add(ada, DayUsage(day: today, answers: 1, reservedTokens: 100))
                try writer.add(ada, DayUsage(day: today, promptTokens: 5, outputTokens: 7, reservedTokens: -100))
                try writer.add(ada, DayUsage(day: yesterday, answers: 3))
                try writer.add(bob, DayUsage(day: today, answers: 9))
            }
            let sum = DayUsage(day: today, answers: 1, promptTokens: 5, outputTokens: 7)
            try await store.read { reader throws in
                #expect(try reader.usage(ada, on: today) == sum)
                #expect(try reader.usage(ada, since: yesterday) == [sum, DayUsage(day: yesterday, answers: 3)])
                #expect(try reader.usage(ada, since: today) == [sum])
                #expect(try reader.usage(bob, on: yesterday) == DayUsage(day: yesterday))
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func everythingThatAnAnswerHoldsComesBackAsItWas(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let saved = try await store.write { writer in
                let question = try writer.makeMessage(user, place, after: nil)
                var answer = try writer.makeMessage(user, place, after: question.id, "", .streaming)
                answer.retryAt = noon
                answer.contextLeftOut = 2
                answer.reservation = UsageReservation(day: Day(noon), tokens: 12)
                let running = try writer.update(user, answer)
                #expect(try writer.message(user, answer.id) == running)
                answer = running
                answer.status = .complete
                answer.text = "text"
                answer.parts = [
                    AnswerPart(length: 4, signature: "c2ln"),
                    AnswerPart(length: 0, isThought: true, json: #"{"x":1}"#, attachmentID: .make()),
                ]
                answer.sources = [Source(title: "a", uri: "https://a", segments: [.init(start: 0, end: 4)])]
                answer.searchSuggestions = "<b>more</b>"
                answer.report.finishMessage = "because"
                return try writer.update(user, answer)
            }
            #expect(try await store.message(user, saved.id) == saved)
        }
    }
}
