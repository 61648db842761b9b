"""What the default thresholds keep and leave out, on question-answering sets and on nodes of a sentence."""

import pathlib

from program import Targets, print_head, print_row

# The share of questions that keep their paragraph, and of those that get nothing from other articles, on this set.
TARGET_SET, LEAST = "squad2-dev", 0.95
# Nodes of a sentence, and questions to them.
NODES = pathlib.Path(__file__).resolve().parent.parent / "calibration"

CONDITIONS = ("whole_corpus", "own_article", "other_articles", "all_nodes", "other_nodes", "chatter")


def measure(program, folders):
    targets = Targets()
    print_head("test set", "put to", "questions", "passage kept", "no passage", "passages", "ms, median", "ms, p95")
    for folder in folders:
        if (folder / "answers.jsonl").exists():
            found = print_conditions(program, folder.name, folder)
            if folder.name == TARGET_SET:
                targets.at_least(f"{folder.name}: paragraph kept", LEAST, found["whole_corpus"]["kept"], 3)
                targets.at_least(
                    f"{folder.name}, another article: no passage", LEAST, found["other_articles"]["silent"], 3
                )
    print_conditions(program, "nodes of a sentence", NODES)
    if targets.rows:
        targets.print()


def print_conditions(program, name, folder):
    result = program.run("eval", folder, "--thresholds")
    for condition in filter(result["conditions"].get, CONDITIONS):
        outcome = result["conditions"][condition]
        print_row(
            name,
            condition.replace("_", " "),
            f"{outcome['asked']:,}",
            *(number(outcome.get(key), ".3f") for key in ("kept", "silent")),
            number(outcome["passages"], ".2f"),
            *(number(outcome.get(key), ".1f") for key in ("median_ms", "p95_ms")),
        )
    return result["conditions"]


def number(value, form):
    return "" if value is None else format(value, form)
