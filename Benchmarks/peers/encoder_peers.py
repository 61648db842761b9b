#!/usr/bin/env python3
"""Times the peers of the encoder on the lines of a text file: tokens a second, tokenization included, as JSON.

ONNX Runtime runs the same float32 weights, exported from PyTorch once into the cache folder; it gets length-sorted
batches padded to their longest text, and the batch size that is best for it. Tokens are counted without padding.

    encoder_peers.py TEXTS.txt MODEL_FOLDER CACHE_FOLDER [--threads 2] [--repeats 3] [--peers onnxruntime,...]
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import time

PEERS = ("onnxruntime", "sentence_transformers")
BATCH_SIZES = (1, 4, 8, 16, 32)
MAXIMUM_TOKEN_COUNT = 256


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", type=pathlib.Path, help="one text a line")
    parser.add_argument("model", type=pathlib.Path, help="a model folder in Hugging Face form")
    parser.add_argument("cache", type=pathlib.Path, help="where the exported model is kept")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peers", default=",".join(PEERS), type=lambda names: names.split(","))
    return parser.parse_args()


def export(model_folder, target):
    """Writes the transformer as an ONNX graph with free batch and sequence lengths."""
    import torch
    from transformers import AutoModel

    model = AutoModel.from_pretrained(model_folder, attn_implementation="eager").eval()

    class LastHiddenState(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    ids = torch.tensor([[101, 2023, 102], [101, 102, 0]])
    free = {0: "texts", 1: "tokens"}
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    torch.onnx.export(
        LastHiddenState(), (ids, (ids != 0).long()), str(unfinished), dynamo=False, opset_version=17,
        input_names=["input_ids", "attention_mask"], output_names=["hidden"],
        dynamic_axes={"input_ids": free, "attention_mask": free, "hidden": free},
    )
    unfinished.rename(target)


def onnxruntime_encoder(options):
    """A function (texts, batch size) -> (vectors, number of tokens) on ONNX Runtime."""
    import numpy
    import onnxruntime
    from tokenizers import Tokenizer

    graph = options.cache / f"{options.model.name}.onnx"
    if not graph.exists():
        export(options.model, graph)
    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = options.threads
    session_options.inter_op_num_threads = 1
    session_options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(str(graph), session_options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    tokenizer.enable_truncation(MAXIMUM_TOKEN_COUNT)
    tokenizer.no_padding()

    def encode(texts, batch_size):
        encodings = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda place: -len(encodings[place]))
        vectors = None
        for first in range(0, len(order), batch_size):
            places = order[first:first + batch_size]
            width = len(encodings[places[0]])
            ids = numpy.zeros((len(places), width), dtype=numpy.int64)
            mask = numpy.zeros_like(ids)
            for row, place in enumerate(places):
                ids[row, :len(encodings[place])] = encodings[place]
                mask[row, :len(encodings[place])] = 1
            hidden = session.run(["hidden"], {"input_ids": ids, "attention_mask": mask})[0]
            pooled = (hidden * mask[:, :, None]).sum(1)
            pooled /= numpy.linalg.norm(pooled, axis=1, keepdims=True)
            if vectors is None:
                vectors = numpy.empty((len(texts), pooled.shape[1]), dtype=numpy.float32)
            vectors[places] = pooled
        return vectors, sum(map(len, encodings))

    return encode


def sentence_transformers_encoder(options):
    """A function (texts, batch size) -> (vectors, number of tokens) on sentence-transformers."""
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    torch.set_num_threads(options.threads)
    model = SentenceTransformer(str(options.model), device="cpu")
    tokenizer = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    tokenizer.enable_truncation(MAXIMUM_TOKEN_COUNT)
    tokenizer.no_padding()
    token_counts = {}

    def encode(texts, batch_size):
        key = (len(texts), texts[0])
        if key not in token_counts:
            token_counts[key] = sum(len(encoding.ids) for encoding in tokenizer.encode_batch(texts))
        return model.encode(texts, batch_size=batch_size, normalize_embeddings=True), token_counts[key]

    return encode


def measure(encode, texts, repeats):
    """The best batch size by a run on part of the texts, and the median speed with it."""
    part = texts[::max(1, len(texts) // 48)]
    encode(part[:8], 8)

    def speed(some_texts, batch_size):
        start = time.perf_counter()
        _, token_count = encode(some_texts, batch_size)
        seconds = time.perf_counter() - start
        return token_count / seconds, token_count

    batch_size = max(BATCH_SIZES, key=lambda size: speed(part, size)[0])
    runs = [speed(texts, batch_size) for _ in range(repeats)]
    return {
        "tokens": runs[0][1],
        "batch_size": batch_size,
        "tokens_per_second": round(statistics.median(run[0] for run in runs), 1),
    }


def main():
    options = arguments()
    # Threads are set before the libraries start theirs.
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    texts = options.texts.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    makers = {"onnxruntime": onnxruntime_encoder, "sentence_transformers": sentence_transformers_encoder}
    result = {"texts": len(texts), "threads": options.threads}
    for peer in options.peers:
        result[peer] = measure(makers[peer](options), texts, options.repeats)
    json.dump(result, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
