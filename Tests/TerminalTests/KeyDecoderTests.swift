import Screen
import Testing

@testable import Terminal

@Suite struct KeyDecoderTests {
    /// Decodes pieces that arrive at these milliseconds, with the time running out afterwards.
    private func keys(_ pieces: [(at: Int, text: String)], acceptsText: Bool = false) -> [Key] {
        var decoder = KeyDecoder()
        decoder.acceptsText = acceptsText
        var keys: [Key] = []
        for piece in pieces {
            let now = Duration.milliseconds(piece.at)
            if let deadline = decoder.deadline, deadline <= now { keys += decoder.expire(at: deadline) }
            keys += decoder.decode(Array(piece.text.utf8), at: now)
        }
        if let deadline = decoder.deadline { keys += decoder.expire(at: deadline) }
        return keys
    }

    @Test func cursorKeysComeInBothForms() {
        #expect(
            keys([(0, "\u{1b}[A\u{1b}OA\u{1b}[B\u{1b}OB\u{1b}[C\u{1b}[D")]) == [.up, .up, .down, .down, .right, .left])
        #expect(
            keys([(0, "\u{1b}[H\u{1b}[F\u{1b}[1~\u{1b}[4~\u{1b}OH\u{1b}OF")]) == [
                .home, .end, .home, .end, .home, .end,
            ])
    }

    @Test func namedKeysAreNamed() {
        #expect(
            keys([(0, "\u{1b}[3~\u{1b}[2~\u{1b}[5~\u{1b}[6~\u{1b}[Z\t\r\u{7f}\u{8}")]) == [
                .delete, .insert, .pageUp, .pageDown, .backTab, .tab, .enter, .backspace, .backspace,
            ])
        #expect(keys([(0, "\u{3}\u{1a}\u{0}\u{1c}")]) == [.control("c"), .control("z"), .control("@"), .control("\\")])
        #expect(
            keys([(0, "\u{1b}OP\u{1b}[15~\u{1b}[24~\u{1b}[[B\u{1b}[1;2P")]) == [
                .function(1), .function(5), .function(12), .function(2), .function(1),
            ])
        #expect(keys([(0, "\u{1b}[I\u{1b}[O")]) == [.focusIn, .focusOut])
    }

    @Test func theMouseReportsClicksAndTheWheelOnly() {
        var decoder = KeyDecoder()
        let text = "\u{1b}[<0;12;5M\u{1b}[<0;12;5m\u{1b}[<64;1;1M\u{1b}[<65;1;1M\u{1b}[<2;1;1M\u{1b}[<0;0;5M\u{1b}[<;M"
        #expect(
            decoder.decode(Array(text.utf8), at: .zero) == [
                .click(Position(row: 4, column: 11)), .wheelUp, .wheelDown,
            ])
    }

    @Test func modifiersAreIgnored() {
        #expect(keys([(0, "\u{1b}[1;5A\u{1b}[3;2~")]) == [.up, .delete])
    }

    @Test func charactersOfUTF8ComeWhole() {
        #expect(keys([(0, "aé日🎉")]) == [.character("a"), .character("é"), .character("日"), .character("🎉")])
    }

    @Test func aCharacterTornInTheMiddleIsJoined() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0xe6, 0x97], at: .zero) == [])
        #expect(decoder.decode([0xa5], at: .milliseconds(60)) == [.character("日")])
    }

    @Test func whatIsNoUTF8IsDropped() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xc2, 0x9b], at: .zero) == [])
        #expect(decoder.decode([0x61], at: .seconds(1)) == [.character("a")])
    }

    @Test func aSequenceSplitByUpTo100MillisecondsIsOneKey() {
        #expect(keys([(0, "\u{1b}"), (90, "["), (180, "A")]) == [.up])
        #expect(keys([(0, "\u{1b}"), (99, "O"), (198, "B")]) == [.down])
        #expect(keys([(0, "\u{1b}[2"), (50, "4"), (100, "~")]) == [.function(12)])
    }

    @Test func aLoneEscapeIsEscapeAfter100Milliseconds() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0x1b], at: .zero) == [])
        #expect(decoder.deadline == .milliseconds(100))
        #expect(decoder.expire(at: .milliseconds(99)) == [])
        #expect(decoder.expire(at: .milliseconds(100)) == [.escape])
        #expect(decoder.deadline == nil)
    }

    @Test("screens rule 5: after a lone ESC the next 150 ms of input acts on nothing")
    func quietAfterEscape() {
        #expect(keys([(0, "\u{1b}"), (160, "[A")]) == [.escape])
        #expect(keys([(0, "\u{1b}"), (249, "F")]) == [.escape])
        #expect(keys([(0, "\u{1b}"), (250, "F")]) == [.escape, .character("F")])
        #expect(keys([(0, "\u{1b}"), (160, "["), (300, "A")]) == [.escape])
    }

    @Test("screens rule 5: after a lone [ or O the next 150 ms of input acts on nothing")
    func quietAfterTheSecondByte() {
        #expect(keys([(0, "[A")]) == [.character("[")])
        #expect(keys([(0, "O"), (149, "P")]) == [.character("O")])
        #expect(keys([(0, "O"), (150, "P")]) == [.character("O"), .character("P")])
    }

    @Test func aSequenceThatBreaksOffActsOnNothingAndNorDoesItsRest() {
        #expect(keys([(0, "\u{1b}["), (200, "A")]) == [])
        #expect(keys([(0, "\u{1b}[2"), (240, "4~")]) == [])
        #expect(keys([(0, "\u{1b}[1;"), (10, "\u{1b}[A")]) == [])
    }

    @Test func inATextTheLettersAreLetters() {
        #expect(keys([(0, "OK[x")], acceptsText: true) == ["O", "K", "[", "x"].map { Key.character($0) })
        #expect(keys([(0, "\u{1b}"), (160, "[A")], acceptsText: true) == [.escape])
    }

    @Test func aKeyRightAfterEscapeActsOnNothing() {
        #expect(keys([(0, "\u{1b}F")]) == [.escape])
    }

    @Test func theWindowBeginsWhenWeNoticeNotWhenTheTimeWasOver() {
        var decoder = KeyDecoder()
        _ = decoder.decode([0x1b], at: .zero)
        // Held up for three seconds, by whatever: the rest of the arrow was waiting all the time.
        #expect(decoder.decode(Array("[A".utf8), at: .seconds(3)) == [.escape])
    }

    @Test func aBracketedPasteIsOneKeyWhateverItHolds() {
        #expect(keys([(0, "\u{1b}[200~F\u{1b}[A\r\u{1b}[201~x")]) == [.paste("F\u{1b}[A\r"), .character("x")])
        #expect(keys([(0, "\u{1b}[200~a\u{1b}[20"), (900, "1~b")]) == [.paste("a"), .character("b")])
    }

    @Test func aPasteThatNeverEndsEndsAfterTwoSecondsAndItsRestActsOnNothing() {
        #expect(keys([(0, "\u{1b}[200~abc"), (2100, "F")]) == [.paste("abc")])
    }

    @Test func aPasteIsBounded() {
        var decoder = KeyDecoder()
        let text = [UInt8](repeating: 0x61, count: 200_000)
        let keys = decoder.decode(Array("\u{1b}[200~".utf8) + text + Array("\u{1b}[201~".utf8), at: .zero)
        #expect(keys == [.paste(String(repeating: "a", count: Paste.longest))])
    }

    @Test func anAnswerOfTheTerminalIsNoKey() {
        #expect(keys([(0, "\u{1b}[?1;2c\u{1b}[>41;3c")]) == [])
    }

    @Test func everyByteSequenceIsSurvived() {
        var random = SystemRandomNumberGenerator()
        var decoder = KeyDecoder()
        for step in 0..<2000 {
            let bytes = (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = decoder.decode(bytes, at: .milliseconds(step * 37))
        }
    }
}
