"""The same work in PostgreSQL, tuned fairly: for `./dev bench --peers`.

A server of its own in the temporary directory, on a unix socket: shared_buffers of a quarter of the memory,
synchronous_commit on, WAL room enough that no checkpoint falls into a measurement, prepared statements, a primary key,
three indexes, of which one covers the question.
"""

import os
import pathlib
import re
import subprocess
import time

SCHEMA = """
create table audits (
  authority int not null, id text not null, practice_area text not null, audit_type int not null,
  audit_date date not null, scale text not null, grade text, ungraded_reason text, team text, auditor text,
  sampling_method int, worker text,
  case_ref text not null, narrative text not null, recorded_at timestamptz not null default clock_timestamp(),
  superseded_at timestamptz, primary key (authority, id));
create index audits_question on audits (authority, audit_date) include (grade, superseded_at, practice_area);
create index audits_case on audits (authority, case_ref);
create index audits_recorded on audits (authority, recorded_at);
"""

INDEXES = ["audits_question", "audits_case", "audits_recorded"]

# What AuditMaker makes, from the number i.
ROW = """
  i % {authorities}, 'g-' || i,
  (array['assessment','child-protection-plan','looked-after','early-help'])[1 + i * 7 % 4],
  1 + i % 3, current_date - 1 - (hashint8(i) & 1023), 'bench-scale',
  case when i % 9 < 8 then (array['inadequate','adequate','good','outstanding'])[1 + (hashint8(i + 1) & 3)] end,
  case when i % 9 = 8 then 'file-missing' end, 'team-' || i % 12, 'auditor-' || i % 40, 1 + i % 4, 'worker-17',
  'case-' || i * 7 / 10, repeat('n', {narrative})
"""
COLUMNS = ("authority, id, practice_area, audit_type, audit_date, scale, grade, ungraded_reason, team, auditor, "
           "sampling_method, worker, case_ref, narrative")

INSERT = """
insert into audits ({columns}) values (
  :client_id::int % {authorities}, 'u-' || nextval('numbers'), 'assessment', 1,
  current_date - :days::int, 'bench-scale', 'adequate', null, 'team-3', 'auditor-7', 2, 'worker-17',
  'case-' || :case::text,
  repeat('n', {narrative}));
"""

QUESTION = """select grade, count(*) from audits
  where {which} audit_date > current_date - 365 and superseded_at is null
  group by grade;"""


class Postgres:
    def __init__(self, directory):
        self.programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.directory = directory
        self.data = directory / "data"
        # PostgreSQL refuses to run as root.
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []

    def __enter__(self):
        self.directory.mkdir()
        if self.user:
            subprocess.run(["chown", "postgres", self.directory], check=True)
            for parent in self.directory.parents:
                if str(parent).startswith("/tmp/"):
                    parent.chmod(parent.stat().st_mode | 0o011)
        self.run("initdb", "-D", self.data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        buffers_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4 // 2**20
        settings = {"shared_buffers": f"{buffers_mb}MB", "synchronous_commit": "on", "max_wal_size": "16GB",
                    "checkpoint_timeout": "1h", "work_mem": "64MB", "maintenance_work_mem": "1GB",
                    "listen_addresses": "''", "unix_socket_directories": self.directory, "max_connections": "200",
                    "jit": "off"}
        words = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.directory / "log", "-o", words, "start")
        return self

    def __exit__(self, *_):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def run(self, program, *arguments):
        done = subprocess.run([*self.user, self.programs / program, *map(str, arguments)], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/")
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}")
        return done.stdout

    def sql(self, *statements):
        words = [word for statement in statements for word in ("-c", statement)]
        return self.run("psql", "-h", self.directory, "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-At", *words)

    def timed(self, statement):
        begin = time.monotonic()
        self.sql(statement)
        return time.monotonic() - begin

    def pgbench(self, script, clients, seconds):
        """(transactions a second, mean latency in milliseconds)"""
        path = self.directory / "script.sql"
        path.write_text(script)
        path.chmod(0o644)
        said = self.run("pgbench", "-h", self.directory, "-n", "-M", "prepared", "-c", clients, "-j", 1, "-T", seconds,
                        "-f", path, "postgres")
        rate, latency = re.search(r"tps = ([\d.]+)", said), re.search(r"latency average = ([\d.]+)", said)
        if not rate or not latency:
            raise RuntimeError(f"pgbench: {said}")
        return float(rate[1]), float(latency[1])


def run(bench):
    options = bench.options
    shape = {"authorities": options.authorities, "narrative": options.narrative_bytes, "columns": COLUMNS}
    with Postgres(bench.directory / "postgres") as postgres:
        postgres.sql(SCHEMA, "create sequence numbers cache 100")
        inserts(bench, postgres, shape)
        copies(bench, postgres, shape)
        questions(bench, postgres, shape)


def inserts(bench, postgres, shape):
    """In turns with unary submissions of as many callers."""
    options = bench.options
    script = "\\set days random(1, 1000)\n\\set case random(1, 100000000)\n" + INSERT.format(**shape)
    ours, theirs, echoed = [], [], []
    with bench.fresh("peer-unary", options.authorities) as server:
        with bench.durable_echo(bench.answer_of(server, options.authorities, "--omit-receipt")) as least:
            for _ in range(options.repetitions):
                theirs.append(postgres.pgbench(script, options.in_flight, 3)[0])
                measured = bench.submit(server, 3, options.in_flight, options.authorities, "--omit-receipt")
                ours.append(measured["answered"] / measured["seconds"])
                measured = bench.echo(least.endpoint, 1, options.in_flight)
                echoed.append(measured["answered"] / measured["seconds"])
    bench.results.add(f"unary submit, {options.in_flight} in flight, omit_receipt", ours, "audits/s", theirs,
                      "PostgreSQL INSERT", ">= 2")
    bench.results.add("an echo that appends, syncs and signs first", echoed, "calls/s", theirs,
                      "PostgreSQL INSERT")


def copies(bench, postgres, shape):
    options = bench.options
    path = postgres.directory / "rows.csv"
    postgres.sql("truncate audits",
                 f"copy (select {ROW.format(**shape)} from generate_series(1, {options.bulk_audits}::bigint) i) "
                 f"to '{path}' csv")
    copied = options.bulk_audits / postgres.timed(f"copy audits ({COLUMNS}) from '{path}' csv")
    ours = bench.bulk_stream()
    bench.results.add("the same against COPY with its indexes", [ours], "audits/s", [copied], "PostgreSQL COPY", ">= 3")
    path.unlink()


def questions(bench, postgres, shape):
    options = bench.options
    postgres.sql("truncate audits", *[f"drop index {index}" for index in INDEXES],
                 "alter table audits drop constraint audits_pkey",
                 f"insert into audits ({COLUMNS}) select {ROW.format(**shape)} "
                 f"from generate_series(1, {options.audits}::bigint) i",
                 "create index audits_question on audits (authority, audit_date) "
                 "include (grade, superseded_at, practice_area)")
    postgres.sql("vacuum analyze audits")
    postgres.sql("set max_parallel_workers_per_gather = 2", QUESTION.format(which=""))
    one = postgres.pgbench(QUESTION.format(which="authority = 1 and"), 1, 5)[1]
    everything = postgres.pgbench(QUESTION.format(which=""), 1, 15)[1]
    bench.results.add("PostgreSQL: one authority, 12 months, mean", [one * 1e3], "us")
    name = f"PostgreSQL: all {options.authorities} authorities, mean"
    if bench.compare_ms:
        bench.results.add(name, [everything], "ms", [bench.compare_ms], "assayd", ">= 40")
    else:
        bench.results.add(name, [everything], "ms")
