import HTTPFormats
import Testing

@Suite("Syntax of forms")
struct FormSyntaxTests {
    private static let header = "Content-Disposition: form-data; name=\"n\""

    @Test(
        "What is around parts is tolerated",
        arguments: [
            ("--b--", []), ("--b--\r\n", []), ("preamble\r\n\r\n--x\r\n--b--epilogue\r\n--b\r\n", []),
            ("\r\n--b\r\n\(header)\r\n\r\nv\r\n--b--", ["v"]), ("--b \t \r\n\(header)\r\n\r\nv\r\n--b--", ["v"]),
            ("--b\r\n\(header)\r\n\r\n\r\n--b--", [""]),
            // The part ends with its header fields: the empty line is the delimiter's own.
            ("--b\r\n\(header)\r\n\r\n--b--", [""]), ("--b\r\n\(header)\r\n\r\n--\r\n--b--", ["--"]),
            ("--b\r\n\(header)\r\n\r\n\n--b\r\n\r\n--b--", ["\n--b\r\n"]),
            ("--b\r\n\(header)\r\n\r\n\r\n\r\n--b--", ["\r\n"]), ("--b\r\n\(header)\r\n\r\n\r\r\n--b--", ["\r"]),
            ("--b\r\n\(header)\r\n\r\nx--b\r\r\n-\r\n--b--", ["x--b\r\r\n-"]),
            ("--b\r\nX-Y: z\r\n\(header)\r\n  ; filename=f\r\n\r\nv\r\n--b--", ["v"]),
            ("--b\r\n\(header)\r\n\r\nv\r\n--b\r\n\(header)\r\n\r\nw\r\n--b--", ["v", "w"]),
        ]
    )
    func tolerated(body: String, parts: [String]) throws {
        let form = try ReadForm.read(body).get()
        #expect(form.parts.map { String(decoding: $0.bytes, as: UTF8.self) } == parts)
    }

    @Test(
        "What is against the rules is refused, with what was expected and where",
        arguments: [
            ("--bx", "expected CR LF after a boundary, found 'x' at byte 3"),
            ("--b\nContent", "expected CR LF after a boundary, found the byte 10 at byte 3"),
            ("--b-x", "expected a second hyphen after the last boundary, found 'x' at byte 4"),
            ("--b\r\n\r\nv\r\n--b--", "expected Content-Disposition in a part, found none at byte 5"),
            ("--b\r\nA: b\nC: d\r\n\r\n", "expected CR LF at the end of a header field, found LF alone at byte 9"),
            ("--b\r\nA: b\rC", "expected CR LF at the end of a header field, found CR alone at byte 10"),
            ("--b\r\nAb\r\n\r\n", "expected a header field as 'Name: value', found 'Ab' at byte 5"),
            ("--b\r\n A: b\r\n\r\n", "expected a header field as 'Name: value', found ' A: b' at byte 5"),
            ("--b\r\nA : b\r\n\r\n", "expected a header field as 'Name: value', found 'A : b' at byte 5"),
            (
                "--b\r\nContent-Disposition: form-data\r\n\r\n",
                "expected form-data with a name in Content-Disposition, found 'form-data' at byte 26"
            ),
            (
                "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n",
                "expected form-data with a name in Content-Disposition, found 'attachment; name=a' at byte 26"
            ),
            (
                "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n",
                "expected the quotation mark that ends a value, found the end of the field at byte 44"
            ),
            (
                "--b\r\nContent-Disposition: form-data; name=\"a\"b\r\n\r\n",
                "expected ';' after a quoted value, found 'b' at byte 45"
            ),
            (
                "--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n",
                "expected each parameter once, found 'name' again at byte 45"
            ),
            (
                "--b\r\n\(header)\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                "expected a part that is not encoded, found Content-Transfer-Encoding 'base64' at byte 74"
            ),
            (
                "--b\r\n\(header)\r\n\(header)\r\n\r\n",
                "expected each header field once, found content-disposition again at byte 68"
            ),
        ]
    )
    func refused(body: String, description: String) throws {
        #expect(try ReadForm.read(body).error?.description == description)
    }

    @Test(
        "A body that ends too early is refused",
        arguments: [
            ("", "a line with the boundary"), ("--c--\r\n", "a line with the boundary"),
            ("--b", "the end of the line with the boundary"), ("--b-", "the end of the line with the boundary"),
            ("--b\r\nA: b\r\n", "an empty line after the part's header fields"),
            ("--b\r\n\(header)\r\n\r\nv", "a line with the boundary after the part"),
            ("--b\r\n\(header)\r\n\r\nv\r\n--", "a line with the boundary after the part"),
            ("--b\r\n\(header)\r\n\r\nv\r\n--b", "the end of the line with the boundary"),
        ]
    )
    func truncated(body: String, expected: String) throws {
        #expect(try ReadForm.read(body).error == .truncated(expected: expected, offset: body.utf8.count))
    }

    @Test(
        "Names of files are decoded, and lose folders and what cannot be seen",
        arguments: [
            ("filename=\"\"", ""), ("filename=a b.pdf", "a b.pdf"), ("filename=\"a;b.pdf\"", "a;b.pdf"),
            ("filename=\"../../y\"", "y"), ("filename=\"C:\\\\x\\\\y.pdf\"", "y.pdf"), ("filename=\"..\"", ""),
            ("filename=\"a/\"", ""), ("filename=\"/\u{308}etc/p\"", "p"),
            ("filename=\"a\0b\u{7}\u{7F}.pdf\"", "ab.pdf"),
            ("filename=\"a%0D%0Ab%22.pdf x\"", "ab\".pdf x"), ("filename=\"..%2Fy\"", "y"), ("filename=\"%ZZ\"", "%ZZ"),
            ("filename=\"%FF.pdf\"", "%FF.pdf"), ("filename=\"a%41.pdf\"", "a%41.pdf"), ("filename=\"50% b\"", "50% b"),
            ("filename=\"\u{202E}fdp.exe\"", "fdp.exe"), ("filename=\"👩‍🚀 .pdf\"", "👩‍🚀 .pdf"),
            ("filename=x; filename*=UTF-8'en'%C3%A9.pdf", "é.pdf"), ("filename*=iso-8859-1''%E9; filename=x", "é"),
            ("filename=x; filename*=UTF-8''%FF", "x"), ("filename=x; filename*=UTF-8''%4", "x"),
            ("filename=x; filename*=koi8-r''%C1", "x"), ("filename=x; filename*=abc", "x"), ("FileName=\" x \"", "x"),
            ("filename*=UTF-8''..%2F..%5Cy%00", "y"),
        ]
    )
    func fileNames(parameter: String, name: String) throws {
        let form = try ReadForm.read("--b\r\n\(Self.header); \(parameter)\r\n\r\n\r\n--b--").get()
        #expect(form.parts.first?.header.fileName == name)
    }

    @Test("A name that is not UTF-8 is taken for ISO-8859-1")
    func latin1() throws {
        let body = Array("--b\r\n\(Self.header); filename=\"".utf8) + [0xE9] + Array("\"\r\n\r\n\r\n--b--".utf8)
        let form = try ReadForm.read([body[...]], boundary: .plain("b")).get()
        #expect(form.parts.first?.header.fileName == "é")
    }

    @Test(
        "The media type loses its parameters, and is nil where it is none",
        arguments: [
            ("Text/Plain; charset=utf-8", "text/plain"), ("application/pdf", "application/pdf"), ("", nil),
            ("pdf", nil),
            ("a/b/c", nil), ("/", nil), ("a b/c", nil),
        ]
    )
    func mediaTypes(value: String, mediaType: String?) throws {
        let form = try ReadForm.read("--b\r\n\(Self.header)\r\nContent-Type: \(value)\r\n\r\n\r\n--b--").get()
        #expect(form.parts.first?.header.mediaType == mediaType)
    }
}
