"""What a server has said that it did, over all its lives, and what may be found of it."""

import collections
import threading

ABSENT = None


class Ledger:
    """For each thing the values that it may have: one after an acknowledgement, two after a request without answer."""

    def __init__(self):
        self.lock = threading.Lock()
        self.possible = {}
        self.unverified = set()
        self.acknowledged = 0
        self.refusals = collections.Counter()
        self.faults = []
        self.last = 0

    def copy(self):
        """What is known now, to compare something else with; without faults."""
        other = Ledger()
        with self.lock:
            other.possible = {key: list(values) for key, values in self.possible.items()}
        return other

    def number(self):
        """A number that nothing else has."""
        with self.lock:
            self.last += 1
            return self.last

    def begin(self, key, value):
        with self.lock:
            self.possible[key] = self.possible.get(key, [ABSENT]) + [value]
            self.unverified.add(key)

    def acknowledge(self, key, value):
        with self.lock:
            self.possible[key] = [value]
            self.acknowledged += 1

    def refuse(self, key):
        """The server said that it did not do the last thing that was begun."""
        with self.lock:
            self.possible[key] = self.possible[key][:-1]

    def count_refusal(self, status):
        with self.lock:
            self.refusals[f"status {status}"] += 1

    def settled(self, kind):
        """The things of a kind whose value is known and not absent, with it."""
        with self.lock:
            return {
                key: values[0]
                for key, values in self.possible.items()
                if key[0] == kind and len(values) == 1 and values[0] is not ABSENT
            }

    def to_verify(self, kind, everything):
        with self.lock:
            return [key for key in (self.possible if everything else self.unverified) if key[0] == kind]

    def observe(self, key, value, problem=None):
        """Compares what was found with what may be found; what was found is what holds from now on."""
        with self.lock:
            allowed = self.possible[key]
            if problem:
                self.faults.append(("half", f"{key}: {problem}"))
            elif value not in allowed:
                known = len(allowed) == 1
                fault = "undone" if known and allowed[0] is ABSENT else "lost"
                self.faults.append((fault, f"{key}: found {value!r}, expected one of {allowed!r}"))
            self.possible[key] = [value]
            self.unverified.discard(key)

    def complain(self, fault, text):
        with self.lock:
            self.faults.append((fault, text))
