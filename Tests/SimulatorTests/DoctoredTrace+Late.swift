import RecoveryCore
import Simulator

/// From I10 on.
extension DoctoredTrace {
    var late: [String: Story] {
        let intent = JournalEntry.intended(effect: 4, action: "", reason: "")
        return [
            "I10": Story(
                checker: IntentBeforeEffect.self, faulty: [begun(4)], sound: [.durable([intent], nil), begun(4)]),
            "I10 unasked": Story(
                checker: IntentBeforeEffect.self, faulty: [.ended(EffectID(4), .order(.timedOut))],
                sound: [order(.park(b)), .ended(EffectID(7), .order(.timedOut))]),
            "I11": Story(checker: NumbersNeverAgain.self, faulty: [begun(4), begun(4)], sound: [begun(4), begun(5)]),
            "I11 kept": Story(
                checker: NumbersNeverAgain.self, faulty: [.durable([intent], nil), .durable([intent], nil)],
                sound: [.durable([intent], nil)]),
            "I12": Story(
                checker: CommandsAreAnswered.self, faulty: [command(.retry), .started],
                sound: [command(.retry), answer("c1"), .started]),
            "I13 shown": Story(
                checker: AlarmsAreKept.self, faulty: [.shown(snapshot)],
                sound: [
                    .durable(
                        [
                            .alarmChanged(
                                id: 9, kind: "first-alarm", state: "NEW", occurrence: 1, priority: 1, by: nil, text: "")
                        ], nil), .shown(snapshot),
                ]),
            "I13 gone": Story(
                checker: AlarmsAreKept.self,
                faulty: [.durable([], state { $0.alarms = [alarm(1)] }), .durable([], state { _ in })],
                sound: [
                    .durable([], state { $0.alarms = [alarm(1)] }), .durable([], state { $0.alarms = [alarm(1)] }),
                ]),
            "I14": Story(
                checker: AcknowledgementsHold.self, faulty: [save { $0.alarms = [alarm(1, by: "op1")] }],
                sound: [command(.acknowledge(.first)), save { $0.alarms = [alarm(1, by: "op1")] }]),
            "I14 lost": Story(
                checker: AcknowledgementsHold.self,
                faulty: [
                    command(.acknowledge(.first)), save { $0.alarms = [alarm(1, by: "op1")] },
                    save { $0.alarms = [alarm(1)] },
                ],
                sound: [save { $0.alarms = [alarm(1)] }]),
            "I15": Story(
                checker: AlarmsInOrder.self,
                faulty: [record(.planned(kind: "failover", fingerprint: "f1", rows: []))],
                sound: [
                    told(.first, "fra1 has failed"), record(.planned(kind: "failover", fingerprint: "f1", rows: [])),
                ]),
            "I15 second": Story(
                checker: AlarmsInOrder.self, faulty: [told(.second, "ams2 has failed")],
                sound: [verdict("ams2", "failed", 0), told(.second, "ams2 has failed")]),
            // What did not become durable never was: the alarm's beginning, or its end (seed 14282).
            "I15 restarted": Story(
                checker: AlarmsInOrder.self,
                faulty: [
                    told(.first, "fra1 has failed"), .restored(state { _ in }),
                    record(.planned(kind: "failover", fingerprint: "f1", rows: [])),
                ],
                sound: [
                    told(.first, "fra1 has failed"), gone(1, .first), .restored(state { $0.alarms = [alarm(1)] }),
                    record(.planned(kind: "failover", fingerprint: "f1", rows: [])),
                ]),
            "I16": Story(
                checker: CallersNeverGoBack.self,
                faulty: [
                    .applied(caller: 0, documents(2, ams, node: "b1")[0]),
                    .applied(caller: 0, documents(1, fra, node: "a1")[0]),
                ],
                sound: [
                    .applied(caller: 0, documents(1, fra, node: "a1")[0]),
                    .applied(caller: 0, documents(2, ams, node: "b1")[0]),
                ]),
            "I17": Story(
                checker: MappingIsTotal.self,
                faulty: [.published(publication(1, fra)), .published(publication(2, ams, node: "x9"))],
                sound: [.published(publication(1, fra)), .published(publication(2, ams))]),
            "I18": Story(
                checker: CallersGoOn.self,
                faulty: [.applied(caller: 0, documents(1, fra, node: "a1")[0]), .holds(caller: 0, nil)],
                sound: [
                    .applied(caller: 0, documents(1, fra, node: "a1")[0]),
                    .holds(caller: 0, documents(1, fra, node: "a1")[0]),
                ]),
            "liveness": Story(
                checker: ChangesMoveOn.self,
                faulty: [.started, failoverSaved] + misses(200) + [record(.noted("still there"))],
                sound: [.started, failoverSaved] + misses(20) + [save { _ in }] + misses(200)
                    + [record(.noted("over"))]),
            // A change that was lost with its process waits for nothing; one that was kept has to get on (seed 59827).
            "progress restarted": Story(
                checker: ChangesMoveOn.self,
                faulty: [.started, failoverSaved, .started, .restored(state { $0.change = change("f1") })]
                    + misses(200) + [record(.noted("still there"))],
                sound: [.started, failoverSaved, .started, .restored(state { _ in })] + misses(200)
                    + [record(.noted("over"))]),
            "I19": Story(
                checker: OneChangeAtATime.self, faulty: [failoverSaved, save { $0.change = change("f2") }],
                sound: [
                    failoverSaved, record(.noted("failover f1 was aborted")), save { $0.change = change("f2") },
                ]),
            // A confirmation that was lost with its process has begun nothing; one that was kept goes on (seed 33762).
            "I19 restarted": Story(
                checker: OneChangeAtATime.self,
                faulty: [
                    failoverSaved, .restored(state { $0.change = change("f1") }), save { $0.change = change("f2") },
                ],
                sound: [failoverSaved, .restored(state { _ in }), save { $0.change = change("f2") }]),
            "I20": Story(
                checker: PromotionsAreConfirmed.self, faulty: [order(.promote(b))],
                sound: [failoverSaved, .claimed(confirmation()), order(.promote(b))]),
            "I21": Story(
                checker: NothingBeginsUnjournaled.self,
                faulty: [.journalChanged(.failing("full")), order(.follow(b, source: a))],
                sound: [.journalChanged(.failing("full")), order(.park(b))]),
            "I22": Story(
                checker: RestartsFromWhatIsKept.self,
                faulty: [.durable([], state { $0.epoch = 1 }), .restored(state { _ in })],
                sound: [.durable([], state { $0.epoch = 1 }), .restored(state { $0.epoch = 1 })]),
            "I23": Story(
                checker: SamplesComeInTime.self, faulty: [.started] + misses(70) + [record(.noted("late"))],
                sound: [.started] + misses(50) + [sample] + misses(50) + [record(.noted("in time"))]),
            "I24": Story(
                checker: ConfirmedAsShown.self, faulty: [failoverSaved], sound: [.shown(snapshot), failoverSaved]),
            "M3": Story(
                checker: VerdictsFollowHeartbeats.self,
                faulty: [beat(a, true), verdict("fra1", "available", 1)] + misses(2) + [verdict("fra1", "failing", 0)],
                sound: [beat(a, true), verdict("fra1", "available", 1)] + misses(3) + [verdict("fra1", "failing", 0)]),
            "M3 late": Story(
                checker: VerdictsFollowHeartbeats.self,
                faulty: (0..<60).flatMap { [beat(b, true, asked: $0 * .second), beat(a, false)] },
                sound: (0..<60).flatMap { [beat(b, true, asked: $0 * .second), beat(a, true)] }),
            "settling": Story(
                checker: EverythingSettles.self, faulty: [settlement(.synchronizing, [1])],
                sound: [settlement(.synchronizing, [2])]),
        ]
    }
}
