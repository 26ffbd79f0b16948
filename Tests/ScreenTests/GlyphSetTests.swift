import Testing

@testable import Screen

@Suite struct GlyphSetTests {
    @Test func everySignIsAsWideInBothSets() {
        for (unicode, ascii) in zip(signs(.unicode), signs(.ascii)) {
            #expect(TextWidth.columns(unicode) == TextWidth.columns(ascii), "\(unicode) and \(ascii)")
        }
        #expect(signs(.ascii).allSatisfy { $0.allSatisfy(\.isASCII) })
    }

    private func signs(_ set: GlyphSet) -> [String] {
        [
            set.gaugeFill, set.gaugeEmpty, set.gaugeMark, set.syncRunning, set.syncStopped, set.syncReverseWaiting,
            set.syncReverseRunning, set.arrow, set.cursor, set.nodeUp, set.nodeLate, set.nodeDown, set.nodeNoData,
            set.nodeMaintenance, set.ellipsis, set.shares.joined(),
        ]
    }

    @Test func aShareIsNoneOnlyForNoneAndAllOnlyForAll() {
        let set = GlyphSet.ascii
        #expect(set.share(0, of: 20) == "." && set.share(20, of: 20) == "X")
        #expect(set.share(1, of: 1000) == "1" && set.share(999, of: 1000) == "9")
        #expect((0...20).map { set.share($0, of: 20) }.joined() == ".1111444446666699999X")
        #expect(set.share(0, of: 0) == ".")
    }

    @Test func aGraphsHeightGrows() {
        let set = GlyphSet.ascii
        #expect([0.0, 1, 2, 3, 4, 99].map { set.height($0, of: 4) } == ["_", ".", "-", "=", "#", "#"])
        #expect(set.height(1, of: 0) == "_")
    }
}
