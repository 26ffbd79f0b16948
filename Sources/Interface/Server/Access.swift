/// What somebody may do through the interface. A higher role may do what the lower ones may.
package enum Permission: Int, Comparable, Sendable, CaseIterable {
    case observe
    case acknowledge
    case operate

    package static func < (left: Permission, right: Permission) -> Bool { left.rawValue < right.rawValue }

    package var word: String {
        switch self {
        case .observe: "observe"
        case .acknowledge: "acknowledge"
        case .operate: "operate"
        }
    }
}

/// Who asks.
package enum Visitor: Hashable, Sendable {
    /// A program that uses the storage, by its token.
    case caller(String)
    /// A person, by a token. The name goes to the journal.
    case `operator`(name: String, role: Permission)
    /// Whoever may open the Unix socket: drtop's own user. It says its name itself.
    case owner

    var role: Permission? {
        switch self {
        case .caller: nil
        case .operator(_, let role): role
        case .owner: .operate
        }
    }
}

/// The tokens that open the interface, each with whom it stands for. Tokens are compared without a hint of how much of
/// one was right.
package struct Doorkeeper: Sendable {
    private var tokens: [(token: [UInt8], visitor: Visitor)] = []

    package init() {}

    package mutating func admit(_ token: String, as visitor: Visitor) {
        tokens.append((Array(token.utf8), visitor))
    }

    /// All tokens are looked at, each to its end.
    func visitor(showing token: String) -> Visitor? {
        let shown = Array(token.utf8)
        var found: Visitor?
        for (known, visitor) in tokens where Self.areEqual(shown, known) { found = visitor }
        return found
    }

    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var difference = left.count ^ right.count
        for index in left.indices { difference |= Int(left[index] ^ (index < right.count ? right[index] : 0)) }
        return difference == 0 && !left.isEmpty
    }
}
