"""Measures the server: how soon it listens, and the memory that it takes."""

import json
import pathlib
import re
import signal
import statistics
import subprocess
import time
import urllib.request


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
    environment = options.environment | {"ROOST_API_KEY": "benchmark-key", "ROOST_DATA": str(folder / "server")}
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
        ("start of the server to `listening`", f"{statistics.median(starts):.2f} s", "target: under 1 s"),
        ("resident memory, model and 5,000 chunks", f"{memory:.0f} MB", "target: under 300 MB"),
    ]
