import Foundation

/// What `body` gives for each element, in order, with as many at a time as there are processors.
///
/// - Parameter onCompleted: Told how many are done.
func concurrentMap<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    onCompleted: (Int) -> Void,
    _ body: @escaping @Sendable (Element) async throws -> Value
) async throws -> [Value] {
    var values: [Value?] = Array(repeating: nil, count: elements.count)
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var completed = 0
        for (position, element) in elements.enumerated() {
            if position >= ProcessInfo.processInfo.activeProcessorCount, let (done, value) = try await group.next() {
                values[done] = value
                completed += 1
                onCompleted(completed)
            }
            group.addTask { (position, try await body(element)) }
        }
        for try await (done, value) in group { values[done] = value }
    }
    return values.compactMap(\.self)
}
