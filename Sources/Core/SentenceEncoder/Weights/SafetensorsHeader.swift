internal import Foundation

/// The JSON header of a safetensors file.
///
/// A file is, in this order: the header's length in bytes (8 bytes, unsigned, little-endian); the header, a JSON object
/// in UTF-8 that may end in spaces; the tensors' data. The object has an entry for each tensor and perhaps
/// `__metadata__`, an object of strings (https://github.com/huggingface/safetensors, section "Format").
struct SafetensorsHeader: Decodable {
    struct Entry: Decodable {
        /// The element type, such as `F32`.
        var dtype: String
        /// The lengths of the dimensions, the slowest first.
        var shape: [Int]
        /// The first byte of the data and the byte behind the last, counted from the end of the header.
        var dataOffsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case dataOffsets = "data_offsets"
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) { nil }
    }

    private(set) var entries: [String: Entry] = [:]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys {
            if name.stringValue == "__metadata__" {
                _ = try container.decode([String: String].self, forKey: name)
            } else {
                entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
            }
        }
    }
}

extension SafetensorsHeader.Entry {
    /// The size of an element in bytes; nil for a type the format does not have.
    var elementByteCount: Int? {
        switch dtype {
        case "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2": 1
        case "U16", "I16", "F16", "BF16": 2
        case "U32", "I32", "F32": 4
        case "U64", "I64", "F64": 8
        default: nil
        }
    }

    /// What is wrong with the entry by itself; nil if nothing is.
    ///
    /// - Parameter dataByteCount: The length of the data of all tensors.
    func fault(dataByteCount: Int) -> String? {
        guard dataOffsets.count == 2 else { return "expected two data offsets, found \(dataOffsets.count)" }
        guard 0 <= dataOffsets[0], dataOffsets[0] <= dataOffsets[1], dataOffsets[1] <= dataByteCount else {
            return "expected data within the \(dataByteCount) bytes of data, found \(dataOffsets)"
        }
        guard let elementByteCount else { return "expected a type of the format, found \(dtype)" }
        guard let byteCount = byteCount(elementByteCount: elementByteCount) else {
            return "expected a shape that fits into memory, found \(shape)"
        }
        let foundCount = dataOffsets[1] - dataOffsets[0]
        guard byteCount == foundCount else {
            return "expected \(byteCount) bytes for \(dtype) values of shape \(shape), found \(foundCount)"
        }
        return nil
    }

    private func byteCount(elementByteCount: Int) -> Int? {
        var result = elementByteCount
        for length in shape {
            let (product, overflows) = result.multipliedReportingOverflow(by: length)
            guard length >= 0, !overflows else { return nil }
            result = product
        }
        return result
    }
}
