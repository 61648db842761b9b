import RetrievalEngine

/// A question about what happened in a workspace, and which part of it is meant.
struct InsightRequest {
    var question: String
    /// Nil for all agents.
    var agentID: String?
    /// Nil for all channels.
    var channel: String?
    var period: InsightPeriod
    /// The context as it came.
    private var context: JSONValue

    /// - Parameter now: Milliseconds since 1970.
    init(_ body: JSONValue, now: Int64) throws(ValidationError) {
        var reader = try FieldReader(body)
        let question = reader.required("question", as: .characters(upTo: 1000))
        let context = reader.optional("context", as: .nullable(.any)) ?? nil
        let fields = try? context.map { try ContextFields($0) }
        if let context, fields == nil {
            reader.note(ContextFields.issues(of: context))
        }
        reader.note(fields?.issues ?? [])
        let period = fields?.period(now: now) ?? InsightPeriod(dayCount: InsightPeriod.usualDayCount, now: now)
        guard reader.issues.isEmpty, let question else { throw reader.failure }
        self.question = question
        self.context = context ?? .object([:])
        self.period = period
        agentID = fields?.agentID
        channel = fields?.channel
    }
}

extension InsightRequest {
    /// The members of the context that are known, for the record; without a page that nobody would read.
    var record: JSONValue {
        let names = ["page", "range", "agent_id", "channel", "start_date", "end_date"]
        let members = names.reduce(into: [:]) { $0[$1] = context[$1] }
        return .object(members.filter { $0.key != "page" || "\($0.value)".utf8.count <= 2000 })
    }
}

/// What stands in the context of a question.
private struct ContextFields {
    private static let location: [ValidationError.Element] = ["body", "context"]

    private(set) var issues: [ValidationError.Issue]
    private(set) var agentID: String?
    private(set) var channel: String?
    private var dayCount: Int?
    private var start: ISO8601Moment?
    private var end: ISO8601Moment?

    init(_ context: JSONValue) throws(ValidationError) {
        var reader = try FieldReader(context, at: Self.location)
        agentID = reader.optional("agent_id", as: .nullable(.uuid)) ?? nil
        channel = reader.optional("channel", as: .optionalLabel) ?? nil
        dayCount = reader.optional("range", as: .dayCount)
        start = reader.optional("start_date", as: .nullable(.moment)) ?? nil
        end = reader.optional("end_date", as: .nullable(.moment)) ?? nil
        issues = reader.issues
        if let start, let end, start.microseconds.lowerBound >= end.microseconds.upperBound {
            issues.append(
                .init(
                    type: "invalid",
                    location: Self.location + ["end_date"],
                    message: "The end date must not be before the start date.",
                    input: context["end_date"] ?? .null
                )
            )
        }
    }

    /// What is wrong with a context that is no object.
    static func issues(of context: JSONValue) -> [ValidationError.Issue] {
        do throws(ValidationError) {
            return try ContextFields(context).issues
        } catch {
            return error.issues
        }
    }

    /// Dates win over a range; a missing one follows from the range.
    func period(now: Int64) -> InsightPeriod {
        let dayCount = dayCount ?? InsightPeriod.usualDayCount
        guard start != nil || end != nil else { return InsightPeriod(dayCount: dayCount, now: now) }
        let end = end.map { ($0.microseconds.upperBound + 999) / 1000 } ?? now + 1
        let start = start.map { $0.microseconds.lowerBound / 1000 } ?? end - Int64(dayCount) * InsightPeriod.dayLength
        return InsightPeriod(milliseconds: start..<max(start + 1, end))
    }
}

extension LaxType where Value == String? {
    /// A name; one that is blank or null is none.
    fileprivate static var optionalLabel: Self {
        let label = LaxType<String>.characters(upTo: 100)
        return Self { value, location, issues in
            if value == .null || value.stringValue?.trimmed.isEmpty == true { return .some(nil) }
            return label.convert(value, location, &issues).map(Optional.some)
        }
    }
}

extension LaxType where Value == ISO8601Moment {
    fileprivate static var moment: Self {
        Self { (value) throws(Mismatch) in
            guard let moment = value.stringValue.flatMap({ ISO8601Moment($0.trimmed) }) else {
                throw Mismatch(
                    type: "invalid",
                    message: "Date has wrong format. Use one of these formats instead: YYYY-MM-DD, "
                        + "YYYY-MM-DDThh:mm:ssZ."
                )
            }
            return moment
        }
    }
}

extension LaxType where Value == Int {
    /// The number of days of a text such as `7d`: at most 366, and the usual one for any other text.
    fileprivate static var dayCount: Self {
        Self { (value) throws(Mismatch) in
            switch value {
            case .string(let text): return InsightPeriod.dayCount(of: text)
            case .null: throw Mismatch(type: "null", message: "This field may not be null.")
            default: throw Mismatch(type: "invalid", message: "Not a valid string.")
            }
        }
    }
}
