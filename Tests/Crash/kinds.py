"""What clients do, by the kind of thing they do it to: `change` does one thing, `look` tells what has become of it.

A thing is known by a key, the kind's name first. Its value is what the ledger compares; None when it is not there.
"""

import json

from ledger import ABSENT
from server import MASTER_KEY, USER, WORKSPACE, Refused

# The kinds that the master key is for; the others are a user's.
CRIABOT = {"document", "question", "bot", "chat"}

BOT = {"llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3, "min_k": 0, "min_n": 0, "top_n": 10}
BOT |= {"max_input_tokens": 1_000_000, "llm_generate_related_prompts": False}


class Kind:
    """How to make, change, remove and look at things of one kind."""

    def __init__(self, ledger, tokens):
        self.ledger = ledger
        user = {"Authorization": f"Bearer {tokens[USER]}", "x-user-id": USER, "X-Workspace-ID": WORKSPACE}
        self.headers = {"X-API-Key": MASTER_KEY} if self.name in CRIABOT else user

    def attempt(self, key, value, request):
        """Notes what a request is to bring about, and what the server says of it; its answer."""
        self.ledger.begin(key, value)
        try:
            answer = request()
        except Refused as error:
            # What was refused for want of space, or as wrong, was not done. Of other failures one cannot know.
            if error.status == 507 or error.status < 500:
                self.ledger.refuse(key)
            raise
        self.ledger.acknowledge(key, value)
        return answer

    def pick(self, generator, share):
        """A thing that is there, with its value; None when a new one is to be made."""
        settled = self.ledger.settled(self.name)
        mine = [key for key in settled if key not in self.ledger.unverified]
        if not mine or generator.random() > share:
            return None, None
        key = generator.choice(mine)
        return key, settled[key]

    def prepare(self, client):
        """Called before the first `look` of a life."""

    def listed(self, client):
        """The keys that the server lists; None when it has no list."""


class Documents(Kind):
    name = "document"
    nodes = 3

    def texts(self, name, version):
        return {f"Buoy {name} saw wave {version} at hour {hour}." for hour in range(self.nodes)}

    def submission(self, name, version):
        nodes = [{"text": text, "metadata": {}} for text in sorted(self.texts(name, version))]
        return {"file_name": name, "file_metadata": {}, "file_contents": {"nodes": nodes, "assets": []}}

    def change(self, client, generator):
        key, version = self.pick(generator, 0.4)
        if key is None:
            key, version = (self.name, f"log-{self.ledger.number()}"), 1
            body = self.submission(key[1], version)
            self.attempt(key, version, lambda: client.post(f"/bots/b/{self.name}s/upload", body))
        elif generator.random() < 0.5:
            path = f"/bots/b/{self.name}s/delete?document_name={key[1]}"
            self.attempt(key, ABSENT, lambda: client.send("DELETE", path))
        else:
            self.replace(client, key, version + 1)

    def replace(self, client, key, version):
        body = json.dumps(self.submission(key[1], version))
        self.attempt(key, version, lambda: client.send("PATCH", f"/bots/b/{self.name}s/update", body))

    def listed(self, client):
        names = client.get(f"/bots/b/{self.name}s/list")["document_names"]
        return [(self.name, name) for name in names]

    def prepare(self, client):
        self.present = set(self.listed(client))
        self.chat = client.post("/bots/chats/start", {})["chat_id"]

    def ask(self, client, prompt, name):
        condition = {"must": [{"key": "file_name", "match": {"value": name}}]}
        body = {"bot_name": "b", "prompt": prompt, "metadata_filter": condition}
        return client.post(f"/bots/chats/{self.chat}/query", body)["reply"]

    def look(self, client, key):
        reply = self.ask(client, f"What wave did buoy {key[1]} see?", key[1])
        nodes = (reply["group_responses"].get("b-document-index") or {}).get("nodes") or []
        texts = [node["node"]["text"] for node in nodes]
        if not texts and key not in self.present:
            return ABSENT, None
        version = next((int(text.split(" wave ")[1].split()[0]) for text in texts), ABSENT)
        whole = set(texts) == self.texts(key[1], version) and len(texts) == self.nodes and key in self.present
        return version, None if whole else f"listed: {key in self.present}, found {texts}"


class Questions(Documents):
    name = "question"

    def submission(self, name, version):
        contents = {"questions": [f"What is the answer to {name}?", f"And to {name}?"], "llm_reply": False}
        contents["answer"] = f"The answer is version {version}."
        return {"file_name": name, "file_metadata": {}, "file_contents": contents}

    def look(self, client, key):
        found = set()
        for prompt in (f"What is the answer to {key[1]}?", f"And to {key[1]}?"):
            reply = self.ask(client, prompt, key[1])
            words = reply["message"].rstrip(".").split("version ")
            found.add(int(words[1]) if reply.get("verified_response") and len(words) == 2 else ABSENT)
        value = found.pop()
        whole = not found and (value is not ABSENT) == (key in self.present)
        return value, None if whole else f"listed: {key in self.present}, answers {value}, {found}"


class Bots(Kind):
    name = "bot"

    def change(self, client, generator):
        key, _ = self.pick(generator, 0.5)
        if key is None:
            key = (self.name, f"bot-{self.ledger.number()}")
            self.attempt(key, True, lambda: client.post(f"/bots/{key[1]}/manage/create", BOT))
        else:
            self.attempt(key, ABSENT, lambda: client.send("DELETE", f"/bots/{key[1]}/manage/delete"))

    def look(self, client, key):
        return (True, None) if found(lambda: client.get(f"/bots/{key[1]}/manage/about")) else (ABSENT, None)


class Chats(Kind):
    """A chat's value is what its user has said."""

    name = "chat"

    def change(self, client, generator):
        key, said = self.pick(generator, 0.7)
        if key is None or len(said) > 5:
            key, said = (self.name, client.post("/bots/chats/start", {})["chat_id"]), ()
            self.ledger.begin(key, said)
            self.ledger.acknowledge(key, said)
        said += (f"What was wave {self.ledger.number()}?",)
        body = {"bot_name": "b", "prompt": said[-1]}
        self.attempt(key, said, lambda: client.post(f"/bots/chats/{key[1]}/send", body))

    def look(self, client, key):
        answer = found(lambda: client.get(f"/bots/chats/{key[1]}/history"))
        if not answer:
            return ABSENT, None
        history = answer["history"]
        texts = [message["blocks"][0]["text"] for message in history]
        roles = [message["role"] for message in history]
        whole = roles == ["user", "assistant"] * (len(roles) // 2) and all(texts)
        return tuple(texts[::2]), None if whole else f"roles {roles}"


def found(request):
    """The answer, or None for 404."""
    try:
        return request()
    except Refused as error:
        if error.status != 404:
            raise
        return None
