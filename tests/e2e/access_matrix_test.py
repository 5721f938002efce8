"""Who may call what: every RPC, by every role, for their own authority, another one and none there is; and with every
kind of credential that is no good. access_matrix.csv says what must come of it."""

import csv
import pathlib
import tempfile
import time
import unittest

import grpc

from access import ROLES, Tokens, bearer
from assay_api import Api, channel_to, failure_of
from assay_process import Server
from certificates import Authority
from rpcs import RPCS, call, request_for

TABLE = pathlib.Path(__file__).with_suffix("").with_name("access_matrix.csv")
# Of a call that was let in and then went wrong in the server, which proves nothing of who may call.
BROKEN = (grpc.StatusCode.UNIMPLEMENTED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN,
          grpc.StatusCode.DEADLINE_EXCEEDED)
DENIED = (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
UNKNOWN = (grpc.StatusCode.UNAUTHENTICATED, "UNAUTHENTICATED")
STRANGER = "URI:spiffe://somerset/stranger"


def read_table():
    with open(TABLE, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def outcome(channel, row, authority, metadata):
    """None where the call was admitted, whatever came of it; else how it was refused."""
    rpc, _, variant = row["rpc"].partition(" ")
    try:
        call(channel, rpc, request_for(rpc, authority, variant), metadata)
    except grpc.RpcError as error:
        failure = failure_of(error)
        assert failure.code not in BROKEN, failure
        if (failure.code, failure.reason) not in (DENIED, UNKNOWN) and failure.code != grpc.StatusCode.UNAVAILABLE:
            return None
        return failure
    return None


class AccessMatrix(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="assay-matrix.")))
        cls.authority = Authority(directory)
        certificate = cls.authority.issue_server()
        flags = ("--tls-cert", certificate.certificate, "--tls-key", certificate.key, "--tls-client-ca",
                 cls.authority.certificate)
        cls.server = cls.enterClassContext(
            Server(directory / "ledger", f"unix:{directory}/assayd.sock", "tls://127.0.0.1:0", flags=flags))
        local = cls.enterClassContext(Api(cls.server.endpoints[0]))
        cls.tokens = Tokens(local.channel)
        cls.expired_at = time.time() + 2
        cls.expired = {role: cls.tokens.create(f"expired-{role}", f"{role}=-", seconds=2) for role in ROLES}
        for name in ("somerset", "devon"):
            local.create_authority(name)
        cls.secrets = {role: cls.tokens.create(role, f"{role}=somerset") for role in ROLES}
        cls.channel = cls.enterClassContext(channel_to(cls.server.endpoints[1], cls.authority.certificate))
        cls.directory = directory

    def test_every_rpc_has_a_row(self):
        self.assertEqual({row["rpc"].partition(" ")[0] for row in read_table()}, set(RPCS))

    def test_every_role_may_do_what_the_table_says_and_no_more(self):
        for row in read_table():
            for role in ROLES:
                with self.subTest(rpc=row["rpc"], role=role):
                    self.check(row, row[role] == "yes", bearer(self.secrets[role]))

    def check(self, row, admitted, metadata):
        own = outcome(self.channel, row, "somerset", metadata)
        self.assertEqual(own is None, admitted, own)
        if row["scope"] == "across":
            return
        other = outcome(self.channel, row, "devon", metadata)
        self.assertEqual((other.code, other.reason), DENIED)
        self.assertEqual(outcome(self.channel, row, "absent", metadata), other, "one can tell what is there")

    def test_what_is_granted_for_all_authorities_is_granted_for_each_and_for_what_is_common(self):
        for role in ROLES:
            metadata = bearer(self.tokens.create(f"all-{role}", f"{role}=-"))
            for row in read_table():
                with self.subTest(rpc=row["rpc"], role=role):
                    admitted = row[role] == "yes" or (row["scope"] == "all" and role == "administrator")
                    for authority in ("somerset", "devon", "absent"):
                        found = outcome(self.channel, row, authority, metadata)
                        self.assertEqual(found is None, admitted, found)

    def check_all(self, channel, metadata, expected):
        for row in read_table():
            with self.subTest(rpc=row["rpc"]):
                for authority in ("somerset", "devon", "absent"):
                    found = outcome(channel, row, authority, metadata)
                    self.assertIsNotNone(found, "it was admitted")
                    self.assertEqual((found.code, found.reason), expected)

    def test_no_credentials_that_are_no_good_open_anything(self):
        revoked = {role: self.tokens.create(f"revoked-{role}", f"{role}=-") for role in ROLES}
        for role in ROLES:
            self.tokens.revoke(f"revoked-{role}")
        while time.time() <= self.expired_at:
            time.sleep(0.05)
        good = self.secrets["administrator"]
        credentials = {
            "missing": (), "of nobody": bearer("assay_" + 64 * "0"), "cut short": bearer(good[:-1]),
            "in capitals": bearer(good.upper()),
            "of another scheme": (("authorization", f"Basic {good}"),), "empty": (("authorization", ""),),
            "given twice": bearer(good) + bearer(good)}
        for role in ROLES:
            credentials |= {f"expired {role}": bearer(self.expired[role]), f"revoked {role}": bearer(revoked[role])}
        for name, metadata in credentials.items():
            with self.subTest(credentials=name):
                self.check_all(self.channel, metadata, UNKNOWN)

    def connect_as(self, certificate):
        return self.enterContext(
            channel_to(self.server.endpoints[1], self.authority.certificate, certificate))

    def test_a_certificate_opens_what_tokens_grant_its_name_until_they_are_revoked(self):
        certificate = self.authority.issue("known", "URI:spiffe://somerset/known", "DNS:known.example")
        self.tokens.create("known", "moderator=somerset", certificate="uri:spiffe://somerset/known")
        channel = self.connect_as(certificate)
        for row in read_table():
            with self.subTest(rpc=row["rpc"]):
                self.assertEqual(outcome(channel, row, "somerset", ()) is None, row["moderator"] == "yes")
        self.tokens.revoke("known")
        self.check_all(channel, (), DENIED)

    def test_a_certificate_of_no_token_or_with_no_one_name_opens_nothing(self):
        self.check_all(self.connect_as(self.authority.issue("stranger", STRANGER)), (), DENIED)
        self.check_all(self.connect_as(self.authority.issue("nameless")), (), UNKNOWN)
        several = self.authority.issue("several", STRANGER, "URI:spiffe://somerset/another")
        self.check_all(self.connect_as(several), (), UNKNOWN)

    def test_a_certificate_of_another_authority_gets_no_connection(self):
        forged = Authority(self.directory, "other-ca").issue("forged", STRANGER)
        self.check_all(self.connect_as(forged), (), (grpc.StatusCode.UNAVAILABLE, ""))


if __name__ == "__main__":
    unittest.main()
