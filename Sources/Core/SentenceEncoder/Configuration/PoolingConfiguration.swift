internal import Foundation

/// How the vectors of a text's tokens become one.
package struct PoolingConfiguration: Sendable, Equatable {
    package enum Mode: String, Sendable {
        /// The vector of the first token, `[CLS]`.
        case firstToken = "cls"
        /// The mean over all tokens, special ones included.
        case mean
        /// The sum over all tokens, divided by the square root of their number: the mean but for its length.
        case meanOfSquareRoot = "mean_sqrt_len_tokens"
        /// The largest value of each column.
        case maximum = "max"
    }

    package var mode: Mode
    /// `include_prompt`: whether the tokens of a prompt, and `[CLS]` before it, count.
    package var includesPrompt: Bool

    package init(mode: Mode = .mean, includesPrompt: Bool = true) {
        self.mode = mode
        self.includesPrompt = includesPrompt
    }

    /// Reads a pooling step's `config.json`.
    ///
    /// Fields read: `pooling_mode` ("cls", "mean", "mean_sqrt_len_tokens" or "max") or, where it is not there, the old
    /// `pooling_mode_…`, of which one is true, or none for the mean; `include_prompt` (true);
    /// `embedding_dimension` or the old `word_embedding_dimension`.
    init(file url: URL, dimension: Int) throws(EncoderError) {
        let content = try JSONFile.read([String: Value].self, at: url)
        for name in ["embedding_dimension", "word_embedding_dimension"] {
            guard case .number(let found)? = content[name], found != dimension else { continue }
            throw EncoderError(
                .malformedFile,
                file: url.lastPathComponent,
                "expected \(name) \(dimension), the model's hidden_size, found \(found)"
            )
        }
        let modes = Self.modes(content)
        guard modes.count == 1, let mode = Mode(rawValue: modes[0]) else {
            throw EncoderError(
                .unsupportedModel,
                file: url.lastPathComponent,
                "expected pooling by cls, mean, mean_sqrt_len_tokens or max alone, found \(modes)"
            )
        }
        self.init(mode: mode, includesPrompt: content["include_prompt"] != .flag(false))
    }

    private static func modes(_ content: [String: Value]) -> [String] {
        switch content["pooling_mode"] {
        case .text(let mode): return [mode]
        case .texts(let modes): return modes
        case .some(let other): return ["\(other)"]
        case nil: break
        }
        let prefix = "pooling_mode_"
        let modes = content.filter { $0.key.hasPrefix(prefix) && $0.value == .flag(true) }.keys.sorted().map { name in
            let mode = name.dropFirst(prefix.count)
            return switch mode {
            case "cls_token", "mean_tokens", "max_tokens": String(mode.prefix { $0 != "_" })
            default: String(mode)
            }
        }
        return modes.isEmpty ? [Mode.mean.rawValue] : modes
    }

    /// A value of the file.
    private enum Value: Decodable, Equatable {
        case flag(Bool)
        case number(Int)
        case text(String)
        case texts([String])
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                if let flag = try? container.decode(Bool.self) {
                    .flag(flag)
                } else if let number = try? container.decode(Int.self) {
                    .number(number)
                } else if let text = try? container.decode(String.self) {
                    .text(text)
                } else if let texts = try? container.decode([String].self) {
                    .texts(texts)
                } else {
                    .other
                }
        }
    }
}
