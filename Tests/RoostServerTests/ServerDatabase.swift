import Foundation
import GRDB

extension DatabaseQueue {
    /// A second connection to the database of a server that runs.
    ///
    /// It waits for its turn: the server writes as well, also unasked, when it starts.
    static func ofServer(in dataFolder: URL) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: dataFolder.appending(path: "roost.sqlite").path, configuration: configuration)
    }
}
