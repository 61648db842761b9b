"""Measures encoders: all take turns in every round, and each round begins with another one, so that a busy machine slows
all alike."""

import statistics
import subprocess
import sys

import numpy

from contestants import HERE, PEERS, Peer, Roost, precisions, run_json
from texts import LENGTHS, text_sets

SPEED_SETS = [str(length) for length in LENGTHS] + ["mixed"]


class Measurements:
    """What was measured, by name of the contestant and of the quantity: a value a round."""

    def __init__(self):
        self.values, self.names = {}, []

    def add(self, name, quantity, value):
        if name not in self.names:
            self.names.append(name)
        self.values.setdefault((name, quantity), []).append(value)

    def median(self, name, quantity):
        values = self.values.get((name, quantity))
        return statistics.median(values) if values else None

    def as_json(self):
        return [
            {"name": name, "quantity": quantity, "values": values}
            for (name, quantity), values in self.values.items()
        ]


def progress(text):
    print(text, file=sys.stderr, flush=True)


def started(options, running, threads):
    contestants = [Roost(options, precision, threads) for precision in running]
    return contestants + [Peer(options, peer, threads) for peer in PEERS]


def stop(contestants):
    for contestant in contestants:
        contestant.stop()


def measure_speeds(options, sets, running, threads, found):
    """Tokens a second of every set, and the milliseconds of a query, with so many threads."""
    # One thread is measured to see what the others add: one round of it is enough.
    rounds = options.rounds if threads == options.threads else 1
    for number in range(rounds):
        # Anew in every round: the same process of ONNX Runtime was seen to be a third slower from some pass on.
        contestants = started(options, running, threads)
        turns = contestants[number % len(contestants):] + contestants[:number % len(contestants)]
        for name in SPEED_SETS:
            for contestant in turns:
                found.add(contestant.name, f"{name}/{threads}", contestant.speed(sets[name]))
        for contestant in turns:
            found.add(contestant.name, f"query/{threads}", contestant.latency(sets["query"]))
        for contestant in contestants:
            for quantity in ("load_seconds", "resident_bytes", "proportional_bytes"):
                found.add(contestant.name, f"{quantity}/{threads}", contestant.about[quantity])
        progress(f"--threads {threads}: round {number + 1} of {rounds}")
        if number < rounds - 1:
            stop(contestants)
    return contestants


def measure_agreement(contestants, text_set, folder, found):
    """The cosine of each vector to that of sentence-transformers, which computes in float32."""
    vectors = {contestant.name: numpy.load(contestant.vectors(text_set, folder)) for contestant in contestants}
    reference = vectors[PEERS["sentence-transformers"]].astype(numpy.float64)
    for name, rows in vectors.items():
        cosines = (reference * rows).sum(1) / numpy.linalg.norm(rows.astype(numpy.float64), axis=1)
        found.add(name, "cosine_mean", float(cosines.mean()))
        found.add(name, "cosine_min", float(cosines.min()))


def measure_beside_bulk(options, sets, running, found):
    """Queries by themselves, and while long texts are encoded without a pause."""
    for _ in range(options.rounds):
        for precision in running:
            measured = Roost(options, precision, options.threads).beside_bulk(sets["query"])
            for prefix, values in (("idle", measured), ("beside", measured["beside_bulk"])):
                for key in ("median_ms", "p99_ms"):
                    found.add(f"Roost {precision}", f"{prefix}_{key}", values[key])
            found.add(f"Roost {precision}", "bulk_speed", measured["beside_bulk"]["bulk_tokens_per_second"])


def measure_ingest(options, sets, running, folder, found):
    """Tokens a second of ingesting texts as files, beside those of the encoder alone."""
    documents = folder / "documents"
    documents.mkdir()
    for number, text in enumerate(sets["mixed"].texts):
        (documents / f"{number}.txt").write_text(text, encoding="utf-8")
    for number in range(options.rounds):
        for precision in running:
            found.add(
                f"Roost {precision}", "ingest_encoder",
                Roost(options, precision, options.threads).speed(sets["mixed"]),
            )
            ingested = run_json(
                options.roost, "ingest", "--data", folder / f"data-{precision}-{number}", "--collection", "c", documents,
                "--json", environment=options.environment | {"ROOST_PRECISION": precision},
            )
            # Counted as the encoder counts them: two special tokens a chunk.
            tokens = ingested["tokens"] + 2 * ingested["chunks"]
            found.add(f"Roost {precision}", "ingest", tokens / ingested["seconds"])


def measure(options, folder):
    """Measures everything about encoders.

    Returns the measurements, Roost's default precision, the precisions that ran, where the texts are from, and the sets
    of them.
    """
    sets, source = text_sets(options.model, folder, options.share)
    subprocess.run([sys.executable, HERE / "onnx_graphs.py", options.model, options.cache], check=True)
    default, running = precisions(options, sets["query"])
    found = Measurements()
    for threads in sorted({options.threads, 1}, reverse=True):
        contestants = measure_speeds(options, sets, running, threads, found)
        if threads == options.threads:
            measure_agreement(contestants, sets["mixed"], folder, found)
        stop(contestants)
    measure_beside_bulk(options, sets, running, found)
    measure_ingest(options, sets, running, folder, found)
    return found, default, running, source, sets
