import DocumentStore
import RetrievalEngine

extension LaxType where Value == MetadataFilter {
    /// A filter in the form of Qdrant: `{"must": […], "must_not": […], "should": […]}`, each of which may be missing or
    /// null. All in all it has at most 256 conditions.
    static var metadataFilter: Self {
        Self { value, location, issues in
            let filter = nestedFilter.convert(value, location, &issues)
            guard let filter, filter.conditionCount > maximumConditionCount else { return filter }
            issues.append(
                .unusable(value, at: location, "a filter has at most \(maximumConditionCount) conditions")
            )
            return nil
        }
    }

    private static var maximumConditionCount: Int { 256 }

    fileprivate static var nestedFilter: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var fields = try FieldReader(value, at: location)
                func conditions(_ name: String) -> [MetadataCondition] {
                    fields.optional(name, as: .nullable(.list(of: .metadataCondition))).flatMap(\.self) ?? []
                }
                let filter = MetadataFilter(
                    must: conditions("must"),
                    mustNot: conditions("must_not"),
                    should: conditions("should")
                )
                issues += fields.issues
                return fields.issues.isEmpty ? filter : nil
            } catch {
                issues += error.issues
                return nil
            }
        }
    }
}

extension LaxType where Value == MetadataCondition {
    /// `{"key": …, "match": …}`, `{"key": …, "range": …}`, `{"is_empty": {"key": …}}`, `{"is_null": {"key": …}}`, or
    /// another filter.
    fileprivate static var metadataCondition: Self {
        Self { value, location, issues in
            guard case .object(let members) = value else {
                return LaxType<[String: JSONValue]>.object.convert(value, location, &issues).flatMap { _ in nil }
            }
            if members["key"] != nil { return member(members, location, &issues) }
            for (name, condition) in [("is_empty", MetadataCondition.isEmpty), ("is_null", MetadataCondition.isNull)] {
                if let inner = members[name] {
                    return key(inner, location + [.name(name)], &issues).map(condition)
                }
            }
            if members.isEmpty || ["must", "must_not", "should"].contains(where: { members[$0] != nil }) {
                return LaxType<MetadataFilter>.nestedFilter.convert(value, location, &issues).map(
                    MetadataCondition.filter
                )
            }
            issues.append(
                .unusable(value, at: location, "expected key with match or range, is_empty, is_null or a filter")
            )
            return nil
        }
    }

    private static func key(
        _ value: JSONValue,
        _ location: [ValidationError.Element],
        _ issues: inout [ValidationError.Issue]
    ) -> String? {
        do throws(ValidationError) {
            var fields = try FieldReader(value, at: location)
            let key = fields.required("key", as: .string)
            issues += fields.issues
            return key
        } catch {
            issues += error.issues
            return nil
        }
    }

    private static func member(
        _ members: [String: JSONValue],
        _ location: [ValidationError.Element],
        _ issues: inout [ValidationError.Issue]
    ) -> MetadataCondition? {
        var fields = FieldReader(members: members, at: location)
        let key = fields.required("key", as: .string)
        let match = fields.optional("match", as: .nullable(.metadataMatch)).flatMap(\.self)
        let range = fields.optional("range", as: .nullable(.metadataRange)).flatMap(\.self)
        issues += fields.issues
        guard let key, fields.issues.isEmpty else { return nil }
        let tests = [match, range].compactMap(\.self)
        guard !tests.isEmpty else {
            issues.append(.unusable(.object(members), at: location, "expected match or range beside key"))
            return nil
        }
        let conditions = tests.map { MetadataCondition.member(key, $0) }
        return conditions.count == 1 ? conditions[0] : .filter(MetadataFilter(must: conditions))
    }
}

extension LaxType where Value == MetadataTest {
    /// `{"value": …}`, `{"any": […]}`, `{"except": […]}` or `{"text": …}`.
    fileprivate static var metadataMatch: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var fields = try FieldReader(value, at: location)
                let tests = [
                    fields.optional("value", as: .metadataScalar).map { MetadataTest.isAny(of: [$0]) },
                    fields.optional("any", as: .list(of: .metadataScalar)).map { .isAny(of: $0) },
                    fields.optional("except", as: .list(of: .metadataScalar)).map { .isNone(of: $0) },
                    fields.optional("text", as: .string).map { .contains($0) },
                ].compactMap(\.self)
                issues += fields.issues
                guard fields.issues.isEmpty else { return nil }
                if tests.count == 1 { return tests[0] }
                issues.append(.unusable(value, at: location, "expected one of value, any, except and text"))
            } catch {
                issues += error.issues
            }
            return nil
        }
    }

    /// Any of `gt`, `gte`, `lt` and `lte`, numbers.
    fileprivate static var metadataRange: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var fields = try FieldReader(value, at: location)
                let bounds = MetadataBound.Relation.allCases.compactMap { relation in
                    fields.optional(relation.rawValue, as: .nullable(.number(in: -.infinity ... .infinity)))
                        .flatMap(\.self)
                        .map { MetadataBound(relation, $0) }
                }
                issues += fields.issues
                return fields.issues.isEmpty ? .isWithin(bounds) : nil
            } catch {
                issues += error.issues
                return nil
            }
        }
    }
}

extension LaxType where Value == MetadataScalar {
    /// A string, a number or a Boolean, as it is.
    fileprivate static var metadataScalar: Self {
        Self { (value) throws(Mismatch) in
            switch value {
            case .string(let text): return .string(text)
            case .integer(let integer): return .integer(integer)
            case .number(let number): return .number(number)
            case .bool(let flag): return .boolean(flag)
            default: throw Mismatch(type: "value_error", message: "Input should be a string, a number or a Boolean")
            }
        }
    }
}

extension MetadataFilter {
    /// The conditions, those of filters within included.
    fileprivate var conditionCount: Int {
        (must + mustNot + should).reduce(0) { count, condition in
            switch condition {
            case .filter(let filter): count + 1 + filter.conditionCount
            case .member(_, .isAny(let scalars)), .member(_, .isNone(let scalars)): count + max(1, scalars.count)
            default: count + 1
            }
        }
    }
}
