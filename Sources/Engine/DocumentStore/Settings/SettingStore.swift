/// Small named values that belong to the data folder.
package protocol SettingStore: Sendable {
    /// The value of that name; nil when none is set.
    func setting(_ name: String) throws(StoreError) -> [UInt8]?

    /// Stores a value; nil removes it.
    func setSetting(_ name: String, to value: [UInt8]?) throws(StoreError)

    /// The value of that name, or `value` after storing it when there is none: of two processes at once, both get the
    /// same.
    func setting(_ name: String, orStore value: [UInt8]) throws(StoreError) -> [UInt8]
}
