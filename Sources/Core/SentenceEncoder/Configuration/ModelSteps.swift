internal import Foundation

/// The steps of `modules.json`, checked to be ones that the encoder runs, in their order.
struct ModelSteps {
    /// Where the transformer's files are in the model folder; empty for the folder itself.
    let transformerPath: String
    /// Where the pooling step's file is; nil if there is no `modules.json`.
    let poolingPath: String?
    /// Where the files of the linear maps after pooling are, in their order.
    let densePaths: [String]

    private struct Step: Decodable {
        var path: String
        /// The Python class, such as `sentence_transformers.models.Pooling`.
        var type: String

        var name: Substring { type.split(separator: ".").last ?? "" }
    }

    /// A Normalize step may be there or not: the encoder gives vectors of length 1 in any case, because only their
    /// directions count in a cosine.
    init(ofEncoder modelFolder: URL) throws(EncoderError) {
        guard var steps = try Self.steps(modelFolder) else {
            (transformerPath, poolingPath, densePaths) = ("", nil, [])
            return
        }
        let names = steps.map(\.name)
        if names.count > 2, let last = steps.last, last.name == "Normalize" {
            try Self.checkInput(ofNormalization: modelFolder.appending(path: last.path))
            steps.removeLast()
        }
        guard names.starts(with: ["Transformer", "Pooling"]), steps[2...].allSatisfy({ $0.name == "Dense" }) else {
            throw Self.refusal("Transformer, Pooling, any number of Dense and perhaps Normalize", found: names)
        }
        transformerPath = steps[0].path
        poolingPath = steps[1].path
        densePaths = steps[2...].map(\.path)
    }

    /// A cross-encoder has one step, its transformer with the head.
    init(ofCrossEncoder modelFolder: URL) throws(EncoderError) {
        (poolingPath, densePaths) = (nil, [])
        guard let steps = try Self.steps(modelFolder) else {
            transformerPath = ""
            return
        }
        let names = steps.map(\.name)
        guard names == ["Transformer"] else {
            throw Self.refusal("Transformer alone, as of a cross-encoder", found: names)
        }
        transformerPath = steps[0].path
    }

    /// The steps, all of which have paths inside the folder; nil if there is no file.
    private static func steps(_ modelFolder: URL) throws(EncoderError) -> [Step]? {
        let url = modelFolder.appending(path: "modules.json")
        let steps = try JSONFile.readIfPresent([Step].self, at: url)
        for step in steps ?? []
        where step.path.hasPrefix("/") || step.path.split(separator: "/").contains("..") || step.path.contains("\0") {
            throw EncoderError(
                .malformedFile,
                file: url.lastPathComponent,
                "expected paths inside the model folder, found \(step.path)"
            )
        }
        return steps
    }

    private static func refusal(_ expected: String, found names: [Substring]) -> EncoderError {
        EncoderError(.unsupportedModel, file: "modules.json", "expected the steps \(expected), found \(names)")
    }

    /// A step may normalise each token's vector instead of the text's; that is another model.
    private static func checkInput(ofNormalization folder: URL) throws(EncoderError) {
        let content = try JSONFile.readIfPresent(ValueNames.self, at: folder.appending(path: "config.json"))
        try content?.check(file: "config.json")
    }
}

/// The names of the values that a step reads and writes.
struct ValueNames: Decodable {
    private var input: String?
    private var output: String?

    private enum CodingKeys: String, CodingKey {
        case input = "module_input_name"
        case output = "module_output_name"
    }

    /// Checks that the step works on the text's vector.
    func check(file: String) throws(EncoderError) {
        for name in [input, output] {
            guard let name, name != "sentence_embedding" else { continue }
            throw EncoderError(
                .unsupportedModel,
                file: file,
                "expected sentence_embedding as input and output of the step, found \(name)"
            )
        }
    }
}
