import SwiftOperators
import SwiftParser
import SwiftSyntax

/// Finds every mutant of one file, and writes the file with all of them behind their switches.
final class MutantFinder: SyntaxVisitor {
    private(set) var mutants: [Mutant] = []
    private(set) var edits = Edits()
    private let file: String
    private let text: [UInt8]
    private let tree: SourceFileSyntax
    private let lines: SourceLocationConverter
    private var nextNumber: Int
    /// Parts that have their mutant already, from further out.
    private var covered: Set<SyntaxIdentifier> = []

    /// - Parameter first: the number of its first mutant.
    init(file: String, source: String, first: Int) {
        self.file = file
        text = Array(source.utf8)
        nextNumber = first
        let parsed = Parser.parse(source: source)
        // An operator of our own has no precedence here and stays as it is.
        let folded = OperatorTable.standardOperators.foldAll(parsed) { _ in }
        tree = folded.as(SourceFileSyntax.self) ?? parsed
        lines = SourceLocationConverter(fileName: file, tree: tree)
        super.init(viewMode: .sourceAccurate)
        walk(tree)
    }

    var mutated: String { edits.applied(to: text) }

    // MARK: what the rules call

    func add(_ kind: Mutant.Kind, _ node: some SyntaxProtocol, _ change: String) -> Int {
        defer { nextNumber += 1 }
        let line = lines.location(for: node.positionAfterSkippingLeadingTrivia).line
        mutants.append(Mutant(number: nextNumber, kind: kind, file: file, line: line, change: change))
        return nextNumber
    }

    func wrap(_ node: some SyntaxProtocol, in function: String, _ number: Int) {
        edits.wrap(range(node), "\(function)(\(number), ", ")")
    }

    func wrapText(_ node: some SyntaxProtocol, _ opening: String, _ closing: String) {
        edits.wrap(range(node), opening, closing)
    }

    func cover(_ node: some SyntaxProtocol) { covered.insert(node.id) }

    func isCovered(_ node: some SyntaxProtocol) -> Bool { covered.contains(node.id) }

    func range(_ node: some SyntaxProtocol) -> Range<Int> {
        node.positionAfterSkippingLeadingTrivia.utf8Offset..<node.endPositionBeforeTrailingTrivia.utf8Offset
    }

    /// On one line, short enough for a table.
    func words(_ node: some SyntaxProtocol) -> String {
        let plain = node.trimmedDescription.split { $0.isWhitespace }.joined(separator: " ")
        return plain.count > 90 ? plain.prefix(87) + "..." : plain
    }

    func isInPattern(_ node: some SyntaxProtocol) -> Bool {
        hasAncestor(node) { $0.is(ExpressionPatternSyntax.self) || $0.is(EnumCaseElementSyntax.self) }
    }

    func hasAncestor(_ node: some SyntaxProtocol, _ condition: (Syntax) -> Bool) -> Bool {
        var ancestor = node.parent
        while let found = ancestor {
            if condition(found) { return true }
            ancestor = found.parent
        }
        return false
    }

    // MARK: the tree's parts, each handed to its rule

    override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind {
        for condition in node.conditions { mutate(guardCondition: condition) }
        return .visitChildren
    }

    override func visit(_ node: WhereClauseSyntax) -> SyntaxVisitorContinueKind {
        grant(node.condition, as: .guard)
        return .visitChildren
    }

    override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
        for condition in node.conditions { mutate(condition) }
        return .visitChildren
    }

    override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
        for condition in node.conditions { mutate(condition) }
        return .visitChildren
    }

    override func visit(_ node: TernaryExprSyntax) -> SyntaxVisitorContinueKind {
        negate(node.condition)
        return .visitChildren
    }

    override func visit(_ node: InfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
        mutate(node)
        return .visitChildren
    }

    override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
        if node.operator.text == "!" { negate(ExprSyntax(node)) }
        return .visitChildren
    }

    override func visit(_ node: BooleanLiteralExprSyntax) -> SyntaxVisitorContinueKind {
        if !isInPattern(node) { negate(ExprSyntax(node)) }
        return .skipChildren
    }

    override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
        mutate(node)
        return .skipChildren
    }

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
        // What it says is true by design: a mutant of it says nothing about the tests.
        let callee = node.calledExpression.trimmedDescription
        if callee == "precondition" || callee == "preconditionFailure" { return .skipChildren }
        mutate(node)
        return .visitChildren
    }

    override func visit(_ node: ArrayExprSyntax) -> SyntaxVisitorContinueKind {
        mutate(node)
        return .visitChildren
    }

    override func visit(_ node: CodeBlockItemListSyntax) -> SyntaxVisitorContinueKind {
        mutate(node)
        return .visitChildren
    }

    func swap(_ run: Edits.Run) { edits.swap(run) }

    func replace(_ range: Range<Int>, by text: String) { edits.replace(range, by: text) }
}
