"""The API as an outside service in another language uses it: stubs that protoc makes on the spot, python3-grpcio.

`from assay_api import v1` gives every message, enum value and stub of assay.v1 under one name.
"""

import atexit
import collections
import importlib.util
import pathlib
import shutil
import subprocess
import sys
import tempfile
import types

import grpc

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CALL_SECONDS = 20


def _generate():
    """Runs protoc into a directory that lives as long as this process."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="assay-stubs."))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    protos = REPOSITORY / "proto"
    plugin = shutil.which("grpc_python_plugin")
    assert plugin, "protobuf-compiler-grpc is not installed"
    subprocess.run(
        ["protoc", f"-I{protos}", f"--python_out={directory}", f"--grpc_python_out={directory}",
         f"--plugin=protoc-gen-grpc_python={plugin}", *map(str, sorted((protos / "assay/v1").glob("*.proto")))],
        check=True)
    subprocess.run(["protoc", f"-I{protos}", f"--python_out={directory}",
                    *map(str, sorted((protos / "google/rpc").glob("*.proto")))], check=True)
    return directory


def _load(directory):
    """assay.v1 as one namespace, google.rpc as another: the installed `google` package hides ours from `import`."""
    sys.path.insert(0, str(directory))
    api = types.SimpleNamespace()
    for file in sorted((directory / "assay/v1").glob("*_pb2*.py")):
        module = importlib.import_module(f"assay.v1.{file.stem}")
        for name, value in vars(module).items():
            if name[0].isupper():
                setattr(api, name, value)
    rpc = types.SimpleNamespace()
    for file in sorted((directory / "google/rpc").glob("*_pb2.py")):
        spec = importlib.util.spec_from_file_location(f"assay_{file.stem}", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, value in vars(module).items():
            if name[0].isupper():
                setattr(rpc, name, value)
    return api, rpc


v1, google_rpc = _load(_generate())

# An error as a client sees it. `code` is a grpc.StatusCode; `reason` is empty where the transport itself refused.
Failure = collections.namedtuple("Failure", "code reason violations message")


def failure_of(error):
    """Failure of a grpc.RpcError; violations are (field, reason) pairs."""
    reason, violations = "", []
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        status = google_rpc.Status.FromString(value)
        assert status.code == error.code().value[0], "the two codes of one answer differ"
        for detail in status.details:
            if detail.Is(google_rpc.ErrorInfo.DESCRIPTOR):
                info = google_rpc.ErrorInfo()
                detail.Unpack(info)
                assert info.domain == "assay", info.domain
                reason = info.reason
            elif detail.Is(google_rpc.BadRequest.DESCRIPTOR):
                bad_request = google_rpc.BadRequest()
                detail.Unpack(bad_request)
                violations = [(at.field, at.reason) for at in bad_request.field_violations]
    return Failure(error.code(), reason, violations, error.details())


def failure(call, *arguments, **keywords):
    """The Failure of a call that must fail."""
    try:
        answer = call(*arguments, timeout=CALL_SECONDS, **keywords)
    except grpc.RpcError as error:
        return failure_of(error)
    raise AssertionError(f"the call was answered: {answer}")


def channel_to(endpoint, ca=None, certificate=None):
    """A channel to an endpoint as the server names it; `ca` a path, `certificate` a Certificate."""
    scheme, _, target = endpoint.rpartition("://")
    if scheme:
        pair = (certificate.private_key(), certificate.chain()) if certificate else (None, None)
        credentials = grpc.ssl_channel_credentials(ca.read_bytes(), *pair)
    else:
        is_socket = endpoint.startswith("unix:")
        kind = grpc.LocalConnectionType.UDS if is_socket else grpc.LocalConnectionType.LOCAL_TCP
        credentials = grpc.local_channel_credentials(kind)
    return grpc.secure_channel(target, credentials, options=[
        ("grpc.max_receive_message_length", 4 << 20), ("grpc.max_send_message_length", -1),
        ("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 100),
        # Despite its name how long an attempt may take, which on a busy machine is long.
        ("grpc.min_reconnect_backoff_ms", 10_000)])


class Api:
    """Channel and stubs. Use as a context manager."""

    def __init__(self, endpoint, ca=None, certificate=None):
        self.channel = channel_to(endpoint, ca, certificate)
        self.authorities = v1.AuthorityServiceStub(self.channel)
        self.scales = v1.ScaleServiceStub(self.channel)
        self.audits = v1.AuditServiceStub(self.channel)
        self.statements = v1.StatementServiceStub(self.channel)
        self.notices = v1.NoticeServiceStub(self.channel)
        self.reviews = v1.ReviewServiceStub(self.channel)
        self.samples = v1.SampleServiceStub(self.channel)
        self.actions = v1.ActionServiceStub(self.channel)
        self.crosswalks = v1.CrosswalkServiceStub(self.channel)
        self.inspections = v1.InspectionServiceStub(self.channel)
        self.tallies = v1.TallyServiceStub(self.channel)
        self.spend = v1.SpendServiceStub(self.channel)
        self.ledgers = v1.LedgerServiceStub(self.channel)
        self.backups = v1.BackupServiceStub(self.channel)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()

    def create_authority(self, authority="somerset", title="Somerset"):
        return self.authorities.CreateAuthority(
            v1.CreateAuthorityRequest(authority=v1.Authority(name=f"authorities/{authority}", title=title)),
            timeout=CALL_SECONDS)

    def create_scale(self, name="ofsted-2013@1", grades=("inadequate", "adequate", "good", "outstanding")):
        scale = v1.Scale(name=f"scales/{name}", title=name)
        for code in grades:
            scale.grades.add(code=code, requires_action=code == "inadequate")
        return self.scales.CreateScale(v1.CreateScaleRequest(scale=scale), timeout=CALL_SECONDS)

    def submit(self, audit, **fields):
        return self.audits.SubmitAudit(v1.SubmitAuditRequest(audit=audit, **fields), timeout=CALL_SECONDS)

    def submit_batches(self, batches, authority="somerset"):
        """The results of all batches, in order."""
        requests = (v1.SubmitAuditsRequest(parent=f"authorities/{authority}", audits=batch) for batch in batches)
        return [result for answer in self.audits.SubmitAudits(requests, timeout=CALL_SECONDS)
                for result in answer.results]

    def get(self, audit_id, authority="somerset", **fields):
        name = f"authorities/{authority}/audits/{audit_id}"
        return self.audits.GetAudit(v1.GetAuditRequest(name=name, **fields), timeout=CALL_SECONDS).audit

    def list(self, authority="somerset", **fields):
        """All audits that pass, page by page."""
        request = v1.ListAuditsRequest(parent=f"authorities/{authority}", **fields)
        found = []
        while True:
            page = self.audits.ListAudits(request, timeout=CALL_SECONDS)
            found.extend(page.audits)
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token

    def revision(self, authority="somerset"):
        return self.authorities.GetAuthority(v1.GetAuthorityRequest(name=f"authorities/{authority}"),
                                             timeout=CALL_SECONDS).revision

    def statement(self, authority="somerset", on="", read_at=None, **measure):
        """A statement; the measure is adequate or better by three quarters where nothing else is said."""
        return self.statements.GetStatement(
            v1.GetStatementRequest(query=query(authority, on, read_at, **measure)), timeout=CALL_SECONDS).statement


def query(authority="somerset", on="", read_at=None, **measure):
    chosen = {"threshold_grade": "adequate", "comparator": v1.COMPARATOR_AT_LEAST,
              "target": v1.Fraction(numerator=3, denominator=4)} | measure
    return v1.StatementQuery(authority=f"authorities/{authority}", ad_hoc=v1.AdHocMeasure(**chosen), on=on,
                             read_at=read_at)
