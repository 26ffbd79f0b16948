/// How much drtop may do without a person.
///
/// | effect                                                        | observe | confirm   | automatic |
/// |---------------------------------------------------------------|---------|-----------|-----------|
/// | journal, alarms, screen, delivery of what is in force          | yes     | yes       | yes       |
/// | protective: stop or park sync, fence a replaced node, resume   | no      | yes       | yes       |
/// | role change, reverse sync                                      | no      | confirmed | failover by itself under I6; the rest confirmed |
///
/// What observe holds back is journaled as what would have been done.
package enum Mode: String, Hashable, Codable, Sendable, CaseIterable {
    case observe, confirm, automatic
}
