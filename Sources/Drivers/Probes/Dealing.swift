/// Which node has which phase. Neighbours in the settings belong to one cluster; they are dealt out by a stride near the
/// golden ratio, so that any stretch of the interval holds about the same share of every cluster: a stumble of 100 ms then
/// costs no cluster more than another.
///
/// The prober works on places, not on nodes, so that it walks through its memory in the order of asking.
struct Dealing {
    /// The node at each place.
    let nodes: [Int32]
    /// The place of each node.
    let places: [Int32]

    init(nodes count: Int) {
        precondition(count >= 0 && count < Int(Int32.max), "\(count) nodes")
        let stride = Dealing.stride(for: count)
        let nodes = (0..<count).map { Int32($0 * stride % count) }
        var places = [Int32](repeating: 0, count: count)
        for (place, node) in nodes.enumerated() { places[Int(node)] = Int32(place) }
        self.nodes = nodes
        self.places = places
    }

    /// The largest number up to the golden section of `count` that has no divisor in common with it, so that its multiples
    /// meet every node.
    private static func stride(for count: Int) -> Int {
        guard count > 3 else { return 1 }
        var stride = Int(Double(count) * 0.618_033_988_75)
        while divisor(stride, count) != 1 { stride -= 1 }
        return stride
    }

    private static func divisor(_ left: Int, _ right: Int) -> Int {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}
