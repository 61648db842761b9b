"""Who is measured: Roost, run anew for every round, and its peers, each in a process that keeps its index."""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

# About the bytes that a peer takes, over those of the float32 rows; the mapped file itself is shared by all.
PEER_BYTES = {
    "numpy": 0, "faiss-flat": 1, "faiss-flat-sharded": 1, "usearch-f32": 0, "faiss-sq8": 0.25,
    "faiss-sq8-sharded": 0.25, "usearch-i8": 0.25,
    "faiss-rabitq": 1.1, "faiss-rabitq-sharded": 1.1, "hnswlib": 1.2,
}
# Roost's index and the mapped file.
OTHER_BYTES = 2.5
EXACT_PEERS = ("numpy", "faiss-flat", "faiss-flat-sharded", "usearch-f32")
# These are set to a recall; the others have the one that they have.
TUNED_PEERS = ("faiss-rabitq", "faiss-rabitq-sharded", "hnswlib")
RECALLS = (0.99, 0.999)


class Roost:
    """`roost bench search`, which loads and builds in every run. Options that it lacks are known from its help."""

    def __init__(self, program, k):
        self.program, self.k = program, k
        text = subprocess.run([program, "bench", "search", "--help"], check=True, stdout=subprocess.PIPE, text=True)
        self.help = text.stdout

    def has(self, option):
        return option in self.help

    def run(self, vectors, queries, *arguments):
        command = [self.program, "bench", "search", "--vectors", vectors, "--queries", queries, "-k", self.k, "--json"]
        output = subprocess.run([*map(str, command), *map(str, arguments)], check=True, stdout=subprocess.PIPE)
        return json.loads(output.stdout)


class RoostContestant:
    name, parameter = "roost", None

    def __init__(self, roost, vectors, recall=None):
        self.roost, self.vectors, self.recall_asked = roost, vectors, recall
        self.is_exact = recall is None
        self.arguments = [] if self.is_exact else ["--mode", "fast", "--recall", recall]

    def answer(self, queries, batch, output):
        return self.roost.run(self.vectors, queries, "--batch", batch, "--output", output, *self.arguments)


class Peer:
    """A peer's process, started when it is first needed."""

    def __init__(self, name, dataset, k):
        self.name, self.dataset, self.k = name, dataset, k
        self.process, self.about = None, None

    def order(self, **order):
        if self.process is None:
            command = [HERE / "peers.py", self.name, self.dataset.vectors, self.dataset.folder, "-k", self.k]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self.process = subprocess.Popen([sys.executable, *map(str, command)], **pipes)
            self.about = self.read()
        print(json.dumps(order, default=str), file=self.process.stdin, flush=True)
        return self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended by itself, status {self.process.wait()}")
        return json.loads(line)

    def stop(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()
            self.process = None


class PeerContestant:
    def __init__(self, peer, recall=None, parameter=None, keeps_index=True):
        self.peer, self.recall_asked, self.parameter, self.keeps_index = peer, recall, parameter, keeps_index
        self.name = peer.name
        self.is_exact = peer.name in EXACT_PEERS

    def answer(self, queries, batch, output):
        answer = self.peer.order(search=queries, batch=batch, parameter=self.parameter, output=output)
        answer["build_seconds"] = self.peer.about["build_seconds"]
        if not self.keeps_index:
            self.peer.stop()
        return answer
