"""A `roost serve` of its own on a fresh data folder, and a client that keeps its connection open."""

import contextlib
import http.client
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

MASTER_KEY = "local-master-key"
MODEL_IDS = {"llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3}


class UnexpectedAnswer(Exception):
    """An answer that is none of success."""

    def __init__(self, method, path, status, body, retry_after=None):
        super().__init__(f"{method} {path} answered {status}: {body[:300]!r}")
        self.status = status
        # Seconds; None when the answer does not say.
        self.retry_after = retry_after


class Client:
    """One connection to the server; not to be shared between threads."""

    def __init__(self, port, credentials, timeout=120):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.credentials = credentials

    def call(self, method, path, body=None):
        """The JSON value that the server answers with."""
        data = json.dumps(body) if body is not None else None
        return self.send(method, path, data, "application/json")

    def upload_file(self, path, name, content):
        """Sends a form with one file."""
        head = f'--form\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + b"\r\n--form--\r\n"
        return self.send("POST", path, body, "multipart/form-data; boundary=form")

    def receive(self, method, path, body):
        """The bytes that the server answers with."""
        return self._exchange(method, path, json.dumps(body), "application/json")

    def send(self, method, path, data, content_type):
        content = self._exchange(method, path, data, content_type)
        return json.loads(content) if content else None

    def _exchange(self, method, path, data, content_type):
        self.connection.request(method, path, data, self.credentials | {"Content-Type": content_type})
        response = self.connection.getresponse()
        content = response.read()
        if not 200 <= response.status < 300:
            announced = response.getheader("Retry-After")
            raise UnexpectedAnswer(method, path, response.status, content, int(announced) if announced else None)
        return content

    def create_bot(self, name, **parameters):
        return self.call("POST", f"/bots/{name}/manage/create", MODEL_IDS | parameters)

    def delete_bot(self, name):
        return self.call("DELETE", f"/bots/{name}/manage/delete")

    def upload(self, bot, document, texts):
        contents = {"nodes": [{"text": text, "metadata": {}} for text in texts], "assets": []}
        body = {"file_name": document, "file_contents": contents, "file_metadata": {}}
        return self.call("POST", f"/bots/{bot}/documents/upload", body)

    def start_chat(self):
        return self.call("POST", "/bots/chats/start", {})["chat_id"]


class LiveServer:
    """A running server."""

    def __init__(self, process, log, roost, environment):
        self.process = process
        self.log = log
        self.roost = roost
        self.environment = environment
        self.port = None

    def wait_until_listening(self, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)", self.log.read_text()):
                self.port = int(found.group(1))
                return
            time.sleep(0.02)
        raise RuntimeError(f"the server did not start:\n{self.log_tail()}")

    def log_tail(self, lines=20):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def client(self, key=MASTER_KEY):
        return Client(self.port, {"X-API-Key": key})

    def user_client(self, user):
        """A client of the APIs that know users."""
        return Client(self.port, {"Authorization": f"Bearer {self.token(user)}", "x-user-id": user})

    def token(self, user):
        """A bearer token."""
        return self.command("token", "--sub", user, "--ttl", "86400")

    def command(self, *arguments):
        """What a command of the same program says, on the server's data folder."""
        command = [self.roost, *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def resident_megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def live_server(roost, models, settings=None):
    """A server that listens on a free port of 127.0.0.1 and ends with the `with` statement or with this process.

    `models` is the folder of the models; `settings` are further environment variables.
    """
    with tempfile.TemporaryDirectory(prefix="roost-live-") as name:
        folder = pathlib.Path(name)
        roost = str(pathlib.Path(roost).resolve())
        environment = {
            "PATH": "/usr/bin:/bin",
            "ROOST_API_KEY": MASTER_KEY,
            "ROOST_DATA": str(folder / "data"),
            "ROOST_MODELS": str(pathlib.Path(models).resolve()),
        } | (settings or {})
        # The kernel ends the server should this process die without a chance to do it.
        command = ["setpriv", "--pdeathsig", "KILL", roost, "serve"]
        command += ["--host", "127.0.0.1", "--port", "0"]
        log = folder / "server.log"
        with log.open("w") as standard_error:
            process = subprocess.Popen(
                command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stderr=standard_error
            )
        server = LiveServer(process, log, roost, environment)
        try:
            server.wait_until_listening()
            yield server
            if process.poll() is not None:
                raise RuntimeError(f"the server ended by itself with {process.returncode}:\n{server.log_tail()}")
        finally:
            server.stop()


def limit_duration(seconds):
    """Ends this process, by an exception so that its server is ended too, after some seconds or by SIGTERM."""

    def end(number, _):
        sys.exit(f"ended by {signal.Signals(number).name} (time limit: {seconds} s)")

    signal.signal(signal.SIGALRM, end)
    signal.signal(signal.SIGTERM, end)
    signal.alarm(seconds)
