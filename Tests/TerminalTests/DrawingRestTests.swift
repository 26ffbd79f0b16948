import Terminal
import Testing

@Suite struct DrawingRestTests {
    @Test("drawing news takes less than a hundredth of a processor, and none waits longer than half a second")
    func rest() {
        #expect(DrawingRest.after(cost: .microseconds(300)) == .milliseconds(36))
        #expect(DrawingRest.after(cost: .milliseconds(2)) == .milliseconds(240))
        #expect(DrawingRest.after(cost: .seconds(1)) == .milliseconds(500))
        #expect(DrawingRest.after(cost: .zero) == .zero && DrawingRest.after(cost: .seconds(-1)) == .zero)
    }
}
