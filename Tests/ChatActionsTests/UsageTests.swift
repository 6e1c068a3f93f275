import ChatActions
import ChatDomain
import Store
import Testing
import TimeTesting

/// What a user may have of Gemini in a day.
struct UsageTests {
    init() async throws {
        try await waitForRoomInTheDay()
    }

    private func policy(answers: Int? = nil, tokens: Int? = nil) -> ChatPolicy {
        var policy = ChatPolicy(registration: .open, admitsGuests: true, defaultModel: "gemini-default")
        policy.usage = UsageLimits(answers: answers, tokens: tokens)
        return policy
    }

    private func today(_ stage: Stage) async throws -> DayUsage {
        try await stage.store.read { [user = stage.user] in try $0.usage(user, on: Day(.now)) }
    }

    private func outcome(_ status: Message.Status, _ text: String, prompt: Int?, output: Int?, thoughts: Int? = nil)
        -> AnswerOutcome
    {
        var report = AnswerReport()
        if prompt != nil || output != nil {
            report.usage = AnswerReport.Usage(
                promptTokenCount: prompt,
                candidatesTokenCount: output,
                thoughtsTokenCount: thoughts,
                totalTokenCount: nil
            )
        }
        return AnswerOutcome(status: status, text: text, report: report, failure: text.isEmpty ? .emptyAnswer : nil)
    }

    @Test func anAnswerIsCountedAndItsTokensWithItsThinking() async throws {
        try await withStage { stage throws in
            let asked = try await stage.ask(stage.makeConversation())
            #expect(try await today(stage).answers == 1)
            let end = outcome(.complete, "answer", prompt: 10, output: 20, thoughts: 5)
            try await stage.act { try await $0.finishAnswer($1, asked.answer.id, end) }
            let used = try await today(stage)
            #expect(used.answers == 1 && used.promptTokens == 10 && used.outputTokens == 25)
            #expect(try await stage.message(asked.answer.id).reservation == nil)
        }
    }

    @Test func whatGeminiRefusedCostsNothing() async throws {
        try await withStage { stage throws in
            let asked = try await stage.ask(stage.makeConversation())
            try await stage.finish(asked.answer.id, "", .failed)
            #expect(try await today(stage) == DayUsage(day: Day(.now)))
        }
    }

    @Test func whatWasNeverAskedForCostsNothing() async throws {
        try await withStage(policy: policy(answers: 5, tokens: 100_000)) { stage in
            stage.queue.setPlaces(false)
            let asked = try await stage.ask(stage.makeConversation())
            try await stage.act { _ = try await $0.stopAnswer($1, asked.answer.id) }
            #expect(try await today(stage) == DayUsage(day: Day(.now)))
        }
    }

    @Test func aStoppedAnswerCountsWithWhatCame() async throws {
        try await withStage(policy: policy(tokens: 100_000)) { stage in
            let asked = try await stage.ask(stage.makeConversation())
            try await stage.finish(asked.answer.id, String(repeating: "word ", count: 60), .stopped)
            let used = try await today(stage)
            #expect(used.answers == 1 && used.outputTokens == 101 && used.reservedTokens == 0)
        }
    }

    @Test func theDaysAnswersAreALimitThatParallelQuestionsCannotPass() async throws {
        try await withStage(policy: policy(answers: 3)) { stage in
            let id = try await stage.makeConversation()
            let results = await withTaskGroup(of: ChatError.Code?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let new = NewQuestion(id: .make(), text: "q", parentID: nil, quoteID: nil)
                        do {
                            _ = try await stage.actions.ask(stage.user, in: id, new)
                            return nil
                        } catch {
                            return (error as? ChatError)?.code
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.filter { $0 == nil }.count == 3)
            #expect(results.filter { $0 == .usageLimit }.count == 5)
            #expect(try await today(stage).answers == 3)
            let refusal = try await stage.refusal {
                try await $0.ask($1, in: id, NewQuestion(id: .make(), text: "q", parentID: nil, quoteID: nil))
            }
            #expect(refusal?.code == .usageLimit)
            #expect((1...86_400).contains(refusal?.retryAfterSeconds ?? 0))
            #expect(try await stage.actions.usage(stage.user, days: 1).left == UsageLimits(answers: 0, tokens: nil))
        }
    }

    @Test func tokensAreKeptBackBeforeTheCallAndTheAnswerIsBoundByThem() async throws {
        try await withStage(policy: policy(tokens: 10_000)) { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id, "q")
            let cap = try #require(stage.queue.job(first.answer.id)?.maxOutputTokens)
            #expect(cap == UsageLimits.outputReserve)
            let kept = try await today(stage).reservedTokens
            #expect(kept > cap)
            // What is left is less than another such answer, so the second gets the rest and a third nothing.
            let other = try await stage.makeConversation()
            let second = try await stage.ask(other, "q")
            let rest = try #require(stage.queue.job(second.answer.id)?.maxOutputTokens)
            #expect(rest < cap && rest >= UsageLimits.smallestOutput)
            #expect(try await today(stage).reservedTokens <= 10_000)
            let third = try await stage.refusal {
                try await $0.ask($1, in: other, NewQuestion(id: .make(), text: "q", parentID: nil, quoteID: nil))
            }
            #expect(third?.code == .usageLimit)
            // An end gives back what was not taken.
            let end = outcome(.complete, "answer", prompt: 3, output: 4)
            try await stage.act { try await $0.finishAnswer($1, first.answer.id, end) }
            #expect(try await today(stage).reservedTokens < kept)
            try await stage.ask(id, "q")
        }
    }

    @Test func aStopBeforeTheFirstCountCostsWhatHadGoneOut() async throws {
        try await withStage(policy: policy(tokens: 100_000)) { stage in
            let asked = try await stage.ask(stage.makeConversation(), String(repeating: "word ", count: 3000))
            let end = AnswerOutcome(status: .stopped, failure: .stoppedEarly)
            try await stage.act { try await $0.finishAnswer($1, asked.answer.id, end) }
            let used = try await today(stage)
            #expect(used.answers == 1 && used.promptTokens >= 5000 && used.reservedTokens == 0)
        }
    }

    @Test func aRestartBeforeTheFirstWordCostsNothing() async throws {
        try await withStage(policy: policy(answers: 3)) { stage in
            let asked = try await stage.ask(stage.makeConversation())
            let end = AnswerOutcome(status: .interrupted, failure: .serverRestarted)
            try await stage.act { try await $0.finishAnswer($1, asked.answer.id, end) }
            #expect(try await today(stage).answers == 0)
        }
    }

    @Test func whatHasGrownWhileItWaitedIsReservedAnewOrRefused() async throws {
        try await withStage(policy: policy(tokens: 12_000)) { stage in
            stage.queue.setPlaces(false)
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id)
            var patch = ConversationPatch()
            patch.instructions = String(repeating: "word ", count: 6000)
            let long = patch
            try await stage.act { _ = try await $0.changeConversation($1, id, long) }
            let job = try await stage.act { try await $0.startAnswer($1, asked.answer.id) }
            let output = try #require(job?.maxOutputTokens)
            #expect(output < 3000)
            #expect(try await today(stage).reservedTokens <= 12_000)
            // Files are counted only before the call: what turns out too much ends it.
            await #expect(throws: ChatError.self) {
                _ = try await stage.actions.renewReservation(stage.user, asked.answer.id, promptTokens: 20_000)
            }
        }
    }

    @Test func waitingAnswersThatAreDeletedCostNothing() async throws {
        try await withStage(policy: policy(answers: 9, tokens: 50_000)) { stage in
            stage.queue.setPlaces(false)
            let id = try await stage.makeConversation()
            try await stage.ask(id)
            try await stage.act { try await $0.deleteConversation($1, id) }
            #expect(try await today(stage) == DayUsage(day: Day(.now)))
        }
    }

    @Test func sumsOfAnySizeDoNotTrap() throws {
        let used = DayUsage(day: Day(.now), promptTokens: .max, outputTokens: .max, reservedTokens: .max)
        #expect(used.tokens > 0)
        #expect(throws: ChatError.self) {
            try UsageLimits(tokens: 1000).reserve(promptTokens: .max, of: used, at: .now)
        }
        #expect(UsageLimits(tokens: 1000).left(of: used).tokens == 0)
    }

    @Test func aRunningAnswerThatIsDeletedCountsWithAllThatWasKept() async throws {
        try await withStage(policy: policy(tokens: 50_000)) { stage in
            let id = try await stage.makeConversation()
            try await stage.ask(id, "q")
            let kept = try await today(stage).reservedTokens
            try await stage.act { try await $0.deleteConversation($1, id) }
            let used = try await today(stage)
            #expect(used.outputTokens == kept && used.reservedTokens == 0)
        }
    }

    @Test func presetsAreFewAndChecked() async throws {
        try await withStage { stage throws in
            for number in 0..<Preset.maximumCount {
                let preset = Preset(id: .make(), name: "preset \(number)", instructions: "")
                #expect(try await stage.act { try await $0.putPreset($1, preset) })
            }
            let more = Preset(id: .make(), name: "one more", instructions: "")
            #expect(try await stage.refusal { try await $0.putPreset($1, more) }?.code == .conflict)
            let known = try await stage.store.read { [user = stage.user] in try $0.presets(user)[0] }
            let changed = Preset(id: known.id, name: known.name, instructions: "new")
            #expect(try await stage.act { try await $0.putPreset($1, changed) } == false)
            let nameless = Preset(id: known.id, name: "", instructions: "new")
            #expect(try await stage.refusal { try await $0.putPreset($1, nameless) }?.code == .badRequest)
        }
    }
}
