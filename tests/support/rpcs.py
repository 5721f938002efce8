"""Every RPC there is, read off the descriptors, and requests that name an authority and little else."""

from assay_api import CALL_SECONDS, v1


def _services():
    files = {message.DESCRIPTOR.file for message in vars(v1).values() if hasattr(message, "DESCRIPTOR")
             and hasattr(message.DESCRIPTOR, "file")}
    return {name: service for file in files for name, service in file.services_by_name.items()}


RPCS = {f"{service.name}.{method.name}": method for service in _services().values() for method in service.methods}


def call(channel, rpc, request, metadata=(), timeout=CALL_SECONDS):
    """The first answer of the call, whatever its kind; raises grpc.RpcError. A timeout of None: no deadline."""
    method = RPCS[rpc]
    path = f"/{method.containing_service.full_name}/{method.name}"
    serialize = type(request).SerializeToString
    deserialize = getattr(v1, method.output_type.name).FromString
    if rpc == "AuditService.SubmitAudits":
        return next(channel.stream_stream(path, serialize, deserialize)(
            iter([request]), timeout=timeout, metadata=metadata), None)
    if rpc == "LedgerService.WatchLedger":
        return next(channel.unary_stream(path, serialize, deserialize)(
            request, timeout=timeout, metadata=metadata), None)
    return channel.unary_unary(path, serialize, deserialize)(request, timeout=timeout, metadata=metadata)


def _of_personal_reads(request):
    request.parent += "/access"


# What makes the request of a row with more than an RPC's name.
VARIANTS = {
    "": lambda request: None,
    "personal": lambda request: setattr(request, "view", v1.AUDIT_VIEW_PERSONAL),
    "by case reference": lambda request: setattr(request.filter, "case_ref", "SYN-1"),
    "of every authority": lambda request: setattr(request, "parent", "authorities/-"),
    "of personal reads": _of_personal_reads,
}


def request_for(rpc, authority, variant=""):
    """A request that reaches for the authority's; little else of it is sound."""
    request = getattr(v1, RPCS[rpc].input_type.name)()
    _address(request, f"authorities/{authority}")
    if rpc == "LedgerService.WatchLedger":
        request.last_revision = 1  # or it would wait for more
    if rpc == "StatementService.CompareStatements":
        request.authorities.append(f"authorities/{authority}")
    if rpc == "TokenService.CreateToken":
        request.token.grants.add(authority=f"authorities/{authority}", role=v1.ROLE_READER)
    VARIANTS[variant](request)
    return request


def _address(request, authority):
    fields = request.DESCRIPTOR.fields_by_name
    for name in ("parent", "name"):
        if name in fields:
            setattr(request, name, authority if name == "parent" else authority + "/things/x")
            return
    for name in ("change", "audit", "notice", "review", "sample", "inspection", "tally", "item"):
        if name in fields:
            getattr(request, name).name = authority + "/things/x"
            return
    if "query" in fields:
        request.query.authority = authority
    elif "authority" in fields and fields["authority"].message_type:
        request.authority.name = authority
    elif "authority" in fields:
        request.authority = authority
