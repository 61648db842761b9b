#!/usr/bin/env python3
"""Prints the tables of the index's comparison from what compare.py has measured.

    report.py RESULTS.json
"""

import json
import math
import pathlib
import subprocess
import sys

NAMES = {
    "roost": "Roost, exact", "faiss-flat": "FAISS IndexFlatIP", "faiss-flat-sharded": "FAISS IndexFlatIP, two shards",
    "usearch-f32": "USearch exact, float32", "usearch-i8": "USearch exact, int8", "faiss-sq8": "FAISS SQ8",
    "faiss-sq8-sharded": "FAISS SQ8, two shards", "faiss-rabitq": "FAISS RaBitQ FastScan, refined",
    "faiss-rabitq-sharded": "FAISS RaBitQ FastScan, refined, two shards",
    "hnswlib": "hnswlib", "numpy": "NumPy product and selection",
}
DATA = ("gaussian", "clustered", "real")
TARGET_ROWS = 1_000_000


def machine():
    """The processor's name and the number of cores."""
    environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    output = subprocess.run(["lscpu", "--json"], check=True, stdout=subprocess.PIPE, env=environment)
    fields = {field["field"]: field["data"] for field in json.loads(output.stdout)["lscpu"]}
    return {"model": fields["Model name:"], "cores": int(fields["CPU(s):"])}


class Measurements:
    def __init__(self, content):
        self.all = content["measurements"]

    def one(self, work, data, rows, contestant="roost", recall=None):
        """That measurement, or None."""
        wanted = (work, data, rows, contestant, recall)
        for found in self.all:
            if tuple(found.get(name) for name in ("work", "data", "rows", "contestant", "recall_asked")) == wanted:
                return found
        return None

    def row_counts(self, data, work="one"):
        return sorted({found["rows"] for found in self.all if found["data"] == data and found["work"] == work})

    def target_rows(self, data, work="one"):
        """The rows that a target is judged by: a million, or the most that were measured below."""
        return max([rows for rows in self.row_counts(data, work) if rows <= TARGET_ROWS], default=None)


def milliseconds(value):
    """Three digits that count, at most three behind the point."""
    decimals = min(max(2 - math.floor(math.log10(value)), 0), 3)
    return f"{value:,.{decimals}f} ms"


def ratio(value):
    return f"{value:.1f}×" if value < 100 else f"{value:.0f}×"


def verdict(is_reached):
    return "reached" if is_reached else "missed"


def of(found):
    """The data and their rows: `clustered, 1,000,000`."""
    return f"{found['data']}, {found['rows']:,}"


def ids(found):
    wrong = found.get("wrong_queries")
    return "" if wrong is None else "; ids identical" if wrong == 0 else f"; **{wrong} queries wrong**"


def beside(found, sharded):
    """A peer's time, and that of its two shards."""
    text = f"{NAMES[found['contestant']]} {with_recall(found)}"
    return text + (f"; in two shards {with_recall(sharded)}" if sharded else "")


def times_faster(mine, theirs, sharded):
    texts = [ratio(peer["median_ms"] / mine["median_ms"]) for peer in (theirs, sharded) if peer]
    return "; ".join(texts) + " faster"


def exact_targets(measurements):
    for data, least in (("clustered", 10), ("real", 10), ("gaussian", 8)):
        rows = measurements.target_rows(data)
        mine, theirs, sharded = (
            measurements.one("one", data, rows, name) for name in ("roost", "faiss-flat", "faiss-flat-sharded")
        )
        if mine and theirs:
            is_reached = theirs["median_ms"] / mine["median_ms"] >= least and mine["wrong_queries"] == 0
            yield (f"exact top 10, one query ({of(mine)} rows)", milliseconds(mine["median_ms"]) + ids(mine),
                   beside(theirs, sharded), times_faster(mine, theirs, sharded),
                   f"at least {least}×: {verdict(is_reached)}")


def with_recall(found):
    return milliseconds(found["median_ms"]) + (f", recall {found['recall']:.4f}" if "recall" in found else "")


def fast_targets(measurements):
    for peer, recall, least in (("faiss-rabitq", 0.999, 2), ("hnswlib", 0.99, 1)):
        for data in DATA:
            rows = measurements.target_rows(data)
            mine = measurements.one("one", data, rows, recall=recall)
            theirs = measurements.one("one", data, rows, peer, recall)
            sharded = measurements.one("one", data, rows, f"{peer}-sharded", recall)
            if not mine:
                continue
            work = f"fast, recall {recall}, one query ({of(mine)} rows)"
            if not theirs:
                yield work, with_recall(mine), f"{NAMES[peer]} not measured, or not at this recall", "", ""
                continue
            builds = theirs["build_seconds"] / mine["build_seconds"]
            is_reached = theirs["median_ms"] / mine["median_ms"] >= least and mine["recall"] >= recall
            target, text = "at least 2×", times_faster(mine, theirs, sharded)
            if peer == "hnswlib":
                is_reached = is_reached and builds >= 50
                target, text = "no slower, build at least 50× faster", f"{text}, build {ratio(builds)} faster"
            yield work, with_recall(mine), beside(theirs, sharded), text, f"{target}: {verdict(is_reached)}"


def batch_targets(measurements):
    for data in DATA:
        rows = measurements.target_rows(data, "batch")
        mine, theirs = measurements.one("batch", data, rows), measurements.one("batch", data, rows, "faiss-flat")
        if mine and theirs:
            faster = theirs["median_ms"] / mine["median_ms"]
            yield (f"exact, 256 queries at once ({of(mine)} rows)", milliseconds(mine["median_ms"]) + ids(mine),
                   f"FAISS IndexFlatIP {milliseconds(theirs['median_ms'])}", ratio(faster) + " faster",
                   f"at least 8×: {verdict(faster >= 8 and mine['wrong_queries'] == 0)}")


def own_targets(measurements):
    """What is measured against Roost itself: filters, inserting, memory."""
    for data in DATA:
        rows = measurements.target_rows(data, "keep-0.01")
        mine, whole = measurements.one("keep-0.01", data, rows), measurements.one("unfiltered", data, rows)
        if mine and whole:
            share = mine["median_ms"] / whole["median_ms"]
            yield (f"exact, a filter keeping 1% ({of(mine)} rows)", milliseconds(mine["median_ms"]) + ids(mine),
                   f"without a filter {milliseconds(whole['median_ms'])}", f"{share:.2f} of it",
                   f"at most 0.20: {verdict(share <= 0.2 and mine['wrong_queries'] == 0)}")
    for data in DATA:
        found = measurements.one("inserting", data, measurements.target_rows(data, "inserting"))
        if found:
            times, rate = found["p99_ms"] / found["idle_p99_ms"], found["insert_rows_per_second"]
            yield (f"inserting while searching ({of(found)} rows)",
                   f"{rate:,.0f} rows/s inserted and removed" + ids(found),
                   f"p99 of a search {milliseconds(found['p99_ms'])}, idle {milliseconds(found['idle_p99_ms'])}",
                   f"{times:.2f}× idle", f"100,000 rows/s and at most 2×: {verdict(rate >= 1e5 and times <= 2)}")
    for work, size, most in (("rows-memory", "index_bytes", 1.35), ("rows-mapped", "resident_bytes", 0.35)):
        for data in DATA:
            found = measurements.one(work, data, measurements.target_rows(data, work))
            if found and size in found:
                share = found[size] / found["float32_bytes"]
                place = "in memory" if work == "rows-memory" else "mapped, resident"
                yield (f"memory, rows {place} ({of(found)} rows)", f"{found[size] / 1e6:,.0f} MB",
                       f"float32 {found['float32_bytes'] / 1e6:,.0f} MB", f"{share:.2f}×",
                       f"at most {most}×: {verdict(share <= most)}")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def contestants(measurements):
    """Contestants with their recalls, as they appear in the tables and the curve."""
    plain = ("faiss-flat", "faiss-flat-sharded", "numpy", "usearch-f32", "usearch-i8", "faiss-sq8", "faiss-sq8-sharded")
    tuned = ("faiss-rabitq", "faiss-rabitq-sharded", "hnswlib")
    order = [("roost", None), ("roost", 0.999), ("roost", 0.99), *((name, None) for name in plain)]
    order += [(name, recall) for name in tuned for recall in (0.999, 0.99)]
    present = {(found["contestant"], found.get("recall_asked")) for found in measurements.all if found["work"] == "one"}
    return [one for one in order if one in present]


def label(contestant, recall):
    if recall is None:
        return NAMES[contestant]
    return f"Roost, fast {recall}" if contestant == "roost" else f"{NAMES[contestant]}, {recall}"


def cell(found):
    if found is None:
        return ""
    text = milliseconds(found["median_ms"])
    if "recall" in found:
        text += f" ({found['recall']:.4f})"
    return text + (f" **{found['wrong_queries']} wrong**" if found.get("wrong_queries") else "")


def size_table(measurements, data):
    """One query at a time: a line a contestant, a column a number of rows."""
    counts = measurements.row_counts(data)
    rows = []
    for contestant, recall in contestants(measurements):
        found = [measurements.one("one", data, count, contestant, recall) for count in counts]
        if not any(found):
            continue
        cores = [one["cores"] for one in found if one and "cores" in one]
        build = [one["build_seconds"] for one in found if one]
        cells = [cell(one) for one in found]
        rows.append([label(contestant, recall), *cells, f"{cores[-1]:.1f}" if cores else "", f"{build[-1]:.1f} s"])
    head = [f"one query, {data} (recall)", *(f"{count:,} rows" for count in counts), "cores used", "build, most rows"]
    return table(head, rows)


def filter_table(measurements):
    works = ("unfiltered", "keep-1", "keep-0.1", "keep-0.01", "keep-0.001")
    rows = []
    for data in DATA:
        for count in measurements.row_counts(data, "unfiltered"):
            cells = [cell(measurements.one(work, data, count)) for work in works]
            rows.append([f"{data}, {count:,}", *cells])
    return table(["exact, a filter keeping", "no filter", "100%", "10%", "1%", "0.1%"], rows)


def tables(content):
    measurements = Measurements(content)
    targets = [*exact_targets(measurements), *fast_targets(measurements), *batch_targets(measurements)]
    targets += own_targets(measurements)
    versions = ", ".join(f"{name} {version}" for name, version in content["versions"].items())
    parts = [
        f"{content['machine']['model']}, {content['machine']['cores']} cores; {versions}.",
        table(["work", "Roost", "beside it, in the same run", "ratio", "target"], targets),
    ]
    parts += [size_table(measurements, data) for data in DATA if measurements.row_counts(data)]
    if any(measurements.row_counts(data, "unfiltered") for data in DATA):
        parts.append(filter_table(measurements))
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(tables(json.loads(pathlib.Path(sys.argv[1]).read_text())))
