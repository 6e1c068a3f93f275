import ChatDomain
import Foundation
import Testing

struct IdentifierTests {
    @Test func aNewIdCarriesVersion7TheVariantOfRFC9562AndItsTime() {
        let now = Timestamp(milliseconds: 0x0123_4567_89AB)
        let id = MessageID.make(now: now)
        let digits = "\(id)"
        #expect(digits.hasPrefix("01234567-89ab-7"))
        #expect("89ab".contains(Array(digits)[19]))
    }

    @Test(arguments: [0, 1, 1_790_000_000_000, 0xFFFF_FFFF_FFFF])
    func theVersionStays7WhateverTheTime(milliseconds: Int64) {
        let digits = Array("\(MessageID.make(now: Timestamp(milliseconds: milliseconds)))")
        #expect(digits[14] == "7")
        #expect("89ab".contains(digits[19]))
    }

    @Test func aTimeBefore1970MakesAnIdAllTheSame() {
        let id = MessageID.make(now: Timestamp(milliseconds: -5))
        #expect("\(id)".hasPrefix("00000000-0000-7"))
    }

    @Test func idsOfLaterMillisecondsSortAfterEarlierOnes() {
        let times = (Int64(0)..<200).map { Timestamp(milliseconds: 1_790_000_000_000 + $0) }
        let ids = times.map { "\(MessageID.make(now: $0))" }
        #expect(ids == ids.sorted())
    }

    @Test func idsOfOneMillisecondDiffer() {
        let now = Timestamp(milliseconds: 1_790_000_000_000)
        #expect(Set((0..<2000).map { _ in MessageID.make(now: now) }).count == 2000)
    }

    @Test func theWireFormIsLowerCaseAndIsReadInEitherCase() throws {
        let text = "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f5"
        let id = try #require(ConversationID(text))
        #expect("\(id)" == text)
        #expect(ConversationID(text.uppercased()) == id)
    }

    @Test(arguments: [
        "", "0199d2f1", "{0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f5}", " 0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f5",
        "0199d2f17a3b7c4d8e5fa0b1c2d3e4f5", "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4fg",
        "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f", "0199d2f17-a3b-7c4d-8e5f-a0b1c2d3e4f5",
        "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f5\u{301}", "٠١٩٩d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4",
        "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4\0\0",
    ])
    func anythingButTheFormOf36CharactersIsNoId(text: String) {
        #expect(MessageID(text) == nil)
    }
}
