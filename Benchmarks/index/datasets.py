"""The data sets of the comparison, made once and kept as .npy files: rows and queries of unit length, 384 dimensions.

- gaussian: independent normal values; no two rows are near each other, the hardest case.
- clustered: a centre for every 100 rows, at most 10,000, each a random direction; a row is a random centre plus normal
  noise SPREAD times as long as the centre. Two rows of one cluster have a cosine of about 1 / (1 + SPREAD²) = 0.67.
  Queries are made in the same way and are no rows.
- real: sentences of the shared test sets, encoded by `roost embed`; then two and three consecutive sentences, until
  there are rows enough. Queries are the test sets' questions. None where the shared folder is missing.
"""

import dataclasses
import gzip
import hashlib
import json
import pathlib
import random
import re
import shutil
import subprocess

import numpy

DIMENSION = 384
SPREAD = 0.7
BLOCK_ROWS = 1 << 16
BATCH_QUERIES = 1024
EMBEDDED_AT_ONCE = 10_000
NAMES = ("gaussian", "clustered", "real")
SETS_WITH_QUERIES = ("scifact", "cranfield", "squad2-dev", "xquad-de", "xquad-zh", "xquad-ar")


@dataclasses.dataclass
class Dataset:
    name: str
    rows: int
    folder: pathlib.Path

    @property
    def vectors(self):
        return self.folder / "vectors.npy"

    @property
    def batch(self):
        """BATCH_QUERIES queries, for many at once."""
        return self.folder / "batch.npy"

    def queries(self, count):
        """The first queries, for one at a time."""
        path = self.folder / f"queries-{count}.npy"
        if not path.exists():
            save(path, numpy.load(self.batch)[:count])
        return path


def save(path, array):
    """Writes an array; the file appears whole or not at all."""
    part = path.with_suffix(".part.npy")
    numpy.save(part, array)
    part.rename(path)


def unit(rows):
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def gaussian_block(chance, count, _):
    return chance.standard_normal((count, DIMENSION), dtype=numpy.float32)


def clustered_block(chance, count, centres):
    noise = chance.standard_normal((count, DIMENSION), dtype=numpy.float32)
    return centres[chance.integers(len(centres), size=count)] + noise * numpy.float32(SPREAD / DIMENSION**0.5)


def make_synthetic(dataset):
    block, seed = {"gaussian": (gaussian_block, 1), "clustered": (clustered_block, 2)}[dataset.name]
    count = max(1, min(dataset.rows // 100, 10_000))
    centres = unit(numpy.random.default_rng([seed, 0]).standard_normal((count, DIMENSION), dtype=numpy.float32))
    save(dataset.batch, unit(block(numpy.random.default_rng([seed, 1]), BATCH_QUERIES, centres)))
    part = dataset.folder / "vectors.part"
    shape = (dataset.rows, DIMENSION)
    rows = numpy.lib.format.open_memmap(part, mode="w+", dtype=numpy.float32, shape=shape)
    for start in range(0, dataset.rows, BLOCK_ROWS):
        end = min(start + BLOCK_ROWS, dataset.rows)
        rows[start:end] = unit(block(numpy.random.default_rng([seed, 2, start]), end - start, centres))
    rows.flush()
    part.rename(dataset.vectors)


def json_lines(path):
    packed = path.with_name(path.name + ".gz")
    opened = gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else open(path, encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines]


def sentences(text):
    """A text's sentences; in Chinese no space follows their ends."""
    return [part.strip() for part in re.split(r"(?<=[.!?؟])\s+|(?<=[。！？])", text) if part.strip()]


def corpus_sentences(shared):
    """The sentences of every document of the test sets."""
    texts = []
    for name in SETS_WITH_QUERIES:
        texts += [document["text"] for document in json_lines(shared / name / "corpus.jsonl")]
    for path in sorted((shared / "chunking-eval/corpora").glob("*.md")):
        texts.append(path.read_text(encoding="utf-8"))
    return [sentences(" ".join(text.split())) for text in texts]


def real_texts(shared, count):
    """Different texts, windows of one sentence before windows of two and three, each group shuffled."""
    documents = corpus_sentences(shared)
    texts = {}
    for width in (1, 2, 3):
        windows = []
        for document in documents:
            windows += [" ".join(document[start:start + width]) for start in range(len(document) - width + 1)]
        random.Random(width).shuffle(windows)
        texts.update(dict.fromkeys(windows))
    return list(texts)[:count]


def real_queries(shared):
    texts = []
    for name in ("scifact", "cranfield", "squad2-dev"):
        texts += [" ".join(query["text"].split()) for query in json_lines(shared / name / "queries.jsonl")]
    random.Random(1).shuffle(texts)
    return texts[:BATCH_QUERIES]


def embedded(texts, roost, cache):
    """The texts' vectors; those that were encoded before are kept in the cache folder."""
    cache.mkdir(parents=True, exist_ok=True)
    parts = []
    for start in range(0, len(texts), EMBEDDED_AT_ONCE):
        part = texts[start:start + EMBEDDED_AT_ONCE]
        lines = "\n".join(part) + "\n"
        path = cache / f"{hashlib.sha256(lines.encode()).hexdigest()[:16]}.npy"
        if not path.exists():
            text_file = path.with_suffix(".txt")
            text_file.write_text(lines, encoding="utf-8")
            # Written whole or not at all.
            subprocess.run([roost, "embed", "--input", text_file, "--output", path], check=True)
            text_file.unlink()
        parts.append(numpy.load(path))
        if len(parts[-1]) != len(part):
            raise SystemExit(f"{path}: expected {len(part)} vectors, found {len(parts[-1])}")
    return numpy.concatenate(parts)


def prepare(name, rows, folder, roost, shared):
    """The data set, made now if it is not there; None where it cannot be had. May have fewer rows than asked for."""
    dataset = Dataset(name, rows, folder / f"{name}-{rows}")
    if dataset.vectors.exists():
        dataset.rows = len(numpy.load(dataset.vectors, mmap_mode="r"))
        return dataset
    if name == "real" and not shared.is_dir():
        return None
    # What is left of other vectors goes: truths, graphs, caches.
    shutil.rmtree(dataset.folder, ignore_errors=True)
    dataset.folder.mkdir(parents=True)
    if name != "real":
        make_synthetic(dataset)
        return dataset
    texts = real_texts(shared, rows)
    save(dataset.batch, embedded(real_queries(shared), roost, folder / "embedded"))
    save(dataset.vectors, embedded(texts, roost, folder / "embedded"))
    dataset.rows = len(texts)
    return dataset
