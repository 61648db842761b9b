"""What goes wrong in a round: made from the seed and the round's number alone, so that a round can be repeated."""

import dataclasses
import random

KINDS = ["any", "any", "write", "write", "sync", "name", "send", "send"]
MOMENTS = ["before", "halfway", "after"]
# Of every so many rounds, one dies in the calls 1, 2, 3, … one after the other, so that none is left out.
SWEEP_STEP = 4
SWEEP_LENGTH = 1500


@dataclasses.dataclass
class Plan:
    """`faults` is for the library; the rest is done by the harness."""

    kind: str
    faults: str
    # Seconds until the process is killed, or told to end.
    kill_after: float = 0.6
    terminates: bool = False
    # Faults of a `roost ingest` beside the server; None for no such thing.
    bulk: str | None = None
    # Faults of a `roost backup` beside the server, and of its restoring; None for no such thing.
    backup: tuple[str, str] | None = None
    # Calls fail that need space or sync, for a while.
    may_fail: bool = False

    def __str__(self):
        end = f"{'SIGTERM' if self.terminates else 'SIGKILL'} after {self.kill_after:.2f} s"
        beside = {"ingest": self.bulk, "backup, restore": self.backup}
        beside = "".join(f", {name}: {faults}" for name, faults in beside.items() if faults)
        return f"{self.kind}: {self.faults or 'no faults'}, {end}{beside}"


def death(generator, name, most=1200):
    """One item that ends the process in a call, early ones as likely as late ones by their magnitude."""
    kind = generator.choice(KINDS)
    number = max(1, int(most ** generator.random() / (1 if kind in ("any", "write") else 12)))
    return f"{name}={kind}@{number}/{generator.choice(MOMENTS)}"


def make_plan(seed, number):
    generator = random.Random(f"{seed}/{number}")
    own_seed = f"seed={generator.getrandbits(60)}"
    if number % SWEEP_STEP == 0:
        at = number // SWEEP_STEP % SWEEP_LENGTH + 1
        name = generator.choice(["crash", "power"])
        return Plan(f"{name} sweep", f"{name}=any@{at}/{generator.choice(MOMENTS)},{own_seed}", kill_after=1.0)
    kind = generator.choices(
        ["crash", "power", "kill", "enospc", "eio", "short", "terminate", "bulk", "backup"],
        [10, 12, 6, 6, 6, 4, 4, 3, 1],
    )[0]
    space = f"enospc={int(600 ** generator.random())}+{generator.choice([1, 2, 5, 20, 60])}"
    sync = f"eio={int(40 ** generator.random())}+{generator.choice([1, 1, 2, 5])}"
    soon = 0.05 + 0.4 * generator.random()
    match kind:
        case "crash" | "power":
            return Plan(kind, f"{death(generator, kind)},{own_seed}")
        case "kill":
            return Plan(kind, "", kill_after=soon)
        case "enospc":
            then = generator.choice(["", "", "," + death(generator, "power")])
            return Plan(kind, f"{space},{own_seed}{then}", may_fail=True)
        case "eio":
            then = generator.choice(["", "," + death(generator, "power"), "," + death(generator, "crash")])
            return Plan(kind, f"{sync},{own_seed}{then}", may_fail=True)
        case "short":
            return Plan(kind, f"short={generator.choice([2, 20, 60])},{own_seed},{death(generator, 'power')}")
        case "terminate":
            then = generator.choice(["", death(generator, "power")])
            return Plan(kind, f"{own_seed},{then}", kill_after=soon, terminates=True)
        case "backup":
            faults = [
                ",".join([own_seed, generator.choice(["", death(generator, generator.choice(["crash", "power"]), 60)])])
                for _ in range(2)
            ]
            return Plan(kind, "", kill_after=soon, backup=tuple(faults))
    bulk = generator.choice(["", death(generator, "crash", 120)])
    return Plan(kind, f"{death(generator, 'crash')},{own_seed}", bulk=f"{own_seed},{bulk}")
