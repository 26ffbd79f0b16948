import RecoveryCore
import Screen

/// The convergence board: a line a caller, laggards first, with what it has, since when, its trouble and the next attempt.
struct CallerBoardLines {
    var scene: Scene

    private var epoch: Epoch { scene.snapshot.epoch }

    /// Laggards first, those furthest behind before the others; then who is not waited for.
    static func listed(_ snapshot: Snapshot, _ filter: Filter) -> [CallerID] {
        let all = snapshot.callers.indices.map { index in
            let status = snapshot.callers[index]
            let standing = status.standing(snapshot.epoch)
            return (rank: standing.rawValue, reached: standing == .behind ? status.reached : 0, place: index)
        }
        return all.sorted { ($0.rank, $0.reached, $0.place) < ($1.rank, $1.reached, $1.place) }
            .map { CallerID($0.place) }
            .filter { filter.isEmpty || filter.matches(snapshot.fields(of: $0)) }
    }

    func lines(_ size: Size) -> [Line] {
        let listed = scene.looking.callers(scene.snapshot)
        guard size.rows > 0, !listed.isEmpty else { return [Line("no caller matches", .textDim)] }
        let hasHeading = size.rows > 3
        let room = size.rows - (hasHeading ? 1 : 0)
        let selected = listed.firstIndex { $0 == scene.selection.caller } ?? 0
        // A page at a time: the rows do not move with each key.
        let first = selected / room * room
        let shown = listed.dropFirst(first).prefix(room)
        let names = min(20, max(6, listed.map { TextWidth.columns(scene.settings.caller($0).name) }.max() ?? 6))
        let isWide = size.columns >= 60
        var lines = hasHeading ? [heading(names, isWide)] : []
        lines += shown.map { line($0, names, isWide) }
        let hidden = listed.count - first - shown.count
        if hidden > 0, lines.count > 2 { lines[lines.count - 1].addRight(" \(hidden) more below", .key) }
        return lines
    }

    private func heading(_ names: Int, _ isWide: Bool) -> Line {
        var line = Line("  caller", .textDim)
        line.tab(to: names + 4)
        line.add(isWide ? "delivered  applied  state    for      again  trouble" : "has/uses   state    for", .textDim)
        return line
    }

    private func line(_ id: CallerID, _ names: Int, _ isWide: Bool) -> Line {
        let isSelected = scene.focus == .callers && id == scene.selection.caller
        let status = scene.snapshot.callers[id.index]
        let standing = status.standing(epoch)
        var line = Line(isSelected ? "\(scene.glyphs.cursor) " : "  ", .key)
        line.add(TextWidth.fitted(scene.settings.caller(id).name, columns: names, ellipsis: scene.glyphs.ellipsis))
        var place = names + 4
        func column(_ text: String, _ width: Int, _ look: Look = .text) {
            line.tab(to: place)
            line.add(text, look)
            place += width
        }
        // Of one that fetches by itself nobody hears whether it uses what it has.
        let applied = status.pulls && status.applied == 0 ? "-" : String(status.applied)
        if isWide {
            column(String(status.delivered), 11)
            column(applied, 9, standing == .behind ? .alarmP2 : .text)
        } else {
            column("\(status.delivered)/\(applied)", 11, standing == .behind ? .alarmP2 : .text)
        }
        column(standing.word(pulls: status.pulls), 9, standing == .behind ? .alarmP2 : .text)
        line.tab(to: place)
        line.add(status.since.map { Figures.age(scene.since($0)) } ?? Figures.unknown, .textDim)
        let trouble = scene.trouble(of: id)
        if isWide, !trouble.isEmpty {
            line.tab(to: place + 9)
            line.add(scene.pause(of: id) ?? "", .textDim)
            line.tab(to: place + 16)
            line.add(trouble)
        }
        return isSelected ? line.all(.selection) : line
    }
}

extension CallerStatus {
    /// In the order of the board.
    enum Standing: Int, Hashable {
        case behind, waived, current

        func word(pulls: Bool) -> String {
            switch self {
            case .behind: "behind"
            case .waived: "waived"
            case .current: pulls ? "fetched" : "applied"
            }
        }
    }

    func standing(_ epoch: Epoch) -> Standing {
        if reached >= epoch { return .current }
        return isWaived(for: epoch) ? .waived : .behind
    }
}

extension Scene {
    /// Why a caller is not on the newest epoch, as far as that is known; empty where it is.
    func trouble(of id: CallerID) -> String {
        let status = snapshot.callers[id.index]
        switch status.standing(snapshot.epoch) {
        case .current: return status.error ?? ""
        case .waived: return status.waiver?.words ?? ""
        case .behind: break
        }
        if let error = status.error { return error }
        if status.delivered >= snapshot.epoch { return "has it and does not say that it uses it" }
        return settings.caller(id).deliveries.isEmpty ? "has not fetched it" : "on its way"
    }

    /// Until the next attempt; nil: none is planned.
    func pause(of id: CallerID) -> String? {
        let status = snapshot.callers[id.index]
        guard status.standing(snapshot.epoch) == .behind, let retry = status.retryAt, retry > now else { return nil }
        return Figures.age(retry - now)
    }
}

extension CallerStatus.Waiver {
    /// "by oncall: is being moved"
    var words: String {
        [self.operator.map { "by \($0)" }, reason].compactMap(\.self).joined(separator: ": ")
    }
}
