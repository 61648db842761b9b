"""What clients do to clones, sessions, prompts, assistants and agents."""

import json
import uuid

from kinds import Kind, found
from ledger import ABSENT
from server import AGENT, WORKSPACE, Gone, Refused


class Clones(Kind):
    """A clone's value is the names of its documents with the word that each holds."""

    name = "clone"

    def change(self, client, generator):
        key, documents = self.pick(generator, 0.7)
        if key is None:
            body = {"name": "Clone", "base_prompt": "Be kind.", "visibility": "private"}
            key = (self.name, client.post("/api/clones", body)["id"])
            self.ledger.begin(key, ())
            self.ledger.acknowledge(key, ())
        elif generator.random() < 0.2:
            self.attempt(key, ABSENT, lambda: client.send("DELETE", f"/api/clones/{key[1]}"))
        elif len(documents) < 3:
            number = self.ledger.number()
            value = documents + ((f"note-{number}.txt", f"word{number}"),)
            path, text = f"/api/clones/{key[1]}/documents", f"The word is word{number}."
            self.attempt(key, value, lambda: client.upload(path, value[-1][0], text))

    def look(self, client, key):
        clone = found(lambda: client.get(f"/api/clones/{key[1]}"))
        if not clone:
            return ABSENT, None
        documents = [(each["file_name"], each["status"]) for each in clone["documents"]]
        value = tuple((name, f"word{name[5:-4]}") for name, _ in documents)
        if any(status != "processed" for _, status in documents):
            return value, f"documents {documents}"
        if documents:
            answer = client.post(f"/api/clones/{key[1]}/chat", {"message": {"text": "What is the word?", "history": []}})
            if not any(word in answer["response"] for _, word in value):
                return value, f"answers {answer['response']!r}"
        return value, None


class Sessions(Kind):
    """A session's value is what its user has said."""

    name = "session"

    def change(self, client, generator):
        key, said = self.pick(generator, 0.6)
        if key is not None and generator.random() < 0.2:
            self.attempt(key, ABSENT, lambda: client.send("DELETE", f"/v1/chat/sessions/{key[1]}"))
            return
        if key is None or len(said) > 4:
            key, said = (self.name, client.post("/v1/chat/sessions", {"model": "gpt-4"})["id"]), ()
            self.ledger.begin(key, said)
            self.ledger.acknowledge(key, said)
        text = f"My number is {self.ledger.number()}."
        body = {"model": "gpt-4", "stream": False, "session_id": key[1]}
        body["messages"] = [{"role": "user", "content": text}]
        self.attempt(key, said + (text,), lambda: client.post("/v1/chat/stream", body))

    def look(self, client, key):
        session = found(lambda: client.get(f"/v1/chat/sessions/{key[1]}"))
        if not session:
            return ABSENT, None
        roles = [message["role"] for message in session["messages"]]
        value = tuple(message["content"] for message in session["messages"] if message["role"] == "user")
        whole = roles == ["user", "assistant"] * (len(roles) // 2)
        return value, None if whole else f"roles {roles}"


class Prompts(Kind):
    name = "prompt"

    def change(self, client, generator):
        key, version = self.pick(generator, 0.6)
        if key is None:
            body = {"title": "Version 1", "content": "Say {word}.", "scenario": "test"}
            key = (self.name, client.post("/api/chat/prompts", body)["id"])
            self.ledger.begin(key, 1)
            self.ledger.acknowledge(key, 1)
        elif generator.random() < 0.3:
            self.attempt(key, ABSENT, lambda: client.send("DELETE", f"/api/chat/prompts/{key[1]}"))
        else:
            body = json.dumps({"title": f"Version {version + 1}"})
            self.attempt(key, version + 1, lambda: client.send("PUT", f"/api/chat/prompts/{key[1]}", body))

    def look(self, client, key):
        prompt = found(lambda: client.get(f"/api/chat/prompts/{key[1]}"))
        return (int(prompt["title"].split()[1]) if prompt else ABSENT), None


class Assistants(Kind):
    name = "assistant"

    def change(self, client, generator):
        key, version = self.pick(generator, 0.5)
        if key is None:
            body = {"name": "Assistant", "description": "Helps", "systemPrompt": "Version 1", "supportUnits": ["ragbot"]}
            key = (self.name, client.post("/api/v1/assistant/create", body)["data"]["id"])
            self.ledger.begin(key, 1)
            self.ledger.acknowledge(key, 1)
        else:
            body = json.dumps({"systemPrompt": f"Version {version + 1}"})
            path = f"/api/v1/assistant/{key[1]}/update-config"
            self.attempt(key, version + 1, lambda: client.send("PATCH", path, body))

    def look(self, client, key):
        data = (found(lambda: client.get(f"/api/v1/assistant/{key[1]}/get-detail")) or {}).get("data")
        if not data:
            return ABSENT, None
        versions = [text for text in json.dumps(data).split('"') if text.startswith("Version ")]
        teams = len(data["teams"])
        problem = None if teams == 2 and versions else f"{teams} teams, versions {versions}"
        return (int(versions[0].split()[1]) if versions else 0), problem


class Knowledge(Kind):
    """A source's value is the word that it holds."""

    name = "source"

    def change(self, client, generator):
        number = self.ledger.number()
        text = f"The password of archive{number} is word{number}."
        body = {"agent_id": AGENT, "source_type": "external", "metadata": {"text_content": text}}
        source = client.post("/api/v1/knowledge/ingest", body)["source_id"]
        key = (self.name, f"{source}/{number}")
        self.ledger.begin(key, f"word{number}")
        self.ledger.acknowledge(key, f"word{number}")

    def look(self, client, key):
        number = key[1].split("/")[1]
        answer = talk(client, f"What is the password of archive{number}?")
        return (f"word{number}" if f"word{number}" in json.dumps(answer) else ABSENT), None


class Conversations(Kind):
    """A conversation's value is its first message."""

    name = "conversation"

    def change(self, client, generator):
        text = f"My number is {self.ledger.number()}."
        key = (self.name, talk(client, text)[0]["conversation_id"])
        self.ledger.begin(key, text)
        self.ledger.acknowledge(key, text)

    def look(self, client, key):
        answer = found(lambda: client.get(f"/api/v1/conversations/{key[1]}/messages"))
        messages = (answer or {}).get("messages") or []
        texts = [message["content"] for message in messages]
        return (texts[0] if texts else ABSENT), None if len(texts) in (0, 2) else f"{len(texts)} messages"


class Events(Kind):
    """An event's value is the reply that it got; the same event again gets the same."""

    name = "event"

    def post(self, client, identifier):
        body = {"event": "message_received", "workspace_id": WORKSPACE, "agent_id": AGENT, "channel": "whatsapp"}
        body |= {"message_id": identifier, "external_user_id": f"user-{identifier}"}
        body["message"] = {"type": "text", "content": "Hi, I need help with my order."}
        return client.post("/api/v1/channels/event", body)["message_id"]

    def change(self, client, generator):
        identifier = str(uuid.UUID(int=generator.getrandbits(128), version=4))
        reply = self.post(client, identifier)
        self.ledger.begin((self.name, identifier), reply)
        self.ledger.acknowledge((self.name, identifier), reply)

    def look(self, client, key):
        return self.post(client, key[1]), None


def talk(client, text):
    """The events of a chat with the agent."""
    message = {"type": "text", "content": text}
    body = {"agent_id": AGENT, "channel": "playground", "message": message}
    events = client.post("/api/v1/ai/chat", body)
    last = events[-1] if events else {}
    if "status" not in last:
        raise Gone("the stream broke off")
    if last["status"] != "ok":
        raise Refused("POST", "/api/v1/ai/chat", 500, json.dumps(last))
    return events
