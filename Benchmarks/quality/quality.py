#!/usr/bin/env python3
"""Measures the quality of retrieval on the shared test sets, and prints the tables and whether targets are reached.

    quality.py --roost .build/release/roost --datasets ../shared/datasets [--sets scifact,…] [--parts retrieval,…]

Test sets are the folders that have the files of their kind: BEIR's form (qrels/test.tsv) for retrieval, answers.jsonl
beside it for thresholds and answers, corpora/ for ways to cut, test.jsonl for the likeness of sentences. Needs the
standard library alone.
"""

import argparse
import pathlib

import answers
import chunking
import retrieval
import sentences
import thresholds
from program import Program

PARTS = {
    "retrieval": retrieval.measure,
    "thresholds": thresholds.measure,
    "chunking": chunking.measure,
    "sentences": sentences.measure,
    "answers": answers.measure,
    "messages": answers.measure_messages,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--datasets", required=True, type=pathlib.Path)
    parser.add_argument("--sets", type=lambda text: text.split(","), help="folders to measure; default: all")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS), help=", ".join(PARTS))
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"expected parts among {', '.join(PARTS)}, found {', '.join(unknown)}")
    folders = sorted(folder for folder in options.datasets.iterdir() if folder.is_dir())
    names = [folder.name for folder in folders]
    missing = [name for name in options.sets or [] if name not in names]
    if missing:
        parser.error(f"{options.datasets} has no {', '.join(missing)}")
    chosen = [folder for folder in folders if options.sets is None or folder.name in options.sets]
    program = Program(options.roost)
    for part in options.parts:
        PARTS[part](program, chosen)


if __name__ == "__main__":
    main()
