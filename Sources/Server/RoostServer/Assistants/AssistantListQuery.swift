import DocumentStore
import RetrievalEngine

/// Which assistants a list is to show.
struct AssistantListQuery: Sendable, Hashable {
    /// Nil for all kinds.
    let kind: AssistantKind?
    /// From 1.
    let pageNumber: Int
    let pageSize: Int

    static let pageSizes = 1...100
    static let usualPageSize = 10

    /// - Throws: ``ValidationError``, with the issues in the order of the API's table of parameters.
    init(_ query: QueryItems) throws(ValidationError) {
        var issues: [ValidationError.Issue] = []
        func value<Value>(_ name: String, as type: LaxType<Value>) -> Value? {
            AssistantFields.value(name, of: query).flatMap {
                type.convert(.string($0), ["query", .name(name)], &issues)
            }
        }
        kind = value("assistantType", as: StrictType.choice(AssistantKind.self))
        pageNumber = value("pageNumber", as: .integer(in: 1...Int.max)) ?? 1
        pageSize = value("maxPerPage", as: .integer(in: Self.pageSizes)) ?? Self.usualPageSize
        guard issues.isEmpty else { throw ValidationError(issues) }
    }

    /// Assistants on the pages before; as many as can be counted when that is too few for the page.
    var offset: Int {
        let (product, isTooLarge) = (pageNumber - 1).multipliedReportingOverflow(by: pageSize)
        return isTooLarge ? .max : product
    }
}
