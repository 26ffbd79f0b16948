/// What a cell means. Panels write roles, themes say how a role looks: colour is decided in one place, by anyone.
package enum Role: String, CaseIterable, Hashable, Sendable {
    case text
    case textDim = "text.dim"
    case border
    case borderFocus = "border.focus"
    case selection
    case key
    case keyLocked = "key.locked"
    case bar
    case barProduction = "bar.production"
    case verdictOK = "verdict.ok"
    case primary
    case backup
    case failed
    case nodeUp = "node.up"
    case nodeLate = "node.late"
    case nodeDown = "node.down"
    case nodeNoData = "node.nodata"
    case nodeMaintenance = "node.maintenance"
    case alarmP1 = "alarm.p1"
    case alarmP2 = "alarm.p2"
    case alarmP3 = "alarm.p3"
    case alarmAcked = "alarm.acked"
    case gaugeFill = "gauge.fill"
    case gaugeMark = "gauge.mark"
    case graph
    case syncBad = "sync.bad"
    case stale
    case dialogDanger = "dialog.danger"
    case diffOld = "diff.old"
    case diffNew = "diff.new"
    case drill

    /// Its place among all roles. Hashing a raw value for every cell drawn would cost more than drawing it; a test proves
    /// that the place is what the compiler stores.
    package var index: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

    /// The roles that a theme may give instead of this one, nearest first: `alarm.p1`, then `alarm`.
    package var prefixes: [String] {
        guard let dot = rawValue.firstIndex(of: ".") else { return [rawValue] }
        return [rawValue, String(rawValue[..<dot])]
    }
}
