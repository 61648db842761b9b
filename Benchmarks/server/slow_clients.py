"""Clients that hold connections and do as little as they can with them, all on one thread."""

import socket
import threading

from live_server import MASTER_KEY

# With the right key: with a wrong one the server answers before the body has come.
HEAD = f"POST /bots/none/manage/create HTTP/1.1\r\nHost: slow\r\nX-API-Key: {MASTER_KEY}\r\n".encode()
BODY = HEAD + b"Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"
UNREAD = b"GET /openapi.json HTTP/1.1\r\nHost: slow\r\n\r\n" * 200
SECONDS_BETWEEN_BYTES = 1


class SlowClients:
    """A third dribbles headers, a third a body, a third asks for megabytes and reads nothing.

    Whoever is cut off comes again, as somebody with bad intentions would.
    """

    def __init__(self, port, count):
        self.port = port
        self.count = count
        self.cut_off = 0
        # Of those that were cut off, how many were answered 408.
        self.told = 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    def _open(self, number):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            connection.connect(("127.0.0.1", self.port))
            connection.sendall([HEAD, BODY, UNREAD][number % 3])
        except OSError:
            connection.close()
            return None
        connection.setblocking(False)
        return connection

    def _run(self):
        connections = {number: self._open(number) for number in range(self.count)}
        while not self.stopped.wait(SECONDS_BETWEEN_BYTES):
            for number, connection in connections.items():
                if connection is None or not self._is_alive(number, connection):
                    if connection is not None:
                        self.cut_off += 1
                        connection.close()
                    connections[number] = self._open(number)
        for connection in connections.values():
            if connection is not None:
                connection.close()

    def _is_alive(self, number, connection):
        """Does the little that it does; false once the server has had enough."""
        try:
            if number % 3 < 2:
                connection.send(b"x")
                answer = connection.recv(4096)
                self.told += answer.startswith(b"HTTP/1.1 408")
                return False
            connection.send(b"G")
        except BlockingIOError:
            pass
        except OSError:
            return False
        return True
