import ChatDomain
import Testing

@testable import Live

/// Offsets are UTF-16 code units, and no delta splits a code point.
struct RunningTextTests {
    private func running(_ pieces: String...) -> RunningText {
        var text = RunningText(id: .make())
        for piece in pieces { _ = text.append(piece, isThought: false) }
        return text
    }

    private func suffix(_ text: RunningText, from offset: Int) -> (offset: Int, text: String)? {
        let delta = text.deltas(from: .init(offset: offset)).first { !$0.isThought }
        return delta.map { ($0.offset, $0.text) }
    }

    @Test func everyDeltaBeginsWhereTheLastOneEnded() {
        let id = MessageID.make()
        var text = RunningText(id: id)
        var offset = 0
        for piece in ["a", "é", "e\u{301}", "😀", "", "日本"] {
            let delta = text.append(piece, isThought: false)
            #expect(delta.messageID == id && delta.messageName == "\(id)" && !delta.isThought)
            #expect(delta.offset == offset && delta.text == piece)
            offset += piece.utf16.count
            #expect(delta.end == offset)
        }
        // Thoughts have offsets of their own.
        #expect(text.append("hm", isThought: true).offset == 0)
        #expect(text.append("!", isThought: true).offset == 2)
        #expect(text.append("x", isThought: false).offset == offset)
    }

    @Test func aLongTextComesInPiecesOfWholeCodePoints() {
        var running = RunningText(id: .make())
        let text = String(repeating: "a😀€", count: 100)
        _ = running.append(text, isThought: false)
        var (position, told) = (ResumeRequest.Position(), "")
        while running.missing(from: position) > 0 {
            let deltas = running.deltas(from: position, upTo: 3)
            #expect(
                deltas.count == 1 && deltas[0].offset == told.utf16.count
                    && (2...3).contains(deltas[0].text.utf16.count)
            )
            told += deltas[0].text
            position.pass(deltas[0])
        }
        #expect(told == text)
    }

    @Test func theRestBeginsAtTheStatedOffset() throws {
        let text = running("Hel", "lo 😀", "e\u{301}!")
        let whole = Array("Hello 😀e\u{301}!".utf16)
        for offset in 0...whole.count where offset != 7 {
            let rest = try #require(suffix(text, from: offset))
            #expect(rest.offset == offset)
            #expect(Array(rest.text.utf16) == Array(whole[offset...]))
        }
    }

    @Test func anOffsetWithinASurrogatePairBeginsBeforeThePair() throws {
        let rest = try #require(suffix(running("Hello 😀!"), from: 7))
        #expect(rest.offset == 6 && rest.text == "😀!")
    }

    @Test(arguments: [9, 10, 1_000_000, Int.max])
    func anOffsetBeyondTheEndGetsAnEmptyDeltaAtTheEnd(offset: Int) throws {
        let rest = try #require(suffix(running("Hello 😀!"), from: offset))
        #expect(rest.offset == 9 && rest.text == "")
    }

    @Test func anAnswerWithoutTextIsSentAsAnEmptyDelta() {
        let deltas = RunningText(id: .make()).deltas(from: .init())
        #expect(deltas.count == 1 && deltas[0].offset == 0 && deltas[0].text == "" && !deltas[0].isThought)
    }

    @Test func thoughtsAreSentOnlyWhenThereAreSomeAndFirst() {
        var text = running("answer")
        _ = text.append("think", isThought: true)
        let deltas = text.deltas(from: .init(offset: 2, thoughtOffset: 4))
        #expect(deltas.map(\.isThought) == [true, false])
        #expect(deltas.map(\.text) == ["k", "swer"] && deltas.map(\.offset) == [4, 2])
    }

    @Test func aMarkThatArrivesAfterItsLetterIsCountedAsItself() throws {
        let text = running("e", "\u{301}", "\u{1F1E9}", "\u{1F1EA}")
        let rest = try #require(suffix(text, from: 1))
        #expect(rest.offset == 1 && Array(rest.text.unicodeScalars) == ["\u{301}", "\u{1F1E9}", "\u{1F1EA}"])
        #expect(text.deltas(from: .init(offset: 6)).first?.text == "")
    }
}
