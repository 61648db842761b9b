internal import Foundation

/// `architectures` of `config.json`: the Python classes that the weights were saved from, which tell a sentence encoder
/// from a cross-encoder.
struct ModelArchitectures {
    private static let crossEncoder = "BertForSequenceClassification"

    private let names: [String]
    private let file: String

    init(configurationFile url: URL) throws(EncoderError) {
        names = try JSONFile.read(Content.self, at: url).architectures ?? []
        file = url.lastPathComponent
    }

    var isCrossEncoder: Bool { names.contains(Self.crossEncoder) }

    func requireEncoder() throws(EncoderError) {
        guard names.contains(where: { $0.hasSuffix("ForSequenceClassification") }) else { return }
        throw EncoderError(
            .unsupportedModel,
            file: file,
            "expected a sentence encoder, found the architecture \(names), as of a cross-encoder, which scores pairs"
        )
    }

    func requireCrossEncoder() throws(EncoderError) {
        guard !isCrossEncoder else { return }
        throw EncoderError(
            .unsupportedModel,
            file: file,
            "expected a cross-encoder of the architecture \(Self.crossEncoder), found \(names)"
        )
    }

    private struct Content: Decodable {
        var architectures: [String]?
    }
}
