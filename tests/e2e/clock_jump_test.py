"""A clock that jumps: recorded times rise all the same, and what was answered of the past stays as it was.

The server runs under libfaketime, which shifts its wall clock.
"""

import glob
import os
import unittest

from assay_api import CALL_SECONDS, v1
from assay_process import Server
from audits import audit
from end_to_end import EndToEndTest

LIBRARIES = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")


class Shifted(Server):
    """A server whose wall clock is shifted, "-2d" for two days back. Its deadlines go by a clock that is not."""

    def __init__(self, data_directory, shift):
        super().__init__(data_directory)
        self.shift = shift

    def environment(self):
        return super().environment() | {"LD_PRELOAD": LIBRARIES[0], "FAKETIME": self.shift,
                                        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


@unittest.skipUnless(LIBRARIES, "SKIPPED: libfaketime is not installed")
class ClockJump(EndToEndTest):
    def serve(self, shift):
        server = self.enterContext(Shifted(self.directory / "ledger", shift))
        return server, self.api(server)

    def test_times_rise_though_the_clock_goes_back_and_forth(self):
        recorded = []
        for number, shift in enumerate(("+2d", "-2d", "+0d", "+30d", "-30d")):
            server, api = self.serve(shift)
            if number == 0:
                api.create_authority()
                api.create_scale()
            receipt = api.submit(audit(f"plan-{number}", audit_date="2014-01-15")).receipt
            recorded.append(receipt.recorded_at.ToMicroseconds())
            self.assertEqual(len(api.list()), number + 1)
            for earlier, at in enumerate(recorded):
                read_at = v1.ReadAt()
                read_at.time.FromMicroseconds(at)
                request = v1.ListAuditsRequest(parent="authorities/somerset", read_at=read_at)
                found = api.audits.ListAudits(request, timeout=CALL_SECONDS).audits
                self.assertEqual(len(found), earlier + 1)
            api.channel.close()
            self.assertEqual(server.stop(), 0, server.log())
        self.assertEqual(recorded, sorted(set(recorded)))


if __name__ == "__main__":
    unittest.main()
