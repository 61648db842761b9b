import GRDB
import Synchronization

/// Calls a handler after every transaction of this process that deleted a collection, by whatever way: most are deleted
/// with what owns them.
final class CollectionDeletionObserver: TransactionObserver, Sendable {
    private let handler: @Sendable () -> Void
    private let sawDeletion = Mutex(false)

    init(_ handler: @escaping @Sendable () -> Void) {
        self.handler = handler
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
        if case .delete(tableName: "collection") = eventKind { true } else { false }
    }

    func databaseDidChange(with event: DatabaseEvent) {
        sawDeletion.withLock { $0 = true }
    }

    func databaseDidCommit(_ database: Database) {
        let isDue = sawDeletion.withLock { sawDeletion in
            defer { sawDeletion = false }
            return sawDeletion
        }
        if isDue { handler() }
    }

    func databaseDidRollback(_ database: Database) {
        sawDeletion.withLock { $0 = false }
    }
}
