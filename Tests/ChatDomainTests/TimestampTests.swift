import ChatDomain
import Testing

struct TimestampTests {
    @Test func aTimeIsWrittenAsRFC3339InUTCWithMilliseconds() {
        #expect(Timestamp(milliseconds: 0).rfc3339 == "1970-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: 1_795_445_527_120).rfc3339 == "2026-11-23T14:52:07.120Z")
        #expect(Timestamp(milliseconds: 951_782_400_000).rfc3339 == "2000-02-29T00:00:00.000Z")
        #expect(Timestamp(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }

    @Test func noMillisecondIsRoundedAway() {
        let second: Int64 = 1_795_445_527_000
        let wrong = (Int64(0)..<1000).filter { milliseconds in
            let digits = String(1000 + milliseconds).dropFirst()
            return Timestamp(milliseconds: second + milliseconds).rfc3339 != "2026-11-23T14:52:07.\(digits)Z"
        }
        #expect(wrong == [])
    }

    @Test func earlierIsLess() {
        #expect(Timestamp(milliseconds: 1) < Timestamp(milliseconds: 2))
        #expect(Timestamp.now > Timestamp(milliseconds: 1_700_000_000_000))
    }

    @Test func aSessionIsOverAfter30DaysWithoutARequestNotBefore() {
        let seen = Timestamp(milliseconds: 1_790_000_000_000)
        let session = Session(id: .make(), userID: UserID(rawValue: 1), createdAt: seen, lastSeenAt: seen)
        let limit = seen.milliseconds + 30 * 86_400_000
        #expect(!session.isOver(at: Timestamp(milliseconds: limit)))
        #expect(session.isOver(at: Timestamp(milliseconds: limit + 1)))
    }
}
