"""Servers that die again and again, by a failing disk, a power loss or kill -9, and what they leave.

Nothing that was acknowledged may be lost or undone, nothing be there twice or in part, nothing be stuck.
"""

import argparse
import collections
import multiprocessing
import pathlib
import random
import shutil
import sys
import tempfile
import time
import traceback

from life import Life
from server import Program

FAULTS = ["lost", "undone", "double", "half", "stuck", "wrong", "trap", "doctor"]
ROUNDS_PER_FOLDER = 200
# What is written is the same with any encoder, and with this one a server starts in a third of the time.
TINY_MODEL = pathlib.Path(__file__).resolve().parents[2] / "fixtures/models/bert"
DEFAULT_MODEL_NAME = "all-MiniLM-L6-v2"


def main():
    options = parsed_arguments()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    base = pathlib.Path(options.folder or tempfile.mkdtemp(prefix="roost-crash-", dir=memory_folder()))
    models = base / "models"
    models.mkdir(parents=True, exist_ok=True)
    models.joinpath(DEFAULT_MODEL_NAME).unlink(missing_ok=True)
    models.joinpath(DEFAULT_MODEL_NAME).symlink_to(pathlib.Path(options.model).resolve())
    results = multiprocessing.Queue()
    start = time.monotonic()
    workers = [
        multiprocessing.Process(target=worker, args=(options, seed, index, base, results))
        for index in range(1 if options.round is not None else options.workers)
    ]
    for process in workers:
        process.start()
    total, faults, ended = collections.Counter(), [], 0
    reported = start
    while ended < len(workers):
        kind, value = results.get()
        if kind == "end":
            ended += 1
        elif kind == "faults":
            faults += value
            for fault, text, where in value:
                print(f"{fault}: {text}\n  in {where}", flush=True)
        else:
            total.update(value)
        if time.monotonic() - reported > 60:
            reported = time.monotonic()
            print(summary(total, faults, reported - start), flush=True)
    for process in workers:
        process.join()
    print(summary(total, faults, time.monotonic() - start))
    if not faults:
        shutil.rmtree(base, ignore_errors=True)
    sys.exit(1 if faults or not total["rounds"] else 0)


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roost", required=True, help="the program")
    parser.add_argument("--model", default=TINY_MODEL, help="the folder of the encoder; by default a tiny one")
    parser.add_argument("--library", required=True, help="the library for fault injection")
    parser.add_argument("--rounds", type=int, help="how many rounds; a minute of them by default")
    parser.add_argument("--seed", type=int, help="of everything random")
    parser.add_argument("--round", type=int, help="only this round, on a folder of its own")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", help="where to work; in memory by default")
    parser.add_argument("--lying-disk", action="store_true", help="let syncs keep nothing: this must find losses")
    parser.add_argument("--verbose", action="store_true", help="tell what each round does")
    return parser.parse_args()


def memory_folder():
    """What is written needs no disk: a power loss is made by the library."""
    return "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None


def worker(options, seed, index, base, results):
    """Every so-manieth round, on one folder after the other until one has a fault; the other workers go on."""
    folder = base / f"worker-{index}"
    end = time.monotonic() + 60
    number = options.round if options.round is not None else index
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        program = Program(str(pathlib.Path(options.roost).resolve()), base / "models",
                          str(pathlib.Path(options.library).resolve()), folder)
        first = number
        log = (folder / "rounds.log").open("w")
        life = Life(program, seed, first, lambda line: note(log, line, options.verbose))
        life.has_lying_disk = options.lying_disk
        is_over = False
        try:
            life.begin()
            while not is_over and not life.ledger.faults:
                before = life.counts()
                life.round(number)
                results.put(("counts", life.counts() - before))
                number += options.workers
                is_over = options.round is not None or (
                    number >= options.rounds if options.rounds else time.monotonic() > end)
                if number - first >= ROUNDS_PER_FOLDER * options.workers:
                    break
            if not life.ledger.faults:
                life.finish()
        except Exception:
            life.ledger.complain("wrong", traceback.format_exc())
        if life.ledger.faults:
            where = f"round {number - options.workers} of seed {seed}, {folder}"
            results.put(("faults", [(fault, text, where) for fault, text in life.ledger.faults]))
            break
        if is_over:
            break
    results.put(("end", None))


def note(log, line, is_verbose):
    print(line, file=log, flush=True)
    if is_verbose:
        print(line, flush=True)


def summary(total, faults, seconds):
    found = collections.Counter(fault for fault, _, _ in faults)
    deaths = ", ".join(f"{total[name]} {name}" for name in ("crash", "power loss", "kill", "term"))
    refusals = ", ".join(f"{count} with {name}" for name, count in sorted(total.items()) if name.startswith("status"))
    counts = ", ".join(f"{found[name]} {name}" for name in FAULTS)
    return (f"{seconds:.0f} s, {total['rounds']} rounds ({deaths}), "
            f"{total['acknowledged']} operations acknowledged, {refusals or 'none'} refused for a fault of the disk: {counts}")


if __name__ == "__main__":
    main()
