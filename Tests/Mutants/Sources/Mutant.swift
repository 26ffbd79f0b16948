/// One small mistake that a person could have made, behind its number.
struct Mutant: Hashable, Codable, Sendable {
    enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
        /// `<` for `<=`, and the like.
        case comparison
        /// A whole number that is one more.
        case threshold
        /// A duration that is twice as long.
        case deadline
        /// Something is done although a condition of its guard does not hold.
        case `guard`
        /// The opposite of a condition, a policy or a flag.
        case negation
        /// What was to be asked for, kept or told is not.
        case effect
        /// Something that changes the state is left out.
        case step
        /// Two things that follow each other change places.
        case order
        /// `+ 0` for `+ 1`.
        case epoch
    }

    var number: Int
    var kind: Kind
    var file: String
    var line: Int
    var change: String

    var place: String { "\(file):\(line)" }
    /// Stays the same when other lines of the file change: reasons are written down under it.
    var key: String { "\(file) \(kind.rawValue) \(change)" }
}
