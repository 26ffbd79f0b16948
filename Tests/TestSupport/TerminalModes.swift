import Glibc

/// The modes of a terminal that a shell depends on.
package struct TerminalModes: Equatable, CustomStringConvertible {
    package let echoes: Bool
    package let isCanonical: Bool
    package let hasSignalKeys: Bool
    package let processesOutput: Bool

    package init(echoes: Bool, isCanonical: Bool, hasSignalKeys: Bool, processesOutput: Bool) {
        self.echoes = echoes
        self.isCanonical = isCanonical
        self.hasSignalKeys = hasSignalKeys
        self.processesOutput = processesOutput
    }

    init(_ modes: termios) {
        self.init(
            echoes: modes.c_lflag & UInt32(ECHO) != 0, isCanonical: modes.c_lflag & UInt32(ICANON) != 0,
            hasSignalKeys: modes.c_lflag & UInt32(ISIG) != 0, processesOutput: modes.c_oflag & UInt32(OPOST) != 0)
    }

    /// As a shell leaves them for a program, and wants them back.
    package static let shell = TerminalModes(
        echoes: true, isCanonical: true, hasSignalKeys: true, processesOutput: true)

    package var description: String {
        "echo \(echoes), canonical \(isCanonical), signals \(hasSignalKeys), output \(processesOutput)"
    }
}
