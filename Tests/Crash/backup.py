"""A backup of a folder in use, and its restoring, which die as well: what comes of them holds all that was acknowledged."""

import random
import shutil
import signal

from server import PATIENCE, Client, Gone, Refused, Server

# Things of each kind that are looked at in what was restored.
SAMPLE = 25


class Backup:
    def __init__(self, program, ledger):
        self.program, self.ledger = program, ledger
        self.folder = program.folder / "backups"
        self.file = self.folder / "roost.backup"
        self.restored = program.folder / "restored"

    def make(self, faults):
        """Makes a backup beside the server while nobody changes anything; when the disk fails, once more."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        # What is under the name is whole, also after a death.
        if not self.survives(["backup", str(self.file)], faults, self.folder) and self.file.exists():
            return
        self.must("backup", str(self.file))
        left = [path.name for path in self.folder.iterdir() if path != self.file]
        if left:
            self.ledger.complain("half", f"a backup left {left}")

    def verify(self, kinds, faults, seed):
        """Restores it, again after a death, and looks at what is there."""
        shutil.rmtree(self.restored, ignore_errors=True)
        self.restored.mkdir()
        if not self.survives(["restore", str(self.file)], faults, self.restored, self.restored):
            self.must("restore", str(self.file), "--replace")
        left = [path.name for path in self.restored.iterdir() if path.name.startswith("restore-")]
        if left:
            self.ledger.complain("half", f"a restore left {left}")
        self.must("doctor")
        found = self.ledger.copy()
        generator = random.Random(seed)
        server = Server(self.program, "", self.restored)
        try:
            for kind in kinds:
                client = Client(server, kind.headers)
                kind.prepare(client)
                keys = sorted(found.to_verify(kind.name, everything=True))
                for key in generator.sample(keys, min(SAMPLE, len(keys))):
                    found.observe(key, *kind.look(client, key))
        except (Gone, Refused) as error:
            self.ledger.complain("wrong", f"after a restore: {error}")
        server.end(signal.SIGKILL)
        for fault, text in found.faults:
            self.ledger.complain(fault, f"after a restore: {text}")

    def survives(self, arguments, faults, fault_folder, data=None):
        """Whether a command under faults did what it was asked; it may die of them or say that it failed."""
        log = self.program.folder / "backup.log"
        with log.open("w") as output:
            process = self.program.start(arguments, faults, data, fault_folder, stdout=output, stderr=output)
        status = process.wait(PATIENCE)
        if status not in (0, 1, -9):
            self.ledger.complain("wrong", f"roost {arguments[0]} ended with {status}: {log.read_text()[-400:]}")
        return status == 0

    def must(self, *arguments):
        data = None if arguments[0] == "backup" else self.restored
        result = self.program.run(*arguments, data=data)
        if result.returncode:
            self.ledger.complain("stuck", f"roost {arguments[0]} ended with {result.returncode}: {result.stderr[-400:]}")
