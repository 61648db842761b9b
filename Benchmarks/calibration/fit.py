"""Fits the calibration of an encoder's raw cosine to [0, 1]: p = 1 / (1 + exp(-(a * cosine + b))).

A search engine's thresholds 0.5 (keep a candidate) and 0.7 (trust a passage) must mean something for the built-in
encoder, so the two parameters are given by two anchor cosines, c50 and c70, that are read off these distributions:

- gold:      cosine of each question and its gold passage, for those whose gold is among the ten nearest;
- in topic:  the other nine or ten nearest passages of the same collection;
- off topic: the ten nearest passages, and the nearest one, of a collection on another subject;
- unanswerable: the nearest passage for SQuAD 2.0's unanswerable questions (written about these very passages);
- faq, chatter: short hand-written nodes with questions they answer, and small talk.

Needs numpy and sentence-transformers. Usage:

    python fit.py --model FOLDER --datasets FOLDER [--cache FOLDER] [--anchors C50 C70]
"""

import argparse
import gzip
import itertools
import json
import math
import pathlib

import numpy as np


class Encoder:
    """Unit-length embeddings of a sentence-transformers folder, cached by name."""

    def __init__(self, folder, cache):
        self.folder, self.cache, self.model = folder, cache, None

    def __call__(self, name, texts):
        path = self.cache / f"{name}.npy" if self.cache else None
        if path and path.exists():
            return np.load(path)
        if self.model is None:
            from sentence_transformers import SentenceTransformer

            self.model = SentenceTransformer(self.folder, device="cpu")
        vectors = self.model.encode(texts, batch_size=32, normalize_embeddings=True)
        if path:
            np.save(path, vectors)
        return vectors


def read_lines(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_set(folder, split):
    """Corpus, queries and judgements {query: {document}} of a folder in BEIR's form."""
    corpus = read_lines(next(folder.glob("corpus.jsonl*")))
    queries = read_lines(folder / "queries.jsonl")
    gold = {}
    for line in (folder / "qrels" / f"{split}.tsv").read_text().splitlines()[1:]:
        query, document, gain = line.split("\t")
        if int(gain) > 0:
            gold.setdefault(query, set()).add(document)
    return corpus, queries, gold


def nearest(scores, count):
    return np.sort(scores, axis=1)[:, ::-1][:, :count]


def split_gold(scores, query_ids, document_ids, gold, depth=10):
    """Cosines of gold and of other passages among the `depth` nearest."""
    found, other = [], []
    for row, query in enumerate(query_ids):
        for column in np.argsort(-scores[row], kind="stable")[:depth]:
            hit = document_ids[column] in gold[query]
            (found if hit else other).append(scores[row, column])
    return np.array(found), np.array(other)


def title_and_text(document):
    return f"{document.get('title', '')} {document['text']}".strip()


def distributions(encode, datasets):
    """{label: cosines}."""
    result, passages, questions = {}, {}, {}
    for name, split in [("squad2-dev", "test"), ("scifact", "train"), ("cranfield", "test")]:
        corpus, queries, gold = read_set(datasets / name, split)
        passages[name] = encode(f"{name}-corpus", [title_and_text(document) for document in corpus])
        vectors = encode(f"{name}-queries", [query["text"] for query in queries])
        judged = [row for row, query in enumerate(queries) if query["_id"] in gold]
        questions[name] = vectors[judged]
        query_ids, document_ids = [queries[row]["_id"] for row in judged], [document["_id"] for document in corpus]
        scores = questions[name] @ passages[name].T
        result[f"gold: {name}"], result[f"in topic: {name}"] = split_gold(scores, query_ids, document_ids, gold)
        if name == "squad2-dev":
            unanswerable = np.delete(vectors, judged, axis=0)
            result[f"unanswerable, nearest: {name}"] = (unanswerable @ passages[name].T).max(axis=1)
            result.update(article_distributions(scores, query_ids, corpus, gold))
    for asked, searched in itertools.permutations(questions, 2):
        add_off_topic(result, f"{asked} in {searched}", questions[asked] @ passages[searched].T)
    result.update(faq_distributions(encode))
    return result


def article_distributions(scores, query_ids, corpus, gold):
    """Each SQuAD question in each of the other articles, as if that was a collection of its own."""
    article = {document["_id"]: document["title"] for document in corpus}
    own = np.array([article[min(gold[query])] for query in query_ids])
    topics = np.array([document["title"] for document in corpus])
    parts = {}
    for title in sorted(set(topics)):
        add_off_topic(parts.setdefault(title, {}), "squad2-dev articles", scores[own != title][:, topics == title])
    labels = next(iter(parts.values())).keys()
    return {label: np.concatenate([part[label] for part in parts.values()]) for label in labels}


def add_off_topic(result, label, scores):
    ten = nearest(scores, 10)
    result[f"off topic, ten nearest: {label}"] = ten.ravel()
    result[f"off topic, nearest: {label}"] = ten[:, 0]


def faq_distributions(encode):
    faq = json.loads((pathlib.Path(__file__).parent / "faq.json").read_text())
    nodes = encode("faq-nodes", [entry[0] for entry in faq["nodes"]])
    asked = encode("faq-questions", [question for entry in faq["nodes"] for question in entry[1:]])
    chatter = encode("faq-chatter", faq["chatter"])
    scores = asked @ nodes.T
    own = np.repeat(np.arange(len(nodes)), len(asked) // len(nodes))
    mine = np.eye(len(nodes), dtype=bool)[own]
    return {
        "gold: faq": scores[mine],
        "off topic: faq": scores[~mine],
        "off topic: chatter and faq nodes": (chatter @ nodes.T).ravel(),
    }


def logistic(c50, c70):
    slope = math.log(0.7 / 0.3) / (c70 - c50)
    return slope, -slope * c50


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--datasets", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--anchors", type=float, nargs=2, metavar=("C50", "C70"))
    options = parser.parse_args()
    found = distributions(Encoder(options.model, options.cache), options.datasets)
    quantiles = [0.01, 0.03, 0.05, 0.1, 0.15, 0.5, 0.9, 0.95, 0.99]
    print(f"{'cosines':52s} {'count':>7s} " + " ".join(f"{q:6.0%}" for q in quantiles))
    for label, cosines in found.items():
        print(f"{label:52s} {len(cosines):7d} " + " ".join(f"{value:6.3f}" for value in np.quantile(cosines, quantiles)))
    for c50, c70 in [options.anchors] if options.anchors else []:
        slope, offset = logistic(c50, c70)
        print(f"\na = {slope:.4f}, b = {offset:.4f} (c50 = {c50}, c70 = {c70})")
        print(f"{'share at or above':52s} {'0.5':>7s} {'0.7':>7s}")
        for label, cosines in found.items():
            print(f"{label:52s} {np.mean(cosines >= c50):7.3f} {np.mean(cosines >= c70):7.3f}")


if __name__ == "__main__":
    main()
