import DocumentStore
import RetrievalEngine

/// Which part of which sessions `history` lists.
struct HistoryQuery: Sendable {
    /// From 1.
    var page: Int
    var pageSize: Int
    var filter: SessionFilter

    /// - Throws: ``ValidationError``.
    init(_ query: QueryItems) throws(ValidationError) {
        let names = ["page", "page_size", "start_date", "end_date", "model"]
        var members: [String: JSONValue] = [:]
        for name in names {
            members[name] = query[name].map(JSONValue.string)
        }
        var reader = FieldReader(members: members, at: ["query"])
        page = reader.optional("page", as: .integer(in: 1...Int.max)) ?? 1
        pageSize = reader.optional("page_size", as: .integer(in: 1...100)) ?? 10
        let start = reader.optional("start_date", as: .moment)
        let end = reader.optional("end_date", as: .moment)
        let model = reader.optional("model", as: .storableText)
        guard reader.issues.isEmpty else { throw reader.failure }
        filter = SessionFilter(
            createdFrom: start?.lowerBound,
            createdBefore: end?.upperBound,
            // A field of a form that was left blank asks for nothing.
            model: model?.isEmpty == true ? nil : model
        )
    }

    /// How many sessions stand before the page.
    var offset: Int {
        let (offset, isTooLarge) = (page - 1).multipliedReportingOverflow(by: pageSize)
        return isTooLarge ? .max : offset
    }
}

extension LaxType where Value == Range<Int64> {
    /// A date, or a date and time, of ISO 8601, as all the microseconds since 1970 that it may mean.
    fileprivate static var moment: Self {
        Self { (value) throws(Mismatch) in
            guard let text = value.stringValue, let moment = ISO8601Moment(text) else {
                throw Mismatch(
                    type: "datetime_from_date_parsing",
                    message: "Input should be a valid datetime or date in ISO 8601"
                )
            }
            return moment.microseconds
        }
    }
}
