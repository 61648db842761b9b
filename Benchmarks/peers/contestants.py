"""Who is measured: Roost in its precisions, run anew for every turn, and its peers, each in a process that keeps its
model.

Each has a name and the methods `speed(text_set)` and `latency(text_set)`, tokens a second and milliseconds of a text,
`vectors(text_set, folder)`, the file of them, and `about`: the seconds to load and the memory then.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PRECISIONS = ("fp32", "bf16", "int8")
PEERS = {
    "onnx-fp32": "ONNX Runtime fp32", "onnx-int8": "ONNX Runtime int8",
    "sentence-transformers": "sentence-transformers",
}


def run_json(*command, environment=None):
    """The JSON object that a command prints."""
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(output.stdout)


class Roost:
    def __init__(self, options, precision, threads):
        self.name, self.precision, self.threads = f"Roost {precision}", precision, threads
        self.options = options
        self.about = {}

    def bench(self, text_set, *arguments):
        result = run_json(
            self.options.roost, "bench", "encode", "--input", text_set.file, "--model", self.options.model,
            "--precision", self.precision, "--threads", self.threads, "--json", *arguments,
        )
        if not self.about:
            self.about = {"load_seconds": result["load_seconds"], **result["loaded_memory"]}
        self.runs = result["precision"]
        return result

    def speed(self, text_set):
        return self.bench(text_set, "--passes", 1)["tokens_per_second"]

    def latency(self, text_set):
        return self.bench(text_set, "--batch", 1)["median_ms"]

    def beside_bulk(self, text_set):
        """Calls of one text each, by themselves and beside bulk work."""
        return self.bench(text_set, "--batch", 1, "--beside-bulk")

    def vectors(self, text_set, folder):
        output = folder / f"roost-{self.precision}.npy"
        run_json(
            self.options.roost, "embed", "--input", text_set.file, "--output", output, "--model", self.options.model,
            "--precision", self.precision, "--json",
        )
        return output

    def stop(self):
        pass


class Peer:
    def __init__(self, options, peer, threads):
        self.name, self.peer = PEERS[peer], peer
        command = [HERE / "encoder_peer.py", peer, options.model, options.cache, "--threads", threads]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, *map(str, command)], **pipes)
        self.about = self.read()

    def order(self, **order):
        print(json.dumps(order, default=str), file=self.process.stdin, flush=True)
        return self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended by itself, status {self.process.wait()}")
        return json.loads(line)

    def speed(self, text_set):
        return self.order(texts=text_set.file)["tokens_per_second"]

    def latency(self, text_set):
        return self.order(texts=text_set.file, single=True)["median_ms"]

    def vectors(self, text_set, folder):
        output = folder / f"{self.peer}.npy"
        self.order(texts=text_set.file, output=output)
        return output

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def precisions(options, text_set):
    """Roost's precisions: the default one, and those that this processor runs."""
    default = run_json(
        options.roost, "bench", "encode", "--input", text_set.file, "--model", options.model, "--passes", 1, "--json"
    )["precision"]
    running = []
    for precision in PRECISIONS:
        roost = Roost(options, precision, 1)
        roost.bench(text_set, "--passes", 1)
        if roost.runs == precision:
            running.append(precision)
    return default, running
