import Chunking
import DocumentExtraction
import Testing

@Suite("Delimited tables")
struct DelimitedTableTests {
    @Test(
        "Cells follow RFC 4180",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", [["a", "b"], ["x,y", "say \"hi\""]]),
            ("a,b\n\"two\nlines\",2", [["a", "b"], ["two\nlines", "2"]]),
            ("a,b\n,\n\n1,2", [["a", "b"], ["1", "2"]]),
            ("a,b\n1,2,3\n4", [["a", "b"], ["1", "2", "3"], ["4"]]),
            ("a,b\nit\"s, 5\" wide\n", [["a", "b"], ["it\"s", "5\" wide"]]),
            ("a,b\n\"never closed,2\n3,4\n", [["a", "b"], ["\"never closed", "2"], ["3", "4"]]),
            ("a,b\n\"\",\"x\" \n", [["a", "b"], ["", "x "]]),
        ]
    )
    func cells(text: String, rows: [[String]]) {
        #expect(DelimitedTable(text).rows == rows)
    }

    @Test(
        "The delimiter is the one that cuts evenly",
        arguments: [
            ("a,b\n1,2\n3,4", ","), ("a;b\n1,5;2,5\n3,5;4,5", ";"), ("a\tb, c\nd\te", "\t"), ("a|b|c\nd, e|f|g", "|"),
            ("sep=;\na,b;c", ";"), ("one column\nonly", ","), ("Lorem, ipsum; dolor\nsit; amet", ";"),
        ] as [(String, Character)]
    )
    func delimiter(text: String, expected: Character) {
        #expect(DelimitedTable(text).delimiter == expected)
    }

    @Test("Rows become paragraphs of header and value")
    func text() async throws {
        let content = try await extract("Name,Born,Town\nAda,1815,London\nGrace,1906,\n", name: "people.csv")
        #expect(content.text == "Name: Ada\nBorn: 1815\nTown: London\n\nName: Grace\nBorn: 1906")
    }

    @Test("A title row is the title; a table without a header gets numbered columns")
    func headers() async throws {
        let titled = try await extract("Our people,,\nName,Born,Town\nAda,1815,London\n", name: "a.csv")
        #expect(titled.title == "Our people")
        #expect(titled.text == "Our people\n\nName: Ada\nBorn: 1815\nTown: London")
        #expect(try await extract("12,a\n13,b\n", name: "a.csv").text.hasPrefix("Column 1: 12\nColumn 2: a\n\n"))
    }
}

@Suite("JSON")
struct JSONTests {
    @Test("Values become lines with their path, in the document's order")
    func lines() async throws {
        let text = #"{"z": 1.50, "a": {"b": [true, null, "x"]}, "list": [{"k": "v"}, {"k": "w"}], "n": null, "e": ""}"#
        let content = try await extract(text, name: "a.json")
        #expect(content.text == "z: 1.50\na.b: true, x\n\nlist[0].k: v\n\nlist[1].k: w")
    }

    @Test("Elements of a top-level array and lines of JSON Lines are paragraphs")
    func paragraphs() async throws {
        #expect(try await extract(#"[{"a": 1, "b": 2}, {"a": 3}]"#, name: "a.json").text == "a: 1\nb: 2\n\na: 3")
        #expect(try await extract("{\"a\": 1}\n{\"a\": 2}\n", name: "a.jsonl").text == "a: 1\n\na: 2")
    }

    @Test("Escapes are undone, lone surrogates replaced")
    func escapes() async throws {
        let content = try await extract(#"{"s": "\u00e9 \ud83e\udd86 \ud83e! \"\\\/ a\tb"}"#, name: "a.json")
        #expect(content.text == "s: é 🦆 \u{FFFD}! \"\\/ a\tb")
    }

    @Test(
        "Faults are told with their place",
        arguments: [
            ("{\"a\": }", "line 1, column 7"), ("{\"a\": 1,\n \"b\"}", "line 2, column 5"),
            ("[1, 2", "line 1, column 6"),
            ("{\"a\": 01}", "line 1, column 7"), ("[\"\\x\"]", "line 1, column 5"), ("{\"a\": \"", "line 1, column 8"),
        ]
    )
    func faults(text: String, place: String) async throws {
        let error = await #expect(throws: ExtractionError.self) { try await extract(text, name: "a.json") }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
    }

    @Test("Nesting is limited")
    func depth() async {
        let text = String(repeating: "[", count: 100_000)
        #expect(await failureCode(Array(text.utf8), name: "a.json") == .tooLarge)
    }
}
