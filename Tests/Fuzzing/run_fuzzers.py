#!/usr/bin/env python3
"""Runs the libFuzzer targets of a fuzz program, two at a time, in turns, and prints what they did.

    run_fuzzers.py .build-fuzz/build/release/fuzz [MORE-PROGRAMS] [--seconds 60 | --cpu-minutes 10] [--targets docx,html]

Each target goes on from what earlier runs found (.build-fuzz/corpus/TARGET) until it has run so long: by the clock, or by the
CPU time that the system counted, which a busy machine does not falsify. A trap, a report of AddressSanitizer, more than 10
seconds of CPU time for one input and more than 2 GiB of memory are crashes: the input is kept in .build-fuzz/crashers/TARGET,
and FUZZ_TARGET=TARGET PROGRAM INPUT shows it again. The exit code is 1 if there was any.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

INPUT_SECONDS = 10
MEMORY_MEBIBYTES = 2048
# One process runs so long at most: what it leaks or fragments ends with it.
RUN_SECONDS = 120
MAXIMUM_CRASH_COUNT = 10
SUPPRESSIONS = pathlib.Path(__file__).resolve().parent.parent / "Sanitizers/leaks.supp"


@dataclasses.dataclass
class Target:
    program: str
    name: str
    maximum_byte_count: int
    executions: int = 0
    cpu_seconds: float = 0
    wall_seconds: float = 0
    coverage: int = 0
    corpus_count: int = 0
    crashers: list = dataclasses.field(default_factory=list)

    def row(self):
        return (
            f"{self.name:22}{self.executions:>13,}{self.cpu_seconds / 60:>13.2f}{self.coverage:>11,}"
            f"{self.corpus_count:>9,}{len(self.crashers):>9}"
        )


HEADER = f"{'target':22}{'executions':>13}{'CPU minutes':>13}{'coverage':>11}{'corpus':>9}{'crashes':>9}"


class Runner:
    def __init__(self, arguments, scratch):
        self.work = pathlib.Path(arguments.work)
        self.scratch = scratch
        self.arguments = arguments
        self.lock = threading.Lock()

    def targets(self):
        """Those of all programs; writes their seeds and dictionaries."""
        targets = []
        for program in self.arguments.programs:
            folder = self.scratch / "start"
            printed = subprocess.run(
                [program, "--seeds", folder], env=self.environment(), check=True, capture_output=True, text=True
            )
            for line in printed.stdout.splitlines():
                name, byte_count = line.split()
                targets.append(Target(program, name, int(byte_count)))
        wanted = [name for name in (self.arguments.targets or "").split(",") if name]
        unknown = set(wanted) - {target.name for target in targets}
        if unknown:
            sys.exit(f"no target {', '.join(sorted(unknown))}; there are {', '.join(t.name for t in targets)}")
        return [target for target in targets if not wanted or target.name in wanted]

    def environment(self, target=None):
        options = "quarantine_size_mb=32:allocator_may_return_null=1:detect_stack_use_after_return=0"
        variables = dict(os.environ, TMPDIR=str(self.scratch / (target or "")), ASAN_OPTIONS=options)
        variables["LSAN_OPTIONS"] = f"suppressions={SUPPRESSIONS}:print_suppressions=0"
        if target:
            variables["FUZZ_TARGET"] = target
        return variables

    def is_done(self, target):
        if self.arguments.cpu_minutes:
            return target.cpu_seconds >= 60 * self.arguments.cpu_minutes
        return target.wall_seconds >= self.arguments.seconds

    def next(self):
        """The one of the waiting targets that has run least, so that all get on together; None when all are done."""
        with self.lock:
            waiting = [
                target for target in self.all
                if target not in self.running and not self.is_done(target)
                and len(target.crashers) < MAXIMUM_CRASH_COUNT
            ]
            if not waiting:
                return None
            target = min(waiting, key=lambda target: (target.cpu_seconds, self.all.index(target)))
            self.running.append(target)
            return target

    def work_off(self):
        while target := self.next():
            self.run_once(target)
            with self.lock:
                self.running.remove(target)
                self.log()

    def run_once(self, target):
        (self.scratch / target.name).mkdir(exist_ok=True)
        corpus, crashers = self.work / "corpus" / target.name, self.work / "crashers" / target.name
        corpus.mkdir(parents=True, exist_ok=True)
        crashers.mkdir(parents=True, exist_ok=True)
        before = set(crashers.iterdir())
        seconds = RUN_SECONDS
        if not self.arguments.cpu_minutes:
            seconds = max(1, min(seconds, int(self.arguments.seconds - target.wall_seconds)))
        output, status = self.start(target, [corpus, *self.options(target, seconds, crashers)])
        self.count(target, output)
        if status != 0:
            self.keep(target, output, sorted(set(crashers.iterdir()) - before))
        if not any(crashers.iterdir()):
            crashers.rmdir()

    def options(self, target, seconds, crashers):
        start = self.scratch / "start" / target.name
        options = [
            start / "seeds", f"-max_total_time={seconds}", f"-max_len={target.maximum_byte_count}",
            f"-timeout={INPUT_SECONDS}", f"-rss_limit_mb={MEMORY_MEBIBYTES}", f"-artifact_prefix={crashers}/",
            "-print_final_stats=1", "-reload=0",
        ]
        if (start / "dictionary").stat().st_size:
            options.append(f"-dict={start / 'dictionary'}")
        return options

    def start(self, target, arguments):
        """Output and status of one process; adds what it took."""
        began = time.monotonic()
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                [target.program, *map(str, arguments)],
                env=self.environment(target.name), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            text = output.read().decode(errors="replace")
        target.cpu_seconds += usage.ru_utime + usage.ru_stime
        target.wall_seconds += time.monotonic() - began
        for left in (self.scratch / target.name).iterdir():
            shutil.rmtree(left, ignore_errors=True)
        return text, process.returncode

    @staticmethod
    def count(target, output):
        counts = re.findall(r"^#(\d+)\s+\w+\s+cov: (\d+) ft: \d+ corp: (\d+)/", output, re.MULTILINE)
        if counts:
            target.coverage, target.corpus_count = int(counts[-1][1]), int(counts[-1][2])
        units = re.findall(r"stat::number_of_executed_units: (\d+)", output)
        target.executions += int(units[-1]) if units else int(counts[-1][0]) if counts else 0

    def keep(self, target, output, files):
        """Notes a crash, unless it was an input that took long because the machine was busy."""
        if files and files[0].name.startswith(("timeout-", "slow-unit-")):
            began = target.cpu_seconds
            self.start(target, [files[0], f"-timeout={60 * INPUT_SECONDS}", f"-rss_limit_mb={MEMORY_MEBIBYTES}"])
            if target.cpu_seconds - began < INPUT_SECONDS:
                files[0].unlink()
                return
        target.crashers.append(files[0] if files else None)
        report = [line for line in output.splitlines() if re.search(r"Fatal error|broken promise|ERROR:|SUMMARY", line)]
        with self.lock:
            print(f"CRASH {target.name}: {files[0] if files else 'no input kept'}", flush=True)
            for line in report[:4] or output.splitlines()[-5:]:
                print("   ", line[:300], flush=True)

    def log(self):
        if self.arguments.log:
            rows = "\n".join(target.row() for target in self.all)
            pathlib.Path(self.arguments.log).write_text(f"{HEADER}\n{rows}\n")

    def run_all(self):
        """Whether there was a crash."""
        self.all, self.running = self.targets(), []
        with concurrent.futures.ThreadPoolExecutor(self.arguments.jobs) as pool:
            for worker in [pool.submit(self.work_off) for _ in range(self.arguments.jobs)]:
                worker.result()
        print("\n".join([HEADER, *(target.row() for target in self.all)]))
        return any(target.crashers for target in self.all)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--seconds", type=float, default=60, help="by the clock, for each target")
    parser.add_argument("--cpu-minutes", type=float, help="CPU time for each target, instead of --seconds")
    parser.add_argument("--targets", help="names with commas between; all otherwise")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", default=".build-fuzz", help="the folder for inputs and crashers")
    parser.add_argument("--log", help="a file for the table, written again and again")
    arguments = parser.parse_args()
    # Files that parsers read are written for each input: in memory where there is such a place.
    memory = "/dev/shm" if os.path.isdir("/dev/shm") and os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="roost-fuzz-", dir=memory) as scratch:
        sys.exit(1 if Runner(arguments, pathlib.Path(scratch)).run_all() else 0)


if __name__ == "__main__":
    main()
