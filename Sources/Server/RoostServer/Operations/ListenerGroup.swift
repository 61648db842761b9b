package import ServiceLifecycle

/// Servers that listen on several ports, as one service, so that at its end none accepts connections any more while another
/// still finishes its requests.
package struct ListenerGroup<Listener: Service>: Service {
    private let listeners: [Listener]

    package init(_ listeners: [Listener]) {
        self.listeners = listeners
    }

    /// Returns when all have ended; when one fails, the others are cancelled.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for listener in listeners {
                group.addTask { try await listener.run() }
            }
            for try await _ in group {}
        }
    }
}
