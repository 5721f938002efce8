"""Connections from elsewhere: TLS 1.3 and nothing older, certificates of the right authority, in date, and renewed
without a restart."""

import json
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import grpc

from access import Tokens
from assay_api import Api, CALL_SECONDS, v1
from assay_process import ASSAY, WAIT_SECONDS, CommandLine, Server, clean_environment
from certificates import Authority
from end_to_end import EndToEndTest

MANAGER = "URI:spiffe://somerset/qa-manager"


def list_authorities(api):
    return api.authorities.ListAuthorities(v1.ListAuthoritiesRequest(), timeout=CALL_SECONDS).authorities


class TlsHouse(EndToEndTest):
    """An authority of certificates, and servers that trust it."""

    @classmethod
    def setUpClass(cls):
        cls.keys = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="assay-tls.")))
        cls.authority = Authority(cls.keys)
        cls.server_certificate = cls.authority.issue_server()
        cls.manager = cls.authority.issue("manager", MANAGER)

    def flags(self, certificate=None):
        chosen = certificate or self.server_certificate
        return ("--tls-cert", chosen.certificate, "--tls-key", chosen.key, "--tls-client-ca",
                self.authority.certificate)

    def start(self, *listen, **keywords):
        """A server that takes the manager for an administrator; last of all it listens on a unix socket."""
        addresses = (*(listen or ("mtls://127.0.0.1:0",)), f"unix:{self.directory}/local.sock")
        server = self.start_server(*addresses, flags=self.flags(**keywords))
        self.grant(server, "manager", "uri:spiffe://somerset/qa-manager")
        return server

    def grant(self, server, token_id, certificate):
        with Api(server.endpoints[-1]) as local:
            Tokens(local.channel).create(token_id, "administrator=-", certificate=certificate)

    def connect(self, server, ca=None, certificate="manager", endpoint=None):
        chosen = self.manager if certificate == "manager" else certificate
        return self.enterContext(
            Api(endpoint or server.endpoint, ca=ca or self.authority.certificate, certificate=chosen))


class Connections(TlsHouse):
    def assert_no_connection(self, api):
        with self.assertRaises(grpc.RpcError) as raised:
            list_authorities(api)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAVAILABLE, raised.exception.details())

    def test_a_client_with_a_certificate_is_known_by_its_uri_or_else_its_dns_name(self):
        server = self.start()
        self.connect(server).create_authority("somerset")
        self.grant(server, "importer", "dns:import.example")
        importer = self.authority.issue("importer", "DNS:import.example")
        self.connect(server, certificate=importer).create_authority("devon")
        with Api(server.endpoints[-1]) as api:
            actors = [self.actor_of(api, name) for name in ("somerset", "devon")]
        self.assertEqual(actors, ["uri:spiffe://somerset/qa-manager", "dns:import.example"])

    def actor_of(self, api, authority):
        leaves = v1.LedgerServiceStub(api.channel).WatchLedger(
            v1.WatchLedgerRequest(parent=f"authorities/{authority}", last_revision=1), timeout=CALL_SECONDS)
        return v1.AuthorityLeaf.FromString(next(leaves).leaves[0][20:]).actor

    def test_a_server_listens_in_several_ways_at_once(self):
        path = f"unix:{self.directory}/assayd.sock"
        server = self.start(path, "127.0.0.1:0", "mtls://127.0.0.1:0")
        apis = [self.enterContext(Api(endpoint)) for endpoint in server.endpoints[:2]]
        apis.append(self.connect(server, endpoint=server.endpoints[2]))
        apis[0].create_authority("somerset")
        self.assertEqual([len(list_authorities(api)) for api in apis], [1, 1, 1])

    def test_nobody_without_a_certificate_of_the_authority_gets_a_connection(self):
        server = self.start()
        self.assert_no_connection(self.connect(server, certificate=None))
        stranger = Authority(self.keys, "stranger").issue("forged-manager", MANAGER)
        self.assert_no_connection(self.connect(server, certificate=stranger))
        expired = self.authority.issue("expired", MANAGER, days=-1)
        self.assert_no_connection(self.connect(server, certificate=expired))
        self.assertEqual(len(list_authorities(self.connect(server))), 0)

    def test_a_client_believes_no_server_of_another_authority(self):
        server = self.start()
        self.assert_no_connection(self.connect(server, ca=Authority(self.keys, "other").certificate))

    def handshake(self, server, version):
        """The protocol that was agreed on; None where the server would not."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.authority.certificate)
        context.load_cert_chain(self.manager.certificate, self.manager.key)
        context.set_alpn_protocols(["h2"])
        context.maximum_version = version
        port = int(server.endpoint.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), CALL_SECONDS) as plain:
            try:
                with context.wrap_socket(plain, server_hostname="localhost") as secured:
                    return secured.version()
            except (ssl.SSLError, ConnectionError):
                return None

    def test_tls_1_2_is_refused_even_where_the_machine_s_openssl_allows_it(self):
        server = self.start()
        self.assertEqual(self.handshake(server, ssl.TLSVersion.TLSv1_3), "TLSv1.3")
        self.assertIsNone(self.handshake(server, ssl.TLSVersion.TLSv1_2))

    def test_nobody_comes_back_by_a_ticket_in_place_of_a_certificate(self):
        server = self.start("mtls://127.0.0.1:0")
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        context.check_hostname = False
        context.load_cert_chain(self.manager.certificate, self.manager.key)
        context.set_alpn_protocols(["h2"])
        host, _, port = server.endpoint.rpartition("/")[2].rpartition(":")
        with socket.create_connection((host, int(port)), timeout=WAIT_SECONDS) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as connection:
                connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
                self.assertTrue(connection.recv(1), "the server's settings, which come after its tickets")
                self.assertFalse(connection.session.has_ticket)

    def test_a_plain_connection_to_a_tls_address_is_nothing(self):
        server = self.start()
        self.assert_no_connection(self.enterContext(Api(server.endpoint.removeprefix("mtls://"))))

    def test_what_grpc_says_of_failed_handshakes_is_a_log_line_like_any_other(self):
        server = self.start()
        said = "Handshake failed"
        host, _, port = server.endpoint.removeprefix("mtls://").rpartition(":")
        with socket.create_connection((host, int(port)), CALL_SECONDS) as plain:
            plain.sendall(b"GET /MARKER HTTP/1.1\r\nHost: MARKER\r\n\r\n")
            while plain.recv(1 << 16):
                pass
        server.wait_until_it_says(said)
        self.assertEqual(server.stop(), 0)
        lines = [json.loads(line) for line in server.log().splitlines()]
        told = [line for line in lines if said in line["message"]]
        self.assertTrue(told)
        for line in told:
            self.assertEqual(line["level"], "warning")
            self.assertRegex(line["grpc_source"], r"^[a-z_]+\.cc$")
        self.assertNotIn("MARKER", server.log())

    def install(self, source, target):
        """Puts a certificate in another's place, as one step."""
        for new, old in ((source.certificate, target.certificate), (source.key, target.key)):
            fresh = old.with_suffix(".fresh")
            fresh.write_bytes(new.read_bytes())
            fresh.chmod(0o600)
            os.replace(fresh, old)

    def await_connection(self, server, works, ca=None, certificate=None):
        """Waits until a new connection is made, or refused."""
        ca = ca or self.authority.certificate
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            with Api(server.endpoint, ca=ca, certificate=certificate or self.manager) as api:
                try:
                    list_authorities(api)
                    made = True
                except grpc.RpcError:
                    made = False
            if made == works:
                return
            time.sleep(0.1)
        self.fail(f"connections with {ca} never {'worked' if works else 'failed'}")

    def test_certificates_are_renewed_without_a_restart(self):
        live = self.authority.issue_server("live")
        next_authority = Authority(self.keys, "next")
        renewed = next_authority.issue_server("renewed")
        kept = self.authority.issue_server("kept")
        server = self.start(certificate=live)
        old = self.connect(server)
        list_authorities(old)
        self.install(renewed, live)
        self.await_connection(server, True, next_authority.certificate)
        live.certificate.write_text("garbage")
        self.await_connection(server, False, next_authority.certificate)
        list_authorities(old)  # what was connected goes on
        self.install(kept, live)
        self.await_connection(server, True, self.authority.certificate)
        self.assertEqual(server.stop(), 0)

    def test_a_certificate_that_soon_expires_or_has_is_told_of(self):
        live = self.authority.issue_server("ending")
        server = self.start_server("tls://127.0.0.1:0", flags=(
            "--tls-cert", live.certificate, "--tls-key", live.key, "--ops-listen", "127.0.0.1:0"))
        server.wait_until_it_says("the certificate expires in 4")  # hours
        expires_at = self.expires_at(server)
        self.assertAlmostEqual(expires_at, time.time() + 2 * 24 * 3600, delta=300)
        self.install(self.authority.issue_server("lasting", days=40), live)
        deadline = time.monotonic() + WAIT_SECONDS
        while self.expires_at(server) <= expires_at and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertAlmostEqual(self.expires_at(server), time.time() + 40 * 24 * 3600, delta=300)
        self.install(self.authority.issue_server("expired", days=-1), live)
        server.wait_until_it_says("the certificate has expired")
        self.assertLess(self.expires_at(server), time.time())
        self.assertEqual(server.figure("assay_ready"), 1)  # clients may see to it for themselves
        live.key.chmod(0o644)
        server.wait_until_it_says("no connection can be made over TLS")
        self.assertEqual(server.figure("assay_ready"), 0)
        live.key.chmod(0o600)
        self.assertEqual(server.log().count("the certificate expires in"), 1)

    def expires_at(self, server):
        return server.figure("assay_tls_certificate_expires_at_seconds")

    def test_files_that_are_empty_or_others_may_read_stop_connections_and_not_the_server(self):
        live = self.authority.issue_server("emptied")
        kept = {path: path.read_bytes() for path in (live.certificate, live.key)}
        server = self.start(certificate=live)
        for path in (live.certificate, live.key):
            path.write_bytes(b"")
            self.await_connection(server, False)
            path.write_bytes(kept[path])
            self.await_connection(server, True)
        live.key.chmod(0o644)
        live.certificate.write_bytes(kept[live.certificate] + b"\n")  # which is looked at as a change
        self.await_connection(server, False)
        self.assertIn("make it 0600", server.log())
        live.key.chmod(0o600)  # as the log says
        self.await_connection(server, True)
        live.key.chmod(0o644)
        self.await_connection(server, False)
        live.key.chmod(0o600)
        self.await_connection(server, True)
        kept[live.certificate] = live.certificate.read_bytes()
        # As a copying program does, again and again.
        for _ in range(300):
            for path, content in kept.items():
                path.write_bytes(b"")
                path.write_bytes(content)
            time.sleep(0.005)
        self.await_connection(server, True)
        # Nor is a pipe waited for, into which nobody writes.
        live.certificate.unlink()
        os.mkfifo(live.certificate)
        self.await_connection(server, False)
        self.assertEqual(server.stop(), 0)

    def test_who_signs_clients_certificates_is_changed_without_a_restart(self):
        trusted = self.keys / "trusted.pem"
        trusted.write_bytes(self.authority.certificate.read_bytes())
        chosen = self.server_certificate
        server = self.start_server("mtls://127.0.0.1:0", f"unix:{self.directory}/local.sock", flags=(
            "--tls-cert", chosen.certificate, "--tls-key", chosen.key, "--tls-client-ca", trusted))
        other = Authority(self.keys, "successor")
        newcomer = other.issue("newcomer", MANAGER)
        self.grant(server, "manager", "uri:spiffe://somerset/qa-manager")
        list_authorities(self.connect(server))
        self.assert_no_connection(self.connect(server, certificate=newcomer))
        trusted.write_bytes(other.certificate.read_bytes())
        self.await_connection(server, True, certificate=newcomer)
        self.await_connection(server, False)
        trusted.write_bytes(b"")
        self.await_connection(server, False, certificate=newcomer)

    def refusal(self, *listen, flags=()):
        server = Server(self.directory / "refused", *listen, flags=flags)
        self.addCleanup(server.kill)
        server.start_without_waiting()
        code = server.wait()
        return code, server.log()

    def test_it_does_not_start_where_others_could_listen_in(self):
        key = self.server_certificate.key
        without_tls = self.refusal("0.0.0.0:0")
        self.assertEqual(without_tls[0], 2)
        self.assertIn("--tls-cert", without_tls[1])
        self.assertEqual(self.refusal("mtls://127.0.0.1:0", flags=self.flags()[:4])[0], 2)
        key.chmod(0o640)
        readable = self.refusal("0.0.0.0:0", flags=self.flags())
        key.chmod(0o600)
        self.assertEqual(readable[0], 1)
        self.assertIn("0600", readable[1])

    def test_it_does_not_start_with_files_that_do_not_belong_together(self):
        other = self.authority.issue_server("another")
        mixed = ("--tls-cert", self.server_certificate.certificate, "--tls-key", other.key)
        self.assertEqual(self.refusal("tls://127.0.0.1:0", flags=mixed)[0], 1)
        garbage = self.directory / "garbage.pem"
        garbage.write_text("garbage")
        flags = (*self.flags()[:4], "--tls-client-ca", garbage)
        self.assertEqual(self.refusal("mtls://127.0.0.1:0", flags=flags)[0], 1)
        self.assertEqual(self.refusal("127.0.0.1:0", flags=self.flags()[:2])[0], 2)


class CommandLineOverTls(TlsHouse):
    """assay itself, by flags and by a context."""

    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.line = CommandLine(self.server.endpoint.replace("mtls://", "tls://"), self.directory)
        self.files = ("--cacert", self.authority.certificate, "--cert", self.manager.certificate,
                      "--key", self.manager.key)

    def test_flags_name_the_files(self):
        self.assert_exit(0, self.line.run(*self.files, "authority", "create", "somerset", "--title", "Somerset"))
        self.assert_exit(0, self.line.run(*self.files, "health"))
        self.assert_exit(5, self.line.run("--cacert", self.authority.certificate, "--timeout", 2, "health"))
        self.assert_exit(5, self.line.run("--timeout", 2, *self.files[2:], "health"))

    def test_a_context_keeps_them_wherever_it_is_used(self):
        relative = [os.path.relpath(word, self.directory) if not str(word).startswith("--") else word
                    for word in self.files]
        self.run_without_flags(*relative, "-e", self.line.endpoint, "context", "create", "far", cwd=self.directory)
        self.assertEqual(self.run_without_flags("health", cwd="/"), "SERVING\n")

    def run_without_flags(self, *arguments, cwd):
        done = subprocess.run([ASSAY, *map(str, arguments)], capture_output=True, text=True, timeout=WAIT_SECONDS,
                              env=clean_environment(self.directory), cwd=cwd, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_a_key_or_token_that_others_can_read_is_not_used(self):
        self.manager.key.chmod(0o644)
        try:
            refused = self.line.run(*self.files, "health")
        finally:
            self.manager.key.chmod(0o600)
        self.assert_exit(2, refused)
        self.assertIn("0600", refused.stderr)
        token = self.directory / "token"
        token.write_text("secret-of-mine\n")
        token.chmod(0o644)
        refused = self.line.run(*self.files, "--token-file", token, "health")
        self.assert_exit(2, refused)
        self.assertIn("0600", refused.stderr)
        self.assertNotIn("secret-of-mine", refused.stderr)

    def test_files_that_hold_something_else_are_named_in_one_line(self):
        csv = self.directory / "march.csv"
        csv.write_text("audit_id,grade\n")
        csv.chmod(0o600)
        manager = ("--cert", self.manager.certificate, "--key", self.manager.key)
        for words in (("--cacert", csv, *manager), (*self.files[:2], "--cert", csv, "--key", self.manager.key),
                      (*self.files[:4], "--key", csv)):
            done = self.line.run(*words, "health")
            self.assert_exit(2, done)
            self.assertRegex(done.stderr, r"\Aassay: [^\n]*march\.csv: holds no [^\n]*\n\Z")
        # What gRPC makes of a key of another certificate is one line too, of ours.
        other = self.authority.issue("unrelated", MANAGER)
        done = self.line.run("--timeout", 2, *self.files[:4], "--key", other.key, "health")
        self.assert_exit(5, done)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        done = self.line.run("--timeout", 2, *self.files[:2], "health")
        self.assert_exit(5, done)
        self.assertRegex(done.stderr, r"\A[^\n]*name one: --cert, --key\n\Z")
        done = self.line.run("--timeout", 2, "--cacert", other.certificate, *manager, "health")
        self.assert_exit(5, done)
        self.assertRegex(done.stderr, r"\A[^\n]*is not trusted [^\n]*with --cacert; [^\n]*\n\Z")

    def test_certificates_without_tls_are_a_mistake_and_said_so(self):
        done = CommandLine("127.0.0.1:1", self.directory).run(*self.files, "health")
        self.assert_exit(2, done)
        self.assertIn("tls://", done.stderr)


if __name__ == "__main__":
    unittest.main()
