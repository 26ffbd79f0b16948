/// The themes that travel inside the program, so that one copied file is enough. They are the files of `themes/`, byte
/// for byte: a test compares them.
enum BuiltInThemes {
    /// In this order: a theme comes after the one it inherits.
    static let all: [(file: String, yaml: String)] = [
        ("themes/mono.yaml", mono),
        ("themes/default-dark.yaml", defaultDark),
        ("themes/default-light.yaml", defaultLight),
        ("themes/okabe-ito-dark.yaml", okabeItoDark),
        ("themes/okabe-ito-light.yaml", okabeItoLight),
        ("themes/high-contrast.yaml", highContrast),
        ("themes/ansi16.yaml", ansi16),
        ("themes/night.yaml", night),
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
          bar: +underline
          bar.production: +bold +reverse
          primary: +bold
          failed: +bold +underline
          node.late: +underline
          node.down: +bold +reverse
          node.nodata: +dim +underline
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

    private static let okabeItoDark = """
        # The palette of Okabe and Ito, made to be told apart with any kind of colour vision.
        name: okabe-ito-dark
        inherits: default-dark
        variant: dark
        palette:
          black: "#000000 16 black"
          vermillion: "#d55e00 166 red"
          orange: "#e69f00 214 yellow"
          yellow: "#f0e442 227 bright-yellow"
          sky: "#56b4e9 74 cyan"
          purple: "#cc79a7 175 magenta"
        roles:
          alarm.p1: black on vermillion +bold

        """

    private static let okabeItoLight = """
        # The same for a light terminal: Okabe and Ito's colours, darkened until words are legible on paper.
        name: okabe-ito-light
        inherits: default-light
        variant: light
        palette:
          white: "#ffffff 231 bright-white"
          vermillion: "#a34700 124 red"
          orange: "#8a5a00 94 yellow"
          yellow: "#4d5d00 58 yellow"
          sky: "#00558a 24 blue"
          purple: "#8c3d6e 89 magenta"
        roles:
          alarm.p1: white on vermillion +bold

        """

    private static let highContrast = """
        # For bright rooms, projectors and tired eyes: at least 7:1 on black, nothing dimmed.
        name: high-contrast
        inherits: mono
        variant: dark
        palette:
          white: "#ffffff 231 bright-white"
          black: "#000000 16 black"
          red: "#8f0000 88 red"
          orange: "#ffaf00 214 bright-yellow"
          yellow: "#ffff5f 227 bright-yellow"
          sky: "#87d7ff 117 bright-cyan"
          silver: "#c6c6c6 251 white"
          pink: "#ffafd7 218 bright-magenta"
        roles:
          text: white
          text.dim: white
          border: white
          border.focus: white +bold
          selection: black on white +bold
          key: white +bold +underline
          key.locked: white
          bar: white +underline
          bar.production: black on white +bold
          verdict.ok: white
          primary: white +bold
          backup: white
          failed: orange +bold +underline
          node.up: white
          node.late: yellow +underline
          node.down: black on orange +bold
          node.nodata: sky +underline
          node.maintenance: white
          alarm.p1: white on red +bold
          alarm.p2: orange +bold +underline
          alarm.p3: yellow
          alarm.acked: white
          gauge: white
          graph: white
          sync.bad: orange +bold +underline
          stale: silver
          dialog.danger: orange +bold
          diff.old: white
          diff.new: white +bold +underline
          drill: black on pink +bold

        """

    private static let ansi16 = """
        # The sixteen colours of the terminal itself, as its user has set them; the three levels say the same.
        name: ansi16
        inherits: mono
        variant: dark
        palette:
          white: "#ffffff 15 bright-white"
          red: "#cd0000 1 red"
          yellow: "#ffff00 11 bright-yellow"
          brown: "#cdcd00 3 yellow"
          cyan: "#00cdcd 6 cyan"
          magenta: "#ff00ff 13 bright-magenta"
        roles:
          text: default
          key.locked: default +dim
          failed: brown +bold
          node.late: yellow
          node.down: brown +bold
          node.nodata: cyan
          node.maintenance: default +dim
          alarm.p1: white on red +bold
          alarm.p2: brown +bold
          alarm.p3: yellow
          alarm.acked: default
          sync.bad: brown +bold
          stale: default +dim
          dialog.danger: brown +bold
          diff.old: default +dim
          diff.new: default +bold
          drill: magenta +bold +reverse

        """

    private static let night = """
        # For a dark room: amber instead of white, so that the eyes keep used to the dark.
        name: night
        inherits: default-dark
        variant: dark
        palette:
          black: "#000000 16 black"
          amber: "#c9a063 179 yellow"
          dim: "#b8935f 137 yellow"
          red: "#d75f5f 167 red"
          orange: "#ffaf5f 215 bright-yellow"
          yellow: "#f0e442 227 bright-yellow"
          sky: "#5fafd7 74 cyan"
          purple: "#d787af 175 magenta"
        roles:
          failed: yellow +bold +underline
          text: amber
          text.dim: dim
          border: dim
          border.focus: amber +bold
          selection: amber +reverse
          key: amber +bold
          key.locked: dim
          bar: amber +underline
          bar.production: amber +bold +reverse
          verdict.ok: amber
          primary: amber +bold
          backup: amber
          node.up: amber
          node.maintenance: dim
          alarm.p1: black on red +bold
          alarm.acked: amber
          gauge: amber
          graph: amber
          stale: dim
          diff.old: dim
          diff.new: amber +bold

        """
}
