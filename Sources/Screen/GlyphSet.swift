/// The signs that drtop draws with, in Unicode or in ASCII alone. Not themable: a picture in a manual must look like the
/// screen. ASCII is always available, and is taken by itself where the locale is not UTF-8.
package struct GlyphSet: Hashable, Sendable {
    package let border: Border
    /// Around a dialog, so that it stands out without colour.
    package let heavy: Border

    package let gaugeFill: String
    package let gaugeEmpty: String
    /// The threshold in a gauge.
    package let gaugeMark: String

    /// Data flows from left to right, has been stopped, waits to flow from right to left, and is flowing that way.
    package let syncRunning: String
    package let syncStopped: String
    package let syncReverseWaiting: String
    package let syncReverseRunning: String
    /// From where to where, in a plan.
    package let arrow: String
    package let cursor: String

    package let nodeUp: String
    package let nodeLate: String
    package let nodeDown: String
    package let nodeNoData: String
    package let nodeMaintenance: String

    /// The share of a rack that is down, from none to all.
    package let shares: [String]
    /// A graph's heights, from the lowest.
    package let ramp: [String]
    /// Ends what was cut off.
    package let ellipsis: String

    package static let unicode = GlyphSet(
        border: .light, heavy: .heavy, gaugeFill: "█", gaugeEmpty: "░", gaugeMark: "┃", syncRunning: "━━▶",
        syncStopped: "━━╳", syncReverseWaiting: "◀┄┄", syncReverseRunning: "◀━━", arrow: "━━▶", cursor: "▶",
        nodeUp: "·", nodeLate: "~", nodeDown: "x", nodeNoData: "?", nodeMaintenance: "m",
        shares: ["·", "▁", "▄", "▆", "▇", "█"], ramp: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], ellipsis: "…")

    package static let ascii = GlyphSet(
        border: .ascii, heavy: .asciiHeavy, gaugeFill: "#", gaugeEmpty: " ", gaugeMark: "!", syncRunning: ">>>",
        syncStopped: ">>|", syncReverseWaiting: "<..", syncReverseRunning: "<<<", arrow: "-->", cursor: ">",
        nodeUp: ".", nodeLate: "~", nodeDown: "x", nodeNoData: "?", nodeMaintenance: "m",
        shares: [".", "1", "4", "6", "9", "X"], ramp: ["_", ".", "-", "=", "#"], ellipsis: "~")

    /// The height for `value` out of `maximum`: the lowest for nothing, the highest from `maximum` on.
    package func height(_ value: Double, of maximum: Double) -> String {
        level(value, of: maximum, in: ramp)
    }

    /// The sign for `part` of `whole`: the first only for none and the last only for all.
    package func share(_ part: Int, of whole: Int) -> String {
        guard part > 0, whole > 0 else { return shares[0] }
        guard part < whole else { return shares[shares.count - 1] }
        return shares[1 + part * (shares.count - 2) / whole]
    }

    private func level(_ value: Double, of maximum: Double, in ramp: [String]) -> String {
        guard maximum > 0, value > 0 else { return ramp[0] }
        return ramp[min(ramp.count - 1, Int(min(1, value / maximum) * Double(ramp.count - 1) + 0.5))]
    }
}
