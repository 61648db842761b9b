import RetrievalEngine
import Testing

@Suite struct HexadecimalTests {
    @Test("Each byte is two lower-case digits")
    func digits() {
        #expect([UInt8]().hexadecimal == "")
        #expect([0, 9, 10, 15, 16, 0xAB, 255].hexadecimal == "00090a0f10abff")
    }
}
