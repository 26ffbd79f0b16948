/// Something wrong in a theme file. All of a file's faults are told at once.
package struct ThemeFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int
    package let what: String
    package let remedy: String

    package var description: String { "\(file):\(line):\(column): \(what); \(remedy)" }
}

package struct ThemeFaults: Error, Hashable, Sendable {
    /// In the order of the file; never empty.
    package let faults: [ThemeFault]
}
