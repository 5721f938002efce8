"""The image, run: hardened as it should be, driven from another container, restarted, killed, backed up.

Run by `./dev container`, which makes the package the image is built from. Says SKIPPED, and why, where there is no
Docker and none can be had.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

from docker_engine import BUILD_SECONDS, REPOSITORY, Engine, Unavailable

sys.path.insert(0, str(REPOSITORY / "tests/support"))

import grpc  # noqa: E402

from assay_api import Api, CALL_SECONDS, failure, v1  # noqa: E402
from audits import audit, audits  # noqa: E402
from certificates import Authority  # noqa: E402
from old_ledger import OldLedger  # noqa: E402

IMAGE = "assay-test"
IMAGE_BYTES_MAX = 150 << 20
HEALTHY_SECONDS = 60
PLANS = REPOSITORY / "tests/data/somerset-453-plans.csv"
SOCKET = "unix:/run/assay/assayd.sock"
# As docker/compose.yaml has it.
LOCKED_UP = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges:true", "--pids-limit", "256",
             "--memory", "2g")
HARDENED = (*LOCKED_UP, "--network", "none")
USER = 10001

ENGINE = None


class ContainerTest(unittest.TestCase):
    """One server in a container, on volumes of its own."""

    options = HARDENED
    command = ()

    def setUp(self):
        self.name = f"assay-{self._testMethodName[5:40]}".replace("_", "-")
        self.volumes = []
        for part in ("ledger", "backups", "socket"):
            self.volumes.append(f"{self.name}-{part}")
            ENGINE.docker("volume", "create", self.volumes[-1])
        self.mounts = ("-v", f"{self.volumes[0]}:/var/lib/assay", "-v", f"{self.volumes[1]}:/var/lib/assay-backups",
                       "-v", f"{self.volumes[2]}:/run/assay")
        self.fill_volumes()
        self.start()

    def fill_volumes(self):
        """Before the first start; they are empty where nothing else is said."""

    def tearDown(self):
        ENGINE.docker("rm", "-f", self.name)
        ENGINE.docker("volume", "rm", *self.volumes)

    def start(self):
        ENGINE.docker("run", "-d", "--name", self.name, *self.options, *self.mounts, "--health-interval", "1s",
                      "--health-start-period", "5s", IMAGE, *self.command)
        self.wait_until_healthy()

    def wait_until_healthy(self):
        deadline = time.monotonic() + HEALTHY_SECONDS
        while self.inspect()["State"]["Health"]["Status"] != "healthy":
            if time.monotonic() > deadline or not self.inspect()["State"]["Running"]:
                self.fail("it does not become healthy:\n" + ENGINE.docker("logs", self.name))
            time.sleep(0.2)

    def inspect(self):
        return json.loads(ENGINE.docker("inspect", self.name))[0]

    def assay(self, *arguments):
        """The client, in a container of its own that shares nothing with the server but the socket."""
        return ENGINE.docker("run", "--rm", *HARDENED, "-v", f"{self.volumes[2]}:/run/assay", "-v",
                             f"{PLANS}:/plans.csv:ro", "--entrypoint", "/usr/bin/assay", IMAGE, "-e", SOCKET, "-a",
                             "somerset", *arguments)

    def import_plans(self):
        self.assay("authority", "create", "somerset", "--title", "Somerset")
        self.assay("scale", "create", "ofsted-2013", "--title", "Ofsted to 2013", "--grades",
                   "inadequate,adequate,good,outstanding")
        return self.assay("-q", "audit", "import", "/plans.csv", "--scale", "ofsted-2013", "--set",
                          "no_action_reason=not-published")

    def statement(self):
        return self.assay("-q", "statement", "get", "--threshold", "adequate", "--at-least", "75%")


class Container(ContainerTest):
    def test_tells_the_story_and_survives_a_stop_and_a_kill(self):
        self.import_plans()
        told = self.statement()
        self.assertIn("250 of 453 = 55.1%", told)
        ENGINE.docker("restart", self.name)
        self.wait_until_healthy()
        self.assertEqual(self.inspect()["State"]["ExitCode"], 0)
        self.assertEqual(self.statement(), told)
        ENGINE.docker("kill", self.name)
        ENGINE.docker("start", self.name)
        self.wait_until_healthy()
        self.assertEqual(self.statement(), told)

    def test_another_container_takes_over_the_volumes(self):
        self.import_plans()
        told = self.statement()
        ENGINE.docker("rm", "-f", self.name)
        self.start()
        self.assertEqual(self.statement(), told)

    def test_a_stop_is_clean_and_quick(self):
        self.import_plans()
        began = time.monotonic()
        ENGINE.docker("stop", "-t", "60", self.name)
        self.assertLess(time.monotonic() - began, 20)
        self.assertEqual(self.inspect()["State"]["ExitCode"], 0)
        lines = [json.loads(line) for line in ENGINE.docker("logs", self.name).splitlines()]
        self.assertEqual([line["message"] for line in lines if line["message"] != "call"][-2:], ["draining", "stopped"])

    def test_backups_are_made_checked_and_restored(self):
        self.import_plans()
        told = self.statement()
        self.assay("backup", "create")
        self.assay("backup", "verify", "latest")
        ENGINE.docker("stop", self.name)
        ENGINE.docker("rm", self.name)
        # A new, empty volume in the place of the lost one.
        ENGINE.docker("volume", "rm", self.volumes[0])
        ENGINE.docker("volume", "create", self.volumes[0])
        restored = ENGINE.docker("run", "--rm", *HARDENED, *self.mounts, IMAGE, "restore", "--from",
                                 "/var/lib/assay-backups")
        # Those there were, and the one that begins the epoch.
        self.assertIn("OK  somerset: 456 entries", restored)
        self.start()
        self.assertEqual(self.statement(), told.replace("revision 455", "revision 456"))

    def test_it_is_nobody_special(self):
        state = self.inspect()
        self.assertEqual(state["Config"]["User"], "10001:10001")
        processes = ENGINE.docker("top", self.name, "-eo", "pid,uid,args").splitlines()[1:]
        self.assertEqual({line.split()[1] for line in processes}, {"10001"})

    def test_it_may_write_only_where_it_keeps_its_records(self):
        with self.assertRaises(subprocess.CalledProcessError) as caught:
            ENGINE.docker("run", "--rm", *HARDENED, IMAGE, "serve", "--data-dir", "/usr/ledger")
        self.assertIn("Read-only file system", caught.exception.output)


class Upgrade(ContainerTest):
    """The image over the volume of an earlier version."""

    def fill_volumes(self):
        self.old = OldLedger(self.enterContext(tempfile.TemporaryDirectory(prefix="assay-old.")))
        for path in (self.old.data, *self.old.data.rglob("*")):
            os.chown(path, USER, USER)
        # The image has no shell that could copy: the engine does it, owners and all.
        filler = f"{self.name}-filler"
        ENGINE.docker("create", "--name", filler, "-v", f"{self.volumes[0]}:/var/lib/assay", IMAGE)
        try:
            ENGINE.docker("cp", f"{self.old.data}/.", f"{filler}:/var/lib/assay")
        finally:
            ENGINE.docker("rm", filler)

    def assert_figures_are_those_of_then(self, *at):
        for arguments, then in self.old.statements.items():
            now = json.loads(self.assay("-q", "-o", "json", "statement", "get", *arguments, *at))
            self.assertEqual({name: now.get(name) for name in then}, then)

    def test_an_upgrade_keeps_every_figure_and_takes_new_audits(self):
        self.assert_figures_are_those_of_then()
        size = next(iter(self.old.statements.values()))["revision"]
        self.submit("new-1")
        for end in ("restart", "kill"):
            ENGINE.docker(end, self.name)
            ENGINE.docker("start", self.name)
            self.wait_until_healthy()
            self.submit(f"after-{end}")
            self.assert_figures_are_those_of_then("--at", size)

    def submit(self, audit_id):
        self.assay("audit", "submit", audit_id, "--scale", "ofsted-2013", "--practice-area", "child-protection-plan",
                   "--audit-date", "2014-06-02", "--grade", "good", "--sampling", "census", "--case-ref",
                   f"SYN-{audit_id}")


class OverTls(ContainerTest):
    """It listens to other machines too; a client in another language calls from outside of all containers."""

    options = (*LOCKED_UP, "--network", "host")
    command = ("serve", "--listen", SOCKET, "--listen", "mtls://127.0.0.1:0", "--tls-cert", "/keys/server.pem",
               "--tls-key", "/keys/server.key", "--tls-client-ca", "/keys/ca.pem")

    def setUp(self):
        keys = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="assay-keys.")))
        self.authority = Authority(keys)
        os.chown(self.authority.issue_server().key, USER, USER)
        self.importer = self.authority.issue("importer", "URI:spiffe://somerset/importer")
        keys.chmod(0o755)
        self.options = (*self.options, "-v", f"{keys}:/keys:ro")
        super().setUp()

    def api(self, certificate):
        """Over a new connection: a server that was restarted listens on another port."""
        endpoint = re.findall(r"assayd ready on (mtls://[0-9.:]+)", ENGINE.docker("logs", self.name))[-1]
        return self.enterContext(Api(endpoint, ca=self.authority.certificate, certificate=certificate))

    def test_another_language_submits_through_restarts_and_kills(self):
        self.import_plans()
        self.assay("token", "create", "importer", "--grant", "auditor=somerset", "--certificate",
                   "uri:spiffe://somerset/importer")
        for end in (None, "restart", "kill"):
            if end:
                ENGINE.docker(end, self.name)
                ENGINE.docker("start", self.name)
                self.wait_until_healthy()
            api = self.api(self.importer)
            before = len(api.list())
            api.submit_batches([audits(30, prefix=f"after-{end}")])
            self.assertEqual(len(api.list()), before + 30)
        self.assertEqual(before, 60)
        self.assertIn("543", self.statement())
        denied = failure(api.audits.EraseAudit, v1.EraseAuditRequest(
            change=v1.Change(name="authorities/somerset/audits/after-None-1", expected_revision=1)))
        self.assertEqual(denied.code, grpc.StatusCode.PERMISSION_DENIED)

    def test_nobody_without_a_certificate_gets_a_connection(self):
        with self.assertRaises(grpc.RpcError) as refused:
            self.api(None).submit(audit())
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAVAILABLE)


class Image(unittest.TestCase):
    def test_it_is_small_and_has_no_shell(self):
        image = json.loads(ENGINE.docker("image", "inspect", IMAGE))[0]
        self.assertLess(image["Size"], IMAGE_BYTES_MAX)
        for shell in ("/bin/sh", "/usr/bin/bash", "/usr/bin/apt"):
            with self.assertRaises(subprocess.CalledProcessError):
                ENGINE.docker("run", "--rm", "--network", "none", "--entrypoint", shell, IMAGE, "-c", "true")


def main():
    global ENGINE
    try:
        with Engine() as engine:
            ENGINE = engine
            engine.docker("build", "--network", "host", "-f", REPOSITORY / "docker/Dockerfile", "-t", IMAGE,
                          "--build-arg", "PACKAGE=built", "--build-arg", f"BASE={engine.base}", REPOSITORY,
                          seconds=BUILD_SECONDS)
            return 0 if unittest.main(exit=False).result.wasSuccessful() else 1
    except Unavailable as why:
        print(f"\n*** SKIPPED: the container tests. {why}\n", file=sys.stderr)
        return 0


if __name__ == "__main__":
    sys.exit(main())
