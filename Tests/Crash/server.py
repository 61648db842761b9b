"""A `roost serve` under the library for fault injection, and clients of it."""

import http.client
import json
import pathlib
import re
import signal
import subprocess
import time

MASTER_KEY = "local-master-key"
USER = "ann"
WORKSPACE = "11111111-1111-4111-8111-111111111111"
AGENT = "33333333-3333-4333-8333-333333333333"
# Seconds after which a server is called stuck: far more than a busy machine needs.
PATIENCE = 300


class Gone(Exception):
    """The server has died."""


class Refused(Exception):
    """The server answered that it did not do what was asked."""

    def __init__(self, method, path, status, body):
        super().__init__(f"{method} {path} answered {status}: {body[:300]!r}")
        self.status = status
        # Whether the body is an object, as in all the APIs.
        self.is_worded = body[:1] in (b"{", "{")


class Program:
    """The program with what it needs to know, whose files are below `folder`."""

    def __init__(self, roost, models, library, folder):
        self.roost, self.library, self.folder = roost, library, pathlib.Path(folder)
        self.data = self.folder / "data"
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "ROOST_API_KEY": MASTER_KEY,
            "ROOST_MODELS": str(models),
            "ROOST_RATE_LIMIT_CHAT": "0",
        }

    def start(self, arguments, faults="", data=None, fault_folder=None, **options):
        """Starts it on a data folder; its files fail there, or in another folder."""
        data = data or self.data
        environment = self.environment | {"ROOST_DATA": str(data)}
        if faults:
            environment |= {
                "LD_PRELOAD": self.library, "ROOST_FAULT": faults, "ROOST_FAULT_DIR": str(fault_folder or data),
            }
        # The kernel ends the process should this one die without a chance to do it.
        command = ["setpriv", "--pdeathsig", "KILL", self.roost, *arguments]
        return subprocess.Popen(command, env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, **options)

    def run(self, *arguments, data=None):
        environment = self.environment | {"ROOST_DATA": str(data or self.data)}
        return subprocess.run([self.roost, *arguments], env=environment, capture_output=True, text=True, timeout=PATIENCE)


class Server:
    """One life of the server."""

    def __init__(self, program, faults, data=None):
        self.log = program.folder / "server.log"
        self.told = set()
        with self.log.open("w") as standard_error:
            self.process = program.start(["serve", "--port", "0"], faults, data, stderr=standard_error)
        self.port = None
        deadline = time.monotonic() + PATIENCE
        while not self.port and time.monotonic() < deadline:
            ended = self.process.poll() is not None
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)", self.text()):
                self.port = int(found.group(1))
            elif ended:
                raise Gone(self.text())
            else:
                time.sleep(0.005)
        if not self.port:
            self.end(signal.SIGKILL)
            raise TimeoutError("the server neither listens nor ends")

    def text(self):
        return self.log.read_text(errors="replace")

    def is_alive(self):
        return self.process.poll() is None

    def tell(self, number):
        """Sends a signal, once: by a second SIGTERM the server would end at once."""
        if self.is_alive() and number not in self.told:
            self.told.add(number)
            self.process.send_signal(number)

    def end(self, number):
        """Sends a signal and waits for the end; one that ignores it for too long is killed.

        Returns whether the signal was enough.
        """
        self.tell(number)
        try:
            self.process.wait(PATIENCE)
            return True
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False


class Client:
    """One connection; not to be shared between threads."""

    def __init__(self, server, headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self.headers = headers

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body):
        return self.send("POST", path, json.dumps(body))

    def send(self, method, path, data=None, content_type="application/json"):
        try:
            self.connection.request(method, path, data, self.headers | {"Content-Type": content_type})
            response = self.connection.getresponse()
            content = response.read()
            if response.status != 204 and not has_length(response.headers):
                raise Gone("the head of the answer is cut off")
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise Gone(str(error)) from error
        if not 200 <= response.status < 300:
            raise Refused(method, path, response.status, content)
        if "event-stream" in response.headers.get("Content-Type", ""):
            return [json.loads(line[6:]) for line in content.decode().splitlines() if line.startswith("data: {")]
        return json.loads(content) if content else None

    def upload(self, path, name, text):
        head = f'--form\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        return self.send("POST", path, f"{head}{text}\r\n--form--\r\n".encode(), "multipart/form-data; boundary=form")


def has_length(headers):
    """Whether a head says in full how its body ends: http.client takes a head that is cut off for a whole one."""
    return headers.get("Content-Length", "").isdigit() or headers.get("Transfer-Encoding") == "chunked"
