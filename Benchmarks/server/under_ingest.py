"""Times of queries while documents are ingested at full speed, beside those of an idle server."""

import json
import pathlib
import re
import signal
import statistics
import subprocess
import tempfile
import threading
import time

BOT = "asked"
CHUNKS = 5000
CHUNKS_PER_DOCUMENT = 50
UPLOADERS = 2
# What ingestion needs to get going.
WARM_UP_SECONDS = 1.5


class Asker:
    """One client that asks one question after the other, each a new one."""

    def __init__(self, server, questions):
        self.client = server.client()
        self.questions = questions
        self.asked = 0
        self.chat = self.client.start_chat()

    def times(self, seconds):
        """Milliseconds of each query."""
        times = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            prompt = f"{self.questions[self.asked % len(self.questions)]} {self.asked}"
            self.asked += 1
            body = {"prompt": prompt, "bot_name": BOT}
            start = time.perf_counter()
            self.client.call("POST", f"/bots/chats/{self.chat}/query", body)
            times.append((time.perf_counter() - start) * 1000)
        return times


class Uploads:
    """Two clients that upload documents to another bot until the end of the `with` statement."""

    def __init__(self, server, bodies):
        self.server = server
        self.bodies = bodies
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._upload, args=[number]) for number in range(UPLOADERS)]

    def _upload(self, first):
        client = self.server.client()
        number = first
        while not self.stopped.is_set():
            name = json.dumps(f"document-{time.monotonic_ns()}-{number}")
            body = self.bodies[number % len(self.bodies)].replace('"NAME"', name, 1)
            client.send("POST", "/bots/filled/documents/upload", body, "application/json")
            number += UPLOADERS

    def __enter__(self):
        self.server.client().create_bot("filled")
        for thread in self.threads:
            thread.start()
        time.sleep(WARM_UP_SECONDS)

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()
        self.server.client().delete_bot("filled")


class Command:
    """`roost ingest` into a collection of the same data folder until the end of the `with` statement."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.runs = 0

    def __enter__(self):
        self.runs += 1
        command = [self.server.roost, "ingest", "--collection", f"filled-{time.monotonic_ns()}", str(self.folder)]
        self.process = subprocess.Popen(
            command, env=self.server.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(WARM_UP_SECONDS)

    def __exit__(self, *_):
        if self.process.poll() is not None:
            raise RuntimeError(f"roost ingest ended too early, with {self.process.returncode}")
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def encoded_tokens(server):
    """Tokens that the server's encoder has read so far."""
    client = server.client()
    client.connection.request("GET", "/metrics")
    text = client.connection.getresponse().read().decode()
    return float(re.search(r"^roost_encoder_tokens_total (\S+)", text, re.MULTILINE).group(1))


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def bodies(texts):
    batches = [texts[start : start + CHUNKS_PER_DOCUMENT] for start in range(0, len(texts), CHUNKS_PER_DOCUMENT)]
    return [
        json.dumps({
            "file_name": "NAME",
            "file_contents": {"nodes": [{"text": text, "metadata": {}} for text in batch], "assets": []},
            "file_metadata": {},
        })
        for batch in batches
    ]


def measure_under_ingest(options, server, texts, questions):
    """Rows of the table: queries idle and beside two kinds of ingestion, in turns, and the speed of ingestion."""
    client = server.client()
    client.create_bot(BOT, min_k=0, min_n=0)
    for number, body in enumerate(bodies(texts[:CHUNKS])):
        content = body.replace('"NAME"', f'"document-{number}"', 1)
        client.send("POST", f"/bots/{BOT}/documents/upload", content, "application/json")
    asker = Asker(server, questions)
    uploaded = bodies(texts)
    times = {"idle": [], "uploads": [], "command": []}
    speeds = {"alone": [], "beside queries": []}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for number in range(4000):
            (folder / f"{number}.txt").write_text("\n\n".join(texts[(number * 7 + i) % len(texts)] for i in range(10)))
        asker.times(2)
        for _ in range(options.rounds):
            times["idle"].append(asker.times(options.seconds))
            with Uploads(server, uploaded):
                for phase in speeds:
                    tokens, start = encoded_tokens(server), time.perf_counter()
                    if phase == "alone":
                        time.sleep(options.seconds)
                    else:
                        times["uploads"].append(asker.times(options.seconds))
                    speeds[phase].append((encoded_tokens(server) - tokens) / (time.perf_counter() - start))
            with Command(server, folder):
                times["command"].append(asker.times(options.seconds))
    # The first connection has been idle for too long by now.
    server.client().delete_bot(BOT)
    return rows(times, speeds)


def rows(times, speeds):
    def middle(kind, share):
        """The median of the rounds."""
        return statistics.median(percentile(found, share) for found in times[kind])

    work = f"query, {CHUNKS:,} chunks, extractive answers, 1 client"
    idle = middle("idle", 0.99)
    found = [{
        "work": f"{work}, idle",
        "measured": f"median {middle('idle', 0.5):.1f} ms, p99 {idle:.1f} ms",
        "target": "",
        "result": "",
        "values": {"milliseconds": times["idle"]},
    }]
    for kind, name in [("uploads", f"{UPLOADERS} clients upload at full speed"), ("command", "`roost ingest` runs")]:
        p99 = middle(kind, 0.99)
        found.append({
            "work": f"the same while {name}",
            "measured": f"median {middle(kind, 0.5):.1f} ms, p99 {p99:.1f} ms",
            "target": "p99 at most 2 × idle",
            "result": f"{p99 / idle:.2f} ×",
            "values": {"milliseconds": times[kind]},
        })
    alone, beside = (statistics.median(speeds[phase]) for phase in speeds)
    found.append({
        "work": f"{UPLOADERS} clients upload, without and beside the queries",
        "measured": f"{alone:,.0f} and {beside:,.0f} tokens/s",
        "target": "",
        "result": f"{beside / alone:.0%}",
        "values": speeds,
    })
    return found
