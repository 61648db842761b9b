"""The tables: what was measured, and the targets."""

from contestants import PEERS

ONNX, ONNX_INT8 = PEERS["onnx-fp32"], PEERS["onnx-int8"]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def number(value, form=",.0f"):
    return "" if value is None else format(value, form)


def speed_table(found, quantities, threads):
    head = [f"tokens/s, {threads} threads" if threads > 1 else "tokens/s, 1 thread"]
    head += [f"{name} tokens" if name != "mixed" else "mixed" for name in quantities] + ["12-token query"]
    rows = []
    for name in found.names:
        speeds = [number(found.median(name, f"{quantity}/{threads}")) for quantity in quantities]
        rows.append([name, *speeds, number(found.median(name, f"query/{threads}"), ".2f") + " ms"])
    return table(head, rows)


def other_table(found, threads):
    head = ["", "cosine to sentence-transformers: mean (least)", f"{threads} threads over 1, mixed",
            "loading and the first text", "resident, loaded (proportional)"]
    rows = []
    for name in found.names:
        one, many = (found.median(name, f"mixed/{count}") for count in (1, threads))
        resident, proportional = (found.median(name, f"{kind}_bytes/{threads}") for kind in ("resident", "proportional"))
        rows.append([
            name, f"{found.median(name, 'cosine_mean'):.5f} ({found.median(name, 'cosine_min'):.5f})",
            number(many / one if one and many else None, ".2f") + "×",
            number(found.median(name, f"load_seconds/{threads}") * 1e3) + " ms",
            f"{number(resident / 1e6)} MB ({number(proportional / 1e6)} MB)",
        ])
    return table(head, rows)


def bulk_table(found, running):
    head = ["one 12-token query", "by itself: median, p99", "beside bulk work: median, p99", "bulk tokens/s meanwhile"]
    rows = []
    for precision in running:
        name = f"Roost {precision}"
        cells = [
            f"{found.median(name, f'{prefix}_median_ms'):.2f}, {found.median(name, f'{prefix}_p99_ms'):.2f} ms"
            for prefix in ("idle", "beside")
        ]
        rows.append([precision, *cells, number(found.median(name, "bulk_speed"))])
    return table(head, rows)


class Targets:
    """Ratios in this run beside what they are to reach."""

    head = ["work", "against", "reach", "measured", ""]

    def __init__(self, found, default, threads):
        self.found, self.default, self.threads, self.rows = found, f"Roost {default}", threads, []

    def add(self, work, against, reach, measured, reached):
        self.rows.append([work, against, reach, measured, "reached" if reached else "**missed**"])

    def speed(self, precision, peer, factor, mean_cosine=None, closer_than=None):
        name, mixed = f"Roost {precision}", f"mixed/{self.threads}"
        if self.found.median(name, mixed) is None:
            self.rows.append([f"mixed lengths, {precision}", peer, f"≥ {factor}×", "not run by this processor", ""])
            return
        ratio = self.found.median(name, mixed) / self.found.median(peer, mixed)
        cosine = self.found.median(name, "cosine_mean")
        reach, measured, reached = f"≥ {factor}×", f"{ratio:.2f}×, cosine {cosine:.5f}", ratio >= factor
        if mean_cosine is not None:
            reach, reached = f"{reach}, cosine ≥ {mean_cosine}", reached and cosine >= mean_cosine
        if closer_than:
            other = self.found.median(closer_than, "cosine_mean")
            reach, measured = f"{reach}, and closer to fp32", f"{measured} beside {other:.5f}"
            reached = reached and cosine > other
        self.add(f"mixed lengths, {precision}", peer, reach, measured, reached)

    def latency(self):
        ours = self.found.median(self.default, f"query/{self.threads}")
        # ONNX Runtime with the number of threads that is better for it.
        theirs = min(self.found.median(ONNX, f"query/{count}") for count in {1, self.threads})
        self.add(
            f"one 12-token query, {self.default.removeprefix('Roost ')}", ONNX, "≤ 0.5× its time",
            f"{ours:.2f} ms beside {theirs:.2f} ms, {ours / theirs:.2f}×", ours <= 0.5 * theirs,
        )

    def ingest(self, running):
        for precision in running:
            name = f"Roost {precision}"
            share = self.found.median(name, "ingest") / self.found.median(name, "ingest_encoder")
            self.add(
                f"ingest of plain text, {precision}", "encoder alone", "≥ 90% of its tokens/s",
                f"{number(self.found.median(name, 'ingest'))} tokens/s, {share:.0%}", share >= 0.9,
            )

    def memory(self, running):
        for precision in running:
            bytes_ = self.found.median(f"Roost {precision}", f"resident_bytes/{self.threads}")
            self.add(f"resident memory, model loaded, {precision}", "", "≤ 200 MB", f"{number(bytes_ / 1e6)} MB",
                     bytes_ <= 200e6)

    def load(self, running):
        for precision in running:
            seconds = self.found.median(f"Roost {precision}", f"load_seconds/{self.threads}")
            self.add(f"ready, {precision}", "", "≤ 300 ms", f"{number(seconds * 1e3)} ms", seconds <= 0.3)


def target_table(found, default, running, threads):
    targets = Targets(found, default, threads)
    targets.speed("fp32", ONNX, 1.25, mean_cosine=0.99999)
    targets.speed("bf16", ONNX, 2.3, mean_cosine=0.9995)
    targets.speed("int8", ONNX, 4, mean_cosine=0.99)
    targets.speed("int8", ONNX_INT8, 1.9, closer_than=ONNX_INT8)
    targets.latency()
    targets.ingest(running)
    targets.memory(running)
    targets.load(running)
    return table(Targets.head, targets.rows)
