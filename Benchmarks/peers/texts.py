"""The texts that encoders are measured on: cut at whole words to about so many tokens, the two special ones included."""

import dataclasses
import gzip
import json
import pathlib
import random
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DATASETS = ROOT.parent / "shared/datasets"
LENGTHS = (8, 32, 128, 256)
# As many texts of each length, and of mixed lengths, as make a pass of a second or more.
COUNTS = {8: 500, 32: 250, 128: 100, 256: 50, "mixed": 300}
QUERY_TOKENS, QUERY_COUNT = 12, 100


@dataclasses.dataclass
class TextSet:
    name: str
    texts: list
    file: pathlib.Path


def lines(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as text:
        return [json.loads(line) for line in text]


def sources():
    """Long texts and questions, and where they are from."""
    if (DATASETS / "scifact").exists():
        long = [f"{line['title']} {line['text']}" for line in lines(DATASETS / "scifact/corpus.jsonl.gz")]
        short = [line["sentence1"] for line in lines(DATASETS / "stsb-en/test.jsonl")]
        questions = [line["text"] for line in lines(DATASETS / "squad2-dev/queries.jsonl")]
        long += [line["text"] for line in lines(DATASETS / "squad2-dev/corpus.jsonl")]
        return long, short + questions, questions, "SciFact abstracts, SQuAD paragraphs and questions, STS-B sentences"
    words = re.findall(r"\w+", (ROOT / "fixtures/documents/village-library.md").read_text(encoding="utf-8"))
    chance = random.Random(1)

    def made_up(count, fewest, most):
        return [" ".join(chance.choices(words, k=chance.randint(fewest, most))) + "." for _ in range(count)]

    return made_up(1500, 200, 400), made_up(3000, 6, 40), made_up(300, 8, 14), "made-up texts"


class Cutter:
    """Cuts texts at whole words, by the model's own tokenizer."""

    def __init__(self, model):
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def cut(self, text, token_count):
        """The longest beginning of at most so many tokens; nothing where the text is shorter than nine tenths of them."""
        text = " ".join(text.split())
        encoding = self.tokenizer.encode(text)
        if len(encoding.ids) <= token_count:
            return text if len(encoding.ids) >= 0.9 * token_count else None
        # The tokens but [CLS] and [SEP]; the word of the first that is too many is left out.
        word_ids, offsets = encoding.word_ids[1:-1], encoding.offsets[1:-1]
        last = token_count - 2
        while last > 0 and word_ids[last] == word_ids[last - 1]:
            last -= 1
        return text[:offsets[last - 1][1]] if last > 0 else None

    def choose(self, texts, token_counts, chance):
        """One text for each of the lengths, in random order; short texts may come again."""
        order = chance.sample(texts, len(texts))
        chosen, place = [], 0
        for token_count in token_counts:
            for _ in range(len(order)):
                text = self.cut(order[place % len(order)], token_count)
                place += 1
                if text:
                    break
            else:
                raise SystemExit(f"no text has {token_count} tokens")
            chosen.append(text)
        return chosen


def text_sets(model, folder, share):
    """The sets by name, and where their texts are from; each is written to a file, a text a line.

    `share` is the part of the full numbers of texts that is wanted.
    """
    long, short, questions, source = sources()
    cutter, chance = Cutter(model), random.Random(8)
    lengths = {str(length): [length] * max(20, int(COUNTS[length] * share)) for length in LENGTHS}
    # Uniform, 128 on average.
    mixed = [chance.randint(8, 248) for _ in range(max(20, int(COUNTS["mixed"] * share)))]
    sets = {name: cutter.choose(short if int(name) < 30 else long, counts, chance) for name, counts in lengths.items()}
    sets["mixed"] = [
        cutter.choose(short if length < 30 else long, [length], chance)[0] for length in mixed
    ]
    sets["query"] = cutter.choose(questions, [QUERY_TOKENS] * max(20, int(QUERY_COUNT * share)), chance)
    result = {}
    for name, texts in sets.items():
        file = folder / f"texts-{name}.txt"
        file.write_text("\n".join(texts) + "\n", encoding="utf-8")
        result[name] = TextSet(name, texts, file)
    return result, source
