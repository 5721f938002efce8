"""What strangers do to servers, in small: after each, the server serves others as before.

Everything is bounded in count and time, and goes to a server of the test's own on loopback.
"""

import concurrent.futures
import http.client
import os
import resource
import socket
import struct
import time
import unittest

import grpc

from assay_api import CALL_SECONDS, Api, failure, v1
from audits import audit, audits, batches
from end_to_end import SomersetTest
from http2 import (ACK, CANCEL, CONTINUATION, DATA, END_HEADERS, END_STREAM, ENHANCE_YOUR_CALM, GOAWAY, HEADERS, PING,
                   PREFACE, RST_STREAM, SETTINGS, WINDOW_UPDATE, Connection, await_room, call_headers, frame, literal)
from wire import wire_string

CONNECTIONS_PER_ADDRESS = 256
STRANGER_BYTES = 512 << 10
INITIAL_WINDOW_SIZE = 4  # of HTTP/2's settings
HANDSHAKE_SECONDS = 10
METADATA_BYTES = 8 << 10
STREAMS_PER_CALLER = 1_000


class Attacks(SomersetTest):
    server_flags = ("--ops-listen", "127.0.0.1:0")

    def tearDown(self):
        # Whatever was thrown at it: a new caller is served at once, but where strangers brought too much from there.
        await_room(self.server.endpoint)
        began = time.monotonic()
        with Api(self.server.endpoint) as api:
            api.submit(audit("afterwards"))
        self.assertLess(time.monotonic() - began, 5)

    def descriptors_in_use(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    def open_descriptors(self):
        with open(f"/proc/{self.server.process.pid}/limits", encoding="ascii") as file:
            return next(int(line.split()[3]) for line in file if line.startswith("Max open files"))

    def test_connections_beyond_the_bound_are_closed_and_the_rest_served(self):
        kept = [Connection(self.server.endpoint).greet() for _ in range(CONNECTIONS_PER_ADDRESS + 40)]
        closed = sum(connection.is_closed_within(5) for connection in kept[-20:])
        self.assertEqual(closed, 20)
        self.server.wait_until_it_says("connections were closed at once")
        # Another address has room of its own.
        other = socket.create_connection(tuple(self.address()), timeout=5, source_address=("127.0.0.2", 0))
        other.sendall(PREFACE + frame(SETTINGS, 0, 0))
        self.assertTrue(other.recv(9))
        other.close()
        for connection in kept:
            connection.socket.close()
        # That they have ended is seen a moment later; until then there is no room for another.
        ended = time.monotonic() + 10
        while self.figure("assay_connections") > CONNECTIONS_PER_ADDRESS // 2:
            self.assertLess(time.monotonic(), ended)
            time.sleep(0.01)

    def address(self):
        host, _, port = self.server.endpoint.rpartition(":")
        return host, int(port)

    def test_rapidly_reset_streams_cost_little(self):
        before = self.server.resident_bytes()
        with Connection(self.server.endpoint).greet() as connection:
            headers = call_headers("/assay.v1.AuditService/ListAudits")
            for stream in range(1, 6_001, 2):
                connection.send(frame(HEADERS, END_HEADERS, stream, headers) +
                                frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL)))
        self.assertLess(self.server.resident_bytes() - before, 100 << 20)

    @staticmethod
    def list_authorities(stream):
        headers = call_headers("/assay.v1.AuthorityService/ListAuthorities", more=literal("grpc-timeout", "1M"))
        return frame(HEADERS, END_HEADERS, stream, headers) + frame(DATA, END_STREAM, stream, b"\0" * 5)

    def become_known(self, connection):
        connection.send(self.list_authorities(1))
        self.assertTrue(any(stream == 1 and flags & END_STREAM for _, flags, stream, _ in connection.frames()))

    def take_all_calls(self, connection):
        for stream in range(1, 2 * 1_024, 2):
            connection.send(frame(HEADERS, END_HEADERS, stream, call_headers("/grpc.health.v1.Health/Watch")) +
                            frame(DATA, END_STREAM, stream, b"\0" * 5))

    def is_cut(self, begin, call):
        """Sends what call(stream) makes, again and again, and reads nothing; the connection is cut soon."""
        await_room(self.server.endpoint)
        cut_before = self.figure("assay_connections_cut_total")
        descriptors_before = self.descriptors_in_use()
        with Connection(self.server.endpoint).greet() as connection:
            begin(connection)
            try:
                for stream in range(10_001, 10_001 + 2 * 30_000, 2):
                    connection.send(call(stream))
            except OSError:
                pass  # it had enough
            self.assertTrue(connection.is_closed_within(20), stream)
            ended = time.monotonic() + 10
            while self.descriptors_in_use() > descriptors_before:
                self.assertLess(time.monotonic(), ended)
                time.sleep(0.01)
        self.assertEqual(self.figure("assay_connections_cut_total"), cut_before + 1)

    def test_who_opens_and_resets_streams_fast_is_cut(self):
        headers = call_headers("/assay.v1.AuditService/ListAudits", more=literal("grpc-timeout", "1M"))
        for begin in (self.become_known, self.take_all_calls):
            with self.subTest(begin=begin.__name__):
                self.is_cut(begin, lambda stream: frame(HEADERS, END_HEADERS, stream, headers) +
                            frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL)))

    def test_who_calls_what_is_not_there_without_end_is_cut(self):
        headers = call_headers("/nothing.v1.Nothing/Get")
        self.is_cut(self.become_known, lambda stream: frame(HEADERS, END_HEADERS | END_STREAM, stream, headers))
        self.server.wait_until_it_says("connections were cut")

    def test_who_calls_without_end_and_reads_no_answer_is_cut(self):
        self.is_cut(self.become_known, self.list_authorities)

    def test_who_calls_without_end_and_reads_the_answers_is_served(self):
        calls = 6_000
        with Connection(self.server.endpoint).greet() as connection:
            self.become_known(connection)
            # A window that answers do not fill.
            connection.send(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1 << 30)))
            first, answered = 3, 0
            for stream in range(first, first + 2 * 500, 2):
                connection.send(self.list_authorities(stream))
            for _, flags, stream, _ in connection.frames():
                if stream == 0 or not flags & END_STREAM:
                    continue
                answered += 1
                if answered == calls:
                    break
                if answered + 500 <= calls:
                    connection.send(self.list_authorities(first + 2 * (answered + 499)))
            self.assertEqual(answered, calls)
        self.assertEqual(self.figure("assay_connections_cut_total"), 0)

    def test_answers_that_nobody_reads_are_kept_up_to_a_bound(self):
        self.somerset.submit_batches(batches(audits(1_000)))
        window_of_nothing = frame(SETTINGS, 0, 0, struct.pack(">HI", INITIAL_WINDOW_SIZE, 0))
        pages = v1.ListAuditsRequest(parent="authorities/somerset", page_size=1_000).SerializeToString()
        leaves = v1.WatchLedgerRequest(parent="authorities/somerset", last_revision=1_000).SerializeToString()
        for path, request in (("AuditService/ListAudits", pages), ("LedgerService/WatchLedger", leaves)):
            headers = call_headers("/assay.v1." + path, more=literal("grpc-timeout", "1M"))
            before = self.server.resident_bytes()
            with self.subTest(path=path), Connection(self.server.endpoint) as connection:
                connection.send(PREFACE + window_of_nothing)
                refused = set()
                for stream in range(1, 2 * 400, 2):
                    message = b"\0" + struct.pack(">I", len(request)) + request
                    connection.send(frame(HEADERS, END_HEADERS, stream, headers) +
                                    frame(DATA, END_STREAM, stream, message))
                    time.sleep(0.005)  # as fast as they are answered, lest they be refused for their number
                    if stream % 100 == 1:
                        self.somerset.get("bulk-000001")  # others are served
                for kind, flags, stream, _ in connection.frames():
                    if flags & END_STREAM or kind == RST_STREAM:
                        refused.add(stream)
                    if len(refused) > 200:
                        break
                self.assertGreater(len(refused), 200)
                self.assertLess(self.server.resident_bytes() - before, 64 << 20)

    def test_large_messages_side_by_side_are_no_attack(self):
        """gRPC tells them to come, up to 1.25 MiB each, and then says nothing until one is whole."""
        headers = call_headers("/assay.v1.AuditService/SubmitAudits")
        streams = range(3, 3 + 2 * 8, 2)
        with Connection(self.server.endpoint).greet() as connection:
            self.become_known(connection)
            for stream in streams:
                connection.send(frame(HEADERS, END_HEADERS, stream, headers) +
                                frame(DATA, 0, stream, b"\0" + struct.pack(">I", 1_300_000)))
            room = dict.fromkeys(streams, STRANGER_BYTES // 2 - 5) | {0: 65_535}
            for kind, _, stream, payload in connection.frames():
                if kind == WINDOW_UPDATE and stream in room:
                    room[stream] += int.from_bytes(payload, "big")
                if min(room.values()) > 1 << 20 and room[0] > len(streams) << 20:
                    break
            piece = b"x" * (16 << 10)
            sent = 0
            while sent + len(streams) * len(piece) <= room[0]:
                for stream in streams:
                    connection.send(frame(DATA, 0, stream, piece))
                    sent += len(piece)
                time.sleep(0.02)
            self.assertGreater(sent, (len(streams) - 1) << 20)
            self.assertFalse(connection.is_closed_within(0.5))
        self.assertEqual(self.figure("assay_connections_cut_total"), 0)

    def test_a_connection_has_room_for_less_than_strangers_may_bring(self):
        """What may come before anything is looked at: or a first call that is large would be taken for an attack."""
        with Connection(self.server.endpoint).greet() as connection:
            connection.send(frame(PING, 0, 0, b"the last"))
            room = {"all": 65_535}
            for kind, flags, stream, payload in connection.frames():
                if kind == PING and flags & ACK:
                    break
                if kind == WINDOW_UPDATE and stream == 0:
                    room["all"] += int.from_bytes(payload, "big")
                if kind == SETTINGS:
                    for at in range(0, len(payload), 6):
                        name, value = struct.unpack(">HI", payload[at:at + 6])
                        if name == INITIAL_WINDOW_SIZE:
                            room["a call"] = value
            else:
                self.fail("its answer to the last thing sent did not come")
        self.assertEqual(room["a call"], STRANGER_BYTES // 2)
        self.assertLessEqual(room["all"], STRANGER_BYTES // 2)

    def test_oversize_metadata_is_refused_for_that_call_alone(self):
        for greeting in (b"", frame(SETTINGS, ACK, 0)):
            with self.subTest(settings_are_acknowledged=bool(greeting)):
                self.oversize_metadata(greeting)

    def oversize_metadata(self, greeting):
        """Whether our settings are acknowledged or not, which gRPC waits for."""
        with Connection(self.server.endpoint).greet() as connection:
            connection.send(greeting)
            block = call_headers(more=literal("x-large", "a" * 2 * METADATA_BYTES))
            first, rest = block[:16_000], block[16_000:]
            connection.send(frame(HEADERS, 0, 1, first) + frame(CONTINUATION, END_HEADERS, 1, rest) +
                            frame(DATA, END_STREAM, 1, b"\0" * 5))
            for kind, _, stream, payload in connection.frames():
                if stream == 1 and kind == HEADERS and b"grpc-status" in payload:
                    self.assertIn(b"\x018", payload)  # RESOURCE_EXHAUSTED
                    break
                if stream == 1 and kind == RST_STREAM:
                    break
                self.assertNotEqual((kind, stream), (DATA, 1), "it was answered")
            else:
                self.fail("no answer to an oversize call")
            connection.send(frame(HEADERS, END_HEADERS, 3, call_headers()) +
                            frame(DATA, END_STREAM, 3, b"\0" * 5))
            self.assertTrue(any(kind == DATA and stream == 3 for kind, _, stream, _ in connection.frames()))

    def never_end(self, first, piece):
        """Sends headers that go on and on, while others call; the connection is cut soon."""
        for begin in (self.stay_unknown, self.become_known):
            with self.subTest(begin=begin.__name__):
                self.never_end_after(begin, first, piece)

    def stay_unknown(self, connection):
        pass

    def never_end_after(self, begin, first, piece):
        await_room(self.server.endpoint)
        before, cut_before = self.server.resident_bytes(), self.figure("assay_connections_cut_total")
        with Connection(self.server.endpoint).greet() as connection, Api(self.server.endpoint) as api:
            begin(connection)
            connection.send(frame(HEADERS, 0, 3, call_headers() + first))
            sent = 0
            try:
                while sent < 256 << 20:
                    connection.send(frame(CONTINUATION, 0, 3, piece))
                    sent += len(piece)
                    if sent % (64 * len(piece)) == 0:
                        began = time.monotonic()
                        api.submit(audit(f"meanwhile-{begin.__name__}-{sent}"))
                        self.assertLess(time.monotonic() - began, 2)
            except OSError:
                pass  # it had enough
            self.assertLess(sent, 32 << 20)
            self.assertLess(self.server.resident_bytes() - before, 48 << 20)
        self.assertEqual(self.figure("assay_connections_cut_total"), cut_before + 1)

    def test_headers_that_never_end_are_cut_short(self):
        self.never_end(b"", literal("x-more", "a" * 4_000))

    def test_a_header_that_never_ends_is_cut_short(self):
        # A literal whose value is said to be of 2^30 bytes: 7 bits of a prefix, then 7 bits a byte.
        length = b"\x7f" + b"\x81\xff\xff\xff\x03"
        self.never_end(b"\x00\x06x-long" + length, b"a" * 4_000)

    def test_calls_of_a_connection_are_bounded_though_it_acknowledges_no_settings(self):
        """Calls that stay: watches of the health of the whole server."""
        with Connection(self.server.endpoint).greet() as connection:
            for stream in range(1, 2 * 1_100, 2):
                connection.send(frame(HEADERS, END_HEADERS, stream, call_headers("/grpc.health.v1.Health/Watch")) +
                                frame(DATA, END_STREAM, stream, b"\0" * 5))
            refused = 0
            for kind, flags, _, payload in connection.frames():
                refused += kind == HEADERS and flags & END_STREAM != 0
                if refused == 1_100 - 1_024:
                    break
            self.assertEqual(refused, 1_100 - 1_024)

    @unittest.skipIf(len(os.sched_getaffinity(0)) >= 4, "SKIPPED: each of several threads has a bound of its own")
    def test_streams_of_a_caller_are_bounded(self):
        request = v1.WatchLedgerRequest(parent="authorities/somerset").SerializeToString()
        message = b"\0" + struct.pack(">I", len(request)) + request
        with Connection(self.server.endpoint).greet() as connection:
            headers = call_headers("/assay.v1.LedgerService/WatchLedger")
            for stream in range(1, 2 * (STREAMS_PER_CALLER + 10), 2):
                connection.send(frame(HEADERS, END_HEADERS, stream, headers) + frame(DATA, END_STREAM, stream, message))
            refused = 0
            for kind, flags, _, _ in connection.frames():
                refused += kind == HEADERS and flags & END_STREAM != 0
                if refused == 10:
                    break
            self.assertEqual(refused, 10)
            self.somerset.submit(audit("meanwhile"))

    def test_pings_without_end_are_answered_by_leaving(self):
        with Connection(self.server.endpoint).greet() as connection:
            try:
                for _ in range(2_000):
                    connection.send(frame(PING, 0, 0, b"12345678"))
            except OSError:
                pass  # it has left
            reasons = [struct.unpack(">I", payload[4:8])[0] for kind, _, _, payload in connection.frames()
                       if kind == GOAWAY]
        self.assertIn(ENHANCE_YOUR_CALM, reasons)

    def test_slow_callers_keep_nobody_waiting_and_silent_ones_are_sent_away(self):
        """Four forms at once: silence, a greeting in drops, headers in drops, a body in drops."""
        silent, greeting, headers, body = (Connection(self.server.endpoint) for _ in range(4))
        headers.greet().send(frame(SETTINGS, ACK, 0))
        body.greet().send(frame(SETTINGS, ACK, 0) + frame(HEADERS, END_HEADERS, 1, call_headers()))
        head = frame(HEADERS, 0, 1, call_headers(more=literal("x-drops", "a" * 4_000)))
        drops = zip(PREFACE * 100, (head[at:at + 16] for at in range(0, len(head), 16)))
        ended = time.monotonic() + HANDSHAKE_SECONDS + 5
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            silence = pool.submit(silent.is_closed_within, HANDSHAKE_SECONDS + 5)
            with Api(self.server.endpoint) as api:
                number = 0
                while time.monotonic() < ended and not silence.done():
                    one, two = next(drops)
                    try:
                        greeting.send(bytes([one]))
                    except OSError:
                        pass  # sent away
                    try:
                        headers.send(two)
                    except OSError:
                        pass  # likewise
                    body.send(frame(DATA, 0, 1, b"\0"[number > 4:]))
                    began = time.monotonic()
                    api.submit(audit(f"meanwhile-{number}"))
                    self.assertLess(time.monotonic() - began, 2)
                    number += 1
                    time.sleep(0.1)
            self.assertTrue(silence.result())
        self.assertTrue(greeting.is_closed_within(HANDSHAKE_SECONDS))
        self.assertTrue(headers.is_closed_within(HANDSHAKE_SECONDS))
        for connection in (silent, greeting, headers, body):
            connection.socket.close()

    def raw(self, request, **options):
        """Calls SubmitAudit with these bytes; the failure's code."""
        call = self.somerset.channel.unary_unary("/assay.v1.AuditService/SubmitAudit", request_serializer=bytes,
                                                 response_deserializer=bytes)
        with self.assertRaises(grpc.RpcError) as caught:
            call(request, timeout=CALL_SECONDS, **options)
        return caught.exception.code()

    def test_what_was_packed_small_is_not_unpacked(self):
        before = self.server.resident_bytes()
        bomb = b"\x0a" + b"\xff\xff\xff\x7f" + b"\0" * (256 << 20)
        self.assertEqual(self.raw(bomb, compression=grpc.Compression.Gzip), grpc.StatusCode.UNIMPLEMENTED)
        self.assertLess(self.server.resident_bytes() - before, 64 << 20)

    def test_floods_of_unknown_fields_cost_little_and_leave_nothing(self):
        before = self.server.resident_bytes()
        began = time.monotonic()
        for _ in range(10):
            self.assertEqual(self.raw(b"\xf8\x7f\x01" * (1 << 20)), grpc.StatusCode.INVALID_ARGUMENT)
            # In an audit that is well but for them, too; it was never submitted.
            flooded = audit("flooded").SerializeToString() + b"\xf8\x7f\x01" * (1 << 20)
            self.assertEqual(self.raw(wire_string(1, flooded)), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertLess(time.monotonic() - began, 10)
        missing = v1.GetAuditRequest(name="authorities/somerset/audits/flooded")
        self.assertEqual(failure(self.somerset.audits.GetAudit, missing).code, grpc.StatusCode.NOT_FOUND)
        self.assertLess(self.server.resident_bytes() - before, 400 << 20)

    def ready(self):
        """The code that /readyz answers; None where nobody answers."""
        host, _, port = self.server.ops_endpoint.rpartition(":")
        probe = http.client.HTTPConnection(host, int(port), timeout=CALL_SECONDS)
        try:
            probe.request("GET", "/readyz")
            return probe.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            probe.close()

    def figure(self, name):
        return self.server.figure(name)

    def test_a_server_that_runs_out_of_descriptors_serves_again_once_there_are_some(self):
        pid = self.server.process.pid
        left = 40
        limit = self.descriptors_in_use() + left
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (limit, limit))
        kept = [Connection(self.server.endpoint) for _ in range(3 * left)]
        # Whoever came first is served all the same; none of the others is kept waiting in vain.
        self.somerset.submit(audit("meanwhile"))
        closed = sum(connection.is_closed_within(5) for connection in kept[-left:])
        self.assertEqual(closed, left)
        self.assertGreater(self.descriptors_in_use(), limit - 5)
        for connection in kept:
            connection.socket.close()
        ended = time.monotonic() + 10
        while self.ready() != 200:
            self.assertLess(time.monotonic(), ended)
            time.sleep(0.05)
        self.assertGreater(self.figure("assay_connections_failed_total"), 0)
        self.assertIsNone(self.server.process.poll())

    def test_descriptors_are_many_from_the_start(self):
        self.assertGreaterEqual(self.open_descriptors(), 4_096)


if __name__ == "__main__":
    unittest.main()
