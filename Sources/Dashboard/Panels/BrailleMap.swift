import RecoveryCore
import Screen

/// A cluster that is too large for a cell a node: eight nodes a cell, a dot for each that is available. A gap is seen at
/// once, and ten thousand nodes take 1,250 cells.
enum BrailleMap {
    static let nodesInCell = 8
    /// Down the left column, then down the right one.
    private static let dots: [UInt32] = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]

    static func cells(_ nodes: Int) -> Int { (nodes + nodesInCell - 1) / nodesInCell }

    static func lines(_ cluster: Cluster, _ nodes: [NodeStatus], columns: Int) -> [Line] {
        guard columns > 0 else { return [] }
        let starts = Array(stride(from: cluster.nodes.lowerBound, to: cluster.nodes.upperBound, by: nodesInCell))
        return stride(from: 0, to: starts.count, by: columns).map { row in
            var line = Line()
            var run = ""
            var look = Look.nodeUp
            for start in starts[row..<min(row + columns, starts.count)] {
                let (sign, isWhole) = cell(start..<min(start + nodesInCell, cluster.nodes.upperBound), nodes)
                let own: Look = isWhole ? .nodeUp : .nodeDown
                if own != look, !run.isEmpty {
                    line.add(run, look)
                    run = ""
                }
                look = own
                run += sign
            }
            line.add(run, look)
            return line
        }
    }

    private static func cell(_ range: Range<Int>, _ nodes: [NodeStatus]) -> (String, isWhole: Bool) {
        var bits: UInt32 = 0
        var isWhole = true
        for (place, index) in range.enumerated() {
            if nodes[index].isAvailable { bits |= dots[place] } else { isWhole = false }
        }
        // A blank would look like no nodes at all.
        if bits == 0 { return ("x", false) }
        return (Unicode.Scalar(0x2800 + bits).map { String(Character($0)) } ?? " ", isWhole)
    }
}
