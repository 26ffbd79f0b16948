import Foundation

/// A line at once, also into a file: a night's work is looked after while it goes on.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}
