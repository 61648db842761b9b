import TestSupport
import Testing
import VectorKernels

/// Codes of the vectors of tokens, and late interaction with them.
@Suite struct TokenCodeTests {
    private static let dimensions = [1, 7, 8, 9, 16, 17, 24, 31, 32, 40, 100, 384, 768]

    private static func matrix(_ rows: [[Float]]) -> TokenMatrix {
        let matrix = TokenMatrix(rowCount: rows.count, columnCount: rows[0].count)
        for (place, row) in rows.enumerated() {
            matrix.withMutableRow(place) { for column in row.indices { $0[column] = row[column] } }
        }
        return matrix
    }

    private static func rows(_ count: Int, dimension: Int, seed: UInt64) -> [[Float]] {
        let values = randomValues(count * dimension, seed: seed)
        return (0..<count).map { Array(values[$0 * dimension..<($0 + 1) * dimension]) }
    }

    /// −1 and 1 for the bits of a code.
    private static func signs(_ code: Int, of codes: TokenCodes) -> [Double] {
        let start = code * ((codes.dimension + 7) / 8)
        return (0..<codes.dimension).map { codes.bytes[start + $0 / 8] >> UInt8($0 % 8) & 1 == 1 ? 1 : -1 }
    }

    private static func unit(_ row: [Float]) -> [Double] {
        let length = row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return row.map { Double($0) / length }
    }

    @Test("A code has the signs of the mean of two unit vectors, an odd last one its own", arguments: dimensions)
    func encoding(dimension: Int) {
        for count in [1, 2, 3, 8] {
            var rows = Self.rows(count, dimension: dimension, seed: UInt64(dimension + count))
            // Of different lengths: without their division the longer vector would decide.
            rows[0] = rows[0].map { $0 * 100 }
            for level in SIMDLevel.available {
                let codes = Self.matrix(rows).tokenCodes(ofRows: 0..<count, level: level)
                #expect(codes.count == (count + 1) / 2 && codes.dimension == dimension)
                for code in 0..<codes.count {
                    let first = Self.unit(rows[2 * code])
                    let second = 2 * code + 1 < count ? Self.unit(rows[2 * code + 1]) : first
                    let signs = Self.signs(code, of: codes)
                    for value in 0..<dimension where abs(first[value] + second[value]) > 1e-6 {
                        #expect((first[value] + second[value] >= 0) == (signs[value] == 1))
                    }
                }
                #expect(Self.spareBits(of: codes) == 0)
            }
        }
    }

    /// The bits behind the last value of each code.
    private static func spareBits(of codes: TokenCodes) -> UInt8 {
        let size = (codes.dimension + 7) / 8
        let used = codes.dimension - 8 * (size - 1)
        return (0..<codes.count).reduce(0) { $0 | UInt8(UInt16(codes.bytes[$1 * size + size - 1]) >> UInt16(used)) }
    }

    @Test("Rows before and behind those asked for have no part in the codes")
    func someRows() {
        let rows = Self.rows(7, dimension: 20, seed: 3)
        let codes = Self.matrix(rows).tokenCodes(ofRows: 2..<5)
        #expect(codes == Self.matrix(Array(rows[2..<5])).tokenCodes(ofRows: 0..<3))
        #expect(Self.matrix(rows).tokenCodes(ofRows: 4..<4).bytes.isEmpty)
    }

    @Test("A vector of zeros has a code, and leaves that of its neighbour as it is")
    func zeros() {
        let row = Self.rows(1, dimension: 24, seed: 4)[0]
        let zeros = [Float](repeating: 0, count: 24)
        for level in SIMDLevel.available {
            let alone = Self.matrix([row]).tokenCodes(ofRows: 0..<1, level: level)
            #expect(Self.matrix([zeros, row]).tokenCodes(ofRows: 0..<2, level: level) == alone)
            #expect(Self.matrix([zeros]).tokenCodes(ofRows: 0..<1, level: level).bytes == [255, 255, 255])
        }
    }

    @Test("The largest similarities are those of plain loops, at every level", arguments: dimensions)
    func similarities(dimension: Int) throws {
        var generator = SeededGenerator(seed: UInt64(dimension))
        for (queryCount, codeCount) in [(1, 1), (1, 2), (3, 5), (4, 4), (5, 1), (9, 33), (32, 128)] {
            let byteCount = codeCount * TokenCodes.byteCount(ofDimension: dimension)
            let bytes = (0..<byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let codes = try TokenCodes(bytes: bytes, dimension: dimension)
            let values = randomValues(queryCount * dimension, seed: generator.next())
            let tokens = TokenVectors(values, dimension: dimension)
            let signs = (0..<codeCount).map { Self.signs($0, of: codes) }
            for level in SIMDLevel.available {
                let maxima = tokens.maximumSimilarities(to: codes, level: level)
                #expect(maxima.count == queryCount)
                for (token, maximum) in maxima.enumerated() {
                    let row = values[token * dimension..<(token + 1) * dimension]
                    let expected = signs.map { zip(row, $0).reduce(0) { $0 + Double($1.0) * $1.1 } }.max() ?? .nan
                    let root = Double(dimension).squareRoot()
                    // The sum of all values is taken from twice the sum of some.
                    let magnitude = 3 * row.reduce(0) { $0 + Double(abs($1)) }
                    let tolerance = Reference.dotTolerance(count: dimension + 4, magnitude: magnitude) / root
                    #expect(abs(Double(maximum) - expected / root) <= tolerance)
                }
            }
        }
    }

    @Test("A vector of ±1/√d is found exactly by its own code, and late interaction is the mean")
    func ownCode() throws {
        let row = randomValues(384, seed: 9).map { $0 < 0 ? -1 / Float(384).squareRoot() : 1 / Float(384).squareRoot() }
        let opposite = row.map { -$0 }
        let codes = Self.matrix([row]).tokenCodes(ofRows: 0..<1)
        let tokens = TokenVectors(row + opposite, dimension: 384)
        let maxima = tokens.maximumSimilarities(to: codes)
        #expect(abs(maxima[0] - 1) < 1e-5 && abs(maxima[1] + 1) < 1e-5)
        #expect(abs(try #require(tokens.lateInteraction(with: codes))) < 1e-5)
    }

    @Test("Without codes or tokens there is nothing to say")
    func nothing() throws {
        let (none, some) = (try TokenCodes(bytes: [], dimension: 9), try TokenCodes(bytes: [1, 2], dimension: 9))
        let tokens = TokenVectors(randomValues(9, seed: 1), dimension: 9)
        let noTokens = TokenVectors([], dimension: 9)
        #expect(none.count == 0 && some.count == 1 && noTokens.count == 0)
        #expect(tokens.maximumSimilarities(to: none).isEmpty && tokens.lateInteraction(with: none) == nil)
        #expect(noTokens.maximumSimilarities(to: some).isEmpty && noTokens.lateInteraction(with: some) == nil)
    }

    @Test("Bytes that are not whole codes are an error", arguments: [1, 47, 49, 95])
    func wrongSizes(byteCount: Int) {
        let error = #expect(throws: TokenCodes.SizeError.self) {
            _ = try TokenCodes(bytes: [UInt8](repeating: 7, count: byteCount), dimension: 384)
        }
        #expect(error?.description == "expected whole codes of 48 bytes for 384 dimensions, found \(byteCount) bytes")
    }

    @Test("Different dimensions are a caller's bug")
    func wrongDimension() async {
        await #expect(processExitsWith: .failure) {
            let codes = try TokenCodes(bytes: [1], dimension: 7)
            _ = TokenVectors([1, 0], dimension: 2).maximumSimilarities(to: codes)
        }
    }
}
