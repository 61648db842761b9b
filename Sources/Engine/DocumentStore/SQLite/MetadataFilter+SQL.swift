import GRDB

extension MetadataFilter {
    /// A condition on the row `chunk`, with every name and value of the filter as an argument.
    var sql: SQL {
        var parts = must.map(\.sql)
        if !mustNot.isEmpty {
            parts.append("NOT \(Self.joined(mustNot.map(\.sql), by: " OR "))")
        }
        if !should.isEmpty {
            parts.append(Self.joined(should.map(\.sql), by: " OR "))
        }
        return parts.isEmpty ? "TRUE" : Self.joined(parts, by: " AND ")
    }

    fileprivate static func joined(_ parts: [SQL], by separator: String) -> SQL {
        "(\(parts.joined(separator: separator)))"
    }
}

extension MetadataCondition {
    fileprivate var sql: SQL {
        switch self {
        case .member(let name, let test):
            Self.exists(name, where: "(\(test.sql(of: "member")) OR \(test.sqlOfElements))")
        case .isEmpty(let name):
            "NOT \(Self.exists(name, where: "member.type <> 'null' AND (member.type <> 'array' OR member.value <> '[]')"))"
        case .isNull(let name): Self.exists(name, where: "member.type = 'null'")
        case .filter(let filter): filter.sql
        }
    }

    private static func exists(_ name: String, where condition: SQL) -> SQL {
        let members: SQL =
            name == MetadataFilter.tokenCountName ? "json_object(\(name), chunk.token_count)" : "chunk.metadata"
        return "EXISTS (SELECT 1 FROM json_each(\(members)) AS member WHERE member.key = \(name) AND \(condition))"
    }
}

extension MetadataTest {
    /// Whether one element passes, when the member is a list. SQLite must not see what is no list as JSON.
    fileprivate var sqlOfElements: SQL {
        """
        EXISTS (SELECT 1 FROM json_each(iif(member.type = 'array', member.value, '[]')) AS element \
        WHERE \(sql(of: "element")))
        """
    }

    /// Whether a value passes.
    ///
    /// - Parameter row: The name of a row of `json_each`.
    fileprivate func sql(of row: String) -> SQL {
        let type = SQL(sql: "\(row).type")
        let atom = SQL(sql: "\(row).atom")
        switch self {
        case .isAny(let scalars):
            return scalars.isEmpty
                ? "FALSE" : MetadataFilter.joined(scalars.map { $0.sql(type: type, atom: atom) }, by: " OR ")
        case .isNone(let scalars):
            let isScalar: SQL = "\(type) NOT IN ('null', 'array', 'object')"
            return scalars.isEmpty
                ? isScalar
                : "\(isScalar) AND NOT \(MetadataFilter.joined(scalars.map { $0.sql(type: type, atom: atom) }, by: " OR "))"
        case .contains(let text): return "\(type) = 'text' AND instr(\(atom), \(text)) > 0"
        case .isWithin(let bounds):
            let conditions = bounds.map { bound in SQL("\(atom) \(SQL(sql: bound.relation.sqlOperator)) \(bound.value)")
            }
            return MetadataFilter.joined([MetadataScalar.isNumber(type)] + conditions, by: " AND ")
        }
    }
}

extension MetadataScalar {
    fileprivate static func isNumber(_ type: SQL) -> SQL {
        "\(type) IN ('integer', 'real')"
    }

    /// Whether a value of `json_each` is this one. Its Booleans are told by their type; as numbers they would equal 0 and 1.
    fileprivate func sql(type: SQL, atom: SQL) -> SQL {
        switch self {
        case .string(let text): "(\(type) = 'text' AND \(atom) = \(text))"
        case .integer(let integer): "(\(Self.isNumber(type)) AND \(atom) = \(integer))"
        case .number(let number): "(\(Self.isNumber(type)) AND \(atom) = \(number))"
        case .boolean(let flag): "(\(type) = \(flag ? "true" : "false"))"
        }
    }
}

extension MetadataBound.Relation {
    fileprivate var sqlOperator: String {
        switch self {
        case .greaterThan: ">"
        case .atLeast: ">="
        case .lessThan: "<"
        case .atMost: "<="
        }
    }
}
