import Screen

/// The keys inside the dialogs: each its own small table, of the same make as the main one.
enum FactsAction: Hashable, Sendable { case cancel, toName, down, up, why, acknowledgeFirst, acknowledgeSecond }
enum NameAction: Hashable, Sendable { case cancel, toFacts, confirm, erase, clear }
enum ReadingAction: Hashable, Sendable { case close, down, up, pageDown, pageUp }
enum ChoiceAction: Hashable, Sendable { case close, down, up, choose, acknowledgeFirst, acknowledgeSecond }
enum QuitAction: Hashable, Sendable { case yes, no }
enum DemoAction: Hashable, Sendable { case close, down, up, kill, stop, `continue`, restart }

extension KeyTable {
    private static let downKeys: [Key] = [.character("j"), .down]
    private static let upKeys: [Key] = [.character("k"), .up]

    /// The plan dialog while its facts have the focus: letters are commands.
    static let facts: [KeyBinding<FactsAction>] = [
        KeyBinding(.cancel, [.escape, .control("c")], "Esc", "change nothing", "Close; nothing is changed."),
        KeyBinding(.toName, [.tab, .backTab], "Tab", "to the name", "Go to the field for the cluster's name."),
        KeyBinding(.down, downKeys, "j", "", "Scroll down."),
        KeyBinding(.up, upKeys, "j/k", "scroll", "Scroll up."),
        KeyBinding(.why, .letters("w"), "w", "why", "Show every condition instead of the plan, and back."),
        KeyBinding(.acknowledgeFirst, .letters("1"), "1", "ack first alarm", "Acknowledge the first alarm."),
        KeyBinding(.acknowledgeSecond, .letters("2"), "2", "", "Acknowledge the second alarm."),
    ]

    /// While the field has the focus: letters are text.
    static let name: [KeyBinding<NameAction>] = [
        KeyBinding(.cancel, [.escape, .control("c")], "Esc", "change nothing", "Close; nothing is changed."),
        KeyBinding(.toFacts, [.tab, .backTab], "Tab", "to the facts", "Go back to the facts."),
        KeyBinding(.confirm, [.enter], "Enter", "confirm", "Carry out the plan, once the name is right."),
        KeyBinding(.erase, [.backspace, .delete], "Backspace", "", "Take back a letter."),
        KeyBinding(.clear, [.control("u")], "Ctrl-U", "clear", "Take back everything."),
    ]

    static let reading: [KeyBinding<ReadingAction>] = [
        KeyBinding(.close, [.escape, .enter, .character("q"), .control("c")], "Esc", "close", "Close."),
        KeyBinding(.down, downKeys, "j", "", "Scroll down."),
        KeyBinding(.up, upKeys, "j/k", "scroll", "Scroll up."),
        KeyBinding(.pageDown, [.pageDown, .character(" ")], "Space", "page", "A page down."),
        KeyBinding(.pageUp, [.pageUp, .character("b")], "b", "", "A page up."),
    ]

    static let choices: [KeyBinding<ChoiceAction>] = [
        KeyBinding(.close, [.escape, .control("c")], "Esc", "hide; it goes on", "Close; what is under way goes on."),
        KeyBinding(.down, downKeys, "j", "", "The next choice."),
        KeyBinding(.up, upKeys, "j/k", "choose", "The choice before."),
        KeyBinding(.choose, [.enter], "Enter", "do it", "Do what is chosen."),
        KeyBinding(.acknowledgeFirst, .letters("1"), "1", "ack first alarm", "Acknowledge the first alarm."),
        KeyBinding(.acknowledgeSecond, .letters("2"), "2", "", "Acknowledge the second alarm."),
    ]

    static let themes: [KeyBinding<ChoiceAction>] = [
        KeyBinding(.choose, [.enter], "Enter", "keep it", "Keep this theme."),
        KeyBinding(.close, [.escape, .character("q"), .control("c")], "Esc", "back to the former", "Take it back."),
        KeyBinding(.down, downKeys, "j", "", "The next theme."),
        KeyBinding(.up, upKeys, "j/k", "choose", "The theme before."),
    ]

    /// Of a finished list of steps: it is not modal.
    static let finished: [FooterItem] = [
        FooterItem(sign: "Esc", words: "close"), FooterItem(sign: "any key", words: "closes this and works beneath"),
    ]
    /// Where letters are text.
    static let palette: [FooterItem] = [
        FooterItem(sign: "Enter", words: "do it"), FooterItem(sign: "Esc", words: "close"),
        FooterItem(sign: "Up/Down", words: "choose"), FooterItem(sign: "Ctrl-U", words: "clear"),
    ]
    static let request: [FooterItem] = [
        FooterItem(sign: "Esc", words: "change nothing"), FooterItem(sign: "Tab", words: "next field"),
        FooterItem(sign: "j/k", words: "choose"), FooterItem(sign: "Enter", words: "do what is chosen"),
    ]

    static let quit: [KeyBinding<QuitAction>] = [
        KeyBinding(
            .yes, [.character("q"), .character("y"), .enter, .control("c")], "q", "leave (also y, Enter)", "Leave."),
        KeyBinding(.no, [.escape, .character("n")], "Esc", "stay", "Stay."),
    ]

    static let demoMenu: [KeyBinding<DemoAction>] = [
        KeyBinding(.kill, .letters("x"), "x", "kill", "Kill it (SIGKILL)."),
        KeyBinding(.stop, .letters("s"), "s", "stop (hang)", "Stop it (SIGSTOP): it hangs."),
        KeyBinding(.continue, .letters("c"), "c", "continue", "Let what was stopped go on."),
        KeyBinding(.restart, .letters("r"), "r", "restart", "Start it again."),
        KeyBinding(.down, downKeys, "j", "", "The next one."),
        KeyBinding(.up, upKeys, "j/k", "choose", "The one before."),
        KeyBinding(.close, [.escape, .character("q"), .enter, .control("c")], "Esc", "close", "Close."),
    ]
}
