"""Spearman's correlation of cosines with the judged likeness of sentences, for each precision of the encoder."""

import array
import ast
import json
import operator
import pathlib
import struct
import sys
import tempfile

from program import print_head, print_row


def measure(program, folders):
    precisions, _ = program.precisions()
    for folder in folders:
        if not (folder / "test.jsonl").exists():
            continue
        print_head(f"{folder.name}, test", "Spearman's correlation (published for this model: 0.8203)")
        pairs = [json.loads(line) for line in (folder / "test.jsonl").read_text(encoding="utf-8").splitlines()]
        for precision in precisions:
            print_row(precision, f"{correlation(program, pairs, precision):.4f}")


def correlation(program, pairs, precision):
    sides = []
    with tempfile.TemporaryDirectory() as folder:
        for key in ("sentence1", "sentence2"):
            texts, vectors = pathlib.Path(folder) / "texts.txt", pathlib.Path(folder) / "vectors.npy"
            texts.write_text("".join(pair[key].replace("\n", " ") + "\n" for pair in pairs), encoding="utf-8")
            program.run("embed", "--input", texts, "--output", vectors, "--precision", precision)
            sides.append(read_rows(vectors))
    cosines = [sum(map(operator.mul, *rows)) for rows in zip(*sides)]
    return pearson(ranks(cosines), ranks([float(pair["score"]) for pair in pairs]))


def read_rows(path):
    """The rows of a float32 .npy file in C order, format version 1.0 to 3.0."""
    data = path.read_bytes()
    long = data[6] > 1
    (length,) = struct.unpack_from("<I" if long else "<H", data, 8)
    start = (12 if long else 10) + length
    header = ast.literal_eval(data[start - length : start].decode("latin-1"))
    if data[:6] != b"\x93NUMPY" or header["descr"] != "<f4" or header["fortran_order"]:
        raise ValueError(f"{path}: expected float32 rows in C order, found {header}")
    values = array.array("f", data[start:])
    if sys.byteorder == "big":
        values.byteswap()
    columns = header["shape"][1]
    return [values[row * columns : (row + 1) * columns] for row in range(header["shape"][0])]


def ranks(values):
    """Ranks from 1, equal values sharing the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result, start = [0.0] * len(values), 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            result[place] = (start + 1 + end) / 2
        start = end
    return result


def pearson(first, second):
    means = [sum(values) / len(values) for values in (first, second)]
    first, second = ([value - mean for value in values] for values, mean in zip((first, second), means))
    square = sum(value * value for value in first) * sum(value * value for value in second)
    return sum(map(operator.mul, first, second)) / square**0.5
