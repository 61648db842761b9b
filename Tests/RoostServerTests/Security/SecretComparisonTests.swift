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
}
