"""Kills a server under load, again and again: nothing that was acknowledged may ever be missing.

Usage: soak.py [CYCLES], 2,000 where nothing is said. Each cycle starts the server on the same directory, checks what
was acknowledged before, sends audits from several callers at once, and kills it, -9, at a moment nobody chose. Prints a
line now and then. Exits 1 at the first loss, leaving the directory for whoever looks into it.
"""

import pathlib
import random
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import grpc  # noqa: E402

from assay_api import Api, CALL_SECONDS, v1  # noqa: E402
from assay_process import Server  # noqa: E402
from audits import audit  # noqa: E402

CALLERS = 4
BATCH = 20
LONGEST_SECONDS = 0.4
# Everything is looked at every so many cycles; else only what the cycle before acknowledged.
WHOLE_EVERY = 50


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

    def _send(self, api, messages):
        if len(messages) == 1:
            receipts = [api.submit(messages[0]).receipt]
        else:
            receipts = [result.receipt for result in api.submit_batches([messages])]
        for message, receipt in zip(messages, receipts):
            assert receipt.revision > 0, "neither acknowledged nor refused"
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


def soak(cycles, directory):
    server = Server(directory / "ledger", f"unix:{directory}/assayd.sock")
    everything, newest = {}, {}
    began = time.monotonic()
    for cycle in range(cycles + 1):
        with server:
            with Api(server.endpoint) as api:
                if cycle == 0:
                    api.create_authority()
                    api.create_scale()
                is_whole = cycle % WHOLE_EVERY == 0 or cycle == cycles
                lost = missing_of_all(api, everything) if is_whole else missing(api, newest)
            if lost:
                print(f"LOST in cycle {cycle}: {lost[:5]} … {len(lost)} in all; see {directory}")
                return 1
            if cycle == cycles:
                break
            callers = [Caller(server.endpoint, f"c{cycle}-{number}") for number in range(CALLERS)]
            for caller in callers:
                caller.start()
            time.sleep(random.uniform(0, LONGEST_SECONDS))
            server.kill()
            newest = {}
            for caller in callers:
                caller.join(CALL_SECONDS)
                if caller.failure is not None:
                    print(f"FAILED in cycle {cycle}: {caller.failure.code()}; see {directory}")
                    return 1
                newest |= caller.acknowledged
            everything |= newest
        if (cycle + 1) % WHOLE_EVERY == 0:
            print(f"{cycle + 1} kills, {len(everything)} audits acknowledged, none lost, "
                  f"{time.monotonic() - began:.0f} s", flush=True)
    print(f"OK  {cycles} kills, {len(everything)} audits acknowledged, none lost")
    return 0


def main(arguments):
    if len(arguments) > 2 or not all(argument.isdigit() for argument in arguments[1:]):
        print("usage: soak.py [CYCLES]", file=sys.stderr)
        return 2
    directory = pathlib.Path(tempfile.mkdtemp(prefix="assay-soak."))
    result = soak(int(arguments[1]) if len(arguments) == 2 else 2_000, directory)
    if result == 0:
        for path in sorted(directory.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        directory.rmdir()
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv))
