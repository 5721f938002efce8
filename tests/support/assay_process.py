"""Starts the real programs and ends them: assayd as a server, assay as a person runs it.

Every process is ended by its own id, whatever the test does; every wait has a bound.
"""

import os
import pathlib
import re
import signal
import subprocess
import threading
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("ASSAY_BINARIES", REPOSITORY / "build/dev/bin"))
ASSAYD = str(BINARIES / "assayd")
ASSAY = str(BINARIES / "assay")

WAIT_SECONDS = 30
OPS = re.compile(r"operators are answered on ([^\s\"]+)")
READY = re.compile(r"assayd ready on ([^\s\"]+)")


def clean_environment(home):
    """An environment in which nothing of the person's own configuration is seen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}
    return kept | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


class Server:
    """A running assayd. Use as a context manager: leaving it kills what is still alive."""

    # False: of what it says once it is ready nothing is kept, for reading a line a call here would slow down calls.
    keeps_log = True

    def __init__(self, data_directory, *listen, flags=()):
        self.data_directory = data_directory
        self.listen = [str(address) for address in listen] or ["127.0.0.1:0"]
        self.flags = [str(flag) for flag in flags]
        self.endpoints = []  # in the order of `listen`
        self.process = None
        self._lines = []
        self._told = threading.Condition()
        self._reader = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def endpoint(self):
        """Where the first address listens; None before it does."""
        return self.endpoints[0] if self.endpoints else None

    def start(self):
        """Starts the process and returns once it says it is ready; fails with its words where it never does."""
        self.start_without_waiting()
        with self._told:
            self._told.wait_for(lambda: len(self.endpoints) == len(self.listen) or self._ended, WAIT_SECONDS)
        if len(self.endpoints) < len(self.listen):
            self.kill()
            raise AssertionError("assayd did not become ready:\n" + self.log())
        return self

    def environment(self):
        return clean_environment(self.data_directory)

    def start_without_waiting(self):
        self.endpoints = []
        self._lines = []
        self._ended = False
        self.process = subprocess.Popen(
            [ASSAYD, "serve", "--data-dir", str(self.data_directory),
             *(word for address in self.listen for word in ("--listen", address)), *self.flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env=self.environment())
        self._reader = threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True)
        self._reader.start()

    def _read(self, stderr):
        with stderr:
            for line in stderr:
                with self._told:
                    self._lines.append(line)
                    ready = READY.search(line)
                    if ready:
                        self.endpoints.append(ready[1])
                    self._told.notify_all()
                if not self.keeps_log and len(self.endpoints) == len(self.listen):
                    subprocess.Popen(["cat"], stdin=stderr, stdout=subprocess.DEVNULL)  # ends with the server
                    break
        with self._told:
            self._ended = True
            self._told.notify_all()

    def log(self):
        """Everything it has said so far."""
        with self._told:
            return "".join(self._lines)

    @property
    def ops_endpoint(self):
        """Where it answers operators, once it has said so."""
        self.wait_until_it_says("operators are answered on ")
        return OPS.search(self.log())[1]

    def figure(self, name):
        """What it tells operators of one figure."""
        with urllib.request.urlopen(f"http://{self.ops_endpoint}/metrics", timeout=WAIT_SECONDS) as answer:
            return float(re.search(f"^{name} (.+)$", answer.read().decode(), re.M)[1])

    def wait_until_it_says(self, words, seconds=WAIT_SECONDS):
        with self._told:
            said = self._told.wait_for(lambda: words in "".join(self._lines) or self._ended, seconds)
        assert said and words in self.log(), f"assayd never said {words!r}:\n" + self.log()

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self, seconds=WAIT_SECONDS):
        """Its exit code, negative for a signal."""
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def stop(self):
        """Ends it as an operator does; its exit code."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        """Ends it as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.wait()


class CommandLine:
    """assay, pointed at one endpoint and one authority."""

    def __init__(self, endpoint, home, authority="somerset"):
        self.endpoint = endpoint
        self.home = home
        self.authority = authority

    def arguments(self, *arguments):
        return [ASSAY, "-e", self.endpoint, "-a", self.authority, *map(str, arguments)]

    def run(self, *arguments, stdin=b""):
        """Runs to the end. The result has returncode, stdout and stderr, both as text."""
        done = subprocess.run(self.arguments(*arguments), input=stdin, capture_output=True, timeout=WAIT_SECONDS,
                              env=clean_environment(self.home), check=False)
        done.stdout = done.stdout.decode("utf-8")
        done.stderr = done.stderr.decode("utf-8")
        return done

    def start(self, *arguments):
        """Starts and returns at once: a Popen with text pipes. The caller ends it."""
        return subprocess.Popen(self.arguments(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=clean_environment(self.home))
