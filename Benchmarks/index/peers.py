"""One peer of the index in a process of its own, which keeps its index between the rounds.

    peers.py PEER VECTORS.npy CACHE_FOLDER -k 10 --threads 2

Builds the index and then carries out orders, one JSON object a line on standard input, each answered by one line on
standard output; the first line out is about the build. Orders:

    {"calibrate": QUERIES, "recall": R, "best": SCORES}   the parameter with which the recall is R, if there is one
    {"search": QUERIES, "batch": 1, "parameter": P, "output": IDS}   the times of calls of so many queries
"""

import argparse
import json
import os
import pathlib
import resource
import statistics
import sys
import time

NAMES = (
    "numpy", "faiss-flat", "faiss-flat-sharded", "usearch-f32", "faiss-sq8", "faiss-sq8-sharded", "usearch-i8",
    "faiss-rabitq", "faiss-rabitq-sharded", "hnswlib",
)


def ladder(first, last, ratio=1.2):
    """Whole numbers that rise by a fifth, the first and last included."""
    steps = [first]
    while steps[-1] < last:
        steps.append(min(max(steps[-1] + 1, round(steps[-1] * ratio)), last))
    return steps


class Product:
    """NumPy: one matrix product, then the selection of the best."""

    def __init__(self, vectors, options):
        self.vectors = vectors

    def search(self, queries, k):
        scores = queries @ self.vectors.T if len(queries) > 1 else (self.vectors @ queries[0])[None]
        best = numpy.argpartition(scores, scores.shape[1] - k, axis=1)[:, -k:]
        order = numpy.argsort(-numpy.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        return numpy.take_along_axis(best, order, axis=1)


class Faiss:
    """FAISS as it comes, which is given the threads but has one do the work of a query.

    Sharded: as many parts as there are threads, each searched by one that starts no others. That is the faster one,
    also because OpenMP's threads wait for each other at every query.
    """

    def __init__(self, vectors, options):
        import faiss

        self.faiss = faiss
        if options.peer.endswith("-sharded"):
            self.shards = [self.part(half) for half in numpy.array_split(vectors, options.threads)]
            self.index = faiss.IndexShards(vectors.shape[1], True, True)
            for shard in self.shards:
                self.index.add_shard(shard)
        else:
            self.shards = [self.part(vectors)]
            self.index = self.shards[0]

    def search(self, queries, k):
        return self.index.search(queries, k)[1]


class FaissFlat(Faiss):
    def part(self, vectors):
        index = self.faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return index


class FaissInt8(Faiss):
    def part(self, vectors):
        kind = self.faiss.ScalarQuantizer.QT_8bit
        index = self.faiss.IndexScalarQuantizer(vectors.shape[1], kind, self.faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        return index


class FaissRaBitQ(Faiss):
    """One bit a value, refined by float32: `parameter` times k rows are."""

    steps = ladder(1, 20_000)

    def part(self, vectors):
        base = self.faiss.IndexRaBitQFastScan(vectors.shape[1], self.faiss.METRIC_INNER_PRODUCT)
        index = self.faiss.IndexRefineFlat(base)
        index.train(vectors)
        index.add(vectors)
        return index

    def set(self, parameter):
        for shard in self.shards:
            shard.k_factor = parameter


class USearch:
    """The exact search of a matrix. int8: the values times 127 over the largest, rounded."""

    def __init__(self, vectors, options):
        from usearch import index

        self.exact_search, self.metric, self.threads = index.search, index.MetricKind.IP, options.threads
        self.scale = None
        if options.peer == "usearch-i8":
            self.scale = 127 / max(float(numpy.abs(block).max()) for block in blocks(vectors))
            self.vectors = numpy.empty(vectors.shape, dtype=numpy.int8)
            for start in range(0, len(vectors), BLOCK_ROWS):
                self.vectors[start:start + BLOCK_ROWS] = self.rounded(vectors[start:start + BLOCK_ROWS])
        else:
            self.vectors = vectors

    def rounded(self, values):
        return numpy.clip(numpy.rint(values * self.scale), -127, 127).astype(numpy.int8)

    def search(self, queries, k):
        if self.scale:
            queries = self.rounded(queries)
        found = self.exact_search(self.vectors, queries, k, self.metric, exact=True, threads=self.threads)
        return found.keys.reshape(len(queries), k).astype(numpy.int64)


class HNSW:
    """hnswlib, M 16, efConstruction 200. `parameter` is ef. The graph is kept, with the time that building it took."""

    def __init__(self, vectors, options):
        import hnswlib

        graph, notes = options.cache / "hnsw.bin", options.cache / "hnsw.json"
        self.steps = ladder(options.k, min(20_000, len(vectors)))
        self.index = hnswlib.Index("ip", vectors.shape[1])
        self.index.set_num_threads(options.threads)
        if notes.exists():
            self.index.load_index(str(graph))
            self.build_seconds = json.loads(notes.read_text())["build_seconds"]
            return
        start = time.perf_counter()
        self.index.init_index(len(vectors), M=16, ef_construction=200, random_seed=1)
        self.index.add_items(vectors)
        self.build_seconds = time.perf_counter() - start
        self.index.save_index(str(graph))
        notes.write_text(json.dumps({"build_seconds": self.build_seconds}))

    def set(self, parameter):
        self.index.set_ef(parameter)

    def search(self, queries, k):
        return self.index.knn_query(queries, k)[0].astype(numpy.int64)


MAKERS = {
    "numpy": Product, "faiss-flat": FaissFlat, "faiss-sq8": FaissInt8, "faiss-rabitq": FaissRaBitQ,
    "usearch-f32": USearch, "usearch-i8": USearch, "hnswlib": HNSW,
}
BLOCK_ROWS = 1 << 16


def blocks(vectors):
    return (vectors[start:start + BLOCK_ROWS] for start in range(0, len(vectors), BLOCK_ROWS))


def calibrate(peer, order, vectors, k):
    """The least step with the recall asked for, by bisection: more work finds more."""
    import truth

    queries, best = numpy.load(order["calibrate"]), numpy.load(order["best"])

    def reaches(parameter):
        peer.set(parameter)
        found = numpy.concatenate([peer.search(query[None], k) for query in queries])
        return truth.recall(found, vectors, queries, best) >= order["recall"]

    steps = [step for step in peer.steps if step * k <= len(vectors)] if isinstance(peer, FaissRaBitQ) else peer.steps
    # Up in large steps first, since the last ones take long.
    high = 0
    while not reaches(steps[high]):
        if high == len(steps) - 1:
            return {"parameter": None}
        high = min(high + 4, len(steps) - 1)
    low = max(high - 4, -1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(steps[middle]) else (middle, high)
    return {"parameter": steps[high]}


def search(peer, order, k):
    queries = numpy.load(order["search"])
    if order.get("parameter") is not None:
        peer.set(order["parameter"])
    batches = [queries[start:start + order["batch"]] for start in range(0, len(queries), order["batch"])]
    peer.search(batches[0], k)
    times, found = [], []
    first_wall, first_processor = time.perf_counter(), time.process_time()
    for batch in batches:
        start = time.perf_counter()
        ids = peer.search(batch, k)
        times.append((time.perf_counter() - start) * 1e3)
        found.append(ids)
    processor, wall = time.process_time() - first_processor, time.perf_counter() - first_wall
    numpy.save(order["output"], numpy.concatenate(found))
    return {
        "median_ms": statistics.median(times),
        "p99_ms": sorted(times)[(len(times) - 1) * 99 // 100],
        "cores": processor / wall,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("peer", choices=NAMES)
    parser.add_argument("vectors", type=pathlib.Path)
    parser.add_argument("cache", type=pathlib.Path)
    parser.add_argument("-k", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    # Libraries may print; answers alone go to standard output.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    vectors = numpy.load(options.vectors, mmap_mode="r")
    start = time.perf_counter()
    peer = MAKERS[options.peer.removesuffix("-sharded")](vectors, options)
    about = {"build_seconds": getattr(peer, "build_seconds", time.perf_counter() - start)}
    about["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(about), file=answers, flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "calibrate" in order:
            answer = calibrate(peer, order, vectors, options.k)
        else:
            answer = search(peer, order, options.k)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    # Read by the libraries as they load.
    threads = sys.argv[sys.argv.index("--threads") + 1] if "--threads" in sys.argv else "2"
    is_sharded = any(argument.endswith("-sharded") for argument in sys.argv)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1" if is_sharded else threads
    import numpy

    main()
