import SwiftSyntax

/// Mutants of conditions, comparisons and numbers.
extension MutantFinder {
    // MARK: conditions

    func mutate(guardCondition condition: ConditionElementSyntax) {
        guard case .expression(let expression) = condition.condition else { return }
        grant(expression, as: .guard)
    }

    func mutate(_ condition: ConditionElementSyntax) {
        guard case .expression(let expression) = condition.condition else { return }
        negate(expression)
    }

    /// Each part of a conjunction is dropped for itself.
    func grant(_ expression: ExprSyntax, as kind: Mutant.Kind) {
        guard !isCovered(expression) else { return }
        cover(expression)
        if let both = conjunction(expression, "&&") {
            grant(both.leftOperand, as: kind)
            grant(both.rightOperand, as: kind)
            return
        }
        let number = add(kind, expression, "dropped: \(words(expression))")
        wrap(expression, in: "mutantGranted", number)
    }

    private func deny(_ expression: ExprSyntax) {
        guard !isCovered(expression) else { return }
        cover(expression)
        if let either = conjunction(expression, "||") {
            deny(either.leftOperand)
            deny(either.rightOperand)
            return
        }
        let number = add(.negation, expression, "never: \(words(expression))")
        wrap(expression, in: "mutantDenied", number)
    }

    func negate(_ expression: ExprSyntax) {
        guard !isCovered(expression) else { return }
        // Its parts have their own.
        if conjunction(expression, "&&") != nil || conjunction(expression, "||") != nil { return }
        cover(expression)
        if let negation = expression.as(PrefixOperatorExprSyntax.self) { cover(negation.expression) }
        let number = add(.negation, expression, "not: \(words(expression))")
        wrap(expression, in: "mutantNegated", number)
    }

    private func conjunction(_ expression: ExprSyntax, _ name: String) -> InfixOperatorExprSyntax? {
        guard let infix = expression.as(InfixOperatorExprSyntax.self), operatorName(infix) == name else { return nil }
        return infix
    }

    private func operatorName(_ node: InfixOperatorExprSyntax) -> String? {
        node.operator.as(BinaryOperatorExprSyntax.self)?.operator.text
    }

    // MARK: operators

    private static let comparisons = [
        "<": ("mutantBelow", "<="), "<=": ("mutantAtMost", "<"), ">": ("mutantAbove", ">="),
        ">=": ("mutantAtLeast", ">"),
    ]

    func mutate(_ node: InfixOperatorExprSyntax) {
        guard let name = operatorName(node) else { return }
        switch name {
        case "&&":
            grant(node.leftOperand, as: .negation)
            grant(node.rightOperand, as: .negation)
        case "||":
            deny(node.leftOperand)
            deny(node.rightOperand)
        case "==", "!=": negate(ExprSyntax(node))
        case "+", "-": mutateStep(node)
        default: mutateComparison(node, name)
        }
    }

    private func mutateComparison(_ node: InfixOperatorExprSyntax, _ name: String) {
        guard let (function, other) = Self.comparisons[name], !node.leftOperand.is(TupleExprSyntax.self) else { return }
        let number = add(.comparison, node, "\(other) for \(words(node))")
        wrap(node, in: function, number)
        replace(range(node.operator), by: ",")
    }

    /// A step of one that is not made.
    private func mutateStep(_ node: InfixOperatorExprSyntax) {
        guard let one = node.rightOperand.as(IntegerLiteralExprSyntax.self), one.literal.text == "1" else { return }
        let number = add(Self.isNumbering(words(node)) ? .epoch : .threshold, node, "no step: \(words(node))")
        cover(one)
        replace(range(one), by: "mutantValue(\(number), 1, 0)")
    }

    /// What counts something that must never come twice.
    static func isNumbering(_ words: String) -> Bool {
        ["epoch", "Serial", "nextEffect", "nextID"].contains { words.contains($0) }
    }

    // MARK: numbers

    private static let units = ["seconds", "milliseconds", "microseconds"]

    func mutate(_ node: IntegerLiteralExprSyntax) {
        guard !isCovered(node), !isInPattern(node), let value = value(node.literal.text) else { return }
        let context = words(node.parent?.parent?.parent ?? Syntax(node))
        let isDuration = isInDuration(node)
        let (other, overflow) = isDuration ? value.multipliedReportingOverflow(by: 2) : value.addingReportingOverflow(1)
        guard !overflow else { return }
        let mutated = isDuration && value == 0 ? 1 : other
        let number = add(isDuration ? .deadline : .threshold, node, "\(mutated) for \(node.literal.text) in \(context)")
        replace(range(node), by: "mutantValue(\(number), \(node.literal.text), \(mutated))")
    }

    private func isInDuration(_ node: IntegerLiteralExprSyntax) -> Bool {
        guard let call = node.parent?.parent?.parent?.as(FunctionCallExprSyntax.self),
            let callee = call.calledExpression.as(MemberAccessExprSyntax.self)
        else { return false }
        return Self.units.contains(callee.declName.baseName.text)
    }

    private func value(_ literal: String) -> UInt64? {
        let digits = literal.filter { $0 != "_" }
        return digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
    }

    // MARK: calls and lists

    func mutate(_ node: FunctionCallExprSyntax) {
        let callee = node.calledExpression.trimmedDescription
        if callee == "min" || callee == "max", node.arguments.count == 2, let parenthesis = node.leftParen {
            let number = add(.comparison, node, "\(callee == "min" ? "max" : "min") for \(words(node))")
            let start = range(node.calledExpression).lowerBound
            let function = callee == "min" ? "mutantLeast" : "mutantMost"
            replace(start..<range(parenthesis).upperBound, by: "\(function)(\(number), ")
        }
        guard callee == "outbox.add", !isStatement(node), let parenthesis = node.leftParen else { return }
        let number = add(.effect, node, "not asked for: \(words(node))")
        let start = range(node.calledExpression).lowerBound
        replace(start..<range(parenthesis).upperBound, by: "outbox.mutantAdd(\(number), ")
    }

    private func isStatement(_ node: FunctionCallExprSyntax) -> Bool {
        node.parent?.is(CodeBlockItemSyntax.self) ?? false
    }

    /// A list of plain cases says an order.
    func mutate(_ node: ArrayExprSyntax) {
        let cases = node.elements.map { $0.expression.as(MemberAccessExprSyntax.self) }
        guard cases.count >= 3, cases.allSatisfy({ $0 != nil && $0?.base == nil }) else { return }
        for place in 0..<cases.count - 1 {
            let number = add(.order, node, "place \(place + 1) and the next swapped in \(words(node))")
            wrapText(node, "mutantSwapped(\(number), \(place), ", ")")
        }
    }
}
