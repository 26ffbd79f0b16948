import Foundation
import Glibc

/// A disk for another process that fails when it is told to, also while that process runs. Only files below its folder are
/// concerned.
package final class FaultyDisk {
    /// In the order of `faultydisk.h`. That library must not be linked to the tests: it stands in front of their own calls.
    package enum Fault: UInt32, CaseIterable, Sendable {
        case sound, full, fullMidway, readOnly, syncError, writeError, hung, hungOpening
    }

    /// The fields of the control, in the order of `faultydisk.h`.
    private enum Field: Int, CaseIterable { case fault, first, last, writes, syncs }

    private let temporary: TemporaryFolder
    private let folder: String
    private let control: UnsafeMutablePointer<UInt32>

    /// - Parameter folder: the disk's files lie below it.
    package init(folder: String) throws {
        self.folder = folder
        temporary = try TemporaryFolder()
        let path = try temporary.write("control", String(repeating: "\0", count: Self.size))
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        let memory = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard descriptor >= 0, let memory, memory != MAP_FAILED else {
            throw TestFault("the faulty disk's control: \(String(cString: strerror(errno)))")
        }
        control = memory.bindMemory(to: UInt32.self, capacity: Field.allCases.count)
    }

    deinit { munmap(control, Self.size) }

    private static let size = Field.allCases.count * MemoryLayout<UInt32>.size

    private subscript(field: Field) -> UInt32 { control[field.rawValue] }

    /// What a process needs to write to this disk.
    package var environment: [String: String] {
        get throws {
            [
                "LD_PRELOAD": try Product.path("libFaultyMachine.so"),
                "DRTOP_FAULTY_DISK": "\(temporary.path)/control", "DRTOP_FAULTY_DISK_FOLDER": folder,
            ]
        }
    }

    /// - Parameters:
    ///   - first: the first call that fails, counted from 1 since the disk was made: of writes, or of syncs.
    ///   - last: the last one; nil: all that follow.
    package func fail(_ fault: Fault, from first: Int = 0, to last: Int? = nil) {
        control[Field.first.rawValue] = UInt32(first)
        control[Field.last.rawValue] = UInt32(last ?? 0)
        control[Field.fault.rawValue] = fault.rawValue
    }

    package func mend() { fail(.sound) }

    package var writes: Int { Int(self[.writes]) }
    package var syncs: Int { Int(self[.syncs]) }
}
