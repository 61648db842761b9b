import Foundation
import TestSupport
import Testing
import VectorIndex

@Suite struct NumPyFileTests {
    /// What `fixtures/index/make_numpy_files.py` puts into its matrices.
    private let expected = (0..<3).flatMap { row in (0..<5).map { Float(row * 10 + $0) + 0.25 } }

    private func fixture(_ name: String) -> URL { Fixtures.url("index/\(name).npy") }

    @Test("Reads what NumPy wrote, in each version", arguments: ["float32", "float32-v2", "float32-v3"])
    func readsNumPy(name: String) throws {
        let file = try NumPyFile(reading: fixture(name))
        #expect(file.rowCount == 3 && file.columnCount == 5)
        #expect(file.values(0..<3) == expected)
        #expect(file.values(1..<2) == Array(expected[5..<10]))
        #expect(file.values(3..<3) == [])
    }

    @Test("Reads a matrix without rows")
    func readsEmpty() throws {
        let file = try NumPyFile(reading: fixture("empty"))
        #expect(file.rowCount == 0 && file.columnCount == 5)
        #expect(file.values(0..<0) == [])
    }

    @Test(
        "Refuses other types and layouts and says what it found",
        arguments: [
            ("float64", NumPyFileError.Code.unsupportedElementType, "<f8"),
            ("big-endian", .unsupportedElementType, ">f4"),
            ("int64", .unsupportedElementType, "<i8"),
            ("float32-fortran", .unsupportedLayout, "Fortran"),
            ("vector", .unsupportedLayout, "[5]"),
            ("no-such-file", .inputOutput, "cannot be read"),
        ]
    )
    func refuses(name: String, code: NumPyFileError.Code, found: String) throws {
        let error = try #require(throws: NumPyFileError.self) { try NumPyFile(reading: fixture(name)) }
        #expect(error.code == code)
        #expect("\(error)".contains(found) && "\(error)".contains("\(name).npy"))
    }

    @Test("Writes float32 byte for byte as NumPy does")
    func writesFloats() throws {
        let folder = try TemporaryDirectory()
        let url = folder.url.appending(path: "written.npy")
        try NumPyFile.write(expected, columnCount: 5, to: url)
        #expect(try Data(contentsOf: url) == Data(contentsOf: fixture("float32")))
    }

    @Test("Writes int64 byte for byte as NumPy does")
    func writesIntegers() throws {
        let folder = try TemporaryDirectory()
        let url = folder.url.appending(path: "written.npy")
        try NumPyFile.write([0, 1, 2, 3, 4, -5] as [Int64], columnCount: 3, to: url)
        #expect(try Data(contentsOf: url) == Data(contentsOf: fixture("int64")))
    }

    @Test("Says where it cannot write")
    func cannotWrite() throws {
        let folder = try TemporaryDirectory()
        let url = folder.url.appending(path: "missing/written.npy")
        let error = try #require(throws: NumPyFileError.self) {
            try NumPyFile.write(expected, columnCount: 5, to: url)
        }
        #expect(error.code == .inputOutput && error.file == url && error.cause != nil)
    }
}

@Suite struct NumPyHeaderTests {
    /// A file of version 1 with the given dictionary and no padding.
    private func file(_ dictionary: String, data: [UInt8] = []) -> Data {
        let length = dictionary.utf8.count
        return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)])
            + Data(dictionary.utf8) + Data(data)
    }

    @Test(
        "Reads Python's spellings of a dictionary",
        arguments: [
            "{'descr':'<f4','fortran_order':False,'shape':(1,2)}",
            "{ 'shape' : (1L, 2L,) , \"fortran_order\": False, \"descr\": \"<f4\", }\n",
            "\n{'fortran_order': False,\t'descr': '<f4', 'shape': ( 1 ,2 ), }    \n",
        ]
    )
    func readsSpellings(dictionary: String) throws {
        // The header's end is not padded, so most of these arrays do not begin where a float may.
        let file = try NumPyFile(file(dictionary, data: [0, 0, 128, 63, 0, 0, 0, 64, 99]))
        #expect(file.values(0..<1) == [1, 2])
    }

    @Test(
        "Refuses headers that break the rules",
        arguments: [
            "", "{", "}", "{}", "{'descr'", "{'descr':", "{'descr': '<f4", "{'descr': '<f4'}", "[]", "()",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)} x",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'more': True}",
            "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}",
            "{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 2)}",
            "{'descr': True, 'fortran_order': False, 'shape': (1, 2)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': 2}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2)}",
            "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (1, 2)}",
        ]
    )
    func refusesMalformed(dictionary: String) throws {
        let error = try #require(throws: NumPyFileError.self) { try NumPyFile(file(dictionary)) }
        #expect(error.code == .malformedHeader)
    }

    @Test("Refuses records, unknown versions and shapes larger than the file")
    func refusesOthers() throws {
        let records = file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 2)}")
        #expect(throws: NumPyFileError.self) { try NumPyFile(records) }
        var version = file(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}",
            data: Array(repeating: 0, count: 8)
        )
        version[6] = 4
        #expect(throws: NumPyFileError.self) { try NumPyFile(version) }
        // The last one has no values, but rows of more bytes than can be counted.
        for shape in [
            "1, 3", "4611686018427387904, 4", "9223372036854775807, 9223372036854775807", "0, 4611686018427387904",
        ] {
            let file = file(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape))}",
                data: Array(repeating: 0, count: 8)
            )
            let error = try #require(throws: NumPyFileError.self) { try NumPyFile(file) }
            #expect(error.code == .truncated)
        }
    }

    @Test("No truncation and no changed byte of a file traps")
    func survivesDamage() throws {
        let whole = try Data(contentsOf: Fixtures.url("index/float32.npy"))
        for length in 0..<whole.count {
            #expect(throws: NumPyFileError.self) { try NumPyFile(whole.prefix(length)) }
        }
        var generator = SeededGenerator(seed: 6)
        for place in 0..<whole.count {
            for _ in 0..<8 {
                var damaged = whole
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
                guard let file = try? NumPyFile(damaged) else { continue }
                #expect(file.values(0..<file.rowCount).count == file.rowCount * file.columnCount)
            }
        }
    }
}

extension NumPyFile {
    fileprivate func values(_ rows: Range<Int>) -> [Float] {
        withRows(rows) { values in values.indices.map { values[$0] } }
    }
}
