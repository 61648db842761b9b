/// Where the float32 rows of large indexes are.
public enum IndexRows: String, Sendable, CaseIterable {
    /// In memory.
    case memory
    /// In files of the data folder, from which the rows are read that a search looks at; about a fifth of the memory. The
    /// first searches after a start wait for the disk, and those that have to look at many rows are several times slower.
    /// Results are the same.
    case mapped
}
