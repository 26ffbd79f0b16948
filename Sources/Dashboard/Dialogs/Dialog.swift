import RecoveryCore
import Screen

/// What lies over the main screen. It opens by a key of the operator's only (screens rule 4).
enum Dialog: Hashable, Sendable {
    case plan(PlanDialog)
    case steps(StepsDialog)
    case reading(Reading)
    case returnedNode(ReturnedNodeDialog)
    case palette(Palette)
    case filter(FilterPrompt)
    case request(RequestDialog)
    case themes(ThemeMenu)
    case demo(DemoMenu)
    case quit

    /// For the footer, from the tables.
    func footer(_ snapshot: Snapshot) -> [FooterItem] {
        switch self {
        case .plan(let dialog):
            dialog.form.focus == .name ? Footer.items(KeyTable.name) : Self.facts(of: dialog, snapshot)
        case .returnedNode(let dialog):
            dialog.form.focus == .name ? Footer.items(KeyTable.name) : Self.choosing(snapshot)
        case .steps:
            snapshot.isChanging
                ? Footer.items(KeyTable.choices.filter { $0.action != .acknowledgeFirst || Self.isFirstNew(snapshot) })
                : KeyTable.finished
        case .reading: Footer.items(KeyTable.reading)
        case .palette: KeyTable.palette
        case .filter: []
        case .request: KeyTable.request
        case .themes: Footer.items(KeyTable.themes)
        case .demo: Footer.items(KeyTable.demoMenu)
        case .quit: Footer.items(KeyTable.quit)
        }
    }

    private static func facts(of dialog: PlanDialog, _ snapshot: Snapshot) -> [FooterItem] {
        facts(snapshot).filter { dialog.plan != nil || ($0.action != .toName && $0.action != .why) }.map {
            FooterItem(sign: $0.sign, words: $0.footer)
        }
    }

    private static func choosing(_ snapshot: Snapshot) -> [FooterItem] {
        facts(snapshot).filter { $0.action != .why }.map {
            FooterItem(sign: $0.sign, words: $0.action == .up ? "choose" : $0.footer)
        }
    }

    private static func facts(_ snapshot: Snapshot) -> [KeyBinding<FactsAction>] {
        KeyTable.facts.filter { $0.action != .acknowledgeFirst || isFirstNew(snapshot) }
    }

    /// Otherwise there is nothing to acknowledge.
    private static func isFirstNew(_ snapshot: Snapshot) -> Bool {
        snapshot.alarms.contains { $0.kind == .first && $0.state == .new }
    }
}
