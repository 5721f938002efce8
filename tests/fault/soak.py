"""Kills a server under load, again and again: nothing that was acknowledged may ever be missing.

Usage: soak.py [CYCLES [PER_LEDGER]], 2,000 and 250 where nothing is said. Each cycle starts the server on the same
directory, checks what was acknowledged before, sends audits from several callers at once, and kills it, -9, at a moment
nobody chose. A ledger grows, and everything takes longer with it: after so many kills, once everything that was ever
acknowledged in it has been found and `assayd verify --deep` is content, another is begun. Prints a line now and then.
Exits 1 at the first loss, leaving the directory for whoever looks into it.
"""

import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import grpc  # noqa: E402

from assay_api import Api, CALL_SECONDS, v1  # noqa: E402
from assay_process import ASSAYD, Server  # noqa: E402
from audits import audit  # noqa: E402

DEFAULTS = [2_000, 250]
CALLERS = 4
BATCH = 20
LONGEST_SECONDS = 0.4
# Everything is looked at every so many cycles; else only what the cycle before acknowledged.
WHOLE_EVERY = 50
VERIFY_SECONDS = 120


class Broken(Exception):
    """A promise was not kept."""


class Caller(threading.Thread):
    """Sends audits, one by one or in batches, until the server is gone; remembers what was acknowledged."""

    def __init__(self, endpoint, prefix):
        super().__init__(daemon=True)
        self.endpoint = endpoint
        self.prefix = prefix
        self.acknowledged = {}
        self.failure = None

    def run(self):
        try:
            with Api(self.endpoint) as api:
                number = 0
                while True:
                    size = random.choice((1, 1, BATCH))
                    messages = [audit(f"{self.prefix}-{number + at}") for at in range(size)]
                    self._send(api, messages)
                    number += size
        except grpc.RpcError as error:
            if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                self.failure = error
        except Exception as error:  # pylint: disable=broad-except
            self.failure = error

    def _send(self, api, messages):
        if len(messages) == 1:
            receipts = [api.submit(messages[0]).receipt]
        else:
            receipts = [result.receipt for result in api.submit_batches([messages])]
        for message, receipt in zip(messages, receipts):
            if receipt.revision == 0:
                raise Broken("neither acknowledged nor refused")
            self.acknowledged[message.name] = receipt.revision


def missing(api, acknowledged):
    """Names of those that are not there, or at another revision."""
    lost = []
    for name, revision in acknowledged.items():
        try:
            found = api.audits.GetAudit(v1.GetAuditRequest(name=name), timeout=CALL_SECONDS).audit.revision
        except grpc.RpcError as error:
            found = error.code()
        if found != revision:
            lost.append((name, revision, found))
    return lost


def missing_of_all(api, acknowledged):
    there = {one.name: one.revision for one in api.list(page_size=1000)}
    return [(name, revision, there.get(name)) for name, revision in acknowledged.items()
            if there.get(name) != revision]


class Soak:
    """The kills that were asked for, ledger after ledger."""

    def __init__(self, cycles, per_ledger, directory):
        self.cycles = cycles
        self.per_ledger = per_ledger
        self.directory = directory
        self.kills = 0
        self.acknowledged = 0
        self.began = time.monotonic()

    def run(self):
        while self.kills < self.cycles:
            ledger = self.directory / f"ledger-{self.kills}"
            self.soak_ledger(ledger, min(self.per_ledger, self.cycles - self.kills))
            shutil.rmtree(ledger)
        if self.acknowledged == 0:
            raise Broken("nothing was ever acknowledged")
        print(f"OK  {self.kills} kills, {self.acknowledged} audits acknowledged, none lost")

    def soak_ledger(self, ledger, kills):
        """Kills the server over one ledger; at the end looks at everything in it, and has the files verified."""
        server = Server(ledger, f"unix:{self.directory}/assayd.sock")
        everything, newest = {}, {}
        for number in range(kills):
            with server:
                with Api(server.endpoint) as api:
                    if number == 0:
                        api.create_authority()
                        api.create_scale()
                    self.check(missing_of_all(api, everything) if number % WHOLE_EVERY == 0 else missing(api, newest))
                newest = self.kill_under_load(server)
                everything |= newest
            self.kills += 1
            self.acknowledged += len(newest)
            if self.kills % WHOLE_EVERY == 0:
                self.tell()
        with server:
            with Api(server.endpoint) as api:
                self.check(missing_of_all(api, everything))
        verified = subprocess.run([ASSAYD, "verify", "--deep", "--data-dir", str(ledger)], capture_output=True,
                                  text=True, timeout=VERIFY_SECONDS, check=False)
        if verified.returncode != 0:
            raise Broken("DAMAGED: " + verified.stderr)

    def kill_under_load(self, server):
        """What was acknowledged before the server was gone."""
        callers = [Caller(server.endpoint, f"c{self.kills}-{number}") for number in range(CALLERS)]
        for caller in callers:
            caller.start()
        time.sleep(random.uniform(0, LONGEST_SECONDS))
        server.kill()
        acknowledged = {}
        for caller in callers:
            caller.join(CALL_SECONDS)
            if caller.failure is not None:
                raise Broken(f"FAILED: {caller.failure.code()}")
            acknowledged |= caller.acknowledged
        return acknowledged

    def check(self, lost):
        if lost:
            raise Broken(f"LOST: {lost[:5]} … {len(lost)} in all")

    def tell(self):
        print(f"{self.kills} kills, {self.acknowledged} audits acknowledged, none lost, "
              f"{time.monotonic() - self.began:.0f} s", flush=True)


def main(arguments):
    if len(arguments) > 3 or not all(argument.isdigit() and int(argument) > 0 for argument in arguments[1:]):
        print("usage: soak.py [CYCLES [PER_LEDGER]]", file=sys.stderr)
        return 2
    given = [int(argument) for argument in arguments[1:]]
    cycles, per_ledger = given + DEFAULTS[len(given):]
    directory = pathlib.Path(tempfile.mkdtemp(prefix="assay-soak."))
    soak = Soak(cycles, per_ledger, directory)
    try:
        soak.run()
    except Broken as broken:
        print(f"{broken}; after {soak.kills} kills; see {directory}")
        return 1
    shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
