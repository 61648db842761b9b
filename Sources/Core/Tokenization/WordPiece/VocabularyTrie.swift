/// A byte trie of the vocabulary in a double array (Aoe 1989, "An efficient digital search algorithm by using a
/// double-array structure", doi:10.1109/32.31365).
///
/// The child of node `n` for byte `b` is node `nodes[n].base + b`, if its `parent` is `n`.
struct VocabularyTrie: Sendable {
    /// The token of a node at which none ends.
    static let noToken: Int32 = -1

    private struct Node {
        static let free: Int32 = -1

        var base: Int32 = 0
        var parent: Int32 = free
        var token: Int32 = noToken
    }

    private static let root: Int32 = 0

    private var nodes: [Node]

    /// - Parameter tokens: The UTF-8 of each token, which is its place in the array; distinct and not empty.
    /// - Complexity: O(bytes · log(tokens)), and a search for room per node: some milliseconds for 30,000 tokens.
    init(_ tokens: [[UInt8]]) {
        var builder = Builder(tokens)
        builder.build()
        nodes = builder.nodes
    }
}

extension VocabularyTrie {
    /// Finds room for the nodes, level by level.
    private struct Builder {
        private let tokens: [[UInt8]]
        /// The tokens in the order of their bytes: those with a common prefix lie together.
        private let order: [Int]
        private(set) var nodes: [Node]
        /// No node before it is free, but for those below 256, which bases from 0 cannot reach with every byte.
        private var firstFree = 256
        /// Where the search for several children's room starts: before it, it failed often.
        private var firstRoomy = 256

        init(_ tokens: [[UInt8]]) {
            self.tokens = tokens
            order = tokens.indices.sorted { tokens[$0].lexicographicallyPrecedes(tokens[$1]) }
            nodes = [Node](repeating: Node(), count: 512)
            nodes[0].parent = VocabularyTrie.root
        }

        mutating func build() {
            var queue: [(node: Int, range: Range<Int>, depth: Int)] = [(0, order.indices, 0)]
            var head = 0
            while head < queue.count {
                let (node, range, depth) = queue[head]
                head += 1
                var rest = range
                while let index = rest.first, tokens[order[index]].count == depth {
                    nodes[node].token = Int32(order[index])
                    rest.removeFirst()
                }
                guard !rest.isEmpty else { continue }
                let children = children(of: rest, depth: depth)
                let base = place(children.map { Int($0.byte) }, under: node)
                for child in children { queue.append((base + Int(child.byte), child.range, depth + 1)) }
            }
        }

        private func children(of range: Range<Int>, depth: Int) -> [(byte: UInt8, range: Range<Int>)] {
            var found: [(byte: UInt8, range: Range<Int>)] = []
            for index in range {
                let byte = tokens[order[index]][depth]
                if let last = found.last, last.byte == byte {
                    found[found.count - 1].range = last.range.lowerBound..<index + 1
                } else {
                    found.append((byte, index..<index + 1))
                }
            }
            return found
        }

        /// Takes free nodes for the children of a node and returns its base.
        private mutating func place(_ bytes: [Int], under node: Int) -> Int {
            while nodes[firstFree].parent != Node.free {
                firstFree += 1
                reserve(firstFree)
            }
            firstRoomy = max(firstRoomy, firstFree)
            let first = (bytes.count == 1 ? firstFree : firstRoomy) - bytes[0]
            var base = first
            while !isFree(base, bytes) { base += 1 }
            let toleratedFailureCount = 64
            if base - first > toleratedFailureCount { firstRoomy = base }
            nodes[node].base = Int32(base)
            for byte in bytes { nodes[base + byte].parent = Int32(node) }
            return base
        }

        private mutating func isFree(_ base: Int, _ bytes: [Int]) -> Bool {
            reserve(base + 255)
            return bytes.allSatisfy { nodes[base + $0].parent == Node.free }
        }

        /// Makes room for a node, and for its look-ups with any byte.
        private mutating func reserve(_ index: Int) {
            guard index >= nodes.count else { return }
            nodes.append(contentsOf: repeatElement(Node(), count: nodes.count))
        }
    }
}

extension VocabularyTrie {
    /// Where a walk stands: a node, opaque outside.
    struct Position: Sendable {
        fileprivate var node: Int32
    }

    /// The position before the first byte.
    var start: Position {
        Position(node: Self.root)
    }

    /// The position after some bytes; nil when no token starts with them.
    func position(after bytes: [UInt8]) -> Position? {
        var node = Self.root
        for byte in bytes {
            guard let next = child(of: node, byte) else { return nil }
            node = next
        }
        return Position(node: node)
    }

    /// The longest token that a walk from `position` along the bytes, each folded first, passes.
    ///
    /// - Returns: The token, or `noToken`, and where it ends.
    /// - Complexity: O(length of the longest token), no allocation.
    @inline(__always)
    func longestToken(
        in bytes: Span<UInt8>,
        _ range: Range<Int>,
        folding fold: Span<UInt8>,
        from position: Position
    ) -> (token: Int32, end: Int) {
        var node = position.node
        var token = Self.noToken
        var end = range.lowerBound
        let nodes = nodes.span
        for index in range {
            let next = nodes[Int(node)].base + Int32(fold[Int(bytes[index])])
            let candidate = nodes[Int(next)]
            guard candidate.parent == node else { break }
            node = next
            if candidate.token != Self.noToken {
                token = candidate.token
                end = index + 1
            }
        }
        return (token, end)
    }

    private func child(of node: Int32, _ byte: UInt8) -> Int32? {
        let next = nodes[Int(node)].base + Int32(byte)
        return nodes[Int(next)].parent == node ? next : nil
    }
}
