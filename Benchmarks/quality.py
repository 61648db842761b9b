#!/usr/bin/env python3
"""Measures the quality of retrieval on the shared test sets and prints the README's table.

    quality.py --roost .build/release/roost --datasets ../shared/datasets

Dense retrieval and the likeness of sentences are measured for each precision of the encoder that the processor has the
instructions for, the rest with the default one.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy


def run_json(*command):
    """The JSON object that a command prints."""
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE)
    return json.loads(output.stdout)


def ranks(values):
    """Ranks from 0, equal values sharing the mean of theirs."""
    order = numpy.argsort(values, kind="stable")
    result = numpy.empty(len(values))
    result[order] = numpy.arange(len(values))
    for value in numpy.unique(values):
        equal = values == value
        result[equal] = result[equal].mean()
    return result


def similarity_correlation(roost, dataset, precision):
    """Spearman's correlation of cosines with the judged similarity of the STS Benchmark's test pairs."""
    pairs = [json.loads(line) for line in (dataset / "test.jsonl").read_text(encoding="utf-8").splitlines()]
    sides = []
    with tempfile.TemporaryDirectory() as folder:
        for key in ("sentence1", "sentence2"):
            texts = pathlib.Path(folder) / "texts.txt"
            texts.write_text("".join(pair[key].replace("\n", " ") + "\n" for pair in pairs), encoding="utf-8")
            vectors = pathlib.Path(folder) / "vectors.npy"
            run_json(roost, "embed", "--input", texts, "--output", vectors, "--precision", precision, "--json")
            sides.append(numpy.load(vectors))
    cosines = (sides[0] * sides[1]).sum(axis=1)
    scores = numpy.array([float(pair["score"]) for pair in pairs])
    return numpy.corrcoef(ranks(cosines), ranks(scores))[0, 1]


def running_precisions(roost):
    """The encoder's precisions for which this processor has the instructions."""
    running = []
    with tempfile.TemporaryDirectory() as folder:
        texts = pathlib.Path(folder) / "texts.txt"
        texts.write_text("a text\n", encoding="utf-8")
        for precision in ("fp32", "bf16", "int8"):
            vectors = pathlib.Path(folder) / "vectors.npy"
            command = (roost, "embed", "--input", texts, "--output", vectors, "--precision", precision, "--json")
            if run_json(*command)["precision"] == precision:
                running.append(precision)
    return running


ANSWER_ROWS = (
    ("paragraph among the three passages", "retrieved"),
    ("then: the answer holds a right one", "contains_answer"),
    ("then: refused", "refused_answerable"),
    ("unanswerable questions: refused", "refused_unanswerable"),
    ("words an answer", "words_per_answer"),
    ("sentences an answer", "sentences_per_answer"),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--datasets", required=True, type=pathlib.Path)
    options = parser.parse_args()
    precisions = running_precisions(options.roost)
    print("| test set | by | nDCG@10 | recall@100 | MRR@10 |\n| --- | --- | --- | --- | --- |")
    for name in ("scifact", "cranfield", "squad2-dev"):
        runs = [(f"dense, {precision}", ("dense", "--precision", precision)) for precision in precisions]
        for label, mode in [*runs, ("lexical", ("lexical",))]:
            result = run_json(options.roost, "eval", options.datasets / name, "--mode", *mode, "--json")
            numbers = " | ".join(f"{result[key]:.4f}" for key in ("ndcg@10", "recall@100", "mrr@10"))
            print(f"| {name} | {label} | {numbers} |", flush=True)
    print("\n| STS Benchmark, test | Spearman's correlation (published for this model: 0.8203) |\n| --- | --- |")
    for precision in precisions:
        correlation = similarity_correlation(options.roost, options.datasets / "stsb-en", precision)
        print(f"| {precision} | {correlation:.4f} |", flush=True)
    print("\n| answers on squad2-dev | share |\n| --- | --- |")
    result = run_json(options.roost, "eval", options.datasets / "squad2-dev", "--answers", "--json")
    for label, key in ANSWER_ROWS:
        print(f"| {label} | {result[key]:.3f} |", flush=True)
    messages = pathlib.Path(__file__).resolve().parent.parent / "fixtures/messages"
    result = run_json(options.roost, "eval", messages, "--messages", "--json")
    print(
        f"\nMessages, test ({result['messages']}): macro-F1 of intent {result['intent_macro_f1']:.3f}, "
        f"of sentiment {result['sentiment_macro_f1']:.3f}.",
        flush=True,
    )


if __name__ == "__main__":
    main()
