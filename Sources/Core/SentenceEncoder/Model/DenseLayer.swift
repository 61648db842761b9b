internal import Foundation
internal import VectorKernels

/// A linear map of one vector, with an activation: what heads have, where a text costs one product and not one a token.
struct DenseLayer: Sendable {
    enum Activation: Sendable {
        case identity
        case hyperbolicTangent
    }

    let inputCount: Int
    let outputCount: Int
    /// `outputCount × inputCount`.
    private let weights: [Float]
    private let bias: [Float]
    private let activation: Activation

    /// Reads the tensors `name.weight` and, unless it is without a bias, `name.bias`.
    init(
        _ file: SafetensorsFile,
        named name: String,
        inputCount: Int,
        outputCount: Int,
        hasBias: Bool = true,
        activation: Activation
    ) throws(EncoderError) {
        weights = try file.tensor(named: name + ".weight", shape: [outputCount, inputCount]).values()
        bias =
            hasBias
            ? try file.tensor(named: name + ".bias", shape: [outputCount]).values()
            : [Float](repeating: 0, count: outputCount)
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.activation = activation
    }

    /// The image of a vector.
    ///
    /// - Precondition: `input.count == inputCount`.
    func callAsFunction(_ input: [Float]) -> [Float] {
        let weights = weights.span
        return bias.indices.map { output in
            let row = weights.extracting(output * inputCount..<(output + 1) * inputCount)
            let sum = VectorMath.dot(row, input.span) + bias[output]
            return activation == .identity ? sum : tanh(sum)
        }
    }
}

extension DenseLayer {
    /// Reads the folder of a Dense step: `config.json` and `model.safetensors`.
    ///
    /// Fields read: `in_features`, `out_features`, `bias` (true), `activation_function` (hyperbolic tangent),
    /// `use_residual`, which has to be false, and the names of the values the step works on.
    init(folder: URL, inputCount: Int) throws(EncoderError) {
        let url = folder.appending(path: "config.json")
        let content = try JSONFile.read(Content.self, at: url)
        let file = "\(folder.lastPathComponent)/config.json"
        guard content.inputCount == inputCount, (1...100_000).contains(content.outputCount) else {
            throw EncoderError(
                .malformedFile,
                file: file,
                "expected in_features \(inputCount) and out_features from 1 to 100000, found \(content.inputCount) and "
                    + "\(content.outputCount)"
            )
        }
        guard content.usesResidual != true else {
            throw EncoderError(.unsupportedModel, file: file, "expected use_residual false, found true")
        }
        try JSONFile.read(ValueNames.self, at: url).check(file: file)
        self = try DenseLayer(
            SafetensorsFile(folder.appending(path: "model.safetensors")),
            named: "linear",
            inputCount: inputCount,
            outputCount: content.outputCount,
            hasBias: content.hasBias ?? true,
            activation: Self.activation(named: content.activation, file: file)
        )
    }

    private static func activation(named name: String?, file: String) throws(EncoderError) -> Activation {
        switch name {
        case nil, "torch.nn.modules.activation.Tanh": return .hyperbolicTangent
        case "torch.nn.modules.linear.Identity": return .identity
        case .some(let name):
            throw EncoderError(
                .unsupportedModel,
                file: file,
                "expected Identity or Tanh as activation_function, found \(name)"
            )
        }
    }

    private struct Content: Decodable {
        var inputCount: Int
        var outputCount: Int
        var hasBias: Bool?
        var activation: String?
        var usesResidual: Bool?

        enum CodingKeys: String, CodingKey {
            case inputCount = "in_features"
            case outputCount = "out_features"
            case hasBias = "bias"
            case activation = "activation_function"
            case usesResidual = "use_residual"
        }
    }
}
