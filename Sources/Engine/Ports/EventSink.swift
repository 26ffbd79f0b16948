import RecoveryCore

/// Where drivers send what happened. Never blocks for long and never drops a result.
package protocol EventSink: Sendable {
    func send(_ event: Event)
}
