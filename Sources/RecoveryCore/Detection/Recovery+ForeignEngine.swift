/// One engine a system: another one on the same nodes would command them against us. Only a person can tell which is right.
extension Recovery {
    mutating func foreignEngineSeen(_ holder: String?) {
        guard holder != foreignEngine else { return }
        foreignEngine = holder
        outbox.record(.noted(holder.map { "another engine is on our nodes: \($0)" } ?? "the other engine has gone"))
        outbox.isDirty = true
    }

    var foreignEngineCondition: AlarmCondition? {
        foreignEngine.map { holder in
            let text = "another engine commands our nodes: \(holder); stop one of the two"
            return AlarmCondition(kind: .foreignEngine, cluster: nil, priority: 1, text: text)
        }
    }
}
