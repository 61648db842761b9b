#!/usr/bin/env python3
"""A peer of the encoder, in a process that keeps its model: orders come one a line on standard input, as JSON.

    encoder_peer.py onnx-fp32|onnx-int8|sentence-transformers MODEL_FOLDER CACHE_FOLDER --threads 2

The first line it prints is {"load_seconds", "resident_bytes", "proportional_bytes"}. Then each order {"texts": FILE} is
answered by {"tokens", "tokens_per_second", "batch"}: tokenization included, tokens counted without padding. Further
members of an order:

    batch   texts a call of the model; default: the best for BATCH_TOKENS on part of the texts, found once for a file
    output  where to write the vectors, .npy
    single  every text is a call of its own, and the answer has "median_ms" and "p99_ms" of a call

ONNX Runtime gets batches that are sorted by length and padded to their longest text.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import sys
import time

from onnx_graphs import graph_path

PEERS = ("onnx-fp32", "onnx-int8", "sentence-transformers")
# Tokens of a batch, of which the best number is found on as many tokens as the most.
BATCH_TOKENS = (128, 512, 2048, 4096)
MAXIMUM_TOKEN_COUNT = 256


def tokenizer_of(model):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.enable_truncation(MAXIMUM_TOKEN_COUNT)
    tokenizer.no_padding()
    return tokenizer


def onnx_encoder(options):
    """A function (texts, batch size) -> vectors on ONNX Runtime."""
    import numpy
    import onnxruntime

    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = options.threads
    session_options.inter_op_num_threads = 1
    session_options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    graph = graph_path(options.model, options.cache, options.peer.removeprefix("onnx-"))
    session = onnxruntime.InferenceSession(str(graph), session_options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizer_of(options.model)

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
        return vectors

    return encode


def sentence_transformers_encoder(options):
    """A function (texts, batch size) -> vectors on sentence-transformers."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(options.threads)
    model = SentenceTransformer(str(options.model), device="cpu")

    def encode(texts, batch_size):
        return model.encode(texts, batch_size=batch_size, normalize_embeddings=True, show_progress_bar=False)

    return encode


def memory():
    """The bytes of this process in memory, and the same with shared ones divided."""
    def count(label, file):
        return int(re.search(rf"^{label}:\s+(\d+)", pathlib.Path(file).read_text(), re.MULTILINE).group(1)) * 1024

    return {
        "resident_bytes": count("VmRSS", "/proc/self/status"),
        "proportional_bytes": count("Pss", "/proc/self/smaps_rollup"),
    }


class TextFile:
    """A file's texts, their tokens, and the batch size that is best for them."""

    def __init__(self, file, encode, tokenizer):
        self.texts = pathlib.Path(file).read_text(encoding="utf-8").removesuffix("\n").split("\n")
        self.encode = encode
        self.token_count = sum(len(encoding.ids) for encoding in tokenizer.encode_batch(self.texts))
        self.batch_size = None

    def run(self, order):
        if order.get("single"):
            return self.run_single_calls()
        batch_size = order.get("batch") or self.best_batch_size()
        vectors, seconds = self.timed(self.texts, batch_size)
        if order.get("output"):
            import numpy

            numpy.save(order["output"], vectors)
        return {"tokens": self.token_count, "tokens_per_second": self.token_count / seconds, "batch": batch_size}

    def timed(self, texts, batch_size):
        self.encode(texts[:batch_size], batch_size)
        start = time.perf_counter()
        vectors = self.encode(texts, batch_size)
        return vectors, time.perf_counter() - start

    def best_batch_size(self):
        if self.batch_size is None:
            mean = self.token_count / len(self.texts)
            part = self.texts[::max(1, int(self.token_count / BATCH_TOKENS[-1]))]
            sizes = sorted({max(1, round(tokens / mean)) for tokens in BATCH_TOKENS})
            self.batch_size = min(sizes, key=lambda size: self.timed(part, size)[1])
        return self.batch_size

    def run_single_calls(self, passes=3):
        times = []
        for number in range(passes + 1):
            for text in self.texts:
                start = time.perf_counter()
                self.encode([text], 1)
                if number > 0:
                    times.append(time.perf_counter() - start)
        times.sort()
        return {
            "tokens": self.token_count, "tokens_per_second": passes * self.token_count / sum(times),
            "median_ms": statistics.median(times) * 1e3, "p99_ms": times[(len(times) - 1) * 99 // 100] * 1e3,
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("model", type=pathlib.Path, help="a model folder in Hugging Face form")
    parser.add_argument("cache", type=pathlib.Path, help="has the graphs of onnx_graphs.py")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    # Threads are set before the libraries start theirs.
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    start = time.perf_counter()
    encode = (onnx_encoder if options.peer.startswith("onnx") else sentence_transformers_encoder)(options)
    encode(["ready"], 1)
    print(json.dumps({"load_seconds": time.perf_counter() - start, **memory()}), flush=True)
    tokenizer, files = tokenizer_of(options.model), {}
    for line in sys.stdin:
        order = json.loads(line)
        file = order["texts"]
        if file not in files:
            files[file] = TextFile(file, encode, tokenizer)
        print(json.dumps(files[file].run(order)), flush=True)


if __name__ == "__main__":
    main()
