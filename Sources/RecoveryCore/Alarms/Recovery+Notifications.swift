/// Who is not told of alarms must at least see that on the screen.
extension Recovery {
    mutating func notificationsFailed(_ why: String?) {
        guard why != notificationTrouble else { return }
        notificationTrouble = why
        outbox.record(.noted(why.map { "people are not told of alarms: \($0)" } ?? "people are told of alarms again"))
        outbox.isDirty = true
    }

    var notificationCondition: AlarmCondition? {
        notificationTrouble.map { why in
            AlarmCondition(kind: .notifications, cluster: nil, priority: 2, text: "nobody is told of alarms: \(why)")
        }
    }
}
