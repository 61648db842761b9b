/// Gives users numbers, for APIs that know users by number.
package protocol UserNumberStore: Sendable {
    /// The number of a user, the same for ever.
    ///
    /// A name that is a number from 1 to 999,999,999 in plain decimal is that number; every other name gets the next one
    /// from 1,000,000,000 on when it is first seen, so that no two users share one.
    ///
    /// - Parameter subject: The user's name; 1 to 256 characters.
    func number(ofUser subject: String) throws(StoreError) -> Int64
}
