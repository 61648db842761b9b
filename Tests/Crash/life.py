"""One data folder, over the rounds in which its servers die."""

import collections
import concurrent.futures
import json
import random
import shutil
import signal
import subprocess
import threading
import time

from backup import Backup
from bulk import BulkIngest, settle
from kinds import BOT, Bots, Chats, Documents, Questions
from ledger import Ledger
from plan import make_plan
from server import AGENT, MASTER_KEY, PATIENCE, USER, WORKSPACE, Client, Gone, Program, Refused, Server
from user_kinds import Assistants, Clones, Conversations, Events, Knowledge, Prompts, Sessions

KINDS = [
    Documents, Questions, Bots, Chats, Clones, Sessions, Prompts, Assistants, Knowledge, Conversations, Events,
]
THREADS = 4


class Life:
    def __init__(self, program: Program, seed, first_round, log):
        self.program, self.seed, self.log = program, seed, log
        self.ledger = Ledger()
        self.rounds = 0
        self.deaths = {}
        self.doctor = None
        # Ingestions that are left to the servers.
        self.left = []
        # The check of the checks.
        self.has_lying_disk = False
        self.generator = random.Random(f"{seed}/life/{first_round}")

    def counts(self):
        """What has happened so far."""
        return collections.Counter(
            {"rounds": self.rounds, "acknowledged": self.ledger.acknowledged} | self.deaths | self.ledger.refusals
        )

    def begin(self):
        """Makes a folder whose first servers die while they make it, and what the clients need."""
        for attempt in range(self.generator.randrange(4)):
            name = self.generator.choice(["crash", "power"])
            moment = self.generator.choice(["before", "halfway", "after"])
            kind = self.generator.choice(["any", "any", "sync", "name"])
            number = int((500 if kind == "any" else 25) ** self.generator.random())
            faults = f"{name}={kind}@{number}/{moment},seed={self.generator.getrandbits(60)}"
            try:
                server = Server(self.program, faults)
                server.end(signal.SIGKILL)
            except Gone as gone:
                if "fault injection" not in str(gone):
                    self.ledger.complain("stuck", f"a server on a new folder does not start ({faults}):\n{gone}")
        workspace = {"id": WORKSPACE, "name": "Shop", "credits": 1_000_000, "members": [{"user_id": USER}]}
        workspace["agents"] = [{"id": AGENT, "name": "Helper"}]
        file = self.program.folder / "workspaces.json"
        file.write_text(json.dumps({"workspaces": [workspace]}))
        for arguments in (["admin", "provision", str(file)], ["token", "--sub", USER, "--ttl", "864000"]):
            result = self.program.run(*arguments)
            if result.returncode:
                raise RuntimeError(f"roost {arguments[0]} failed on a new folder: {result.stderr}")
        tokens = {USER: result.stdout.strip()}
        server = Server(self.program, "")
        Client(server, {"X-API-Key": MASTER_KEY}).post("/bots/b/manage/create", BOT)
        server.end(signal.SIGKILL)
        self.kinds = {kind.name: kind(self.ledger, tokens) for kind in KINDS}

    def round(self, number):
        """Starts a server, looks at what the last one left, works until it dies."""
        plan = make_plan(self.seed, number)
        if self.has_lying_disk and plan.faults:
            plan.faults += ",lie=1"
        self.rounds += 1
        self.log(f"round {number}, {plan}")
        self.start_doctor()
        try:
            server = Server(self.program, plan.faults)
        except Gone as gone:
            self.note_death(plan, "at the start", str(gone))
        else:
            bulk = backup = None
            if plan.bulk is not None:
                bulk = BulkIngest(self.program, self.ledger, number)
                bulk.start(plan.bulk)
            if plan.backup is not None:
                backup = Backup(self.program, self.ledger)
            self.work(server, plan, number, backup)
            self.end(server, plan)
            if bulk:
                bulk.finish()
                if number % 2:
                    bulk.verify()
                else:
                    self.left.append(bulk)
        self.finish_doctor()

    def work(self, server, plan, number, backup):
        try:
            self.verify(server, number)
        except Gone:
            return
        except TimeoutError:
            return self.ledger.complain("stuck", f"no answer for {PATIENCE} s")
        except Refused as error:
            if not plan.may_fail:
                self.ledger.complain("wrong", str(error))
        if backup:
            backup.make(plan.backup[0])
            backup.verify(self.kinds.values(), plan.backup[1], f"{self.seed}/{number}/backup")
        end = time.monotonic() + plan.kill_after
        names = list(self.kinds)
        generator = random.Random(f"{self.seed}/{number}/work")
        generator.shuffle(names)
        if not self.has_events(number):
            names.remove("event")
        threads = [
            threading.Thread(target=self.client, args=(server, plan, names[index::THREADS], end, f"{number}/{index}"))
            for index in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        if plan.terminates:
            time.sleep(plan.kill_after / 2)
            server.tell(signal.SIGTERM)
        for thread in threads:
            thread.join()
        if plan.may_fail and server.is_alive() and not plan.terminates:
            self.expect_recovery(server)

    def client(self, server, plan, names, end, seed):
        """Changes things of some kinds until the server is gone or the time is over."""
        generator = random.Random(f"{self.seed}/{seed}")
        clients = {name: Client(server, self.kinds[name].headers) for name in names}
        while time.monotonic() < end:
            name = generator.choice(names)
            try:
                self.kinds[name].change(clients[name], generator)
            except Gone:
                if plan.terminates or not server.is_alive() or self.is_dying(server):
                    return
                clients[name] = Client(server, self.kinds[name].headers)
            except Refused as error:
                self.ledger.count_refusal(error.status)
                if not plan.may_fail or error.status not in (500, 503, 507) or not error.is_worded:
                    self.ledger.complain("wrong", str(error))
                    return
            except TimeoutError:
                self.ledger.complain("stuck", f"no answer for {PATIENCE} s to a client of {name}")
                return

    @staticmethod
    def is_dying(server):
        try:
            server.process.wait(2)
        except subprocess.TimeoutExpired:
            return False
        return True

    def expect_recovery(self, server):
        """After the faults, which end by their count, each kind of request works again."""
        generator = random.Random(0)
        for kind in self.kinds.values():
            client = Client(server, kind.headers)
            for attempt in range(100):
                try:
                    kind.change(client, generator)
                    break
                except Refused as error:
                    last = error
                except Gone:
                    return
            else:
                self.ledger.complain("stuck", f"{kind.name}: still refused after 100 attempts: {last}")

    def verify(self, server, number=None):
        """Looks at what changed since it was last looked at, or, without a round's number, at everything."""
        kinds = [kind for kind in self.kinds.values() if kind.name != "event" or number is None or self.has_events(number)]
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            for done in [pool.submit(self.verify_kind, server, kind, number is None) for kind in kinds]:
                done.result()

    @staticmethod
    def has_events(number):
        """Whether a round has messages from channels: for the first, a server learns for a second what they say."""
        return number // 4 % 8 == 0

    def verify_kind(self, server, kind, everything):
        keys = self.ledger.to_verify(kind.name, everything)
        if not keys:
            return
        client = Client(server, kind.headers)
        kind.prepare(client)
        self.check_list(kind, client)
        for key in keys:
            self.ledger.observe(key, *kind.look(client, key))

    def check_list(self, kind, client):
        listed = kind.listed(client)
        if listed is None:
            return
        for key in set(listed):
            if listed.count(key) > 1:
                self.ledger.complain("double", f"{key} is listed {listed.count(key)} times")
            if not any(value is not None for value in self.ledger.possible.get(key, [])):
                self.ledger.complain("undone", f"{key} is listed")

    def end(self, server, plan):
        is_settled = server.end(signal.SIGTERM if plan.terminates else signal.SIGKILL)
        if not is_settled:
            self.ledger.complain("stuck", "the server did not end soon after SIGTERM")
        self.note_death(plan, "", server.text(), server.process.returncode)

    def note_death(self, plan, when, text, status=None):
        injected = [line for line in text.splitlines() if line.startswith("fault injection:")]
        how = "power loss" if injected and "power loss" in injected[-1] else "crash" if injected else "kill"
        if not injected and when and not plan.may_fail:
            self.ledger.complain("stuck", f"the server did not start:\n{text[-1000:]}")
        if status in (-4, -5, -6, -7, -11) or "Fatal error" in text:
            self.ledger.complain("trap", f"the server ended with {status}:\n{text[-2000:]}")
        if plan.terminates and not injected and status not in (None, 0):
            self.ledger.complain("wrong", f"after SIGTERM the server ended with {status}:\n{text[-1000:]}")
        how = "term" if plan.terminates and not injected else how
        self.deaths[how] = self.deaths.get(how, 0) + 1

    # What the doctor sees is a copy, so that the next server finds what the last one left.

    def start_doctor(self):
        copy = self.program.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in ("roost.sqlite", "roost.sqlite-wal"):
            if (self.program.data / name).exists():
                shutil.copy(self.program.data / name, copy / name)
        self.doctor = self.program.start(
            ["doctor", "--json"], data=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def finish_doctor(self):
        output, _ = self.doctor.communicate(timeout=PATIENCE)
        if self.doctor.returncode or '"ok":true' not in output:
            self.ledger.complain("doctor", output[-1000:])

    def finish(self):
        """Looks at everything, and does one thing of each kind."""
        self.start_doctor()
        self.finish_doctor()
        server = Server(self.program, "")
        try:
            self.verify(server)
            settle(self.program, self.ledger, Client(server, {"X-API-Key": MASTER_KEY}), self.left)
            for kind in self.kinds.values():
                kind.change(Client(server, kind.headers), self.generator)
        except (Refused, Gone) as error:
            self.ledger.complain("wrong", str(error))
        server.end(signal.SIGTERM)
