import Foundation
import RecoveryCore

/// The snapshot as it travels to a dashboard that is attached: one line of JSON.
package enum SnapshotForm {
    static func encode(_ snapshot: Snapshot) -> Data {
        let encoder = JSONEncoder()
        // A rate may be infinite for a moment.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(snapshot) else {  // Plain parts always encode.
            preconditionFailure("a snapshot does not encode")
        }
        return data
    }

    package static func decode(_ data: some DataProtocol) throws -> Snapshot {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(Snapshot.self, from: Data(data))
    }
}
