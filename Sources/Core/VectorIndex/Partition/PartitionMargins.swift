import Synchronization
internal import VectorKernels

/// How far from a query lists have to be looked at for a recall, learnt from searches whose exact results are known.
///
/// The gap of a neighbour is by how many radii of its list the centre's score is under the score of the last neighbour
/// that is asked for. A search looks at the lists whose gap is at most a margin, that is a quantile of the gaps of sample
/// searches: for queries like the sample's, the neighbours that are missed are then as few as the quantile says (split
/// conformal prediction: Vovk, Gammerman & Shafer 2005, Algorithmic Learning in a Random World; Papadopoulos et al. 2002,
/// doi:10.1007/3-540-36755-1_29). The sample are rows of the index. Queries that resemble no row have neighbours whose
/// distances from their centres point elsewhere, so that their gaps are smaller.
struct PartitionMargins: Sendable {
    /// Ascending.
    private let gaps: [Float]
    /// Recalls that were asked for, ascending, and what searches of other rows got.
    private(set) var audits: [Audit]

    /// What searches for one recall found.
    struct Audit: Sendable {
        /// The recall asked for.
        let target: Double
        private var searchCount = 0
        private var (foundCount, trueCount) = (0, 0)
        private var work = ListScan.Work()

        init(target: Double) {
            self.target = target
        }

        mutating func add(_ found: [Neighbor], truth: [Neighbor], _ work: ListScan.Work) {
            guard let last = truth.last else { return }
            // Of rows with one score, any will do.
            foundCount += min(found.count { $0.score >= last.score }, truth.count)
            trueCount += truth.count
            searchCount += 1
            self.work += work
        }

        /// The share of the true neighbours that were found.
        var recall: Double { Double(foundCount) / Double(max(trueCount, 1)) }

        /// Whether a few searches have shown that more will not change `isWorthwhile`.
        func isHopeless(rowCount: Int) -> Bool {
            searchCount >= 16 && !isWorthwhile(rowCount: rowCount)
        }

        /// Whether these searches cost less than exact ones of so many rows: not where rows lie so evenly that neither
        /// lists nor codes tell them apart.
        ///
        /// Measured at 384 dimensions: exact searches of such rows take as long for one as for the codes of six here; a row
        /// that is read out of turn as long as those of 250.
        func isWorthwhile(rowCount: Int) -> Bool {
            work.scannedCount + 250 * work.scoredCount < 6 * rowCount * searchCount
        }
    }

    /// Rows from which margins are learnt, and others on which they are tested.
    private static let (sampleCount, auditCount) = (384, 128)
    private static let neighborCount = 10
    private static let auditedTargets = [0.9, 0.95, 0.99, 0.999]

    /// Margins of which nothing is known: all lists are looked at.
    init() {
        gaps = []
        audits = []
    }

    /// - Parameter partition: Covers the snapshot's sealed segments; its own margins are not used.
    init(
        of partition: Partition,
        _ snapshot: VectorIndexSnapshot,
        using generator: inout SplitMix64
    ) throws(VectorIndexError) {
        let segments = snapshot.sealed.filter { $0.liveCount > 0 }
        let sample = PartitionSample(segments, count: Self.sampleCount + Self.auditCount, using: &generator)
        let queries = sample.rows(of: segments)
        // Each row finds itself, which is left out.
        let truth = try snapshot.neighbors(ofEach: queries, count: Self.neighborCount + 1).map { Array($0.dropFirst()) }
        let learning = truth.prefix(Self.sampleCount)
        let lists = partition.lists(of: Set(learning.lazy.joined().map(\.id)), in: snapshot)
        let dimension = snapshot.dimension
        var gaps: [Float] = []
        for (number, neighbors) in learning.enumerated() {
            guard let last = neighbors.last else { continue }
            let query = queries.span.extracting(number * dimension..<(number + 1) * dimension)
            let scores = partition.centroids.scores(of: query)
            for neighbor in neighbors {
                guard let list = lists[neighbor.id], list != partition.centroids.outlierList else { continue }
                gaps.append((last.score - scores[list]) / max(partition.centroids.radii[list], Self.smallestRadius))
            }
        }
        self.gaps = gaps.sorted()
        audits = []
        let learnt = Partition(
            centroids: partition.centroids,
            runs: partition.runs,
            margins: self,
            trainedRowCount: partition.trainedRowCount
        )
        audits = try Self.auditedTargets.map { target throws(VectorIndexError) in
            var audit = Audit(target: target)
            for number in Self.sampleCount..<truth.count {
                let query = Array(queries[number * dimension..<(number + 1) * dimension])
                guard let search = PartitionSearch(learnt, snapshot, query: query, recall: target) else { continue }
                let (found, work) = search.neighbors(
                    count: Self.neighborCount + 1,
                    minimumScore: -.infinity,
                    filter: nil
                )
                audit.add(Array(found.dropFirst()), truth: truth[number], work)
                if audit.isHopeless(rowCount: partition.trainedRowCount) { break }
            }
            return audit
        }
    }

    static let smallestRadius: Float = 0x1p-40

    /// The margin for a recall, in radii; infinite while nothing is known.
    ///
    /// Half of what may be missed may be missed for the lists, the other half for the codes.
    func margin(recall: Double) -> Float {
        guard let largest = gaps.last else { return .infinity }
        let rank = Int((Double(gaps.count + 1) * (1 - (1 - recall) / 2)).rounded(.up))
        // Past the sample, somewhat more than it has.
        return rank <= gaps.count ? gaps[rank - 1] : largest + 0.1 * abs(largest)
    }

    /// The searches whose results tell what to expect of one for this recall: those for it or for the next lower one.
    func audit(recall: Double) -> Audit? {
        audits.last { $0.target <= recall } ?? audits.first
    }
}

extension Partition {
    /// The lists of those of some ids that are in lists.
    fileprivate func lists(of ids: Set<Int64>, in snapshot: VectorIndexSnapshot) -> [Int64: Int] {
        var lists: [Int64: Int] = [:]
        let segments = Dictionary(uniqueKeysWithValues: snapshot.sealed.map { ($0.serial, $0) })
        for run in runs {
            let slots = run.serials.map { segments[$0] }
            run.forEachRow { list, reference in
                guard let segment = slots[reference.slot] else { return }
                let id = segment.block.withIDs(reference.row..<reference.row + 1) { ids in ids[0] }
                if ids.contains(id) { lists[id] = list }
            }
        }
        return lists
    }
}
