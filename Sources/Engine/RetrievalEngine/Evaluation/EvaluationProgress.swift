/// What is told how much of long work is done, of how much, and of what.
public typealias EvaluationProgress = @Sendable (_ completed: Int, _ total: Int, _ unit: String) -> Void
