import Foundation

// BERT's forward pass in double precision by plain loops: what the encoder is compared with.

extension TinyModel {
    /// The last layer's output for each token.
    func hiddenStates(of tokenIDs: [Int32]) -> [[Double]] {
        var states = tokenIDs.enumerated().map { position, id in
            sum(
                row(Int(id), of: "embeddings.word_embeddings.weight"),
                sum(
                    row(position, of: "embeddings.position_embeddings.weight"),
                    row(0, of: "embeddings.token_type_embeddings.weight")
                )
            )
        }
        states = states.map { normalized($0, "embeddings.LayerNorm") }
        for layer in 0..<layerCount {
            let name = "encoder.layer.\(layer)"
            let context = attention(states, "\(name).attention.self")
            states = zip(states, context).map { state, context in
                normalized(
                    sum(state, dense(context, "\(name).attention.output.dense")),
                    "\(name).attention.output.LayerNorm"
                )
            }
            states = states.map { state in
                let inner = dense(state, "\(name).intermediate.dense").map { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 }
                return normalized(sum(state, dense(inner, "\(name).output.dense")), "\(name).output.LayerNorm")
            }
        }
        return states
    }

    /// The unit vector of the mean over all tokens.
    func meanVector(of tokenIDs: [Int32]) -> [Double] {
        let states = hiddenStates(of: tokenIDs)
        return unit(states.dropFirst().reduce(states[0], sum))
    }

    /// The unit vector of the first token.
    func firstVector(of tokenIDs: [Int32]) -> [Double] {
        unit(hiddenStates(of: tokenIDs)[0])
    }

    private func attention(_ states: [[Double]], _ name: String) -> [[Double]] {
        let queries = states.map { dense($0, name + ".query") }
        let keys = states.map { dense($0, name + ".key") }
        let values = states.map { dense($0, name + ".value") }
        let size = hiddenSize / headCount
        return queries.map { query in
            (0..<headCount).flatMap { head in
                let columns = head * size..<(head + 1) * size
                let weights = keys.map { exp(dot(query[columns], $0[columns]) / Double(size).squareRoot()) }
                let total = weights.reduce(0, +)
                return columns.map { column in
                    zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[column] } / total
                }
            }
        }
    }

    private func dense(_ input: [Double], _ name: String) -> [Double] {
        (weights[name + ".bias"] ?? []).enumerated().map { output, bias in
            Double(bias) + dot(row(output, of: name + ".weight")[...], input[...])
        }
    }

    private func normalized(_ values: [Double], _ name: String) -> [Double] {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return values.enumerated().map { place, value in
            (value - mean) / (variance + 1e-6).squareRoot() * Double(weights[name + ".weight"]?[place] ?? .nan)
                + Double(weights[name + ".bias"]?[place] ?? .nan)
        }
    }

    private func row(_ row: Int, of name: String) -> [Double] {
        let width = shapes[name]?[1] ?? 0
        return weights[name]?[row * width..<(row + 1) * width].map(Double.init) ?? []
    }

    private func unit(_ values: [Double]) -> [Double] {
        let length = dot(values[...], values[...]).squareRoot()
        return values.map { $0 / length }
    }

    private func sum(_ left: [Double], _ right: [Double]) -> [Double] {
        zip(left, right).map { $0 + $1 }
    }

    private func dot(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
