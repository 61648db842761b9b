"""`roost ingest` beside the server: what it reported must be unchanged when the same files are given again."""

import json

from server import PATIENCE


class BulkIngest:
    def __init__(self, program, ledger, number):
        self.program, self.ledger = program, ledger
        self.folder = program.folder / f"files-{number}"
        self.folder.mkdir(exist_ok=True)
        for index in range(4):
            (self.folder / f"file-{number}-{index}.txt").write_text(f"Ship {number} met buoy {index}.")
        self.process = None

    @property
    def arguments(self):
        return ["ingest", "--collection", "bulk", str(self.folder), "--json"]

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
