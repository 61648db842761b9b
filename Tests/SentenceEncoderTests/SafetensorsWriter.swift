import Foundation

/// Writes safetensors files for tests.
struct SafetensorsWriter {
    /// How values are stored.
    enum ElementType: String, CaseIterable {
        case float32 = "F32"
        case float16 = "F16"
        case bfloat16 = "BF16"
    }

    private var entries: [String] = []
    private var data = Data()

    mutating func add(_ name: String, shape: [Int], values: [Float], as type: ElementType = .float32) {
        let start = data.count
        for value in values {
            switch type {
            case .float32: append(value.bitPattern)
            case .float16: append(Float16(value).bitPattern)
            case .bfloat16: append(UInt16(value.bitPattern >> 16))
            }
        }
        let entry =
            #""\#(name)":{"dtype":"\#(type.rawValue)","shape":\#(shape),"data_offsets":[\#(start),\#(data.count)]}"#
        entries.append(entry)
    }

    /// The bytes of the file.
    func file() -> Data {
        Self.file(header: "{" + (["\"__metadata__\":{\"format\":\"pt\"}"] + entries).joined(separator: ",") + "}", data)
    }

    /// A file with any header and data.
    static func file(header: String, _ data: Data) -> Data {
        var result = Data()
        for shift in stride(from: 0, to: 64, by: 8) {
            result.append(UInt8(truncatingIfNeeded: header.utf8.count >> shift))
        }
        return result + Data(header.utf8) + data
    }

    private mutating func append(_ bits: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: bits.bitWidth, by: 8) {
            data.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
    }
}
