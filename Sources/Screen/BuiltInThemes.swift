/// The themes that travel inside the program, so that one copied file is enough. They are the files of `themes/`, byte
/// for byte: a test compares them.
enum BuiltInThemes {
    /// In this order: a theme comes after the one it inherits.
    static let all: [(file: String, yaml: String)] = [
        ("themes/mono.yaml", mono),
        ("themes/default-dark.yaml", defaultDark),
        ("themes/default-light.yaml", defaultLight),
    ]

    private static let mono = """
        # Attributes alone: what every theme rests on. Each state has its glyph and its word as well.
        name: mono
        variant: dark
        roles: &attributes
          text.dim: +dim
          border.focus: +bold
          selection: +reverse
          key: +bold
          key.locked: +dim
          bar: +reverse
          bar.production: +bold +reverse
          primary: +bold
          failed: +bold +underline
          node.late: +underline
          node.down: +bold +reverse
          node.nodata: +underline
          node.maintenance: +dim
          alarm.p1: +bold +reverse
          alarm.p2: +bold +underline
          alarm.p3: +bold
          gauge.mark: +bold
          sync.bad: +bold +underline
          stale: +dim
          dialog.danger: +bold
          diff.old: +dim
          diff.new: +bold
          drill: +bold +reverse
        mono: *attributes

        """

    private static let defaultDark = """
        # Colour only for the abnormal; red means an alarm of priority 1 and nothing else.
        name: default-dark
        inherits: mono
        variant: dark
        palette:
          white: "#ffffff 231 bright-white"
          grey: "#a8a8a8 248 white"
          red: "#c4161c 160 red"
          orange: "#ffaf00 214 yellow"
          yellow: "#f0e442 227 bright-yellow"
          sky: "#56b4e9 74 cyan"
          purple: "#d787af 175 magenta"
        roles:
          text: default
          text.dim: grey
          border: grey
          border.focus: default +bold
          key.locked: grey
          failed: orange +bold
          node.late: yellow
          node.down: orange +bold
          node.nodata: sky
          node.maintenance: grey
          alarm.p1: white on red +bold
          alarm.p2: orange +bold
          alarm.p3: yellow
          alarm.acked: default
          sync.bad: orange +bold
          stale: grey
          dialog.danger: orange +bold
          diff.old: grey
          diff.new: default +bold
          drill: purple +bold +reverse

        """

    private static let defaultLight = """
        # default-dark for a light terminal: the same roles, darker colours.
        name: default-light
        inherits: default-dark
        variant: light
        palette:
          white: "#ffffff 231 bright-white"
          grey: "#5f5f5f 59 bright-black"
          red: "#b4141a 124 red"
          orange: "#8f4a00 94 yellow"
          yellow: "#6b5900 58 yellow"
          sky: "#005f87 24 blue"
          purple: "#87005f 89 magenta"

        """
}
