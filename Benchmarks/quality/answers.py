"""Extractive answers to the questions of SQuAD 2.0, and what is found out about messages."""

import pathlib

from program import print_head, print_row

ROWS = (
    ("paragraph among the three passages", "retrieved"),
    ("then: the answer holds a right one", "contains_answer"),
    ("then: refused", "refused_answerable"),
    ("unanswerable questions: refused", "refused_unanswerable"),
    ("words an answer", "words_per_answer"),
    ("sentences an answer", "sentences_per_answer"),
)
# The set that has unanswerable questions.
SET = "squad2-dev"
MESSAGES = pathlib.Path(__file__).resolve().parents[2] / "fixtures/messages"


def measure(program, folders):
    for folder in folders:
        if folder.name == SET:
            print_head(f"answers on {SET}", "share")
            result = program.run("eval", folder, "--answers")
            for label, key in ROWS:
                print_row(label, f"{result[key]:.3f}")


def measure_messages(program, _):
    result = program.run("eval", MESSAGES, "--messages")
    print(
        f"\nMessages, test ({result['messages']}): macro-F1 of intent {result['intent_macro_f1']:.3f}, "
        f"of sentiment {result['sentiment_macro_f1']:.3f}.",
        flush=True,
    )
