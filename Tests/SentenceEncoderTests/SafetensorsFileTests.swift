import Foundation
import SentenceEncoder
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
    @Test("Values are read from every element type", arguments: SafetensorsWriter.ElementType.allCases)
    func elementTypes(type: SafetensorsWriter.ElementType) throws {
        var writer = SafetensorsWriter()
        let values: [Float] = [0, 1, -2.5, 0.015625, 384, -0.5]
        writer.add("first", shape: [2, 3], values: values, as: type)
        let tensor = try open(writer.file()).tensor(named: "first", shape: [2, 3])
        #expect(tensor.values() == values)
        var row: [Float] = [0, 0, 0]
        var span = row.mutableSpan
        tensor.readRow(1, into: &span)
        #expect(row == Array(values[3...]))
    }

    @Test("A tensor is asked for by its name and shape")
    func tensorErrors() throws {
        var writer = SafetensorsWriter()
        writer.add("there", shape: [2], values: [1, 2])
        let file = try open(writer.file())
        #expect(file.contains("there") && !file.contains("missing"))
        expectMalformed("expected a tensor missing") { _ = try file.tensor(named: "missing", shape: [2]) }
        expectMalformed("expected the shape [3], found [2]") { _ = try file.tensor(named: "there", shape: [3]) }
    }

    @Test("Integers are valid in a file and refused as weights")
    func otherElementType() throws {
        let header = #"{"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
        let file = try open(SafetensorsWriter.file(header: header, Data(count: 8)))
        expectMalformed("expected F32, F16 or BF16 values, found I64") { _ = try file.tensor(named: "ids", shape: [1]) }
    }

    @Test(
        "Headers that contradict themselves or the file are refused",
        arguments: [
            (#"[]"#, "JSON"),
            (#"{"a":1}"#, "JSON"),
            (#"{"a":{"dtype":"F32","shape":[1]}}"#, "JSON"),
            (#"{"__metadata__":{"a":1}}"#, "JSON"),
            (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}"#, "JSON"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "two data offsets"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, "within the 8 bytes"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "within the 8 bytes"),
            (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#, "within the 8 bytes"),
            (#"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#, "found F33"),
            (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "expected 12 bytes"),
            (#"{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}"#, "a shape that fits"),
            (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, "a shape that fits"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "expected data from byte 0"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "expected 4 bytes of data, found 8"),
            (
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
                "expected data from byte 8"
            ),
        ]
    )
    func contradictions(header: String, message: String) {
        expectMalformed(message) { _ = try open(SafetensorsWriter.file(header: header, Data(count: 8))) }
    }

    @Test("A header may end in spaces, and a tensor may be empty")
    func paddedHeader() throws {
        let header = #"{"a":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]}}    "#
        let file = try open(SafetensorsWriter.file(header: header, Data()))
        #expect(try file.tensor(named: "a", shape: [0, 3]).values().isEmpty)
    }

    @Test("A file that is cut anywhere is refused")
    func truncation() throws {
        let bytes = smallFile()
        for count in 0..<bytes.count {
            expectMalformed("expected") { _ = try open(bytes.prefix(count)) }
        }
    }

    @Test("A changed bit in the header is refused or leaves a file that can be read")
    func bitFlips() throws {
        let bytes = smallFile()
        let headerEnd = bytes.count - 4 * 7
        for place in 0..<headerEnd {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << bit
                readIfValid(changed)
            }
        }
    }

    @Test("Files that are missing, empty or folders are refused")
    func unreadableFiles() throws {
        let folder = try TemporaryDirectory()
        let missing = #expect(throws: EncoderError.self) { try SafetensorsFile(folder.url.appending(path: "none")) }
        #expect(missing?.code == .unreadableFile)
        let notAFile = #expect(throws: EncoderError.self) { try SafetensorsFile(folder.url) }
        #expect(notAFile?.code == .malformedFile)
        expectMalformed("not empty") { _ = try open(Data()) }
    }

    private func smallFile() -> Data {
        var writer = SafetensorsWriter()
        writer.add("a", shape: [2, 2], values: [1, 2, 3, 4])
        writer.add("b", shape: [3], values: [5, 6, 7])
        return writer.file()
    }

    private func readIfValid(_ bytes: Data) {
        do {
            let file = try open(bytes)
            for (name, shape) in [("a", [2, 2]), ("b", [3])] where file.contains(name) {
                _ = try file.tensor(named: name, shape: shape).values()
            }
        } catch {
            #expect(error is EncoderError)
        }
    }

    private func open(_ bytes: Data) throws -> SafetensorsFile {
        let folder = try TemporaryDirectory()
        let url = folder.url.appending(path: "model.safetensors")
        try bytes.write(to: url)
        return try SafetensorsFile(url)
    }

    private func expectMalformed(_ message: String, _ body: () throws -> Void) {
        let error = #expect(throws: EncoderError.self, performing: body)
        #expect(error?.code == .malformedFile)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    }
}
