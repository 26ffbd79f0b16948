import SwiftSyntax

/// Statements that may change places without a difference: to swap them is no mistake, and so no mutant.
extension MutantFinder {
    /// Two calls on different values commute as long as neither is told anything but what stands still meanwhile: every
    /// value of the core is its own, so neither can reach the other's.
    func commute(_ first: FunctionCallExprSyntax, _ second: FunctionCallExprSyntax) -> Bool {
        guard let one = receiver(of: first), let other = receiver(of: second), one != other else { return false }
        let still = namesThatStandStill(around: first)
        let mentioned = Mentions(in: first).names.union(Mentions(in: second).names).subtracting([one, other])
        return !Mentions(in: second).names.contains(one) && !Mentions(in: first).names.contains(other)
            && mentioned.isSubset(of: still)
    }

    /// `outbox` in `outbox.record(...)`, and `change` in `self.change?.update(...)`.
    private func receiver(of call: FunctionCallExprSyntax) -> String? {
        guard var base = call.calledExpression.as(MemberAccessExprSyntax.self)?.base else { return nil }
        if let chained = base.as(OptionalChainingExprSyntax.self) { base = chained.expression }
        if let member = base.as(MemberAccessExprSyntax.self), member.base?.trimmedDescription == "self" {
            return member.declName.baseName.text
        }
        return base.as(DeclReferenceExprSyntax.self)?.baseName.text
    }

    /// The settings, and what the function was given or has bound itself. Of anything else nobody knows what it is read off.
    private func namesThatStandStill(around call: FunctionCallExprSyntax) -> Set<String> {
        var node = Syntax(call)
        while let parent = node.parent, !node.is(FunctionDeclSyntax.self) { node = parent }
        let bound = Bindings(viewMode: .sourceAccurate)
        bound.walk(node)
        return bound.names.union(["settings"])
    }
}

/// The values and functions that an expression names; types apart.
private final class Mentions: SyntaxVisitor {
    private(set) var names: Set<String> = []

    init(in expression: some SyntaxProtocol) {
        super.init(viewMode: .sourceAccurate)
        walk(expression)
    }

    override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
        // What is named behind the dot belongs to what stands before it.
        if node.base?.trimmedDescription == "self" {
            walk(node.declName)
        } else if let base = node.base {
            walk(base)
        }
        return .skipChildren
    }

    override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
        let name = node.baseName.text
        if name.first?.isUppercase != true, name.first != "$" { names.insert(name) }
        return .skipChildren
    }
}

/// What a function is given, and what it binds.
private final class Bindings: SyntaxVisitor {
    private(set) var names: Set<String> = []

    override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
        names.insert((node.secondName ?? node.firstName).text)
        return .skipChildren
    }

    override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
        names.insert(node.identifier.text)
        return .skipChildren
    }
}
