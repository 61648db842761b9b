"""Times exact inner-product search by NumPy and FAISS on the files `roost bench search` reads.

    python3 index_peers.py V.npy Q.npy [-k 10] [--threads 2] [--batch 256] [--seconds 3]

Needs numpy and faiss-cpu. Prints one JSON object: medians and minima in milliseconds for one query by NumPy's
matrix-vector product alone (one pass over the data), by the same with the selection of the best k, and by FAISS
IndexFlatIP; and for a batch of queries by FAISS (none with --batch 0). The peers take turns, so that a busy machine slows all alike.
`ids_agree` says whether NumPy and FAISS found the same ids, ties aside, for the first queries.
"""

import argparse
import json
import os
import statistics
import time

parser = argparse.ArgumentParser()
parser.add_argument("vectors")
parser.add_argument("queries")
parser.add_argument("-k", type=int, default=10)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=256)
parser.add_argument("--seconds", type=float, default=3, help="time to spend on one query at a time, and on batches")
arguments = parser.parse_args()

# Read by the libraries as they load.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(arguments.threads)

import faiss  # noqa: E402
import numpy as np  # noqa: E402

faiss.omp_set_num_threads(arguments.threads)


def numpy_search(vectors, query, k):
    """The ids of the k best rows, best first, ties by the lower id."""
    scores = vectors @ query
    best = np.argpartition(scores, len(scores) - k)[-k:]
    return best[np.lexsort((best, -scores[best]))]


def take_turns(contestants, seconds):
    """Milliseconds of each call of each contestant, called in turn until the time is over, at least three times."""
    times = {name: [] for name in contestants}
    end = time.perf_counter() + seconds
    turn = 0
    while time.perf_counter() < end or turn < 3:
        for name, call in contestants.items():
            start = time.perf_counter()
            call(turn)
            times[name].append((time.perf_counter() - start) * 1e3)
        turn += 1
    return times


def summary(times):
    return {
        name: {"median_ms": round(statistics.median(values), 4), "min_ms": round(min(values), 4)}
        for name, values in times.items()
    }


def main():
    vectors = np.ascontiguousarray(np.load(arguments.vectors), dtype=np.float32)
    queries = np.ascontiguousarray(np.load(arguments.queries), dtype=np.float32)
    k = min(arguments.k, len(vectors))
    batch = queries[: arguments.batch]
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def query(turn):
        return queries[turn % len(queries)]

    one = take_turns(
        {
            "numpy_gemv": lambda turn: vectors @ query(turn),
            "numpy_gemv_argpartition": lambda turn: numpy_search(vectors, query(turn), k),
            "faiss_flat_ip": lambda turn: index.search(query(turn)[None], k),
        },
        arguments.seconds,
    )
    many = {}
    if len(batch) > 0:
        many = take_turns({"faiss_flat_ip_batch": lambda turn: index.search(batch, k)}, arguments.seconds)
    sample = queries[:20]
    agree = all(set(index.search(q[None], k)[1][0]) == set(numpy_search(vectors, q, k)) for q in sample)
    print(
        json.dumps(
            {
                "rows": len(vectors),
                "dimension": vectors.shape[1],
                "k": k,
                "threads": arguments.threads,
                "batch": len(batch),
                "one_query": summary(one),
                "batch_of_queries": summary(many),
                "ids_agree": agree,
                "versions": {"numpy": np.__version__, "faiss": faiss.__version__},
            }
        )
    )


main()
