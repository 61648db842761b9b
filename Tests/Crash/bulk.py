"""`roost ingest` beside the server: what it reported stays, and what it left is done by others, once."""

import json
import time

from server import PATIENCE

COLLECTION = "bulk"
FILES = 4
FINAL = {"done", "failed", "cancelled"}


class BulkIngest:
    def __init__(self, program, ledger, number):
        self.program, self.ledger = program, ledger
        self.folder = program.folder / f"files-{number}"
        self.folder.mkdir(exist_ok=True)
        for index in range(FILES):
            (self.folder / f"file-{number}-{index}.txt").write_text(f"Ship {number} met buoy {index}.")
        self.process = None
        self.reported = []

    @property
    def arguments(self):
        return ["ingest", "--collection", COLLECTION, str(self.folder), "--json"]

    def start(self, faults):
        self.output = (self.folder.parent / "ingest.json").open("w+")
        self.process = self.program.start(self.arguments, faults, stdout=self.output, stderr=self.output)

    def finish(self):
        """Notes what was acknowledged."""
        status = self.process.wait(PATIENCE)
        self.output.seek(0)
        text = self.output.read()
        lines = [line for line in text.splitlines() if line.startswith("{")]
        self.reported = [each["document"] for each in json.loads(lines[0])["files"]] if status == 0 else []
        if status not in (0, -9):
            self.ledger.complain("wrong", f"roost ingest ended with {status}: {text[-400:]}")
        self.ledger.acknowledged += len(self.reported)

    def verify(self):
        """Gives the files again, without faults."""
        result = self.program.run(*self.arguments)
        if result.returncode:
            return self.ledger.complain("stuck", f"roost ingest ended with {result.returncode}: {result.stderr[-400:]}")
        for each in json.loads(result.stdout)["files"]:
            if each["document"] in self.reported and each["status"] != "unchanged":
                self.ledger.complain("lost", f"{each['document']} of roost ingest is now {each['status']}")
        return None


def settle(program, ledger, client, left):
    """Waits until a server has done what killed ingestions left, and looks at each of their files.

    - left: Ingestions whose files were not given again.
    """
    deadline = time.monotonic() + PATIENCE
    while jobs := ingestions(client):
        waiting = [job for job in jobs if job["state"] not in FINAL]
        if not waiting:
            break
        if time.monotonic() > deadline:
            return ledger.complain("stuck", f"jobs are not done: {json.dumps(waiting)[:600]}")
        time.sleep(0.2)
    # An ingestion that died before there was a job of it promised nothing.
    accepted, given_up = set(), set()
    for job in jobs:
        for item in client.get(f"/operations/jobs/{job['id']}")["items"]:
            accepted.add(item["name"])
            # A file that was in work when two processes died is given up, for it may have been what killed them.
            if item["state"] == "failed" and item["interruptions"] > 1:
                given_up.add(item["name"])
            elif item["state"] != "done":
                ledger.complain("stuck", f"a file is {item['state']} in the end: {json.dumps(item)}, {json.dumps(job)}")
    for bulk in left:
        result = program.run(*bulk.arguments)
        if result.returncode:
            ledger.complain("stuck", f"roost ingest ended with {result.returncode}: {result.stderr[-400:]}")
            continue
        for each in json.loads(result.stdout)["files"]:
            if each["status"] != "unchanged" and each["document"] in accepted - given_up:
                ledger.complain("lost", f"{each['document']} of a resumed job is {each['status']}")
    return None


def ingestions(client):
    return client.get("/operations/jobs?kind=ingest&limit=500")["jobs"]
