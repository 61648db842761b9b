import RoostServer
import Testing

@Suite struct SecretComparisonTests {
    @Test("Only the same bytes are the same secret")
    func comparison() {
        let secrets = [
            "", "a", "b", "ab", "a\0", "\u{E9}", "e\u{301}", "secret", "Secret", "secret ",
            String(repeating: "s", count: 999),
        ]
        for (index, first) in secrets.enumerated() {
            for (other, second) in secrets.enumerated() {
                #expect(isSameSecret(first, second) == (index == other), "\(first) \(second)")
            }
        }
    }

    /// With secrets this long a comparison that ends where they differ would be a thousand times faster; medians in turns,
    /// and the best of some tries: the machine may be busy.
    @Test("Where two secrets differ makes no difference to the time")
    func timing() {
        let secret = String(repeating: "s", count: 1 << 20)
        let (early, late) = ("t" + secret.dropFirst(), String(secret.dropLast()) + "t")
        var ratio = Double.infinity
        for _ in 0..<5 where ratio > 1.2 {
            let clock = ContinuousClock()
            var times = (early: [Duration](), late: [Duration]())
            for _ in 0..<11 {
                times.early.append(clock.measure { #expect(!isSameSecret(early, secret)) })
                times.late.append(clock.measure { #expect(!isSameSecret(late, secret)) })
            }
            let medians = (times.early.sorted()[5], times.late.sorted()[5])
            ratio = min(ratio, max(medians.0 / medians.1, medians.1 / medians.0))
        }
        #expect(ratio <= 1.2)
    }
}
