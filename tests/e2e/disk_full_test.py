"""A disk that is nearly full: writes are refused, reads go on, and with room writes are taken again, without a restart.

Mounts a small file system in memory, which takes root: SKIPPED where this is not root.
"""

import http.client
import os
import subprocess
import unittest

import grpc

from assay_api import CALL_SECONDS, Api, failure, v1
from assay_process import ASSAYD, WAIT_SECONDS, Server, clean_environment
from audits import audit
from end_to_end import EndToEndTest

FREE_BYTES = 1 << 30  # what must be free, of a disk of this size
DISK_BYTES = FREE_BYTES + (1 << 30)


@unittest.skipIf(os.geteuid() != 0, "SKIPPED: a file system can be mounted by root alone")
class DiskFull(EndToEndTest):
    def setUp(self):
        super().setUp()
        self.disk = self.mount_disk(DISK_BYTES)
        flags = ("--ops-listen", "127.0.0.1:0", "--backup-dir", self.disk / "backups")
        self.server = self.start_server(name="disk/ledger", flags=flags)
        self.addCleanup(self.server.kill)
        self.somerset = self.api(self.server)
        self.somerset.create_authority()
        self.somerset.create_scale()
        self.somerset.submit(audit("before"))

    def readiness(self):
        host, _, port = self.server.ops_endpoint.rpartition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=CALL_SECONDS)
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def fill_disk(self, free_bytes):
        """The file that takes all but so much of the disk."""
        ballast = self.disk / "ballast"
        with open(ballast, "wb") as file:
            disk = os.statvfs(self.disk)
            os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - free_bytes)
        return ballast

    def test_writes_are_refused_reads_go_on_and_room_mends_it(self):
        health = self.somerset.channel.unary_stream("/grpc.health.v1.Health/Watch")(b"", timeout=CALL_SECONDS)
        self.assertEqual(next(health), b"\x08\x01")
        ballast = self.fill_disk(FREE_BYTES - (16 << 20))
        self.assertEqual(next(health), b"\x08\x02")
        self.assertEqual(self.readiness()[0], 503)
        self.assertIn("[-] disk: the disk is nearly full", self.readiness()[1])
        answer = failure(self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(audit=audit("during")))
        self.assertEqual((answer.code, answer.reason), (grpc.StatusCode.UNAVAILABLE, "DISK_NEARLY_FULL"))
        result, = self.somerset.submit_batches([[audit("during")]])
        self.assertEqual(result.refusal.reason, "DISK_NEARLY_FULL")
        answer = failure(self.somerset.backups.CreateBackup, v1.CreateBackupRequest())
        self.assertEqual((answer.code, answer.reason), (grpc.StatusCode.UNAVAILABLE, "DISK_NEARLY_FULL"))
        self.assertEqual([one.name for one in self.somerset.list()], ["authorities/somerset/audits/before"])
        self.assertEqual(self.somerset.statement().audited_count, 1)
        ballast.unlink()
        self.assertEqual(next(health), b"\x08\x01")
        self.somerset.submit(audit("after"))
        self.assertEqual(self.readiness(), (200, "ok\n"))
        health.cancel()

    def test_a_start_on_a_full_disk_says_so(self):
        self.somerset.channel.close()
        self.server.kill()
        ballast = self.fill_disk(0)
        start = [ASSAYD, "serve", "--data-dir", str(self.server.data_directory), "--listen", "127.0.0.1:0"]
        done = subprocess.run(start, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False,
                              env=clean_environment(self.directory))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("the disk is full", done.stderr)
        ballast.unlink()
        with Server(self.disk / "ledger") as server, Api(server.endpoint) as somerset:
            self.assertEqual(somerset.get("before").name, "authorities/somerset/audits/before")


if __name__ == "__main__":
    unittest.main()
