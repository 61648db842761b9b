/// How much one document may cost.
package struct ExtractionLimits: Sendable, Equatable {
    /// The largest document, in bytes.
    package var inputByteCount = 64 << 20
    /// The longest text, in UTF-8 bytes: a document of 32 million ASCII letters.
    package var textByteCount = 32 << 20
    /// The largest single part of a packed document after unpacking, in bytes.
    package var partByteCount = 64 << 20
    /// The most files in a packed document.
    package var partCount = 10_000
    /// The most that a part of over 1 MiB may grow by unpacking; real WordprocessingML stays under 60.
    package var expansionRatio = 400
    /// The deepest nesting of JSON values, of tables in tables and of elements in elements.
    package var depth = 200
    /// The time for all child processes of one document together.
    package var childProcessTime: Duration = .seconds(20)
    /// What each page adds to that time; a page counts when the document has 4 KiB for it.
    package var childProcessTimePerPage: Duration = .milliseconds(20)
    /// The address space of a child process, in bytes.
    package var childProcessMemory = 1 << 30
    /// The most pages that a document may say it has.
    package var pageCount = 20_000

    package init() {}
}
