"""HTTP/2 by hand, for what no well-meaning client sends: frames as bytes, over a plain socket.

Knows just enough: headers are literals without indexing, numbers up to 2^31, and answers are read as frames.
"""

import socket
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
CANCEL, ENHANCE_YOUR_CALM = 8, 11
WAIT_SECONDS = 20


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _number(value, prefix):
    """HPACK's integer with a prefix of so many bits."""
    limit = (1 << prefix) - 1
    if value < limit:
        return bytes([value])
    out = [limit]
    value -= limit
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    return bytes(out + [value])


def literal(name, value):
    """One header field, neither indexed nor packed."""
    return b"\0" + _number(len(name), 7) + name.encode() + _number(len(value), 7) + value.encode()


def call_headers(path="/grpc.health.v1.Health/Check", more=b""):
    return b"".join(literal(name, value) for name, value in (
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"),
        ("content-type", "application/grpc"))) + more


class Connection:
    """One connection. Use as a context manager."""

    def __init__(self, endpoint):
        host, _, port = endpoint.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=WAIT_SECONDS)
        self._left = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def greet(self):
        """Says what a client says first."""
        self.send(PREFACE + frame(SETTINGS, 0, 0))
        return self

    def send(self, data):
        self.socket.sendall(data)

    def frames(self):
        """(kind, flags, stream, payload) of each frame until the other side closes or says nothing for long."""
        while True:
            while len(self._left) >= 9:
                size = int.from_bytes(self._left[:3], "big")
                if len(self._left) < 9 + size:
                    break
                kind, flags, stream = struct.unpack(">BBI", self._left[3:9])
                payload, self._left = self._left[9:9 + size], self._left[9 + size:]
                yield kind, flags, stream, payload
            try:
                more = self.socket.recv(1 << 16)
            except (ConnectionError, socket.timeout):
                return
            if not more:
                return
            self._left += more

    def is_answered(self):
        """Whether it is served: the other side greets, too."""
        return next(self.frames(), None) is not None

    def is_closed_within(self, seconds):
        """Whether the other side closes it by then, whatever else it says."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(1 << 16):
                pass
            return True
        except ConnectionError:
            return True
        except socket.timeout:
            return False


def await_room(endpoint, seconds=10):
    """Until there are new connections again from an address that strangers brought too much from."""
    ended = time.monotonic() + seconds
    while True:
        try:
            with Connection(endpoint).greet() as connection:
                if connection.is_answered():
                    time.sleep(0.5)  # what this one brought is made up for, too
                    return
        except OSError:
            pass  # refused
        if time.monotonic() > ended:
            raise AssertionError("there is no room after %d seconds" % seconds)
        time.sleep(0.05)
