import Foundation
import VectorIndex

extension FuzzTarget {
    /// The reader of NumPy files.
    static let numPy = FuzzTarget(
        name: "numpy",
        maximumByteCount: 1024,
        dictionary: [
            "\\x93NUMPY", "{'descr': '<f4', ", "'fortran_order': False, ", "'shape': (2, 3), }", "True",
            "(0, 9223372036854775807)",
            "(4611686018427387904, 4)", "L", "'|O'", "[('a', '<f4')]",
        ],
        seeds: {
            try [
                "big-endian", "empty", "float32-fortran", "float32-v2", "float32-v3", "float32", "float64", "int64",
                "vector",
            ].map {
                try fixtureBytes("index/\($0).npy")
            }
        },
        test: { input in
            guard let file = try? NumPyFile(Data(input)) else { return }
            let count = file.rowCount.multipliedReportingOverflow(by: file.columnCount)
            expect(!count.overflow && count.partialValue * 4 < input.count, "the array is in the file")
            let sum = file.withRows(0..<file.rowCount) { values in
                values.indices.reduce(0 as UInt32) { $0 ^ values[$1].bitPattern }
            }
            guard file.rowCount > 0 else { return }
            file.withRows(0..<1) { expect($0.count == file.columnCount, "a row has all columns, \(sum)") }
        }
    )
}
