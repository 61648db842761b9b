#!/usr/bin/env python3
"""Has many clients use every API at once for minutes, with slow clients beside them after the first third.

    soak.py --roost .build/release/roost --model .models/all-MiniLM-L6-v2 [--seconds 300] [--clients 64] [--slow 200]

Each client uploads, asks, chats, streams and deletes. A 429 or 503 with `Retry-After` is an announcement, which clients
honour; everything else that is no success is an error. Prints errors, latencies without and beside the slow clients, and
the memory; ends with 1 if there was an error, if memory grew from the middle third of the time to the last, or if the slow
clients delayed queries.
"""

import argparse
import collections
import http.client
import pathlib
import random
import sys
import threading
import time

from live_server import UnexpectedAnswer, limit_duration, live_server
from slow_clients import SlowClients
from texts import texts_and_questions

CHUNKS_PER_DOCUMENT = 4
DOCUMENTS_PER_CLIENT = 4
SETTINGS = {"ROOST_LOG_LEVEL": "warning"}


class Record:
    """What all clients met."""

    def __init__(self):
        self.lock = threading.Lock()
        self.times = collections.defaultdict(list)
        self.errors = []
        self.postponed = collections.Counter()
        self.phase = "alone"

    def add(self, kind, phase, seconds):
        with self.lock:
            self.times[kind, phase].append(seconds * 1000)

    def fail(self, kind, error):
        with self.lock:
            self.errors.append(f"{kind}: {error}")

    def postpone(self, status):
        with self.lock:
            self.postponed[status] += 1

    def percentile(self, kind, phase, share):
        times = sorted(self.times[kind, phase])
        return times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


class Visitor:
    """One client of all APIs, with things of its own."""

    def __init__(self, server, number, texts, questions, record):
        self.number = number
        self.chance = random.Random(number)
        self.texts = texts
        self.questions = questions
        self.record = record
        self.master = server.client()
        self.user = server.user_client(f"user-{number}")
        self.bot = f"bot-{number}"
        self.documents = []
        self.uploaded = 0

    def prepare(self):
        self.try_until_done(lambda: self.master.create_bot(self.bot, min_k=0, min_n=0))
        self.chat = self.try_until_done(self.master.start_chat)
        made = {"name": "Clone", "base_prompt": "Be kind.", "visibility": "private"}
        self.clone = self.try_until_done(lambda: self.user.call("POST", "/api/clones", made))["id"]
        made = {"name": "Helper", "description": "It helps.", "systemPrompt": "Be kind."}
        path = "/api/v1/assistant/create"
        self.assistant = self.try_until_done(lambda: self.user.call("POST", path, made))["data"]["id"]
        self.upload()

    def actions(self):
        """What may be done, as often as it stands here."""
        return [self.query] * 6 + [self.send] * 2 + [
            self.stream, self.upload, self.upload, self.delete, self.list_all, self.ask_clone, self.train_clone,
            self.ask_assistant, self.say, self.health,
        ]

    def act(self):
        action = self.chance.choice(self.actions())
        phase = self.record.phase
        start = time.perf_counter()
        try:
            if self.try_until_done(action, once=True) is not None:
                self.record.add(action.__name__, phase, time.perf_counter() - start)
        except (UnexpectedAnswer, OSError, http.client.HTTPException, ValueError, KeyError) as error:
            self.record.fail(action.__name__, repr(error))
            for client in (self.master, self.user):
                client.connection.close()

    def try_until_done(self, action, once=False):
        """The action's result; None when it was put off and is not to be tried again."""
        while True:
            try:
                return action() or {}
            except UnexpectedAnswer as error:
                if error.status not in (429, 503) or error.retry_after is None:
                    raise
                self.record.postpone(error.status)
                time.sleep(error.retry_after)
                if once:
                    return None

    def prompt(self):
        return {"prompt": self.chance.choice(self.questions), "bot_name": self.bot}

    def query(self):
        return self.master.call("POST", f"/bots/chats/{self.chat}/query", self.prompt())

    def send(self):
        return self.master.call("POST", f"/bots/chats/{self.chat}/send", self.prompt())

    def stream(self):
        return self.events(self.master, f"/bots/chats/{self.chat}/stream", self.prompt())

    def say(self):
        messages = [{"role": "user", "content": self.chance.choice(self.questions)}]
        return self.events(self.user, "/v1/chat/stream", {"model": "gpt-4", "messages": messages})

    def events(self, client, path, body):
        content = client.receive("POST", path, body)
        if b"data:" not in content:
            raise ValueError(f"{path} sent no events")
        return {"bytes": len(content)}

    def upload(self):
        if len(self.documents) >= DOCUMENTS_PER_CLIENT:
            self.delete()
        name = f"document-{self.uploaded}"
        self.uploaded += 1
        result = self.master.upload(self.bot, name, self.chance.sample(self.texts, CHUNKS_PER_DOCUMENT))
        self.documents.append(name)
        return result

    def delete(self):
        if self.documents:
            path = f"/bots/{self.bot}/documents/delete?document_name={self.documents[0]}"
            self.master.call("DELETE", path)
            self.documents.pop(0)
        return {}

    def list_all(self):
        found = self.master.call("GET", f"/bots/{self.bot}/documents/list")["document_names"]
        if set(found) != set(self.documents):
            raise ValueError(f"listed {found}, expected {self.documents}")
        return {}

    def train_clone(self):
        return self.user.upload_file(f"/api/clones/{self.clone}/documents", "a.txt", self.chance.choice(self.texts).encode())

    def ask_clone(self):
        body = {"message": {"text": self.chance.choice(self.questions), "history": []}}
        return self.user.call("POST", f"/api/clones/{self.clone}/chat", body)

    def ask_assistant(self):
        return self.user.call("GET", f"/api/v1/assistant/{self.assistant}/get-detail")

    def health(self):
        return self.user.call("GET", "/ready")


def run(options, server, record):
    texts, questions, _ = texts_and_questions(1000)
    visitors = [Visitor(server, number, texts, questions, record) for number in range(options.clients)]
    start_line = threading.Barrier(options.clients + 1)
    ended = threading.Event()

    def visit(visitor):
        try:
            visitor.prepare()
        except Exception as error:
            record.fail("prepare", repr(error))
        start_line.wait()
        while not ended.is_set():
            visitor.act()

    threads = [threading.Thread(target=visit, args=[visitor], daemon=True) for visitor in visitors]
    for thread in threads:
        thread.start()
    start_line.wait()
    memory = []
    start = time.monotonic()

    def watch(until):
        while (now := time.monotonic() - start) < until:
            memory.append((now, server.resident_megabytes()))
            time.sleep(min(1, max(0.01, until - now)))

    watch(options.seconds / 3)
    with SlowClients(server.port, options.slow) as slow:
        record.phase = "beside slow clients"
        watch(options.seconds)
    ended.set()
    for thread in threads:
        thread.join(60)
    return memory, slow


def median(values):
    return sorted(values)[len(values) // 2]


def report(options, record, memory, slow):
    """Prints everything, and returns what was not as it should be."""
    problems = [f"error: {error}" for error in record.errors]
    counts = {phase: sum(len(times) for (_, at), times in record.times.items() if at == phase) for phase in
              ("alone", "beside slow clients")}
    print(f"{options.clients} clients, {options.slow} slow ones after the first third, {options.seconds} s")
    print(f"answered {counts['alone']:,} and {counts['beside slow clients']:,}; put off {dict(record.postponed)}; "
          f"slow clients cut off {slow.cut_off:,} times, {slow.told:,} of them told 408")
    print("| what | alone: median, p99 | beside slow clients: median, p99 |\n| --- | --- | --- |")
    for kind in sorted({kind for kind, _ in record.times}):
        cells = [f"{record.percentile(kind, phase, 0.5):.0f}, {record.percentile(kind, phase, 0.99):.0f} ms"
                 for phase in ("alone", "beside slow clients")]
        print(f"| {kind} | {cells[0]} | {cells[1]} |")
    thirds = [[size for at, size in memory if third <= at / options.seconds * 3 < third + 1] for third in range(3)]
    sizes = [median(third) for third in thirds]
    print(f"resident memory, medians of the thirds: {', '.join(f'{size:.0f} MB' for size in sizes)}")
    if sizes[2] > sizes[1] * 1.05 + 8:
        problems.append(f"memory grew from {sizes[1]:.0f} MB to {sizes[2]:.0f} MB")
    alone, beside = (record.percentile("query", phase, 0.5) for phase in ("alone", "beside slow clients"))
    if beside > alone * 1.5 + 5:
        problems.append(f"the slow clients delayed queries: median {alone:.0f} ms, then {beside:.0f} ms")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--slow", type=int, default=200)
    options = parser.parse_args()
    limit_duration(options.seconds + 600)
    record = Record()
    with live_server(options.roost, options.model.resolve().parent, SETTINGS) as server:
        memory, slow = run(options, server, record)
    problems = report(options, record, memory, slow)
    for problem in problems[:20]:
        print(problem)
    if len(problems) > 20:
        print(f"and {len(problems) - 20} more")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
