"""What end-to-end tests have in common: a temporary directory, a server in it, both kinds of client."""

import pathlib
import subprocess
import tempfile
import unittest

from assay_api import Api
from assay_process import ASSAYD, WAIT_SECONDS, CommandLine, Server

SOMERSET_PLANS = pathlib.Path(__file__).resolve().parents[1] / "data/somerset-453-plans.csv"
# What the plans' file lacks and every inadequate audit must carry.
NO_ACTIONS = ("--scale", "ofsted-2013", "--set", "no_action_reason=not-published")


class EndToEndTest(unittest.TestCase):
    """Each test has its own directory; servers start when asked for."""

    maxDiff = None

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="assay-e2e.")))

    def start_server(self, *listen, name="ledger", flags=()):
        # Once the server has ended: whatever a test had it take must be what a verifier takes.
        self.addCleanup(self._verify, self.directory / name)
        return self.enterContext(Server(self.directory / name, *listen, flags=flags))

    def _verify(self, data_directory):
        if not (data_directory / "ledger/mark").exists():
            return
        done = subprocess.run([ASSAYD, "verify", "--deep", "--data-dir", str(data_directory)], capture_output=True,
                              text=True, timeout=WAIT_SECONDS, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def mount_disk(self, size_bytes, name="disk"):
        """A directory that is a disk of its own, in memory; skips the test where there can be none."""
        disk = self.directory / name
        disk.mkdir(mode=0o700)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes},mode=0700", "assay-test", str(disk)]
        mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"SKIPPED: no file system can be mounted here: {mounted.stderr}")
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=True)
        return disk

    def api(self, server):
        return self.enterContext(Api(server.endpoint))

    def command_line(self, server, authority="somerset"):
        return CommandLine(server.endpoint, self.directory, authority)

    def assert_exit(self, code, done):
        self.assertEqual(done.returncode, code, f"{done.args[5:]}\n{done.stdout}\n{done.stderr}")


class SomersetTest(EndToEndTest):
    """A server that knows the authority and the scale, and nothing else."""

    server_flags = ()

    def setUp(self):
        super().setUp()
        self.server = self.start_server(flags=self.server_flags)
        self.somerset = self.api(self.server)
        self.somerset.create_authority()
        self.somerset.create_scale()
        self.assay = self.command_line(self.server)

    def stop_server(self):
        """Ends the server in good order; its exit code."""
        # An idle Python client answers no pings, and a draining server waits for them: so the channel goes first.
        self.somerset.channel.close()
        return self.server.stop()
