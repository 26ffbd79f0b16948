import CVTerm

/// What libvterm tells only as it happens: which screen is shown, and whether the cursor is.
final class ScreenProperties {
    private(set) var isAlternate = false
    private(set) var showsCursor = true
    /// libvterm keeps the address.
    private let callbacks: UnsafeMutablePointer<VTermScreenCallbacks>

    init(_ screen: OpaquePointer) {
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: VTermScreenCallbacks())
        callbacks.pointee.settermprop = { property, value, owner in
            guard let value, let owner else { return 0 }
            let properties = Unmanaged<ScreenProperties>.fromOpaque(owner).takeUnretainedValue()
            if property == VTERM_PROP_ALTSCREEN { properties.isAlternate = value.pointee.boolean != 0 }
            if property == VTERM_PROP_CURSORVISIBLE { properties.showsCursor = value.pointee.boolean != 0 }
            return 1
        }
        vterm_screen_set_callbacks(screen, callbacks, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        callbacks.deallocate()
    }
}
