import RecoveryCore
import Testing

@testable import Dashboard

/// The map is counted before it is laid out: a screen's height hangs on the one, what it shows on the other.
@Suite struct NodeGridTests {
    @Test(arguments: [1, 5, 31, 33, 63, 64, 500, 1234])
    func asManyRowsAreCountedAsAreLaidOut(_ nodes: Int) {
        for inRack in [1, 3, 20, 700] {
            let snapshot = Sample.normal(Sample.settings(nodes: nodes, inRack: inRack))
            let scene = Scene(
                snapshot: snapshot, now: Sample.now, wallclock: Sample.wallclock, options: DashboardOptions(),
                steady: Steady())
            let grid = NodeGrid(scene: scene, cluster: snapshot.settings.clusters[0])
            for form in NodeGrid.Form.allCases {
                for columns in [1, 2, 19, 20, 21, 36, 57, 116, 199] {
                    let counted = grid.rows(form, columns: columns)
                    let drawn = grid.lines(form, columns: columns)
                    #expect(
                        counted == drawn?.count, "\(form) of \(nodes) nodes, \(inRack) in a rack, on \(columns) columns"
                    )
                }
            }
        }
    }
}
