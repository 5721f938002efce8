"""Every call says how long it waits, but the two streams and the question after the server's health."""

import unittest

import grpc

from assay_api import failure_of
from end_to_end import SomersetTest
from rpcs import RPCS, call, request_for

STREAMS = ("AuditService.SubmitAudits", "LedgerService.WatchLedger")


class Deadlines(SomersetTest):
    def refusal(self, rpc, variant="", **keywords):
        """(code, reason) of a call that may fail."""
        try:
            call(self.somerset.channel, rpc, request_for(rpc, "somerset", variant), **keywords)
        except grpc.RpcError as error:
            failure = failure_of(error)
            return failure.code, failure.reason
        return None

    def test_no_rpc_but_a_stream_is_answered_without_one(self):
        before = self.somerset.revision()
        for rpc, variant in [(rpc, "") for rpc in RPCS] + [("AuditService.GetAudit", "personal"),
                                                           ("AuditService.ListAudits", "by case reference")]:
            with self.subTest(rpc=rpc, variant=variant):
                required = (grpc.StatusCode.INVALID_ARGUMENT, "DEADLINE_REQUIRED")
                check = self.assertNotEqual if rpc in STREAMS else self.assertEqual
                check(self.refusal(rpc, variant, timeout=None), required)
                self.assertNotEqual(self.refusal(rpc, variant), required)
        self.assertEqual(self.somerset.revision(), before)

    def test_health_is_told_without_one(self):
        check = self.somerset.channel.unary_unary("/grpc.health.v1.Health/Check", request_serializer=bytes,
                                                  response_deserializer=bytes)
        self.assertEqual(check(b""), b"\x08\x01")


if __name__ == "__main__":
    unittest.main()
