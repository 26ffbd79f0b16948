import Screen

/// From bytes to keys. Pure: the time is an argument, so that torn sequences can be tested.
///
/// A connection may tear an arrow key apart, and its pieces look like letters that do something. Therefore (screens rule 5)
/// after a lone ESC, `[` or `O` the next 150 ms of input acts on nothing. While a text is being entered, `[` and `O` are
/// merely letters of it.
package struct KeyDecoder: Sendable {
    /// ground -> escape -> control -> ground     ESC [ parameters final
    ///                  -> single  -> ground     ESC O letter
    /// ground -> character -> ground             the rest of a UTF-8 character
    /// control -> paste -> ground                between ESC [ 200 ~ and ESC [ 201 ~
    /// Whatever is not complete falls back to ground when nothing follows in time.
    private enum State {
        case ground
        case escape
        case control([UInt8])
        case single
        case character([UInt8], count: Int)
        case paste(Paste)
    }

    /// The time that may pass between two bytes of one sequence, and between two bytes of a paste.
    static let patience = Duration.milliseconds(100)
    static let pastePatience = Duration.seconds(2)
    static let quiet = Duration.milliseconds(150)
    private static let longestSequence = 64

    /// Whether keys are letters of a text now.
    package var acceptsText = false
    private var state = State.ground
    private var latest = Duration.zero
    private var quietUntil = Duration.zero
    private var keys: [Key] = []

    package init() {}

    /// When `expire` must be called if nothing more arrives; nil when nothing is pending.
    package var deadline: Duration? {
        switch state {
        case .ground: nil
        case .escape, .control, .single, .character: latest + Self.patience
        case .paste: latest + Self.pastePatience
        }
    }

    package mutating func decode(_ bytes: some Sequence<UInt8>, at now: Duration) -> [Key] {
        keys = expire(at: now)
        latest = now
        for byte in bytes { take(byte, now) }
        defer { keys = [] }
        return keys
    }

    /// Ends what has waited too long. A window of silence starts now and not when the time was over: we may have been held
    /// up ourselves, with the rest still unread.
    package mutating func expire(at now: Duration) -> [Key] {
        guard let deadline, now >= deadline else { return [] }
        keys = []
        let ended = state
        state = .ground
        switch ended {
        case .ground: break
        case .escape: emit(.escape, now)
        case .control, .single, .character: quietUntil = now + Self.quiet  // torn: the rest looks like letters
        case .paste(let paste):
            emit(.paste(paste.text), now)
            quietUntil = now + Self.quiet
        }
        defer { keys = [] }
        return keys
    }

    private mutating func emit(_ key: Key, _ now: Duration) {
        let isQuiet = now < quietUntil
        if !isQuiet { keys.append(key) }
        switch key {
        case .escape: quietUntil = now + Self.quiet
        case .character("["), .character("O"): if isQuiet || !acceptsText { quietUntil = now + Self.quiet }
        default: break  // keys are many, and only these begin a sequence
        }
    }

    private mutating func take(_ byte: UInt8, _ now: Duration) {
        switch state {
        case .ground: begin(byte, now)
        case .escape: afterEscape(byte, now)
        case .control(let parameters): inControl(byte, parameters, now)
        case .single:
            state = .ground
            if let key = KeySequence.single(byte) { emit(key, now) } else { tear(byte, now) }
        case .character(let bytes, let count): inCharacter(byte, bytes, count, now)
        case .paste(var paste):
            state = paste.take(byte) ? .ground : .paste(paste)
            if case .ground = state { emit(.paste(paste.text), now) }
        }
    }

    private mutating func begin(_ byte: UInt8, _ now: Duration) {
        switch byte {
        case 0x1b: state = .escape
        case 0xc2...0xdf: state = .character([byte], count: 2)
        case 0xe0...0xef: state = .character([byte], count: 3)
        case 0xf0...0xf4: state = .character([byte], count: 4)
        default: if let key = KeySequence.byte(byte) { emit(key, now) }
        }
    }

    private mutating func afterEscape(_ byte: UInt8, _ now: Duration) {
        switch byte {
        case UInt8(ascii: "["): state = .control([])
        case UInt8(ascii: "O"): state = .single
        default:
            state = .ground
            emit(.escape, now)
            begin(byte, now)  // it acts on nothing, but may begin another sequence
        }
    }

    private mutating func inControl(_ byte: UInt8, _ parameters: [UInt8], _ now: Duration) {
        switch byte {
        case UInt8(ascii: "[") where parameters.isEmpty:
            state = .control([byte])  // the Linux console's function keys: ESC [ [ A
        case 0x20...0x3f where parameters.count < Self.longestSequence && parameters.first != UInt8(ascii: "["):
            state = .control(parameters + [byte])
        case 0x40...0x7e:
            state = .ground
            if KeySequence.isPasteStart(parameters, final: byte) {
                state = .paste(Paste())
            } else if let key = KeySequence.control(parameters, final: byte) {
                emit(key, now)
            }
        default:
            tear(byte, now)
        }
    }

    private mutating func inCharacter(_ byte: UInt8, _ bytes: [UInt8], _ count: Int, _ now: Duration) {
        guard 0x80...0xbf ~= byte else { return tear(byte, now) }
        let bytes = bytes + [byte]
        state = bytes.count < count ? .character(bytes, count: count) : .ground
        guard bytes.count == count else { return }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        if let scalar = scalars.first, scalars.count == 1, scalar != "\u{fffd}", scalar.value >= 0xa0 {
            emit(.character(Character(scalar)), now)
        }
    }

    /// A sequence broke off and another byte came: it may be the middle of something.
    private mutating func tear(_ byte: UInt8, _ now: Duration) {
        state = .ground
        quietUntil = now + Self.quiet
        begin(byte, now)
    }
}
