import SwiftSyntax

/// Mutants of whole statements: one that is left out, two that change places.
extension MutantFinder {
    func mutate(_ list: CodeBlockItemListSyntax) {
        guard isOfStatements(list) else { return }
        var run: [Range<Int>] = []
        var swaps: [Int?] = []
        var last: FunctionCallExprSyntax?
        func endRun() {
            if swaps.contains(where: { $0 != nil }) { swap(Edits.Run(statements: run, swaps: swaps)) }
            run = []
            swaps = []
            last = nil
        }
        for item in list {
            guard let statement = change(in: item) else {
                endRun()
                continue
            }
            leaveOut(statement)
            guard let call = statement.as(FunctionCallExprSyntax.self) else {
                endRun()
                continue
            }
            if let last {
                let change = "after the next: \(words(last)) | \(words(call))"
                swaps.append(commute(last, call) ? nil : add(.order, last, change))
            }
            run.append(range(call))
            last = call
        }
        endRun()
    }

    /// A call or an assignment that may be left out.
    private func change(in item: CodeBlockItemSyntax) -> ExprSyntax? {
        guard case .expr(let expression) = item.item else { return nil }
        if let call = expression.as(FunctionCallExprSyntax.self) {
            let callee = call.calledExpression.trimmedDescription
            return ["precondition", "preconditionFailure", "self.init"].contains(callee) ? nil : expression
        }
        guard let infix = expression.as(InfixOperatorExprSyntax.self) else { return nil }
        let name = infix.operator.as(BinaryOperatorExprSyntax.self)?.operator.text
        guard infix.operator.is(AssignmentExprSyntax.self) || name == "+=" || name == "-=" else { return nil }
        // What an initializer or a deferred `let` is given must be given.
        let target = infix.leftOperand.trimmedDescription
        let isInInit = hasAncestor(item) { $0.is(InitializerDeclSyntax.self) }
        return isInInit || isDeferred(target, item) ? nil : expression
    }

    private func isDeferred(_ name: String, _ item: CodeBlockItemSyntax) -> Bool {
        hasAncestor(item) { ancestor in
            guard let list = ancestor.as(CodeBlockItemListSyntax.self) else { return false }
            return list.contains { item in
                guard case .decl(let declaration) = item.item, let variable = declaration.as(VariableDeclSyntax.self)
                else { return false }
                return variable.bindings.contains {
                    $0.pattern.trimmedDescription == name && $0.initializer == nil && $0.accessorBlock == nil
                }
            }
        }
    }

    private func leaveOut(_ statement: ExprSyntax) {
        let text = words(statement)
        let kind: Mutant.Kind =
            Self.isNumbering(text) && text.contains("+=") ? .epoch : text.hasPrefix("outbox.") ? .effect : .step
        let number = add(kind, statement, "left out: \(text)")
        wrapText(statement, "if mutantKeeps(\(number)) { ", " }")
        // `+= 1` that is left out is `+= 0`; a flag that is not changed is near enough to the opposite.
        guard let value = statement.as(InfixOperatorExprSyntax.self)?.rightOperand else { return }
        if value.trimmedDescription == "1" || value.is(BooleanLiteralExprSyntax.self) { cover(value) }
    }

    /// Its items are statements, none of them the value of what holds them.
    private func isOfStatements(_ list: CodeBlockItemListSyntax) -> Bool {
        guard let holder = list.parent else { return false }
        if holder.is(ClosureExprSyntax.self) || holder.is(AccessorBlockSyntax.self) { return list.count > 1 }
        if holder.is(SwitchCaseSyntax.self) {
            return list.count > 1 || isStatement(holder.parent?.parent)
        }
        guard holder.is(CodeBlockSyntax.self), let owner = holder.parent else { return false }
        if let function = owner.as(FunctionDeclSyntax.self) {
            return list.count > 1 || function.signature.returnClause == nil
        }
        if owner.is(IfExprSyntax.self) { return list.count > 1 || isStatement(owner) }
        if let accessor = owner.as(AccessorDeclSyntax.self) {
            return list.count > 1 || accessor.accessorSpecifier.text != "get"
        }
        return true
    }

    /// An `if` or `switch` that is a statement, not a value.
    private func isStatement(_ node: Syntax?) -> Bool {
        guard let node else { return false }
        // The `else if` of an `if`.
        if let outer = node.parent?.as(IfExprSyntax.self) { return isStatement(Syntax(outer)) }
        guard let item = node.parent?.is(ExpressionStmtSyntax.self) == true ? node.parent?.parent : node.parent,
            item.is(CodeBlockItemSyntax.self), let list = item.parent?.as(CodeBlockItemListSyntax.self)
        else { return false }
        return isOfStatements(list)
    }
}
