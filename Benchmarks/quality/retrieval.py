"""Every test set in BEIR's form by every mode, and the differences between modes with their 95% intervals."""

import pathlib
import tempfile

from program import Targets, print_head, print_row

MODES = ("dense", "lexical", "hybrid", "reranked")
# nDCG@10 that a mode is to reach on one set. On every set, seen or not, hybrid may be this much under the better leg, and
# reranked not under hybrid.
LEAST = {("scifact", "hybrid"): 0.735, ("scifact", "reranked"): 0.745, ("squad2-dev", "reranked"): 0.90}
NOISE = 0.003
# The set of some 5,000 chunks, on which the time of a reranked query has a target, and the median in milliseconds.
LATENCY_SET, LATENCY = "scifact", 25


def measure(program, folders):
    precisions, default = program.precisions()
    targets, comparisons = Targets(), []
    print_head("test set", "by", "nDCG@10", "recall@100", "MRR@10", "ms a query, mean", "median")
    for folder in folders:
        if not (folder / "qrels" / "test.tsv").exists():
            continue
        with tempfile.TemporaryDirectory() as runs:
            run = pathlib.Path(runs) / "run.jsonl"
            found = program.run("eval", folder, "--mode", "all", "--per-query", run)
            for mode in MODES:
                print_result(folder.name, f"dense, {default}" if mode == "dense" else mode, found[mode])
            comparisons.append((folder.name, *compare(program, run, found)))
        for precision in precisions:
            if precision != default:
                result = program.run("eval", folder, "--mode", "dense", "--precision", precision)
                print_result(folder.name, f"dense, {precision}", result)
        add_targets(targets, folder.name, found)
    print_head("test set", "better leg", "hybrid − better leg", "reranked − hybrid")
    for row in comparisons:
        print_row(*row)
    targets.print()


def print_result(name, label, result):
    qualities = [f"{result[key]:.4f}" for key in ("ndcg@10", "recall@100", "mrr@10")]
    times = [f"{result[key]:.1f}" for key in ("ms_per_query", "median_ms_per_query")]
    print_row(name, label, *qualities, *times)


def better_leg(found):
    return max(("dense", "lexical"), key=lambda mode: found[mode]["ndcg@10"])


def compare(program, run, found):
    """The better leg, and two differences of nDCG@10 by the paired bootstrap."""
    leg = better_leg(found)

    def difference(first, second):
        files = [run.with_suffix(f".{mode}.jsonl") for mode in (first, second)]
        metric = program.run("eval", "compare", *files)["metrics"]["ndcg@10"]
        low, high = metric["interval"]
        return f"{metric['difference']:+.4f} ({low:+.4f} to {high:+.4f}), p {metric['p']:.4f}"

    return leg, difference(leg, "hybrid"), difference("hybrid", "reranked")


def add_targets(targets, name, found):
    score = {mode: found[mode]["ndcg@10"] for mode in MODES}
    for mode in ("hybrid", "reranked"):
        if (name, mode) in LEAST:
            targets.at_least(f"{name}, {mode}: nDCG@10", LEAST[name, mode], score[mode])
    targets.at_least(f"{name}, hybrid: better leg − {NOISE}", score[better_leg(found)] - NOISE, score["hybrid"])
    targets.at_least(f"{name}, reranked: hybrid", score["hybrid"], score["reranked"])
    if name == LATENCY_SET:
        median = found["reranked"]["median_ms_per_query"]
        targets.at_most(f"{name}, reranked: median ms, with the query's embedding", LATENCY, median)
