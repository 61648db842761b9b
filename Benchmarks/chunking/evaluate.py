"""Measures how well chunks serve retrieval: how much of the reference spans the nearest chunks cover.

Every corpus is chunked by `chunk-printer`, all chunks are searched together with each question, and the nearest ones
are compared with the question's reference spans, in characters (Smith & Troynikov 2024, "Evaluating Chunking Strategies
for Retrieval"): recall is the share of the references that is covered, precision the share of the retrieved text that
is reference, IoU the intersection over the union.

Needs numpy, sentence-transformers and the printer, which `ROOST_BENCHMARKS=1 swift build -c release --product
chunk-printer` makes. Usage:

    python evaluate.py --printer PROGRAM --model FOLDER --dataset FOLDER [--cache FILE] [--count 5] TARGET/OVERLAP...
"""

import argparse
import hashlib
import json
import pathlib
import subprocess

import numpy as np


class Encoder:
    """Unit-length embeddings of a sentence-transformers folder; remembers texts it has seen, in a file if given."""

    def __init__(self, folder, cache):
        self.folder, self.cache, self.model, self.known = folder, cache, None, {}
        if cache and cache.exists():
            stored = np.load(cache)
            self.known = dict(zip(stored["keys"].tolist(), stored["vectors"]))

    def __call__(self, texts):
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = sorted({key: text for key, text in zip(keys, texts) if key not in self.known}.items())
        if missing:
            if self.model is None:
                from sentence_transformers import SentenceTransformer

                self.model = SentenceTransformer(self.folder, device="cpu")
            found = self.model.encode([text for _, text in missing], batch_size=32, normalize_embeddings=True)
            self.known.update(zip([key for key, _ in missing], found))
            if self.cache:
                np.savez(self.cache, keys=list(self.known), vectors=np.stack(list(self.known.values())))
        return np.stack([self.known[key] for key in keys])


def read_lines(text):
    return [json.loads(line) for line in text.splitlines() if line]


def union(ranges):
    """Ranges merged where they overlap, in order."""
    merged = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def length(ranges):
    return sum(end - start for start, end in ranges)


def overlap(first, second):
    """Characters that two unions share."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in first for b in second)


def scores(references, retrieved, elsewhere):
    """Recall, precision and IoU; `elsewhere` is the length of retrieved chunks of other corpora."""
    wanted, found = union(references), union(retrieved)
    shared, total = overlap(wanted, found), length(retrieved) + elsewhere
    return shared / length(wanted), shared / total, shared / (length(wanted) + length(found) + elsewhere - shared)


def evaluate(options, encode, setting, questions, asked):
    target, repeated = setting.split("/")
    chunks = []
    for path in sorted((options.dataset / "corpora").glob("*.md")):
        command = [options.printer, options.model, path, target, repeated]
        printed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        chunks += [(path.stem, chunk) for chunk in read_lines(printed.decode())]
    vectors = encode([chunk["text"] for _, chunk in chunks])
    results = []
    for question, vector in zip(questions, asked):
        nearest = np.argsort(-(vectors @ vector), kind="stable")[: options.count]
        own = [chunks[row][1] for row in nearest if chunks[row][0] == question["corpus"]]
        other = [chunks[row][1] for row in nearest if chunks[row][0] != question["corpus"]]
        results.append(
            scores(
                [(span["start"], span["end"]) for span in question["references"]],
                [(chunk["start"], chunk["end"]) for chunk in own],
                sum(chunk["end"] - chunk["start"] for chunk in other),
            )
        )
    sizes = [chunk["tokens"] for _, chunk in chunks]
    corpora = [question["corpus"] for question in questions]
    recalls = {name: np.mean([r[0] for r, c in zip(results, corpora) if c == name]) for name in sorted(set(corpora))}
    recall, precision, iou = np.mean(results, axis=0)
    print(
        f"{setting:>9s} {len(chunks):7d} {np.mean(sizes):7.1f} {max(sizes):5d} {recall:7.3f} {precision:9.3f} {iou:7.3f}  "
        + " ".join(f"{name} {value:.3f}" for name, value in recalls.items()),
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--printer", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--dataset", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=5)
    parser.add_argument("settings", nargs="+", metavar="TARGET/OVERLAP")
    options = parser.parse_args()
    encode = Encoder(options.model, options.cache)
    questions = read_lines((options.dataset / "questions.jsonl").read_text(encoding="utf-8"))
    asked = encode([question["text"] for question in questions])
    print("  setting  chunks  tokens   max  recall precision     IoU  recall by corpus")
    for setting in options.settings:
        evaluate(options, encode, setting, questions, asked)


if __name__ == "__main__":
    main()
