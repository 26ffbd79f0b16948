import RecoveryCore
import Screen

/// What the keys act on: a part of the screen that the operator can enter with Tab.
package enum Pane: Hashable, Sendable {
    case cluster(ClusterID)
    case sync
    case callers
    case alarms
    /// These two are seen enlarged only.
    case journal
    case graph
}

/// A box on the main screen.
protocol Panel {
    /// nil: it cannot be entered.
    var pane: Pane? { get }
    /// Stands in the upper line of the box, and is all there is when there is no room for more.
    func title(columns: Int) -> Line
    /// How many lines it would fill, `most` at most.
    func wantedRows(columns: Int, most: Int) -> Int
    func lines(_ size: Size) -> [Line]
}

/// The table of panels: a new one is one file and one line here.
enum Panels {
    enum Place {
        /// Side by side at the top.
        case top
        /// Beneath each other, or side by side on a wide screen.
        case middle
        /// A list that takes what is left.
        case bottom
    }

    static let table: [(place: Place, make: @Sendable (Scene) -> [any Panel])] = [
        (.top, { scene in scene.settings.clusters.map { ClusterPanel(scene: scene, id: $0.id) } }),
        (.middle, { scene in [SyncPanel(scene: scene)] }),
        (.middle, { scene in [CallersPanel(scene: scene)] }),
        (.middle, { scene in scene.demo.map { [DemoPanel(status: $0)] } ?? [] }),
        (.bottom, { scene in [AlarmsPanel(scene: scene)] }),
    ]

    /// The one that has the whole screen.
    static func panel(of pane: Pane, _ scene: Scene) -> any Panel {
        switch pane {
        case .cluster(let id): ClusterPanel(scene: scene, id: id)
        case .sync: SyncPanel(scene: scene)
        case .callers: CallersPanel(scene: scene)
        case .alarms: AlarmsPanel(scene: scene)
        case .journal: JournalPanel(scene: scene)
        case .graph: GraphPanel(scene: scene)
        }
    }

    static func panels(_ place: Place, _ scene: Scene) -> [any Panel] {
        table.filter { $0.place == place }.flatMap { $0.make(scene) }
    }
}

extension Canvas {
    /// A panel with its frame. Boxes that share a line are joined by the signs that meet there.
    mutating func draw(_ panel: any Panel, in rect: Rect, scene: Scene) {
        let isFocused = panel.pane.map { $0 == scene.focus } ?? false
        let border: Look = isFocused ? .borderFocus : .border
        if rect.rows > 1 { box(rect, border: scene.glyphs.border, role: border) }
        let titleRow = Rect(row: rect.row, column: rect.column + 2, rows: 1, columns: rect.columns - 4)
        var title = Line()
        title.add(isFocused ? "\(scene.glyphs.cursor) " : " ", border)
        let words = panel.title(columns: titleRow.columns)
        for span in (scene.isDim ? words.all(.stale) : words).spans { title.add(span.text, span.look) }
        title.add(" ", border)
        draw(title, row: rect.row, in: titleRow, glyphs: scene.glyphs)
        let inside = rect.inset(rows: 1, columns: 2)
        guard !inside.isEmpty else { return }
        let lines = panel.lines(inside.size)
        draw(scene.isDim ? lines.map { $0.all(.stale) } : lines, in: inside, glyphs: scene.glyphs)
    }
}
