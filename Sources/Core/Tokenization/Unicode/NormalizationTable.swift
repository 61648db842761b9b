/// What one set of options makes of every Unicode scalar: the reference's steps, composed into one look-up.
///
/// The steps are clean, separate Chinese characters, decompose and strip marks, lower-case, split at white space and
/// punctuation. All but the order of marks work on one scalar at a time, so their composition does too.
struct NormalizationTable: Sendable {
    private static let scalarCount: UInt32 = 0x11_0000
    private static let pageSize = 256

    /// For each 256 scalars, where their actions start in `actions`; equal pages are stored once.
    private let pages: [UInt16]
    private let actions: [ScalarAction]
    private let expansions: [[UInt32]]
    /// Canonical combining classes of the scalars whose kind is `mark`.
    private let combiningClasses: [UInt32: UInt8]

    init(_ options: NormalizationOptions) {
        var builder = Builder()
        builder.apply(options)
        expansions = builder.expansions
        combiningClasses = builder.combiningClasses
        (pages, actions) = Self.paged(builder.actions)
    }

    /// - Complexity: O(1).
    func action(of scalar: UInt32) -> ScalarAction {
        actions[Int(pages[Int(scalar >> 8)]) * Self.pageSize + Int(scalar & 0xFF)]
    }

    /// The scalars that a scalar of kind `expansion` becomes, not lower-cased yet.
    func expansion(_ action: ScalarAction) -> [UInt32] {
        expansions[action.expansionIndex]
    }

    func combiningClass(of mark: UInt32) -> UInt8 {
        combiningClasses[mark] ?? 0
    }

    /// Stores a page anew only where it differs from the one before: most of Unicode is long runs of the same.
    private static func paged(_ actions: [ScalarAction]) -> (pages: [UInt16], actions: [ScalarAction]) {
        var pages: [UInt16] = [0]
        var unique = Array(actions[..<pageSize])
        for start in stride(from: pageSize, to: actions.count, by: pageSize) {
            let page = actions[start..<start + pageSize]
            if page != actions[start - pageSize..<start] { unique.append(contentsOf: page) }
            pages.append(UInt16(unique.count / pageSize - 1))
        }
        return (pages, unique)
    }
}

extension NormalizationTable {
    /// Writes the actions of all scalars, later steps over earlier ones.
    private struct Builder {
        var actions = [ScalarAction](repeating: ScalarAction(.letter), count: Int(scalarCount))
        var expansions: [[UInt32]] = []
        var combiningClasses: [UInt32: UInt8] = [:]

        mutating func apply(_ options: NormalizationOptions) {
            fill(ReferenceUnicode.spaces, .space)
            fill(ReferenceUnicode.punctuation, .isolated)
            if options.lowercases { lowercase() }
            if options.stripsAccents { stripAccents() }
            if options.separatesIdeographs { separateIdeographs() }
            if options.cleansText {
                fill(ReferenceUnicode.removed, .removed)
                fill(ReferenceUnicode.cleanedSpaces, .space)
            }
        }

        private mutating func fill(_ ranges: [UInt32], _ kind: ScalarAction.Kind) {
            for index in stride(from: 0, to: ranges.count, by: 2) {
                for scalar in ranges[index]...ranges[index + 1] { actions[Int(scalar)] = ScalarAction(kind) }
            }
        }

        private mutating func lowercase() {
            let runs = ReferenceUnicode.lowercase
            for index in stride(from: 0, to: runs.count, by: 4) {
                for scalar in stride(from: runs[index], through: runs[index + 1], by: Int(runs[index + 2])) {
                    let target = UInt32(scalar + runs[index + 3])
                    actions[Int(scalar)] = ScalarAction(.letter, of: UInt32(scalar), to: target)
                }
            }
            // The only scalar whose lower case is two: LATIN CAPITAL LETTER I WITH DOT ABOVE.
            expand(0x130, to: [0x69, 0x307])
        }

        private mutating func stripAccents() {
            for run in ReferenceUnicode.bases {
                for (scalar, base) in zip(run.first..., run.text.unicodeScalars) where scalar != base.value {
                    let action = actions[Int(base.value)]
                    let target = action.target(of: base.value)
                    actions[Int(scalar)] = ScalarAction(action.kind, of: scalar, to: target)
                }
            }
            for entry in ReferenceUnicode.longBases {
                expand(entry.scalar, to: entry.text.unicodeScalars.map(\.value))
            }
            fill([Hangul.firstSyllable, Hangul.lastSyllable], .hangul)
            fill(ReferenceUnicode.reorderingMarks, .removed)
            fill(ReferenceUnicode.startingMarks, .removedStarter)
            markCombiningClasses()
        }

        private mutating func markCombiningClasses() {
            let rows = ReferenceUnicode.combiningClasses
            for index in stride(from: 0, to: rows.count, by: 3) {
                for scalar in rows[index]...rows[index + 1] {
                    actions[Int(scalar)] = ScalarAction(.mark)
                    combiningClasses[scalar] = UInt8(rows[index + 2])
                }
            }
        }

        private mutating func separateIdeographs() {
            let ranges = ReferenceUnicode.ideographs
            for index in stride(from: 0, to: ranges.count, by: 2) {
                for scalar in ranges[index]...ranges[index + 1] {
                    let target = actions[Int(scalar)].target(of: scalar)
                    actions[Int(scalar)] = ScalarAction(.isolated, of: scalar, to: target)
                }
            }
        }

        private mutating func expand(_ scalar: UInt32, to scalars: [UInt32]) {
            actions[Int(scalar)] = ScalarAction(expansion: expansions.count)
            expansions.append(scalars)
        }
    }
}
