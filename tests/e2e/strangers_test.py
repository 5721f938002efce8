"""What strangers, who show no token, can take from those who do: a bounded share of connections, and of what is read.

Everything is bounded in count and time, and goes to a server of the test's own on loopback.
"""

import resource
import socket
import struct
import subprocess
import time
import unittest

import grpc

from access import bearer
from assay_api import CALL_SECONDS, Api, v1
from assay_process import ASSAYD, WAIT_SECONDS, clean_environment
from end_to_end import EndToEndTest
from http2 import (CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PREFACE, SETTINGS, WINDOW_UPDATE, Connection,
                   await_room, call_headers, frame, literal)

CONNECTIONS = 2_000
STRANGER_BYTES = 512 << 10
ADDRESS_BYTES = 2 << 20
CALL = call_headers("/assay.v1.AuthorityService/ListAuthorities", more=literal("grpc-timeout", "1M"))


class Strangers(EndToEndTest):
    def setUp(self):
        super().setUp()
        token = self.directory / "root.token"
        subprocess.run([ASSAYD, "token", "create", "root", "--data-dir", self.directory / "ledger", "--grant",
                        "administrator=-", "--expires", "1d", "--out", token], check=True, timeout=WAIT_SECONDS,
                       env=clean_environment(self.directory), capture_output=True)
        self.secret = token.read_text().strip()
        self.server = self.start_server(flags=("--auth", "required", "--ops-listen", "127.0.0.1:0"))

    def is_served(self, api):
        try:
            api.authorities.ListAuthorities(v1.ListAuthoritiesRequest(), timeout=CALL_SECONDS,
                                            metadata=bearer(self.secret))
            return True
        except grpc.RpcError as error:
            self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)
            return False

    def connect_from(self, address):
        host, _, port = self.server.endpoint.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=5, source_address=(address, 0))

    def is_greeted_from(self, address):
        with self.connect_from(address) as connection:
            try:
                connection.sendall(PREFACE + frame(SETTINGS, 0, 0))
                return bool(connection.recv(9))
            except ConnectionError:
                return False

    def call_until_cut(self, most):
        """Calls and reads the refusals; how many bytes it brought before it was cut."""
        brought = 0
        with Connection(self.server.endpoint).greet() as connection:
            connection.send(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1 << 30)))
            call = frame(HEADERS, END_HEADERS, 1, CALL + literal("x-fill", "a" * 4_000))
            refusals = connection.frames()
            try:
                for stream in range(1, 2 * most // len(call), 2):
                    one = frame(HEADERS, END_HEADERS | END_STREAM, stream, CALL + literal("x-fill", "a" * 4_000))
                    connection.send(one)
                    brought += len(one)
                    for kind, flags, answered, _ in refusals:
                        if answered == stream and (flags & END_STREAM or kind == 3):
                            break
                    else:
                        break  # it was cut
            except OSError:
                pass  # likewise
        return brought

    def test_one_is_cut_once_it_has_brought_so_much_though_all_of_it_is_answered(self):
        with Api(self.server.endpoint) as known:
            self.assertTrue(self.is_served(known))
            brought = self.call_until_cut(16 * STRANGER_BYTES)
            self.assertGreater(brought, STRANGER_BYTES // 2)
            self.assertLess(brought, 8 * STRANGER_BYTES)
            self.assertTrue(self.is_served(known))
        self.assertEqual(self.server.figure("assay_connections_cut_total"), 1)

    def test_those_of_one_address_have_so_much_together_and_those_who_are_known_are_served(self):
        with Api(self.server.endpoint) as known:
            self.assertTrue(self.is_served(known))
            refused_before = self.server.figure("assay_connections_refused_total")
            ended = time.monotonic() + 30
            # Before it is cut for itself.
            while self.server.figure("assay_connections_refused_total") == refused_before:
                self.assertLess(time.monotonic(), ended)
                try:
                    self.call_until_cut(STRANGER_BYTES // 2)
                except OSError:
                    pass  # refused
            self.assertTrue(self.is_served(known))
            self.assertTrue(self.is_greeted_from("127.0.0.2"), "another address has an allowance of its own")
        await_room(self.server.endpoint)
        with Api(self.server.endpoint) as known:
            self.assertTrue(self.is_served(known))

    def test_headers_of_a_byte_each_take_little_memory_however_many_bring_them(self):
        """gRPC keeps each apart, until the call that they belong to is whole."""
        piece = frame(CONTINUATION, 0, 1, b"\x8f" * 16_000)  # accept-charset, of HPACK's own table
        before, most = self.server.resident_bytes(), 0
        with Api(self.server.endpoint) as known:
            self.assertTrue(self.is_served(known))
            for number in range(48):
                try:
                    stranger = self.connect_from(f"127.0.3.{1 + number % 12}")
                    self.addCleanup(stranger.close)
                    stranger.sendall(PREFACE + frame(SETTINGS, 0, 0) + frame(HEADERS, 0, 1, CALL))
                    for _ in range(30):
                        stranger.sendall(piece)
                except OSError:
                    pass  # it had enough
                most = max(most, self.server.resident_bytes() - before)
                if number % 8 == 0:
                    began = time.monotonic()
                    self.assertTrue(self.is_served(known))
                    self.assertLess(time.monotonic() - began, 2)
        self.assertLess(most, 600 << 20)

    def test_metadata_beyond_what_grpc_would_take_is_the_end_of_the_connection(self):
        """Of one who does not acknowledge the settings that bound it."""
        with Connection(self.server.endpoint).greet() as connection:
            pieces = [literal(f"x-{at}", "a" * 8_000) for at in range(12)]
            connection.send(frame(HEADERS, END_STREAM, 1, CALL) +
                            b"".join(frame(CONTINUATION, 0, 1, piece) for piece in pieces) +
                            frame(CONTINUATION, END_HEADERS, 1) + frame(DATA, 0, 3))
            self.assertTrue(connection.is_closed_within(10))

    def test_silent_ones_make_room_for_others_once_there_is_no_more(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        kept = [self.connect_from(f"127.0.1.{1 + number % 200}") for number in range(CONNECTIONS)]
        self.addCleanup(lambda: [connection.close() for connection in kept])
        ended = time.monotonic() + 10
        while self.server.figure("assay_connections") < CONNECTIONS:
            self.assertLess(time.monotonic(), ended)
            time.sleep(0.01)
        time.sleep(1.1)
        with Api(self.server.endpoint) as known:
            self.assertTrue(self.is_served(known))
            # Whoever is known stays.
            for number in range(50):
                kept.append(self.connect_from(f"127.0.2.{1 + number}"))
            self.assertTrue(self.is_served(known))


if __name__ == "__main__":
    unittest.main()
