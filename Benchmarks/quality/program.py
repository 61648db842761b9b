"""The program that is measured, and Markdown tables of what it says."""

import json
import pathlib
import subprocess
import tempfile

PRECISIONS = ("fp32", "bf16", "int8")


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, *arguments):
        """The JSON object that a command prints."""
        command = [str(part) for part in (self.path, *arguments, "--json")]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def precisions(self):
        """The encoder's precisions that this processor has the instructions for, and the default one."""
        with tempfile.TemporaryDirectory() as folder:
            texts = pathlib.Path(folder) / "texts.txt"
            texts.write_text("a text\n", encoding="utf-8")
            command = ("embed", "--input", texts, "--output", pathlib.Path(folder) / "vectors.npy")
            default = self.run(*command)["precision"]
            return [p for p in PRECISIONS if self.run(*command, "--precision", p)["precision"] == p], default


def print_head(*cells):
    print("\n| " + " | ".join(cells) + " |\n|" + " --- |" * len(cells), flush=True)


def print_row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


class Targets:
    """What is to be reached beside what was measured."""

    def __init__(self):
        self.rows = []

    def at_least(self, what, least, value, digits=4):
        self.rows.append((what, f"≥ {least:.{digits}f}", f"{value:.{digits}f}", value >= least))

    def at_most(self, what, most, value, digits=1):
        self.rows.append((what, f"≤ {most:.{digits}f}", f"{value:.{digits}f}", value <= most))

    def print(self):
        print_head("target", "reach", "measured", "")
        for what, reach, measured, is_reached in self.rows:
            print_row(what, reach, measured, "reached" if is_reached else "**missed**")
