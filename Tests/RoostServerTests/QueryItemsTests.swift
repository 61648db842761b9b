import RoostServer
import Testing

@Suite struct QueryItemsTests {
    @Test(
        "Values are decoded as forms encode them",
        arguments: [
            ("a=1&b=2", "b", "2"), ("a=My+File.docx", "a", "My File.docx"), ("a=%C3%A9%20x", "a", "é x"),
            ("a=1&a=2", "a", "2"), ("a", "a", ""), ("a=b=c", "a", "b=c"), ("%61=1", "a", "1"), ("a=100%", "a", "100%"),
            ("a=%zz", "a", "%zz"), ("a=%FF", "a", "\u{FFFD}"),
        ]
    )
    func values(query: String, name: String, value: String) {
        #expect(QueryItems(query)[name] == value)
    }

    @Test("What is not there is nil", arguments: [nil, "", "b=1", "&&="])
    func missing(query: String?) {
        #expect(QueryItems(query)["a"] == nil)
    }
}
