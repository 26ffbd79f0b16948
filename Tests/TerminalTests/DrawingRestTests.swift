import Terminal
import Testing

@Suite struct DrawingRestTests {
    @Test("drawing news takes a hundredth of a processor, and none waits longer than a quarter of a second")
    func rest() {
        #expect(DrawingRest.after(cost: .microseconds(300)) == .milliseconds(30))
        #expect(DrawingRest.after(cost: .milliseconds(2)) == .milliseconds(200))
        #expect(DrawingRest.after(cost: .seconds(1)) == .milliseconds(250))
        #expect(DrawingRest.after(cost: .zero) == .zero && DrawingRest.after(cost: .seconds(-1)) == .zero)
    }
}
