"""A Docker engine and a base image: those of this machine, or ones made for the occasion.

Raises Unavailable, saying why, where there can be neither. Everything made lies under build/container; what was started
is ended.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
WORK = REPOSITORY / "build/container"
PUBLISHED_BASE = "debian:bookworm-slim"
MADE_BASE = "assay-base"
START_SECONDS = 60
BUILD_SECONDS = 600


class Unavailable(Exception):
    """There is no Docker here, and none can be had."""


class Failed(subprocess.CalledProcessError):
    """A command that failed, with what it said."""

    def __str__(self):
        return f"{super().__str__()}\n{self.output[-2000:]}"


def run(*arguments, seconds=120, **options):
    """Runs to the end and returns its output; fails with its words."""
    done = subprocess.run([str(argument) for argument in arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=seconds, check=False, **options)
    if done.returncode != 0:
        raise Failed(done.returncode, arguments, done.stdout)
    return done.stdout


class Engine:
    """Use as a context manager. `docker(...)` runs one command against it; `base` is the image to build from."""

    def __init__(self):
        self.base = PUBLISHED_BASE
        self._daemon = None
        self._host = None
        self._runtime = None

    def __enter__(self):
        if not shutil.which("docker"):
            self._install("docker.io", "docker")
        if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode != 0:
            self._start()
        try:
            self._provide_base()
        except Exception:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._daemon is not None:
            self._daemon.send_signal(signal.SIGTERM)
            try:
                self._daemon.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self._daemon.kill()
                self._daemon.wait()
            self._daemon = None
        if self._runtime is not None:
            shutil.rmtree(self._runtime, ignore_errors=True)
            self._runtime = None

    def docker(self, *arguments, seconds=120):
        environment = os.environ | {"DOCKER_BUILDKIT": "0"}  # Debian's Docker has no other builder than its own
        if self._host:
            environment["DOCKER_HOST"] = self._host
        return run("docker", *arguments, seconds=seconds, env=environment)

    @staticmethod
    def _install(package, program):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise Unavailable(f"{program} is not installed")
        print(f"Installing Debian packages: {package}", flush=True)
        try:
            run("apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-q", "-y", "--no-install-recommends", package,
                seconds=BUILD_SECONDS, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        except subprocess.CalledProcessError as error:
            raise Unavailable(f"{package} cannot be installed: {error.output[-500:]}") from error

    def _start(self):
        """Starts an engine of our own, in directories of our own."""
        if os.geteuid() != 0:
            raise Unavailable("no Docker engine answers, and none may be started")
        # A client may have come without an engine.
        if not shutil.which("dockerd"):
            self._install("docker.io", "dockerd")
        WORK.mkdir(parents=True, exist_ok=True)
        # A socket's path must be short.
        self._runtime = pathlib.Path(tempfile.mkdtemp(prefix="assay-docker."))
        self._host = f"unix://{self._runtime}/docker.sock"
        log = open(WORK / "dockerd.log", "w", encoding="utf-8")
        self._daemon = subprocess.Popen(
            ["dockerd", "--host", self._host, "--data-root", str(WORK / "engine"), "--exec-root",
             str(self._runtime / "exec"), "--pidfile", str(self._runtime / "pid"), "--bridge", "none",
             "--iptables=false"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._daemon.poll() is None:
            try:
                self.docker("info")
                return
            except subprocess.CalledProcessError:
                time.sleep(0.2)
        words = (WORK / "dockerd.log").read_text(encoding="utf-8")[-1500:]
        self.__exit__()
        raise Unavailable(f"dockerd does not start:\n{words}")

    def _provide_base(self):
        """The image that a build begins with: there, pulled, or made of Debian's packages."""
        for base, attempt in ((MADE_BASE, ("image", "inspect")), (PUBLISHED_BASE, ("image", "inspect")),
                              (PUBLISHED_BASE, ("pull",))):
            try:
                self.docker(*attempt, base, seconds=60)
                self.base = base
                return
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
                pass
        archive = WORK / "base.tar"
        if not archive.exists():
            if not shutil.which("debootstrap"):
                self._install("debootstrap", "debootstrap")
            self._bootstrap(archive)
        self.docker("import", archive, MADE_BASE)
        self.base = MADE_BASE

    @staticmethod
    def _bootstrap(archive):
        with tempfile.TemporaryDirectory(prefix="assay-base.", dir=WORK) as root:
            try:
                run("debootstrap", "--variant=minbase", "bookworm", root, seconds=BUILD_SECONDS)
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                raise Unavailable(f"the base image can be neither pulled nor made: {error}") from error
            partial = archive.with_suffix(".partial")
            run("tar", "-C", root, "-cf", partial, ".")
            partial.rename(archive)
