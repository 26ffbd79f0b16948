import Testing

@testable import Drivers

@Suite("Names are looked up with bounds")
struct NamedHostTests {
    private let addresses = ["127.0.0.1", "::1"].compactMap { Resolver.numeric($0, port: 6379) }

    /// The times at which a look was begun; each ends in failure half a second later.
    private func looks(at times: [Nanoseconds]) -> [Nanoseconds] {
        var host = NamedHost(host: "fra1-a", port: 6379)
        return times.filter { now in
            guard host.beginLook(at: now) else { return false }
            host.endLook(.failed("Name or service not known"), at: now + .second / 2)
            return true
        }
    }

    @Test("DNS fails: a name is looked up again, but not with every question")
    func spacing() {
        #expect(looks(at: [0, 1, 2, 3, 4, 5].map { $0 * .second }) == [0, 3 * .second])
    }

    @Test("DNS is slow: there is one look at a name at a time")
    func oneAtATime() {
        var host = NamedHost(host: "fra1-a", port: 6379)
        let begun = (host.beginLook(at: 0), host.beginLook(at: 60 * .second))
        #expect(begun == (true, false))
    }

    @Test("a name with several addresses is tried at each of them, once for a question")
    func severalAddresses() {
        var host = NamedHost(host: "fra1-a", port: 6379)
        host.endLook(.found(addresses), at: 0)
        for _ in 1...2 {
            host.beginQuestion()
            let tried = [host.tryNext(), host.tryNext()]
            #expect(tried == [true, false])
        }
    }

    @Test("DNS changes: the address in use stays while the name has it, and goes when it has not")
    func changes() {
        var host = NamedHost(host: "fra1-a", port: 6379)
        host.endLook(.found(addresses), at: 0)
        _ = host.tryNext()
        host.endLook(.found(addresses), at: .second)
        #expect(host.endpoint?.isSame(as: addresses[1]) == true)
        host.endLook(.found([addresses[0]]), at: 2 * .second)
        #expect(host.endpoint?.isSame(as: addresses[0]) == true)
    }

    @Test("DNS fails later: the addresses that were known stay in use")
    func addressesStay() {
        var host = NamedHost(host: "fra1-a", port: 6379)
        host.endLook(.failed("Temporary failure"), at: 0)
        #expect(host.endpoint == nil)
        host.endLook(.found(addresses), at: .second)
        host.endLook(.failed("Temporary failure"), at: 2 * .second)
        #expect(host.endpoint?.length == addresses[0].length)
    }
}
