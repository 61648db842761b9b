#!/usr/bin/env python3
"""Measures Roost's encoder beside its peers in one run, and the server; prints the tables.

    compare.py --roost .build/release/roost --model .models/all-MiniLM-L6-v2 [--rounds 3] [--quick]

Roost and the peers take turns in every round, and what is printed are medians over the rounds, so that a busy machine
slows all alike. The texts are of ../shared/datasets where that folder is there, and otherwise made from the words of
fixtures/documents.

The machine should have nothing else to do: the threads of sentence-transformers wait by spinning, and become very slow
where they have to share their processors; then OMP_WAIT_POLICY=PASSIVE in the environment helps. The index has a
comparison of its own, in Benchmarks/index.
"""

import argparse
import json
import os
import pathlib
import tempfile

import encoder
import report
import server

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--cache", default=ROOT / ".build-bench", type=pathlib.Path, help="keeps the exported graphs")
    parser.add_argument("--rounds", default=3, type=int)
    parser.add_argument("--threads", default=os.cpu_count(), type=int, help="the most threads; 1 is measured as well")
    parser.add_argument("--quick", action="store_true", help="one round with a fifth of the texts: some minutes")
    options = parser.parse_args()
    options.roost, options.model = options.roost.resolve(), options.model.resolve()
    options.share = 1
    if options.quick:
        options.rounds, options.share = 1, 0.2
    options.environment = {"PATH": "/usr/bin:/bin", "ROOST_MODELS": str(options.model.parent)}
    return options


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found, default, running, source, sets = encoder.measure(options, folder)
        server_rows = server.server_rows(options, folder)
    (options.cache / "encoder-results.json").write_text(json.dumps(found.as_json(), indent=1), encoding="utf-8")
    counts = ", ".join(f"{len(sets[name].texts):,} {name}" for name in encoder.SPEED_SETS)
    print(f"Texts: {source}; {counts}. Rounds: {options.rounds}. Roost's default precision: {default}.\n")
    for threads in sorted({options.threads, 1}, reverse=True):
        print(report.speed_table(found, encoder.SPEED_SETS, threads), end="\n\n")
    print(report.other_table(found, options.threads), end="\n\n")
    print(report.bulk_table(found, running), end="\n\n")
    print(report.target_table(found, default, running, options.threads), end="\n\n")
    print(report.table(["the server", "measured", ""], server_rows))


if __name__ == "__main__":
    main()
