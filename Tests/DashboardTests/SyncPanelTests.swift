import RecoveryCore
import Testing

@testable import Dashboard

@Suite struct SyncPanelTests {
    @Test("M13: what an old primary costs is not said before it is available; what answers is not called silent")
    func recovering() {
        var snapshot = Sample.oldPrimaryBack()
        #expect(Driver(snapshot).screen().contains("to discard"))
        snapshot.clusters[Sample.fra1.index].verdict = .recovering
        let screen = Driver(snapshot).screen()
        #expect(screen.contains("fra1 is not available: once it is, this says what a reverse sync costs"))
        #expect(!screen.contains("to discard") && !screen.contains("does not answer"))
    }
}
