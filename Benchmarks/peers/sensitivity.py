#!/usr/bin/env python3
"""Which of the encoder's products suffer from 8 bits, one at a time: what the precision int8 leaves in higher precision
was decided by this.

    sensitivity.py --model .models/all-MiniLM-L6-v2

Activations are rounded to 256 steps between the least and the largest value of each token, weights to 127 on either side
of zero for each output, as Roost does it; everything else is computed in float32 by PyTorch. Printed is the distance
1 − cosine to the vectors without rounding, its mean and its maximum over 100 texts of mixed lengths.
"""

import argparse
import pathlib
import tempfile

import numpy
import torch
from sentence_transformers import SentenceTransformer

from texts import text_sets

PRODUCTS = {
    "queries, keys and values": (".query", ".key", ".value"),
    "attention's output": ("attention.output.dense",),
    "perceptron, to its inner layer": ("intermediate.dense",),
    "perceptron, from its inner layer": (".output.dense",),
}


def product_of(name):
    """The product that a linear map belongs to; none for the pooler."""
    if "encoder.layer" not in name:
        return None
    return next((product for product, ends in PRODUCTS.items() if name.endswith(ends)), None)


def rounded_activations(values):
    least, largest = values.amin(-1, keepdim=True), values.amax(-1, keepdim=True)
    step = ((largest - least) / 255).clamp(min=1e-30)
    return torch.round((values - least) / step) * step + least


def rounded_weights(weights):
    step = weights.abs().amax(1, keepdim=True) / 127
    return torch.round(weights / step) * step


class Rounding:
    """The model with some of its products rounded."""

    def __init__(self, model):
        self.maps = {name: part for name, part in model.named_modules() if isinstance(part, torch.nn.Linear)}
        self.model = model

    def vectors(self, texts, activations=(), weights=()):
        undo = []
        for name, part in self.maps.items():
            if product_of(name) in activations:
                hook = part.register_forward_pre_hook(lambda _, inputs: (rounded_activations(inputs[0]),))
                undo.append(hook.remove)
            if product_of(name) in weights:
                original = part.weight.data
                part.weight.data = rounded_weights(original)
                undo.append(lambda part=part, original=original: setattr(part.weight, "data", original))
        result = self.model.encode(texts, batch_size=1, normalize_embeddings=True).astype(numpy.float64)
        for step in undo:
            step()
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", required=True, type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = text_sets(options.model, pathlib.Path(folder), 0.34)[0]["mixed"].texts
    rounding = Rounding(SentenceTransformer(str(options.model), device="cpu"))
    exact = rounding.vectors(texts)
    print("| rounded to 8 bits | activations | weights | both |\n| --- | --- | --- | --- |")
    for label, products in [(product, (product,)) for product in PRODUCTS] + [("all of them", tuple(PRODUCTS))]:
        cells = []
        for activations, weights in ((products, ()), ((), products), (products, products)):
            distances = 1 - (rounding.vectors(texts, activations, weights) * exact).sum(1)
            cells.append(f"{distances.mean():.1e} ({distances.max():.1e})")
        print(f"| {label} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
