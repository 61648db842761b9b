internal import Foundation

/// The steps of `modules.json`, checked to be ones that the encoder runs, in their order.
struct ModelSteps {
    /// Where the transformer's files are in the model folder; empty for the folder itself.
    let transformerPath: String
    /// Where the pooling step's file is; nil if there is no `modules.json`.
    let poolingPath: String?

    private struct Step: Decodable {
        var path: String
        /// The Python class, such as `sentence_transformers.models.Pooling`.
        var type: String

        var name: Substring { type.split(separator: ".").last ?? "" }
    }

    /// A Normalize step may be there or not: the encoder gives vectors of length 1 in any case, because only their
    /// directions count in a cosine.
    init(modelFolder: URL) throws(EncoderError) {
        let url = modelFolder.appending(path: "modules.json")
        guard let steps = try JSONFile.readIfPresent([Step].self, at: url) else {
            transformerPath = ""
            poolingPath = nil
            return
        }
        let names = steps.map(\.name)
        guard names == ["Transformer", "Pooling"] || names == ["Transformer", "Pooling", "Normalize"] else {
            throw EncoderError(
                .unsupportedModel,
                file: url.lastPathComponent,
                "expected the steps Transformer, Pooling and perhaps Normalize, found \(names)"
            )
        }
        for step in steps where step.path.hasPrefix("/") || step.path.split(separator: "/").contains("..") {
            throw EncoderError(
                .malformedFile,
                file: url.lastPathComponent,
                "expected paths inside the model folder, found \(step.path)"
            )
        }
        transformerPath = steps[0].path
        poolingPath = steps[1].path
    }
}
