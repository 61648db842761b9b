"""What is right: a brute force in float64, and how search results are judged by it.

Rows and queries are of unit length. Scores that differ by less than TIE count as equal: float32 arithmetic may order
such rows either way (an inner product of 384 values is off by some 1e-7 in practice).
"""

import numpy

TIE = 1e-6
BLOCK_ROWS = 1 << 15


def sampled(rows, share):
    """Whether each row is one that `roost bench search --keep SHARE` lets be found."""
    with numpy.errstate(over="ignore"):
        mixed = numpy.arange(rows, dtype=numpy.uint64) + numpy.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> numpy.uint64(31)
    if share >= 1:
        return numpy.ones(rows, dtype=bool)
    return mixed < numpy.uint64(int(share * 2**64))


def best_scores(vectors, queries, k, allowed=None):
    """The k highest scores of every query, best first, float64; fewer columns where fewer rows are allowed."""
    queries = queries.astype(numpy.float64)
    best = numpy.empty((len(queries), 0))
    for start in range(0, len(vectors), BLOCK_ROWS):
        rows = vectors[start:start + BLOCK_ROWS]
        if allowed is not None:
            rows = rows[allowed[start:start + BLOCK_ROWS]]
        scores = numpy.concatenate([best, queries @ rows.astype(numpy.float64).T], axis=1)
        kept = min(k, scores.shape[1])
        best = -numpy.partition(-scores, kept - 1, axis=1)[:, :kept] if kept else scores
    return -numpy.sort(-best, axis=1)


def scores_of(found, vectors, queries):
    """The float64 scores of the rows that were found; minus infinity where none was (-1)."""
    scores = numpy.empty(found.shape)
    for number, ids in enumerate(found):
        scores[number] = vectors[numpy.maximum(ids, 0)].astype(numpy.float64) @ queries[number].astype(numpy.float64)
    scores[found < 0] = -numpy.inf
    return scores


def are_different(ids):
    ids = ids[ids >= 0]
    return len(numpy.unique(ids)) == len(ids)


def wrong_queries(found, vectors, queries, best, allowed=None):
    """How many queries have other results than the brute force, ties aside: ids, their number or their order."""
    count = best.shape[1]
    scores = scores_of(found, vectors, queries)
    wrong = 0
    for ids, mine, right in zip(found, scores, best):
        is_right = numpy.all(numpy.abs(mine[:count] - right) <= TIE) and numpy.all(ids[count:] == -1)
        is_right = is_right and are_different(ids) and (allowed is None or allowed[ids[:count]].all())
        wrong += not is_right
    return wrong


def recall(found, vectors, queries, best):
    """The share of the right rows that were found; a row as good as the last right one is right."""
    scores = scores_of(found, vectors, queries)
    hits = 0
    for ids, mine, right in zip(found, scores, best):
        hits += len(numpy.unique(ids[mine >= right[-1] - TIE]))
    return min(hits / best.size, 1)


def wrong_beside_copies(found, vectors, queries, best):
    """How many queries have wrong results where copies of rows were being inserted, row r as r + n, r + 2n, …

    Whatever copies there were: the different rows that were found have to be the best ones.
    """
    wrong = 0
    for number, ids in enumerate(found):
        rows = numpy.unique(ids % len(vectors))
        mine = numpy.sort(scores_of(rows[None], vectors, queries[number:number + 1])[0])[::-1]
        right = numpy.all(numpy.abs(mine - best[number, :len(mine)]) <= TIE)
        wrong += not (right and are_different(ids) and (ids >= 0).all())
    return wrong
