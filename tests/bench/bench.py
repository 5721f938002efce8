"""Measures assayd against the limits of what it stands on, and against PostgreSQL: `./dev bench [--peers]`.

Every scenario runs in a temporary directory, client and server on this machine, everything durable. What is compared is
measured in turns within one run, because machines are noisy: the ratio is the result. Prints a table, and one JSON
object a line with --json. Nothing is asserted: a slow machine is not a failure.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import assay_process  # noqa: E402

assay_process.WAIT_SECONDS = 600
assay_process.Server.keeps_log = False
LOAD = str(assay_process.BINARIES / "assay_load")
BATCH = 1000
# A shorter turn is mostly what a flush happens to cost.
COST_SECONDS = 3


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


class Results:
    """What was measured, in order."""

    def __init__(self):
        self.rows = []

    def add(self, name, values, unit, baselines=None, baseline=None, target=None):
        """`values` and `baselines` are what was measured in turns; the ratio is the median of the turns' ratios."""
        row = {"name": name, "value": statistics.median(values), "unit": unit, "repetitions": len(values),
               "min": min(values), "median": statistics.median(values), "max": max(values)}
        if baselines:
            row["baseline"] = {"name": baseline, "value": statistics.median(baselines)}
            row["ratio"] = statistics.median(value / base for value, base in zip(values, baselines))
        if target:
            row["target"] = target
        self.rows.append(row)
        print(self.line(row), flush=True)

    @staticmethod
    def line(row):
        ratio = ""
        if "ratio" in row:
            ratio = f"{row['ratio']:.2f} x {row['baseline']['name']} ({number(row['baseline']['value'])})"
        spread = f"{number(row['min'])} to {number(row['max'])}" if row["repetitions"] > 1 else ""
        return (f"{row['name']:<58} {number(row['value']):>10} {row['unit']:<9} {spread:<20} {ratio:<48} "
                f"{row.get('target', '')}").rstrip()


def load(*arguments):
    """What assay_load measured."""
    done = subprocess.run([LOAD, *map(str, arguments)], stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


class Echo:
    """The fastest server that this gRPC can be, answering the bytes of a file."""

    def __init__(self, answer, *more):
        self.process = subprocess.Popen([LOAD, "echo", "--answer", str(answer), *more], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.endpoint = self.process.stdout.readline().split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def run_assay(endpoint, *arguments):
    return subprocess.run([assay_process.ASSAY, "-e", endpoint, *map(str, arguments)], check=True, text=True,
                          stdout=subprocess.PIPE, env=assay_process.clean_environment("/nonexistent")).stdout


def started(directory, authorities):
    """A server on a new ledger that is ready for audits; to be killed by whoever asked for it."""
    server = assay_process.Server(directory).start()
    load("prepare", "--endpoint", server.endpoint, "--authorities", authorities)
    return server


class Bench:
    def __init__(self, options, directory):
        self.options = options
        self.directory = pathlib.Path(directory)
        self.results = Results()
        self.numbers = 0  # every audit gets a number of its own
        self.extra = 0  # audits in the large ledger beside those asked for
        self.compare_ms = None

    @contextlib.contextmanager
    def fresh(self, name, authorities=1):
        with tempfile.TemporaryDirectory(prefix=name + "-", dir=self.directory) as path:
            server = started(path, authorities)
            try:
                yield server
            finally:
                server.kill()

    def submit(self, server, seconds, in_flight, authorities, *more):
        """Unary submissions; each call gets numbers that no other used."""
        measured = load("unary", "--endpoint", server.endpoint, "--tag", "u", "--first", self.numbers, "--seconds",
                        seconds, "--in-flight", in_flight, "--authorities", authorities, "--narrative-bytes",
                        self.options.narrative_bytes, *more)
        self.numbers += measured["answered"] + measured["refused"] + in_flight
        return measured

    def echo(self, endpoint, seconds, in_flight):
        return load("unary", "--endpoint", endpoint, "--seconds", seconds, "--in-flight", in_flight,
                    "--narrative-bytes", self.options.narrative_bytes)

    def answer_of(self, server, authorities, *more):
        path = self.directory / "answer"
        self.submit(server, 0.2, 1, authorities, "--save-answer", path, *more)
        return path

    def durable_echo(self, answer):
        """An echo that appends, syncs and signs first, once for all the calls that it has: the least that they cost.

        Without receipts even less would do, for then nothing is signed.
        """
        return Echo(answer, "--durable", self.directory)

    # --- scenarios --------------------------------------------------------------------------------------------------

    def unary(self, authorities, name, target, *more):
        in_flight = self.options.in_flight
        with self.fresh(f"unary-{authorities}", authorities) as server:
            answer = self.answer_of(server, authorities, *more)
            with Echo(answer) as echo, self.durable_echo(answer) as least:
                submitted, echoed, durable = [], [], []
                self.submit(server, 1, in_flight, authorities, *more)
                for _ in range(self.options.repetitions):
                    echoed.append(rate(self.echo(echo.endpoint, 1, in_flight)))
                    durable.append(rate(self.echo(least.endpoint, 1, in_flight)))
                    submitted.append(rate(self.submit(server, 1.5, in_flight, authorities, *more)))
        self.results.add(name, submitted, "audits/s", echoed, "echo of the same bytes", target)
        self.results.add("an echo that appends, syncs and signs first", durable, "calls/s", echoed,
                         "echo of the same bytes")

    def kinds_of_server(self):
        """Which of gRPC's two ways to serve is quicker: see service/rpc/rpc_server.h."""
        with self.fresh("kinds") as server:
            answer = self.answer_of(server, 1)
        with Echo(answer) as queue, Echo(answer, "--callback") as callback:
            for in_flight in (1, self.options.in_flight):
                queued, called = [], []
                for _ in range(self.options.repetitions):
                    queued.append(rate(self.echo(queue.endpoint, 1, in_flight)))
                    called.append(rate(self.echo(callback.endpoint, 1, in_flight)))
                self.results.add(f"echo by callback, {in_flight} in flight", called, "calls/s", queued,
                                 "a completion-queue thread")

    def one_in_flight(self):
        with self.fresh("single") as server:
            answer = self.answer_of(server, 1)
            with Echo(answer) as echo, self.durable_echo(answer) as least:
                submitted, floors, durable = [], [], []
                for _ in range(self.options.repetitions):
                    floor = load("sync", "--directory", self.directory, "--seconds", 1)["p50_us"]
                    floor += self.echo(echo.endpoint, 1, 1)["p50_us"]
                    floors.append(floor)
                    durable.append(self.echo(least.endpoint, 1, 1)["p50_us"])
                    submitted.append(self.submit(server, 1, 1, 1)["p50_us"])
        self.results.add("unary submit, 1 in flight, p50", submitted, "us", floors, "echo + fdatasync", "<= 1.4")
        self.results.add("an echo that appends, syncs and signs first, p50", durable, "us", floors, "echo + fdatasync")

    def bulk(self, server, audits, authorities, tag):
        measured = load("bulk", "--endpoint", server.endpoint, "--tag", tag, "--audits", audits, "--authorities",
                        authorities, "--first", self.numbers, "--narrative-bytes", self.options.narrative_bytes,
                        "--batch", BATCH)
        self.numbers += audits
        assert measured["added"] == audits, measured
        return measured["added"] / measured["seconds"]

    def bulk_stream(self):
        with self.fresh("bulk") as server:
            speed = self.bulk(server, self.options.bulk_audits, 1, "b")
        self.results.add(f"bulk stream of {self.options.bulk_audits:,} audits, {BATCH} a batch", [speed], "audits/s")
        return speed

    def csv_import(self):
        rows = self.options.csv_rows
        path = self.directory / "import.csv"
        write_csv(path, rows)
        with self.fresh("import") as server:
            begin = time.monotonic()
            run_assay(server.endpoint, "-q", "-a", "bench-000", "audit", "import", path, "--scale", "bench-scale",
                      "--set", "no_action_reason=closed-since")
            took = time.monotonic() - begin
        self.results.add(f"assay audit import of {rows:,} rows", [rows / took], "rows/s", target=">= 100,000")

    def large(self):
        """What a full ledger costs: submit, statements, start-up, memory."""
        authorities, audits = self.options.authorities, self.options.audits
        with self.fresh("large", authorities) as server:
            empty_kb = resident_kb(server)
            small = min(100_000, audits // 10)
            self.bulk(server, small, authorities, "l")
            before = self.submit_cost(server, authorities)
            speed = self.bulk(server, audits - small, authorities, "l")
            self.results.add(f"bulk stream into {authorities} ledgers", [speed], "audits/s")
            settle(server)
            after = self.submit_cost(server, authorities)
            self.results.add(f"CPU a submit at {audits:,} audits", after, "us", before, f"at {small:,}", "<= 1.3")
            self.statements(server, authorities)
            server.kill()
            begin = time.monotonic()
            server.start()
            load("unary", "--endpoint", server.endpoint, "--call", "statement", "--seconds", 0.001)
            took = time.monotonic() - begin
            self.results.add(f"start-up to first answer after kill -9, {audits:,} audits", [took], "s", target="<= 5")
            per_revision = (resident_kb(server) - empty_kb) * 1024 / (audits + self.extra)
            self.results.add("memory after start, all of the process", [per_revision], "bytes/rev", target="<= 64")

    def submit_cost(self, server, authorities):
        """Server CPU microseconds a submit."""
        costs = []
        for _ in range(self.options.repetitions):
            cpu = cpu_seconds(server)
            submitted = self.submit(server, COST_SECONDS, self.options.in_flight, authorities, "--omit-receipt")
            answered = submitted["answered"]
            costs.append((cpu_seconds(server) - cpu) * 1e6 / answered)
            self.extra += answered
        return costs

    def statements(self, server, authorities):
        half = self.options.audits // authorities // 2
        now, empty, then, area = [], [], [], []
        for _ in range(self.options.repetitions):
            empty.append(self.call(server, "empty"))
            now.append(self.call(server, "statement"))
            then.append(self.call(server, "statement", "--revision", half * 2 - 10))
            area.append(self.call(server, "statement", "--area", "assessment"))
        self.results.add("statement, one authority, 12 months, p50", now, "us", empty, "an empty RPC", "<= 1.5")
        self.results.add("the same of one practice area, p50", area, "us", empty, "an empty RPC", "<= 1.5")
        self.results.add("the same as known at an earlier revision, p50", then, "us", now, "now", "<= 1.3")
        now, then = [], []
        earlier = int(time.time()) - 5
        for _ in range(self.options.repetitions):
            now.append(self.call(server, "compare") / 1e3)
            then.append(self.call(server, "compare", "--time", earlier) / 1e3)
        self.results.add(f"statements of all {authorities} authorities, p50", now, "ms")
        self.results.add("the same as known at an earlier time, p50", then, "ms", now, "now", "<= 1.3")
        self.compare_ms = statistics.median(now)

    def call(self, server, call, *more):
        return load("unary", "--endpoint", server.endpoint, "--call", call, "--seconds", 1, *more)["p50_us"]

    def pack(self):
        """An examiner's work: a pack checked with the key alone, without a server."""
        audits = self.options.pack_audits
        pack = self.directory / "evidence.pack"
        key = self.directory / "key"
        with self.fresh("pack") as server:
            self.bulk(server, audits, 1, "p")
            run_assay(server.endpoint, "-q", "-a", "bench-000", "ledger", "export", "--threshold", "adequate",
                      "--at-least", "75%", pack)
            server.kill()
            key.write_text(subprocess.run([assay_process.ASSAYD, "key", "export", "--data-dir", server.data_directory],
                                          check=True, stdout=subprocess.PIPE, text=True).stdout)
        taken = []
        for _ in range(self.options.repetitions):
            begin = time.monotonic()
            subprocess.run([assay_process.ASSAY, "-q", "ledger", "verify", pack, "--key", key], check=True,
                           stdout=subprocess.DEVNULL, env=assay_process.clean_environment("/nonexistent"))
            taken.append(time.monotonic() - begin)
        self.results.add(f"verify an evidence pack of {audits:,} audits", taken, "s", target="<= 0.5")

    def overload(self):
        """Four times as many callers as at the peak, with a bound on what is queued."""
        with self.fresh("overload") as server:
            peak, goodput, refused = [], [], []
            for _ in range(self.options.repetitions):
                peak.append(rate(self.submit(server, 1, self.options.in_flight, 1)))
                over = self.submit(server, 1, 4 * self.options.in_flight, 1)
                goodput.append(rate(over))
                refused.append(over["refused"])
        self.results.add("goodput at 4 times the callers", goodput, "audits/s", peak, "peak", ">= 0.8")


def rate(measured):
    return measured["answered"] / measured["seconds"]


def resident_kb(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


def cpu_seconds(server):
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(server):
    """Waits, a minute at most, until what a bulk stream has left to be compacted is compacted."""
    ended = time.monotonic() + 60
    cpu = cpu_seconds(server)
    while time.monotonic() < ended:
        time.sleep(1)
        before, cpu = cpu, cpu_seconds(server)
        if cpu - before < 0.05:
            return


def write_csv(path, rows):
    areas = ["assessment", "child-protection-plan", "looked-after", "early-help"]
    grades = ["inadequate", "adequate", "good", "outstanding"]
    with path.open("w") as out:
        out.write("audit_id,case_ref,practice_area,audit_type,sampling_method,audit_date,grade,team,auditor,worker\n")
        for i in range(rows):
            out.write(f"row-{i},case-{i * 7 // 10},{areas[i % 4]},planned,random,2025-{1 + i % 12:02}-{1 + i % 28:02},"
                      f"{grades[i * 7 % 4]},team-{i % 12},auditor-{i % 40},worker-{i % 90}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], prog="./dev bench")
    parser.add_argument("--only", help="scenarios: unary,single,kinds,overload,bulk,import,pack,large")
    parser.add_argument("--peers", action="store_true", help="the same work in PostgreSQL, in the same run")
    parser.add_argument("--json", help="write the JSON lines to this file")
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--authorities", type=int, default=150)
    parser.add_argument("--narrative-bytes", type=int, default=100)
    parser.add_argument("--audits", type=int, default=10_000_000, help="in the large ledger")
    parser.add_argument("--bulk-audits", type=int, default=2_000_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--pack-audits", type=int, default=100_000)
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    chosen = set(options.only.split(",")) if options.only else None

    with tempfile.TemporaryDirectory(prefix="assay-bench-") as directory:
        bench = Bench(options, directory)
        many = f"unary submit, {options.in_flight} in flight, "
        scenarios = {
            "unary": lambda: (
                bench.unary(1, many + "1 authority", ">= 0.45"),
                bench.unary(options.authorities, many + f"{options.authorities} authorities, omit_receipt", ">= 0.50",
                            "--omit-receipt")),
            "single": bench.one_in_flight,
            "kinds": bench.kinds_of_server,
            "overload": bench.overload,
            "bulk": bench.bulk_stream,
            "import": bench.csv_import,
            "pack": bench.pack,
            "large": bench.large,
        }
        for name, scenario in scenarios.items():
            if chosen is None or name in chosen:
                scenario()
        if options.peers:
            import postgres_peer  # pylint: disable=import-outside-toplevel
            postgres_peer.run(bench)
        lines = "".join(json.dumps(row) + "\n" for row in bench.results.rows)
        if options.json:
            pathlib.Path(options.json).write_text(lines)
        print()
        print(lines, end="")


if __name__ == "__main__":
    main()
