#!/usr/bin/env python3
"""Measures Roost's index beside its peers, prints the tables and draws the curve.

    compare.py --roost .build/release/roost [--quick] [--rows 10000,100000,1000000] [--data gaussian,clustered,real]

In every round each contestant answers the same queries, on two threads; what is reported are medians over the rounds.
Every result is checked against a brute force in float64. What was measured is added to results.json in the cache
folder, from which report.py and curve.py print and draw again; sizes and data sets may be measured one after the other.

Peers keep their indexes in memory, all at once where they fit into MEMORY and otherwise one at a time.
"""

import argparse
import datetime
import importlib.metadata
import json
import pathlib
import statistics
import sys

import numpy

import contestants
import curve
import datasets
import peers
import report
import truth

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MEMORY = 20e9
K = 10
BATCH = 256
BATCH_ROWS = 100_000
# A collection of which it is worth knowing how it is searched while it grows, and how much memory it takes.
SERVED_ROWS = 100_000
SHARES = (1, 0.1, 0.01, 0.001)
PACKAGES = ("faiss-cpu", "hnswlib", "numpy", "usearch")


class Results:
    """The measurements, kept in a file. A new one takes the place of the same one of an earlier run."""

    def __init__(self, path):
        self.path = path
        self.content = json.loads(path.read_text()) if path.exists() else {"measurements": []}
        self.content["machine"] = report.machine()
        self.content["versions"] = {name: version(name) for name in PACKAGES if version(name)}

    def add(self, **measurement):
        def key(other):
            return tuple(other.get(name) for name in ("data", "rows", "work", "contestant", "recall_asked"))

        measurement["measured"] = datetime.date.today().isoformat()
        kept = [other for other in self.content["measurements"] if key(other) != key(measurement)]
        self.content["measurements"] = kept + [measurement]
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(self.content, indent=1) + "\n")
        part.rename(self.path)


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


class Comparison:
    """The measurements of one data set at one number of rows."""

    def __init__(self, options, dataset, roost, results):
        self.options, self.dataset, self.roost, self.results = options, dataset, roost, results
        self.vectors = numpy.load(dataset.vectors, mmap_mode="r")
        self.output = dataset.folder / "found.npy"
        self.wrong = 0
        self.queries = dataset.queries(options.queries)
        names = [name for name in options.peers if name != "hnswlib" or dataset.rows <= options.hnsw_rows]
        if not version("hnswlib"):
            names = [name for name in names if name != "hnswlib"]
        needed = sum(contestants.PEER_BYTES[name] for name in names) + contestants.OTHER_BYTES
        self.keeps_indexes = needed * self.vectors.nbytes < min(MEMORY, 0.85 * available_bytes())
        self.peers = {name: contestants.Peer(name, dataset, K) for name in names}

    def run(self):
        try:
            self.one_query()
            if self.dataset.rows == BATCH_ROWS or self.dataset.name == "real" and self.dataset.rows > BATCH_ROWS // 2:
                self.batch()
        finally:
            for peer in self.peers.values():
                peer.stop()
        self.filters()
        if self.dataset.rows >= SERVED_ROWS or self.dataset.name == "real":
            self.inserting()
            self.memory()
        return self.wrong

    def best(self, queries):
        """The file with the right scores of the queries."""
        path = queries.with_name(f"best-{K}-{queries.name}")
        if not path.exists():
            datasets.save(path, truth.best_scores(self.vectors, numpy.load(queries), K))
        return path

    def contestants(self):
        """All who answer single queries, set to the recalls they are asked for."""
        fast = contestants.RECALLS if self.roost.has("--recall") else ()
        them = [contestants.RoostContestant(self.roost, self.dataset.vectors, recall) for recall in (None, *fast)]
        for name, peer in self.peers.items():
            if name not in contestants.TUNED_PEERS:
                them.append(contestants.PeerContestant(peer, keeps_index=self.keeps_indexes))
                continue
            for recall in contestants.RECALLS:
                order = {"calibrate": self.queries, "recall": recall, "best": self.best(self.queries)}
                parameter = peer.order(**order)["parameter"]
                if parameter is None:
                    self.note(f"{name} does not reach a recall of {recall}")
                else:
                    them.append(contestants.PeerContestant(peer, recall, parameter, self.keeps_indexes))
            if not self.keeps_indexes:
                peer.stop()
        return them

    def one_query(self):
        self.rounds("one", self.contestants(), self.queries, 1)

    def batch(self):
        them = [contestants.RoostContestant(self.roost, self.dataset.vectors)]
        exact = [peer for name, peer in self.peers.items() if name in ("numpy", "faiss-flat", "usearch-f32")]
        them += [contestants.PeerContestant(peer, keeps_index=self.keeps_indexes) for peer in exact]
        self.rounds("batch", them, self.dataset.batch, BATCH)

    def rounds(self, work, them, queries, batch):
        """Rounds in which each answers all queries; what they find is checked every time."""
        answers = {one: [] for one in them}
        for _ in range(self.options.rounds):
            for one in them:
                answer = one.answer(queries, batch, self.output)
                answer.update(self.judged(one.is_exact, queries))
                answers[one].append(answer)
        for one in them:
            self.add(work, answers[one], contestant=one.name, recall_asked=one.recall_asked, parameter=one.parameter)

    def judged(self, is_exact, queries):
        """How good the ids are that were written last."""
        found, asked, best = numpy.load(self.output), numpy.load(queries), numpy.load(self.best(queries))
        if is_exact:
            return {"wrong_queries": truth.wrong_queries(found, self.vectors, asked, best)}
        return {"recall": truth.recall(found, self.vectors, asked, best)}

    def filters(self):
        """Searches that may find a share of the rows, and for comparison one without a filter in the same rounds."""
        if not self.roost.has("--keep"):
            return self.note("this roost has no --keep")
        asked = numpy.load(self.queries)
        answers = {share: [] for share in SHARES}
        unfiltered = []
        allowed = {share: truth.sampled(self.dataset.rows, share) for share in SHARES}
        best = {share: truth.best_scores(self.vectors, asked, K, allowed[share]) for share in SHARES}
        for _ in range(self.options.rounds):
            unfiltered.append(self.roost.run(self.dataset.vectors, self.queries))
            for share in SHARES:
                arguments = ["--keep", share, "--output", self.output]
                answer = self.roost.run(self.dataset.vectors, self.queries, *arguments)
                judged = numpy.load(self.output), self.vectors, asked, best[share], allowed[share]
                answer["wrong_queries"] = truth.wrong_queries(*judged)
                answers[share].append(answer)
        self.add("unfiltered", unfiltered, contestant="roost")
        for share in SHARES:
            self.add(f"keep-{share}", answers[share], contestant="roost")

    def inserting(self):
        if not self.roost.has("--while-inserting"):
            return self.note("this roost has no --while-inserting")
        asked, best = numpy.load(self.queries), numpy.load(self.best(self.queries))
        answers = []
        for _ in range(self.options.rounds):
            arguments = ["--while-inserting", "--output", self.output]
            answer = self.roost.run(self.dataset.vectors, self.queries, *arguments)
            answer["wrong_queries"] = truth.wrong_beside_copies(numpy.load(self.output), self.vectors, asked, best)
            answers.append(answer)
        self.add("inserting", answers, contestant="roost")

    def memory(self):
        if not self.roost.has("--rows"):
            return self.note("this roost has no --rows")
        cache = self.dataset.folder / "roost-cache"
        for rows in ("memory", "mapped"):
            arguments = ["--rows", rows, "--cache", cache]
            # The first run may have to write the cache; the second opens it.
            for _ in range(2):
                answer = self.roost.run(self.dataset.vectors, self.queries, *arguments)
            self.add(f"rows-{rows}", [answer], contestant="roost")

    def add(self, work, answers, contestant, recall_asked=None, parameter=None):
        """Adds the medians of the rounds to the results."""
        measurement = {"data": self.dataset.name, "rows": self.dataset.rows, "work": work, "contestant": contestant}
        measurement.update(float32_bytes=self.vectors.nbytes, recall_asked=recall_asked, parameter=parameter)
        measurement["rounds_ms"] = [round(answer["median_ms"], 5) for answer in answers]
        for name, value in answers[0].items():
            if isinstance(value, (int, float)):
                measurement[name] = round(statistics.median(answer[name] for answer in answers), 6)
        # Of results, the worst counts.
        for name, worst in (("wrong_queries", max), ("recall", min)):
            if name in measurement:
                measurement[name] = worst(answer[name] for answer in answers)
        wrong = measurement.get("wrong_queries", 0)
        self.wrong += wrong if contestant == "roost" else 0
        text = f"{work:>11} {contestant} {recall_asked or ''} {measurement['median_ms']:.3f} ms"
        self.note(text + (f", {wrong} QUERIES WRONG" if wrong else ""))
        self.results.add(**measurement)

    def note(self, text):
        print(f"{self.dataset.name} {self.dataset.rows:,}: {text}", file=sys.stderr, flush=True)


def available_bytes():
    for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("/proc/meminfo: expected a line MemAvailable, found none")


def numbers(text):
    return [int(number) for number in text.split(",")]


def names(known):
    def parse(text):
        unknown = [name for name in text.split(",") if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"expected some of {', '.join(known)}, found {', '.join(unknown)}")
        return text.split(",")

    return parse


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="10,000 and 100,000 rows, real data at 10,000 only")
    parser.add_argument("--rows", type=numbers, help="default: 10000,100000,1000000; 4000000 takes 6 GB and an hour")
    parser.add_argument("--data", default=list(datasets.NAMES), type=names(datasets.NAMES))
    parser.add_argument("--peers", default=list(peers.NAMES), type=names(peers.NAMES))
    parser.add_argument("--hnsw-rows", type=int, help="no hnswlib above; default 1000000 (10 minutes), quick 100000")
    parser.add_argument("--rounds", type=int, help="default 3, quick 2")
    parser.add_argument("--queries", type=int, help="asked one at a time, at most 1024; default 100, quick 50")
    parser.add_argument("--shared", default=ROOT.parent / "shared/datasets", type=pathlib.Path)
    parser.add_argument("--cache", default=ROOT / ".build-bench/index", type=pathlib.Path)
    parser.add_argument("--curve", type=pathlib.Path, help="where to draw; default curve.svg in the cache folder")
    options = parser.parse_args()
    options.rows = options.rows or ([10_000, 100_000] if options.quick else [10_000, 100_000, 1_000_000])
    options.rounds = options.rounds or (2 if options.quick else 3)
    options.queries = options.queries or (50 if options.quick else 100)
    options.hnsw_rows = options.hnsw_rows or (100_000 if options.quick else 1_000_000)
    options.roost, options.cache = options.roost.resolve(), options.cache.resolve()
    options.curve = options.curve or options.cache / "curve.svg"
    options.cache.mkdir(parents=True, exist_ok=True)
    return options


def planned(options):
    """The data sets one after the other; no size of the real one twice where it has too few rows."""
    for rows in options.rows:
        for name in options.data:
            if name == "real" and rows > (10_000 if options.quick else 100_000):
                continue
            dataset = datasets.prepare(name, rows, options.cache, options.roost, options.shared)
            if dataset is None:
                print(f"{options.shared}: not there, so nothing is measured on real data", file=sys.stderr)
            else:
                yield dataset


def main():
    options = arguments()
    roost = contestants.Roost(options.roost, K)
    results = Results(options.cache / "results.json")
    wrong = 0
    for dataset in planned(options):
        wrong += Comparison(options, dataset, roost, results).run()
    print(report.tables(results.content))
    if drawing := curve.drawing(results.content):
        options.curve.write_text(drawing, encoding="utf-8")
        print(f"drawn: {options.curve}", file=sys.stderr)
    if wrong:
        raise SystemExit(f"Roost answered {wrong} queries otherwise than the brute force")


if __name__ == "__main__":
    main()
