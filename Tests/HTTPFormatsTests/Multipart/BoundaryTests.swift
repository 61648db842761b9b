import HTTPFormats
import Testing

@Suite("Boundaries of forms")
struct BoundaryTests {
    @Test(
        "The boundary is found in the header field",
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"), ("multipart/form-data;boundary=\"a b:=?\"", "a b:=?"),
            ("Multipart/Form-Data; charset=utf-8; BOUNDARY=abc; ", "abc"),
            ("multipart/form-data ; boundary = abc ;x=y", "abc"), ("multipart/form-data; boundary=a=b", "a=b"),
            ("multipart/form-data; boundary=\(String(repeating: "x", count: 70))", String(repeating: "x", count: 70)),
        ]
    )
    func valid(contentType: String, boundary: String) throws {
        #expect(try MultipartBoundary(contentType: contentType).bytes == Array(boundary.utf8))
    }

    @Test(
        "What is no form or has no boundary is refused",
        arguments: [
            "", "application/json", "multipart/mixed; boundary=a", "multipart/form-data",
            "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\"a",
            "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=ä",
            "multipart/form-data; boundary=a\r\nb", "multipart/form-data; boundary=a; boundary=b",
            "multipart/form-data; boundary=\(String(repeating: "x", count: 71))", "multipart/form-data; boundary",
            "multipart/form-data; boundary=\"a\"b", ";;;", "multipart/form-data, multipart/form-data; boundary=a",
        ]
    )
    func invalid(contentType: String) {
        let error = #expect(throws: MultipartError.self) { try MultipartBoundary(contentType: contentType) }
        guard case .contentType = error else {
            Issue.record("unexpected error \(String(describing: error))")
            return
        }
    }
}
