import Foundation
import SentenceEncoder
import TestSupport
import Testing

/// Which folders are sentence encoders and which are cross-encoders, and what of them is supported.
@Suite struct ModelKindTests {
    @Test("A cross-encoder is refused as a sentence encoder, and the other way round")
    func kinds() throws {
        let reranker = try ModelFixture.folder("reranker")
        let first = #expect(throws: EncoderError.self) { try SentenceEncoder(modelFolder: reranker.url) }
        #expect(first?.code == .unsupportedModel)
        #expect(first?.description.contains("expected a sentence encoder") == true)
        for name in ["mean", "bert"] {
            let encoder = try ModelFixture.folder(name)
            let second = #expect(throws: EncoderError.self) { try CrossEncoder(modelFolder: encoder.url) }
            #expect(second?.code == .unsupportedModel)
            #expect(second?.description.contains("cross-encoder") == true)
        }
    }

    @Test("A cross-encoder in the form of sentence-transformers 6 has one step")
    func crossEncoderSteps() throws {
        let step = #"{"path": "", "type": "sentence_transformers.base.modules.transformer.Transformer"}"#
        let folder = try ModelFixture.folder("reranker")
        let url = folder.url.appending(path: "modules.json")
        try Data("[\(step)]".utf8).write(to: url)
        #expect(try CrossEncoder(modelFolder: folder.url, precision: .fp32).scores(of: []).isEmpty)
        try Data("[\(step),\(step)]".utf8).write(to: url)
        expectRefusal(folder, "expected the steps Transformer alone")
    }

    @Test(
        "What a cross-encoder's configuration may not say",
        arguments: [
            (#""0": "LABEL_0""#, #""0": "LABEL_0", "1": "LABEL_1""#, "found 2 labels"),
            (#""vocab_size""#, #""num_labels": 3, "vocab_size""#, "found 3 labels"),
            (#""id2label""#, #""other""#, "found 2 labels"),
            (#""type_vocab_size": 2"#, #""type_vocab_size": 1"#, "type_vocab_size 1"),
            ("BertForSequenceClassification", "BertForMaskedLM", "expected a cross-encoder"),
            (#""model_type": "bert""#, #""model_type": "xlm-roberta""#, "found xlm-roberta"),
            (
                #""vocab_size""#, #""sentence_transformers": {"activation_fn": "torch.nn.ReLU"}, "vocab_size""#,
                "found torch.nn.ReLU"
            ),
        ]
    )
    func crossEncoderConfiguration(part: String, replacement: String, message: String) throws {
        let folder = try ModelFixture.folder("reranker", replacing: "config.json", part, replacement)
        expectRefusal(folder, message)
    }

    @Test(
        "The configuration says whether a score is a logit or a probability, as in the reference",
        arguments: [
            (#""sbert_ce_default_activation_function": "torch.nn.modules.linear.Identity""#, false),
            (#""sentence_transformers": {"activation_fn": "torch.nn.modules.linear.Identity"}"#, false),
            (#""sentence_transformers": {"activation_fn": "torch.nn.modules.activation.Sigmoid"}"#, true),
            (#""sentence_transformers": {"version": "5"}"#, true),
            (#""sentence_transformers": {"activation_fn": "other.Activation"}"#, true),
        ]
    )
    func activation(field: String, isProbability: Bool) throws {
        let folder = try ModelFixture.folder(
            "reranker",
            replacing: "config.json",
            "\"vocab_size\"",
            "\(field), \"vocab_size\""
        )
        let encoder = try CrossEncoder(modelFolder: folder.url, precision: .fp32)
        #expect(encoder.probability(ofScore: 0) == (isProbability ? 0.5 : nil))
        #expect(encoder.probability(ofScore: -200) == (isProbability ? 0 : nil))
    }

    @Test("The activation of config_sentence_transformers.json comes first, and its default prompt before queries")
    func settings() throws {
        let folder = try ModelFixture.folder("reranker")
        let plain = try CrossEncoder(modelFolder: folder.url, precision: .fp32)
        let settings = """
            {"activation_fn": "torch.nn.modules.linear.Identity", "prompts": {"search": "search: "},
            "default_prompt_name": "search"}
            """
        try Data(settings.utf8).write(to: folder.url.appending(path: "config_sentence_transformers.json"))
        let encoder = try CrossEncoder(modelFolder: folder.url, precision: .fp32)
        #expect(encoder.probability(ofScore: 0) == nil)
        #expect(encoder.scores(of: [("bridge", "river")]) == plain.scores(of: [("search: bridge", "river")]))
        #expect(encoder.scores(of: [("bridge", "river")]) != plain.scores(of: [("bridge", "river")]))
    }

    @Test("A pair's score does not depend on its neighbours, and the order of its texts counts")
    func independence() throws {
        let folder = try ModelFixture.folder("reranker")
        let encoder = try CrossEncoder(modelFolder: folder.url, precision: .fp32)
        let pairs = (1...40).map { (query: "bridge", passage: String(repeating: "river ", count: $0)) }
        let scores = encoder.scores(of: pairs)
        for (pair, score) in zip(pairs, scores) {
            #expect(abs(encoder.scores(of: [pair])[0] - score) < 1e-5)
        }
        #expect(encoder.scores(of: [("bridge", "river")]) != encoder.scores(of: [("river", "bridge")]))
    }

    @Test(
        "Linear maps that the encoder cannot follow are refused",
        arguments: [
            (#""in_features": 8"#, #""in_features": 9"#, "expected in_features 8"),
            (#""out_features": 5"#, #""out_features": 6"#, "expected the shape [6, 8]"),
            (#""out_features": 5"#, #""out_features": 0"#, "expected in_features 8 and out_features from 1"),
            ("activation.Tanh", "activation.GELU", "found torch.nn.modules.activation.GELU"),
            (#""bias": true"#, #""bias": true, "use_residual": true"#, "expected use_residual false"),
            (
                #""module_input_name": "sentence_embedding""#, #""module_input_name": "token_embeddings""#,
                "found token_embeddings"
            ),
        ]
    )
    func denseConfiguration(part: String, replacement: String, message: String) throws {
        let folder = try ModelFixture.folder("dense-tanh", replacing: "2_Dense/config.json", part, replacement)
        let error = #expect(throws: EncoderError.self) {
            try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    }

    @Test(
        "Other files of an encoder that say what it cannot follow",
        arguments: [
            ("config_sentence_transformers.json", #""default_prompt_name": "passage""#, #""default_prompt_name": "x""#),
            ("sentence_bert_config.json", #""feature-extraction""#, #""fill-mask""#),
            ("sentence_bert_config.json", #""transformer_task""#, #""query_length": 5, "transformer_task""#),
            ("2_Normalize/config.json", #""module_input_name": "sentence_embedding""#, #""module_input_name": "x""#),
            ("config.json", #""model_type": "bert""#, #""model_type": "mpnet""#),
            ("config.json", #""hidden_act": "gelu""#, #""hidden_act": "gelu_new""#),
        ]
    )
    func encoderConfiguration(file: String, part: String, replacement: String) throws {
        let folder = try ModelFixture.folder("prompts", replacing: file, part, replacement)
        let error = #expect(throws: EncoderError.self) {
            try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
        }
        #expect(error?.description.hasPrefix("\(file.split(separator: "/").last ?? ""): expected") == true)
        #expect(error?.description.contains("found") == true)
    }

    private func expectRefusal(_ folder: TemporaryDirectory, _ message: String) {
        let error = #expect(throws: EncoderError.self) { try CrossEncoder(modelFolder: folder.url, precision: .fp32) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    }
}
