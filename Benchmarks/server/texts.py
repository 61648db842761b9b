"""Texts of the lengths that clients upload, and questions about them."""

import csv
import gzip
import json
import pathlib
import random
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
QUESTIONS = 1100
# Shorter than what the encoder cuts off (254 tokens), even in scientific English.
LONGEST = 900


def pieces(title, text):
    """The text cut at words into pieces of at most LONGEST characters, each below its title."""
    room = max(LONGEST - len(title) - 1, LONGEST // 2)
    found = re.findall(rf"\S.{{0,{room - 1}}}(?=\s|$)", text.replace("\n", " "))
    return [f"{title} {piece}" for piece in found]


def scifact(folder):
    """Passages, first those that the questions are about, and the questions."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = {document["_id"]: document for document in map(json.loads, lines)}
    judged = {}
    for name in ("train", "test"):
        with (folder / f"qrels/{name}.tsv").open(encoding="utf-8") as lines:
            judged |= {row["query-id"]: row["corpus-id"] for row in csv.DictReader(lines, delimiter="\t")}
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        queries = [query for query in map(json.loads, lines) if query["_id"] in judged]
    chosen = random.Random(1).sample(queries, min(QUESTIONS, len(queries)))
    answering = list(dict.fromkeys(judged[query["_id"]] for query in chosen))
    others = random.Random(2).sample(sorted(set(documents) - set(answering)), len(documents) - len(answering))
    cut = [pieces(documents[name]["title"], documents[name]["text"]) for name in answering + others]
    firsts = [found[0] for found in cut if found]
    return firsts + [piece for found in cut for piece in found[1:]], [query["text"] for query in chosen]


def made_up(count):
    """Texts of sentences from the words of a document in fixtures/, and questions with words of a sentence."""
    library = (ROOT / "fixtures/documents/village-library.md").read_text(encoding="utf-8")
    words = sorted(set(re.findall(r"[a-z]{4,}", library.lower())))
    chance = random.Random(1)
    texts = []
    for number in range(count):
        sentences = [" ".join(chance.choices(words, k=12)).capitalize() for _ in range(chance.randint(2, 8))]
        texts.append(f"Entry {number}. " + ". ".join(sentences) + ".")
    questions = [f"What about {' '.join(text.split()[2:9])}?" for text in texts[:QUESTIONS]]
    return texts, questions


def texts_and_questions(count):
    """`count` different texts, up to 1,100 different questions, and where they are from."""
    folder = ROOT.parent / "shared/datasets/scifact"
    if folder.exists():
        texts, questions = scifact(folder)
        if len(texts) >= count:
            return texts[:count], questions, "SciFact abstracts"
    texts, questions = made_up(count)
    return texts, questions, "made-up texts"
