import Foundation
import GRDB

/// Text in the form in which it is compared regardless of case.
///
/// SQLite's own `LIKE` and `NOCASE` fold ASCII only.
enum TextFolding {
    /// The SQL function `folded(text)`; null stays null.
    static let function = DatabaseFunction("folded", argumentCount: 1, pure: true) { values in
        values.first.flatMap(String.fromDatabaseValue).map(folded)
    }

    /// Upper case first, so that what has one upper-case form gets one lower-case form: `ß` and `ss`, `ς` and `σ`. Then
    /// canonical composition, so that `é` is the same however it was typed.
    static func folded(_ text: String) -> String {
        text.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }
}
