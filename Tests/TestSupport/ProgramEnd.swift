/// How a program ended.
package enum ProgramEnd: Equatable {
    case exit(code: Int32)
    case signal(Int32)

    init(status: Int32) {
        self = status & 0x7f == 0 ? .exit(code: status >> 8 & 0xff) : .signal(status & 0x7f)
    }
}
