#!/usr/bin/env python3
"""Measures the server under load in one run and prints a table.

    load.py --roost .build/release/roost --model .models/all-MiniLM-L6-v2 [--only upload|send|many|ingest] [--quick] [--json]

upload  Documents of 50 nodes to one bot, by one client and by two, in turns with `roost embed` of the same texts.
send    Answers of the extractive model, by wrk: each connection has a chat of its own and asks one question after the
        other. First every question is a new one; then 100 questions come again and again, as in a bot's daily life, and
        what the server remembers of them helps.
many    Thousands of bots: time to create, list and delete one, memory, and uploads beside a large bot's deletion.
ingest  Queries of one client, idle and beside ingestion at full speed, by HTTP and by `roost ingest`, in turns.

The texts are abstracts of ../shared/datasets/scifact where that folder is there, and otherwise made from the words of
fixtures/documents. The server runs on a fresh folder, on 127.0.0.1, and ends with this program.
"""

import argparse
import concurrent.futures
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

from live_server import limit_duration, live_server
from texts import texts_and_questions
from under_ingest import CHUNKS, measure_under_ingest

HERE = pathlib.Path(__file__).resolve().parent
NODES_PER_DOCUMENT = 50
# Every question gets its answer from passages, whatever their scores.
NO_THRESHOLDS = {"min_k": 0, "min_n": 0}
PARTS = ("upload", "send", "many", "ingest")
QUICK = {"texts": 200, "nodes": 500, "rounds": 1, "seconds": 3, "bots": 200}


def milliseconds(start):
    return (time.perf_counter() - start) * 1000


def batches(texts):
    return [texts[start : start + NODES_PER_DOCUMENT] for start in range(0, len(texts), NODES_PER_DOCUMENT)]


def upload_seconds(server, bot, texts, client_count):
    """Seconds that some clients need to upload the texts."""
    documents = list(enumerate(batches(texts)))

    def upload_share(first):
        client = server.client()
        for number, batch in documents[first::client_count]:
            client.upload(bot, f"document-{number}", batch)

    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(client_count) as pool:
        list(pool.map(upload_share, range(client_count)))
    return time.perf_counter() - start


def embed(options, texts, folder):
    """What `roost embed` says of the same texts."""
    text_file = folder / "texts.txt"
    text_file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    command = [options.roost, "embed", "--input", text_file, "--output", folder / "vectors.npy", "--json"]
    environment = {"PATH": "/usr/bin:/bin", "ROOST_MODELS": str(options.model.resolve().parent)}
    output = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(output.stdout)


def measure_upload(options, server, texts, source):
    """Tokens a second, by one client and by two, beside the encoder alone.

    The encoder's count of the tokens holds for both sides: it has two special tokens a text, which the server's
    `token_usage` has not.
    """
    speeds = {"embed": [], 1: [], 2: []}
    admin = server.client()
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            embedded = embed(options, texts, pathlib.Path(folder))
        speeds["embed"].append(embedded["tokens_per_second"])
        for client_count in (1, 2):
            bot = f"upload-{client_count}"
            admin.create_bot(bot)
            speeds[client_count].append(embedded["tokens"] / upload_seconds(server, bot, texts, client_count))
            admin.delete_bot(bot)
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    return [
        {
            "work": f"upload {len(texts):,} nodes ({source}), {plural(count, 'client')}",
            "measured": f"{medians[count]:,.0f} tokens/s; `roost embed` {medians['embed']:,.0f} tokens/s",
            "target": "85% of the encoder",
            "result": f"{medians[count] / medians['embed']:.0%}",
            "values": {"tokens_per_second": speeds[count], "embed_tokens_per_second": speeds["embed"]},
        }
        for count in (1, 2)
    ]


def plural(count, noun):
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class LargeBot:
    """The bot that is asked and deleted, made when the first part needs it."""

    name = "large"

    def __init__(self, server, texts, questions):
        self.server = server
        self.texts = texts
        self.questions = questions
        self.exists = False

    def create(self):
        if self.exists:
            return
        self.server.client().create_bot(self.name, **NO_THRESHOLDS)
        seconds = upload_seconds(self.server, self.name, self.texts, 2)
        print(f"uploaded {len(self.texts):,} nodes in {seconds:.0f} s", file=sys.stderr)
        self.exists = True

    def delete(self):
        self.server.client().delete_bot(self.name)
        self.exists = False

    def bodies(self, questions):
        """Requests with the questions."""
        return [{"prompt": question, "bot_name": self.name} for question in questions]


def ask_all(large, questions):
    """Asks every question once; the number answered from passages."""
    client = large.server.client()
    chat = client.start_chat()
    replies = [client.call("POST", f"/bots/chats/{chat}/send", body)["reply"] for body in large.bodies(questions)]
    return sum(reply["context"] is not None for reply in replies)


def run_wrk(large, questions, connections, seconds):
    """wrk's latencies and counts, from the JSON line of send.lua."""
    client = large.server.client()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        chats = [client.start_chat() for _ in range(connections)]
        (folder / "chats").write_text("".join(f"{chat}\n" for chat in chats))
        (folder / "bodies").write_text("".join(f"{json.dumps(body)}\n" for body in large.bodies(questions)))
        command = ["wrk", "-t", connections, "-c", connections, "-d", f"{seconds}s", "--timeout", "20s"]
        command += ["-s", HERE / "send.lua", "-H", f"X-API-Key: {client.credentials['X-API-Key']}"]
        command += [f"http://127.0.0.1:{large.server.port}", "--", folder / "chats", folder / "bodies"]
        output = subprocess.run(
            list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True, timeout=seconds + 60
        )
    return json.loads(output.stdout.splitlines()[-1])


def measure_send(options, large):
    """Latency by one client and answers a second by eight."""
    large.create()
    questions = large.questions
    repeated, first, second = questions[:100], questions[100:400], questions[400:]
    answered = ask_all(large, repeated)
    work = f"send, {len(large.texts):,} nodes ({answered} of 100 questions answered)"
    return [
        latency_row(f"{work}, each question once, 1 client", run_wrk(large, first, 1, options.seconds)),
        rate_row("the same, 8 clients", run_wrk(large, second, 8, options.seconds)),
        latency_row("100 questions again and again, 1 client", run_wrk(large, repeated, 1, options.seconds)),
        rate_row("the same, 8 clients", run_wrk(large, repeated, 8, options.seconds)),
    ]


def latency_row(work, counts):
    return {
        "work": work,
        "measured": latencies(counts),
        "target": "median under 40 ms",
        "result": met(counts["median_ms"] < 40),
        "values": counts,
    }


def rate_row(work, counts):
    rate = counts["answered"] / counts["seconds"]
    return {
        "work": work,
        "measured": f"{rate:.1f} requests/s, {latencies(counts)}",
        "target": "60 requests/s",
        "result": met(rate >= 60),
        "values": counts | {"requests_per_second": rate},
    }


def latencies(counts):
    """wrk's latencies in words, and whatever was not an answer."""
    words = f"median {counts['median_ms']:.1f} ms, p99 {counts['p99_ms']:.1f} ms"
    if counts["not_200"] or counts["socket_errors"]:
        words += f", **{counts['not_200']} not 200, {counts['socket_errors']} socket errors**"
    return words


def met(condition):
    return "met" if condition else "**missed**"


def timed(action, arguments):
    """Milliseconds of each call of an action."""
    times = []
    for argument in arguments:
        start = time.perf_counter()
        action(argument)
        times.append(milliseconds(start))
    return times


def measure_many(options, large):
    """Bots by the thousand, then the deletion of a large one."""
    large.create()
    server = large.server
    client = server.client()
    before = server.resident_megabytes()
    names = [f"bot-{number}" for number in range(options.bots)]
    created = timed(client.create_bot, names)
    after = server.resident_megabytes()
    sample = random.Random(1).sample(names, min(50, len(names)))
    listed = timed(lambda name: client.call("GET", f"/bots/{name}/documents/list"), sample)
    deleted = timed(client.delete_bot, sample[1:])
    rows = [
        time_row(f"create {plural(options.bots, 'bot')}", created),
        time_row("list the documents of one of them", listed),
        time_row("delete one of them", deleted),
        {
            "work": f"resident memory, before and after the {plural(options.bots, 'bot')}",
            "measured": f"{before:.0f} MB, {after:.0f} MB",
            "target": "",
            "result": f"{(after - before) * 1024 / options.bots:.1f} kB a bot",
            "values": {"before_mb": before, "after_mb": after},
        },
    ]
    return rows + deletion_rows(large, sample[0])


def time_row(work, times):
    return {
        "work": work,
        "measured": f"median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms",
        "target": "",
        "result": "",
        "values": {"median_ms": statistics.median(times), "longest_ms": max(times), "count": len(times)},
    }


def deletion_rows(large, neighbour):
    """The deletion of the large bot, and small uploads to another bot before it and beside it."""
    client = large.server.client()

    def upload(number):
        client.upload(neighbour, f"note-{number}", [f"Note {number} says that the harbour is calm."])

    undisturbed = timed(upload, range(50))
    beside = []
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        deletion = pool.submit(timed, lambda _: large.delete(), [None])
        # One at least, and the last one starts before the deletion ends.
        while not beside or not deletion.done():
            beside += timed(upload, [len(undisturbed) + len(beside)])
    [duration] = deletion.result()
    return [
        {
            "work": f"delete a bot of {len(large.texts):,} nodes",
            "measured": f"{duration:.0f} ms",
            "target": "",
            "result": "",
            "values": {"milliseconds": duration},
        },
        time_row(f"upload one node to another bot meanwhile ({plural(len(beside), 'upload')})", beside),
        time_row("the same without the deletion", undisturbed),
    ]


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--only", action="append", choices=PARTS, help="this part alone; may be repeated")
    parser.add_argument("--texts", type=int, help="nodes to upload in a round (default 2,000)")
    parser.add_argument("--rounds", type=int, help="rounds of uploads (default 3)")
    parser.add_argument("--nodes", type=int, help="nodes of the large bot (default 10,000)")
    parser.add_argument("--seconds", type=int, help="seconds for which wrk sends (default 10)")
    parser.add_argument("--bots", type=int, help="number of bots to create (default 2,000)")
    parser.add_argument("--quick", action="store_true", help="small defaults: under a minute, for trying it out")
    parser.add_argument("--limit", type=int, default=1800, help="end after so many seconds, whatever happens")
    parser.add_argument("--json", action="store_true", help="one JSON object with every number instead of the table")
    options = parser.parse_args()
    defaults = QUICK if options.quick else {"texts": 2000, "nodes": 10_000, "rounds": 3, "seconds": 10, "bots": 2000}
    for name, value in defaults.items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


def measure(options):
    """The rows of all parts."""
    texts, questions, source = texts_and_questions(max(options.nodes, options.texts, CHUNKS))
    rows = []
    with live_server(options.roost, options.model.resolve().parent) as server:
        large = LargeBot(server, texts[: options.nodes], questions)
        for part in options.only or PARTS:
            print(f"measuring {part}", file=sys.stderr)
            if part == "upload":
                rows += measure_upload(options, server, texts[: options.texts], source)
            elif part == "send":
                rows += measure_send(options, large)
            elif part == "ingest":
                rows += measure_under_ingest(options, server, texts, questions)
            else:
                rows += measure_many(options, large)
    return rows


def main():
    options = parse_options()
    limit_duration(options.limit)
    rows = measure(options)
    if options.json:
        print(json.dumps({"rows": rows}))
        return
    print("| work | measured | target | result |\n| --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row['work']} | {row['measured']} | {row['target']} | {row['result']} |")


if __name__ == "__main__":
    main()
