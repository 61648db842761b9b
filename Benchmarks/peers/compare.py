#!/usr/bin/env python3
"""Measures Roost beside its peers in one run and prints the README's table.

    compare.py --roost .build/release/roost --model .models/all-MiniLM-L6-v2 [--rounds 3]

Roost and the peers take turns in every round, and what is printed are medians over the rounds, so that a busy machine
slows all alike. The texts are abstracts of ../shared/datasets/scifact where that folder is there, and otherwise made
from the words of fixtures/documents. The index has a comparison of its own, in Benchmarks/index.
"""

import argparse
import gzip
import json
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def run_json(*command, environment=None):
    """The JSON object that a command prints."""
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(output.stdout)


def benchmark_texts(count=400):
    """Texts of the lengths that ingesting meets, and where they are from."""
    corpus = ROOT.parent / "shared/datasets/scifact/corpus.jsonl.gz"
    if corpus.exists():
        with gzip.open(corpus, "rt", encoding="utf-8") as lines:
            documents = [json.loads(line) for line in lines]
        chosen = random.Random(1).sample(documents, count)
        return [f"{document['title']} {document['text']}".replace("\n", " ") for document in chosen], "SciFact abstracts"
    words = re.findall(r"\w+", (ROOT / "fixtures/documents/village-library.md").read_text(encoding="utf-8"))
    chance = random.Random(1)
    return [" ".join(chance.choices(words, k=chance.randint(20, 220))) + "." for _ in range(count)], "made-up texts"


def encoder_rows(options, folder):
    """Tokens a second: Roost, ONNX Runtime, sentence-transformers, and ingesting."""
    texts, source = benchmark_texts()
    text_file = folder / "texts.txt"
    text_file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    document_folder = folder / "documents"
    document_folder.mkdir()
    for number, text in enumerate(texts):
        (document_folder / f"{number}.txt").write_text(text, encoding="utf-8")
    speeds = {"roost": [], "ingest": [], "onnxruntime": [], "sentence_transformers": []}
    for number in range(options.rounds):
        embedded = run_json(options.roost, "embed", "--input", text_file, "--output", folder / "out.npy", "--json")
        speeds["roost"].append(embedded["tokens_per_second"])
        ingested = run_json(
            options.roost, "ingest", "--data", folder / f"data{number}", "--collection", "c", document_folder, "--json"
        )
        # Counted as the encoder counts them: two special tokens a chunk.
        speeds["ingest"].append((ingested["tokens"] + 2 * ingested["chunks"]) / ingested["seconds"])
        peers = run_json(
            sys.executable, HERE / "encoder_peers.py", text_file, options.model, options.cache, "--repeats", "1"
        )
        for peer in ("onnxruntime", "sentence_transformers"):
            speeds[peer].append(peers[peer]["tokens_per_second"])
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    ratio = medians["roost"] / medians["onnxruntime"]
    return [
        (
            f"encode {len(texts):,} texts ({source}), float32",
            f"{medians['roost']:,.0f} tokens/s",
            f"ONNX Runtime {medians['onnxruntime']:,.0f}, sentence-transformers "
            f"{medians['sentence_transformers']:,.0f} tokens/s",
            f"{ratio:.2f}× ONNX Runtime",
        ),
        (
            "ingest the same texts as files",
            f"{medians['ingest']:,.0f} tokens/s",
            f"`roost embed` {medians['roost']:,.0f} tokens/s",
            f"{medians['ingest'] / medians['roost']:.0%} of the encoder",
        ),
    ]


def resident_megabytes(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def call(port, method, path, body=None, key="benchmark-key"):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    request.add_header("X-API-Key", key)
    request.add_header("Content-Type", "application/json")
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(request, data) as response:
        return json.load(response)


def server_rows(options, folder):
    """Seconds to `listening`, and memory with the model and 5,000 chunks that were searched."""
    environment = {"PATH": "/usr/bin:/bin", "ROOST_API_KEY": "benchmark-key", "ROOST_DATA": str(folder / "server")}
    environment["ROOST_MODELS"] = str(options.model.resolve().parent)
    starts = []
    for number in range(options.rounds):
        start = time.perf_counter()
        process = subprocess.Popen(
            [options.roost, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
        )
        for line in process.stderr:
            if "listening on" in line:
                break
        starts.append(time.perf_counter() - start)
        if number < options.rounds - 1:
            process.send_signal(signal.SIGTERM)
            process.wait()
    port = int(line.rsplit(":", 1)[1])
    models = {"llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3}
    call(port, "POST", "/bots/memory/manage/create", models)
    for batch in range(10):
        nodes = [
            {"text": f"Buoy {batch * 500 + n} lies {n} miles off the coast and is painted in colour {n * 7 % 31}."}
            for n in range(500)
        ]
        body = {"file_name": f"buoys-{batch}", "file_contents": {"nodes": nodes}, "file_metadata": {}}
        call(port, "POST", "/bots/memory/documents/upload", body)
    chat = call(port, "POST", "/bots/chats/start")["chat_id"]
    for number in range(20):
        question = {"prompt": f"How far off the coast is buoy {number}?", "bot_name": "memory"}
        call(port, "POST", f"/bots/chats/{chat}/query", question)
    memory = resident_megabytes(process)
    process.send_signal(signal.SIGTERM)
    process.wait()
    return [
        ("start of the server to `listening`", f"{statistics.median(starts):.2f} s", "target: under 1 s", ""),
        ("resident memory, model and 5,000 chunks", f"{memory:.0f} MB", "target: under 300 MB", ""),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--cache", default=ROOT / ".build-bench", type=pathlib.Path, help="keeps the exported model")
    parser.add_argument("--rounds", default=3, type=int)
    options = parser.parse_args()
    options.roost = options.roost.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = encoder_rows(options, folder) + server_rows(options, folder)
    print("| work | Roost | beside it, in the same run | ratio |\n| --- | --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
