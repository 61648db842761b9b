#!/usr/bin/env python3
"""Writes a model's transformer as ONNX graphs, float32 and dynamically quantised int8, into a cache folder.

    onnx_graphs.py MODEL_FOLDER CACHE_FOLDER

A process of its own: what exporting takes stays out of the memory of the peers that run the graphs. A graph that is
there already is left alone.
"""

import pathlib
import sys


def graph_path(model, cache, precision):
    return cache / f"{model.name}-{precision}.onnx"


def export(model_folder, target):
    """The transformer with free batch and sequence lengths."""
    import torch
    from transformers import AutoModel

    model = AutoModel.from_pretrained(model_folder, attn_implementation="eager").eval()

    class LastHiddenState(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    ids = torch.tensor([[101, 2023, 102], [101, 102, 0]])
    free = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        LastHiddenState(), (ids, (ids != 0).long()), str(target), dynamo=False, opset_version=17,
        input_names=["input_ids", "attention_mask"], output_names=["hidden"],
        dynamic_axes={"input_ids": free, "attention_mask": free, "hidden": free},
    )


def quantize(source, target):
    """ONNX Runtime's dynamic quantisation: int8 weights with a scale for each output channel.

    With one scale for a whole matrix, its default, it is as fast and much less exact: mean cosine 0.951 to float32 in
    place of 0.995, on 60 texts of mixed lengths.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8)


def main():
    model, cache = map(pathlib.Path, sys.argv[1:3])
    cache.mkdir(parents=True, exist_ok=True)
    fp32, int8 = (graph_path(model, cache, precision) for precision in ("fp32", "int8"))
    for target, make in ((fp32, lambda part: export(model, part)), (int8, lambda part: quantize(fp32, part))):
        if not target.exists():
            part = target.with_suffix(".part")
            make(part)
            part.rename(target)


if __name__ == "__main__":
    main()
