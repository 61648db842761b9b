#!/usr/bin/env python3
"""Sends generated requests to every route of /openapi.json and checks the answers against it, with schemathesis.

    schema_fuzz.py --roost .build/release/roost --model .models/all-MiniLM-L6-v2 [--examples 100] [--seed 7]

Each identity (the master key, a bot's key, a user, nobody) meets a server of its own with a fresh folder, in which a bot
has documents, questions and chats, and a user has clones, chat sessions, prompts, assistants and a workspace with agents;
the generated requests often name these. The exit code is not 0 if anything was found; each finding is printed with a curl command.
"""

import argparse
import collections
import dataclasses
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import uuid

HERE = pathlib.Path(__file__).resolve().parent
USER = "fuzz-user"
WORKSPACE = "11111111-1111-4111-8111-111111111111"
AGENTS = [f"{number}" * 8 + "-2222-4222-8222-222222222222" for number in range(3)]
sys.path.insert(0, str(HERE.parent.parent / "Benchmarks/server"))

from described import prepared  # noqa: E402
from live_server import MASTER_KEY, limit_duration, live_server  # noqa: E402

# Every question gets its answer from passages, whatever their scores.
BOT_PARAMETERS = {"min_k": 0, "min_n": 0}
SPARE_COUNT = 20

GOOD_STATUSES = ["2xx", "3xx", "400", "401", "403", "404", "409", "413", "429", "503"]

CHECKS = {
    # Integers may come as strings, flags as "yes", unknown fields are ignored: what a schema calls wrong is often
    # taken, as the contract wants it.
    "negative_data_rejection": {"enabled": False},
    # A model that is not there and a node without text are answered with 400, which no schema can foresee.
    "positive_data_acceptance": {"expected-statuses": GOOD_STATUSES},
}


@dataclasses.dataclass
class Identity:
    """Whoever sends the requests: its secret for each kind of security scheme, and its share of the examples."""

    name: str
    api_key: str | None = None
    bearer_token: str | None = None
    user: str | None = None
    share: float = 1
    # The routes it calls, as a regular expression.
    paths: str = "."

    def credentials(self, schemes):
        """The part `auth` of the configuration for the security schemes of the document."""
        found = {}
        for name, scheme in schemes.items():
            key = self.user if scheme.get("name") == "x-user-id" else self.api_key
            if scheme["type"] == "apiKey" and key:
                found[name] = {"api_key": key}
            elif scheme.get("scheme") == "bearer" and self.bearer_token:
                found[name] = {"bearer": self.bearer_token}
        return {"openapi": found} if found else {}


@dataclasses.dataclass
class Surroundings:
    """What requests find on a server."""

    bot: str
    bot_key: str
    spare_bots: list[str]
    documents: list[str]
    prompts: list[str]
    # What the user has, by the names that paths give the identifiers: some to use and some to delete.
    kept: dict[str, list]
    spare: dict[str, list]
    chats: list[str] = dataclasses.field(default_factory=list)
    spare_chats: list[str] = dataclasses.field(default_factory=list)

    def start_chats(self, client):
        self.chats = [client.start_chat() for _ in range(5)]
        self.spare_chats = [client.start_chat() for _ in range(SPARE_COUNT)]

    @property
    def protected(self):
        """What no request may delete."""
        return [self.bot, *self.chats, *(identifier for kind in self.kept.values() for identifier in kind)]


def provision(server):
    """A workspace with agents, one of which does not answer by itself."""
    agents = [{"id": agent, "name": "Agent", "ai_enabled": agent != AGENTS[2]} for agent in AGENTS]
    members = [{"user_id": USER}]
    workspace = {"id": WORKSPACE, "name": "Fuzz", "credits": 1_000_000, "members": members, "agents": agents}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"workspaces": [workspace]}, file)
        file.flush()
        server.command("admin", "provision", file.name)


def conversations(user, count):
    """Conversations with an agent that knows something."""
    knowledge = {"agent_id": AGENTS[0], "source_type": "message"}
    knowledge["metadata"] = {"text_content": "Boat 3 leaves pier 2 at eight o'clock."}
    user.credentials["X-Workspace-ID"] = WORKSPACE
    user.call("POST", "/api/v1/knowledge/ingest", knowledge)
    found = []
    for number in range(count):
        event = {"event": "message_received", "workspace_id": WORKSPACE, "agent_id": AGENTS[0], "channel": "webchat"}
        event |= {"message_id": str(uuid.uuid4()), "external_user_id": f"customer {number}"}
        event["message"] = {"type": "text", "content": "When does boat 3 leave pier 2?"}
        found.append(user.call("POST", "/api/v1/channels/event", event)["conversation_id"])
    return found


def prepare(client, user, paths):
    """A bot with documents and questions, and further bots that requests may change and delete.

    Questions are there only if the document has a route for them.
    """
    key = client.create_bot("fuzz", **BOT_PARAMETERS)["bot_api_key"]
    spare_bots = [f"spare-{number}" for number in range(SPARE_COUNT)]
    for name in spare_bots:
        client.create_bot(name)
    documents = [f"notes-{number}" for number in range(10)]
    for number, name in enumerate(documents):
        piers = range(1, 6)
        client.upload("fuzz", name, [f"Boat {number} leaves pier {pier} at {pier + 6} o'clock." for pier in piers])
        if "/bots/{bot_name}/questions/upload" in paths:
            upload_question(client, name, number)
    prompts = ["When does boat 3 leave pier 2?", "Who steers boat 1?", "And boat 7?", "What is the tide?"]
    kept, spare = belongings(user, 3), belongings(user, SPARE_COUNT)
    kept["conversation_id"] = spare["conversation_id"] = conversations(user, 3)
    return Surroundings("fuzz", key, spare_bots, documents, prompts, kept, spare)


def belongings(user, count):
    """Clones, chat sessions, prompts and assistants, each with something in it."""
    found = {"clone_id": [], "session_id": [], "prompt_id": [], "assistant_id": []}
    for number in range(count):
        clone = {"name": f"Clone {number}", "base_prompt": "You know boats.", "visibility": "private"}
        found["clone_id"].append(user.call("POST", "/api/clones", clone)["id"])
        found["session_id"].append(user.call("POST", "/api/chat/sessions", {"model": "gpt-4"})["id"])
        prompt = {"title": f"Prompt {number}", "content": "Summarize: {text}", "scenario": "summarization"}
        found["prompt_id"].append(user.call("POST", "/api/chat/prompts", prompt)["id"])
        assistant = {
            "name": f"Assistant {number}", "description": "Knows boats", "systemPrompt": "You know boats.",
            "supportUnits": ["ragbot"],
        }
        found["assistant_id"].append(user.call("POST", "/api/v1/assistant/create", assistant)["data"]["id"])
        note = f"Boat {number} leaves pier {number} at six o'clock.".encode()
        user.upload_file(f"/api/clones/{found['clone_id'][-1]}/documents", "notes.txt", note)
        user.upload_file(f"/api/v1/assistant/{found['assistant_id'][-1]}/documents", "notes.txt", note)
    return found


def upload_question(client, name, number):
    """One of each kind: some answers are given as they are, others are left to the model."""
    contents = {
        "questions": [f"Who steers boat {number}?", f"Who is the captain of boat {number}?"],
        "answer": f"Boat {number} is steered by Ann.",
        "llm_reply": number % 2 == 0,
    }
    body = {"file_name": name, "file_contents": contents, "file_metadata": {"kind": "crew"}}
    client.call("POST", "/bots/fuzz/questions/upload", body)


CRIABOT = "^/(bots|docs|health|openapi|$)"
USERS = "^/(api|v1)/"


def identities(surroundings, token):
    return [
        Identity("master key", api_key=MASTER_KEY, paths=CRIABOT),
        Identity("bot's key", api_key=surroundings.bot_key, paths=CRIABOT),
        Identity("user", bearer_token=token, user=USER, paths=USERS),
        Identity("nobody", share=0.3),
    ]


def configuration(identity, surroundings, schemes, seed, examples):
    """schemathesis.toml as an object."""
    dictionaries = {
        "bots": [surroundings.bot],
        "spare_bots": surroundings.spare_bots,
        "new_bots": [f"new-{number}" for number in range(4 * SPARE_COUNT)],
        "some_bots": [surroundings.bot, *surroundings.spare_bots[:2]],
        "chats": surroundings.chats,
        "spare_chats": surroundings.spare_chats,
        "documents": surroundings.documents,
        "prompts": surroundings.prompts,
        "assets": ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"],
        "models": ["gpt-4", "gpt-3.5-turbo"],
        "users": [USER],
        "files": ["notes.txt"],
        "workspaces": [WORKSPACE],
        "agents": AGENTS,
    }
    for name in surroundings.kept:
        dictionaries[name] = surroundings.kept[name]
        dictionaries[f"spare_{name}"] = surroundings.spare[name]
    return {
        "seed": seed,
        "hooks": "schema_hooks",
        "request-timeout": 20,
        "continue-on-failure": True,
        "output": {"sanitization": {"enabled": False}, "truncation": {"max-lines": 40, "max-payload-size": 4000}},
        "generation": {"max-examples": max(1, round(examples * identity.share)), "database": "none"},
        "checks": CHECKS,
        "auth": identity.credentials(schemes),
        "dictionaries": {name: {"values": values} for name, values in dictionaries.items()},
        "parameters": {
            "path.bot_name": often("bots"),
            "path.chat_id": often("chats"),
            "query.document_name": often("documents"),
            "body.bot_name": often("bots"),
            "body.extra_bots[*]": often("some_bots"),
            "body.file_name": often("documents", 0.6),
            "body.prompt": often("prompts", 0.6),
            "body.model": often("models"),
            "body.message": often("prompts", 0.6),
            "path.user_id": often("users"),
            "path.id": often("clone_id"),
            **{f"path.{name}": often(name) for name in surroundings.kept},
            **{f"body.{name}": often(name) for name in ["session_id", "prompt_id", "conversation_id"]},
            "header.X-Workspace-ID": often("workspaces", 0.95),
            "body.workspace_id": often("workspaces", 0.95),
            "body.agent_id": often("agents", 0.95),
            "body.message.content": often("prompts", 0.6),
        },
        "operations": special_operations(),
    }


def special_operations():
    """Requests that change or delete bots and chats mostly meet the spare ones: something must be left to ask."""
    return [
        {"include-path-regex": "/manage/create$", "parameters": {"path.bot_name": often("new_bots")}},
        {"include-path-regex": "/manage/(update|delete)$", "parameters": {"path.bot_name": often("spare_bots")}},
        {"include-path-regex": "/chats/[^/]+/end$", "parameters": {"path.chat_id": often("spare_chats")}},
        {"include-path-regex": "^/api/v1/assistant/.*/documents/", "parameters": {"path.document_name": often("files")}},
        *(
            {"include-path-regex": pattern, "include-method": "DELETE", "parameters": {f"path.{name}": often(spare)}}
            for pattern, name, spare in [
                ("^/api/clones/[^/]+$", "id", "spare_clone_id"),
                ("/chat/sessions/[^/]+$", "session_id", "spare_session_id"),
                ("/chat/prompts/[^/]+$", "prompt_id", "spare_prompt_id"),
                ("-delete-advanced-assistant$", "assistant_id", "spare_assistant_id"),
            ]
        ),
        # That the last message of the user is not blank cannot be said in a schema.
        {
            "include-path-regex": "/chat/stream$",
            "checks": {"positive_data_acceptance": {"expected-statuses": [*GOOD_STATUSES, "422"]}},
        },
        # What was deleted under the Chat API's other prefix is gone here as well, which the tool cannot know.
        {"include-path-regex": "^/(v1|api)/chat/", "checks": {"ensure_resource_availability": {"enabled": False}}},
        # Its header `x-user-id` is believed, as the API's document has it: every value is a user.
        {"include-path-regex": "^/api/v1/assistant/", "checks": {"ignored_auth": {"enabled": False}}},
        {"include-path-regex": "^/docs/assets/", "parameters": {"path.name": often("assets")}},
        # It says of an ended chat with 200 that there is none, which is its purpose.
        {"include-path-regex": "/chats/[^/]+/exists$", "checks": {"use_after_free": {"enabled": False}}},
    ]


def often(dictionary, probability=0.9):
    return {"dictionary": dictionary, "probability": probability}


def toml(value):
    """A value in TOML's inline form; strings, numbers and flags look as in JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def run_schemathesis(options, identity, surroundings, server, document):
    """Whether nothing was found."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    settings = configuration(identity, surroundings, schemes, options.seed, options.examples)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "schemathesis.toml").write_text(
            "".join(f"{key} = {toml(value)}\n" for key, value in settings.items() if value != {}), encoding="utf-8"
        )
        (folder / "openapi.json").write_text(json.dumps(prepared(document)), encoding="utf-8")
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", folder / "schemathesis.toml"]
        command += ["--no-color", "run", folder / "openapi.json", "--url", f"http://127.0.0.1:{server.port}"]
        # Requests that would delete what others need are filtered, which may be most of them.
        command += ["--include-path-regex", identity.paths, "--suppress-health-check", "filter_too_much"]
        protected = json.dumps(surroundings.protected)
        environment = os.environ | {"ROOST_FUZZ_PROTECTED": protected, "PYTHONPATH": str(HERE)}
        return subprocess.run(list(map(str, command)), env=environment, cwd=folder).returncode == 0


def fuzz(options, number):
    """Runs one identity against a fresh server; its name if something was found."""
    settings = {"ROOST_RATE_LIMIT_CHAT": "0"}
    with live_server(options.roost, options.model.resolve().parent, settings) as server:
        client = server.client()
        if options.document:
            document = json.loads(options.document.read_text(encoding="utf-8"))
        else:
            document = client.call("GET", "/openapi.json")
        provision(server)
        user = server.user_client(USER)
        surroundings = prepare(client, user, document["paths"])
        identity = identities(surroundings, server.token(USER))[number]
        surroundings.start_chats(server.client(identity.api_key or MASTER_KEY))
        print(f"\n##### {identity.name}, seed {options.seed}", flush=True)
        clean = run_schemathesis(options, identity, surroundings, server, document)
        # The server must still answer, and still have what no request could delete.
        server.client().call("GET", f"/bots/{surroundings.bot}/manage/about")
        for clone in surroundings.kept["clone_id"]:
            server.user_client(USER).call("GET", f"/api/clones/{clone}")
        statuses = collections.Counter(re.findall(r"http\.status=(\d+)", server.log.read_text(errors="replace")))
        print("answers:", ", ".join(f"{status} × {count:,}" for status, count in sorted(statuses.items())))
        return None if clean else identity.name


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--roost", required=True, type=pathlib.Path)
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--examples", type=int, default=100, help="generated requests a route and phase (default 100)")
    parser.add_argument("--seed", type=int, default=random.randrange(2**31), help="repeats the run that printed it")
    parser.add_argument("--document", type=pathlib.Path, help="a file instead of the server's own /openapi.json")
    parser.add_argument("--limit", type=int, default=900, help="end after so many seconds, whatever happens")
    options = parser.parse_args()
    limit_duration(options.limit)
    findings = [fuzz(options, number) for number in range(4)]
    if found := [name for name in findings if name]:
        sys.exit(f"\nFound something with: {', '.join(found)} (--seed {options.seed})")
    print(f"\nNothing found (--seed {options.seed})")


if __name__ == "__main__":
    main()
