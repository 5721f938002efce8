"""Checks the house against its own plan: who may include whom, what lies where, and a few points of style.

Usage: house_rules.py REPOSITORY. Prints one line for each breach and exits 1 if there is any.

A rule is a row of a table below. A breach is mended in the source; a table changes only when the design does.
"""

import pathlib
import re
import sys

# A layer is a folder; the longest that matches a file is its layer. Each names what it may include besides itself:
# folders of this repository, folders of generated protos, and families of system headers. Nothing is inherited.
LAYERS = {
    # The annotated mutex and nothing else: whoever has threads may use it.
    "storage": {"std", "absl"},
    "storage/merkle": {"std", "absl", "openssl"},
    "storage/ledger": {"std", "posix", "absl", "rocksdb", "storage", "storage/merkle", "protos of the store"},
    "service/domain": {"std", "absl"},
    # The commitment and the leaf header are storage's pure part: the leaf codec is written in their terms.
    "service/records": {"std", "absl", "protobuf", "storage/merkle", "service/domain", "protos of the api"},
    "service/facts": {"std", "absl", "storage", "service/domain"},
    # Leaves nobody vouches for, checked and folded: what the server's directory and an evidence pack are examined with.
    "service/fold": {"std", "absl", "storage/merkle", "service/domain", "service/records", "service/facts"},
    "service/usecases": {
        "std", "absl", "storage", "storage/ledger", "storage/merkle", "service/domain", "service/records",
        "service/facts", "service/fold", "protos of the api",
    },
    "service/rpc": {
        "std", "posix", "absl", "protobuf", "grpc", "storage", "service/domain", "service/records", "service/usecases",
        "protos of the api", "protos of google.rpc", "protos of grpc.health",
    },
    "service/server": {
        "std", "posix", "absl", "openssl", "toml++", "CLI11", "storage", "storage/merkle", "service/domain",
    },
    # What runs beside a server and watches it.
    "service/ops": {
        "std", "posix", "absl", "prometheus", "civetweb", "storage", "storage/ledger", "service/domain",
        "service/records", "service/rpc", "service/server",
    },
    "client/sdk": {
        "std", "posix", "absl", "protobuf", "grpc", "storage", "storage/merkle", "service/domain", "service/records",
        "service/facts", "service/fold", "protos of the api", "services of the api", "protos of google.rpc",
        "protos of grpc.health",
    },
    "client/cli": {
        "std", "posix", "absl", "protobuf", "grpc", "toml++", "CLI11", "libcsv", "utf8proc", "client/sdk",
        "storage/merkle", "service/domain", "service/records", "service/facts", "protos of the api",
        "services of the api", "protos of google.rpc",
    },
}

# The wiring: it may include anything of its own side.
SERVER_MAIN = {"service", "storage", "storage/merkle", "storage/ledger", "service/domain", "service/records",
               "service/facts", "service/usecases", "service/rpc", "service/server", "service/ops"}
MAINS = {
    "service/main.cc": SERVER_MAIN, "service/restore.cc": SERVER_MAIN, "service/restore.h": SERVER_MAIN,
    "service/first_token.cc": SERVER_MAIN, "service/first_token.h": SERVER_MAIN,
    "service/wiring.cc": SERVER_MAIN, "service/wiring.h": SERVER_MAIN,
    "client/main.cc": {"client/sdk", "client/cli"},
}
EVERY_SYSTEM_HEADER = {"std", "posix", "absl", "protobuf", "grpc", "toml++", "CLI11"}

# The first pattern that matches says what a header is; Debian keeps them all in one folder, so no compiler can.
FAMILIES = [
    (r"storage/merkle/", "storage/merkle"),
    (r"storage/ledger/", "storage/ledger"),
    (r"storage/[a-z_]+\.h$", "storage"),
    (r"service/(domain|records|facts|fold|usecases|rpc|server|ops)/", r"service/\1"),
    (r"service/[a-z_]+\.h$", "service"),
    (r"client/(sdk|cli)/", r"client/\1"),
    (r"assay/v1/.*\.grpc\.pb\.h$", "services of the api"),
    (r"assay/v1/.*\.pb\.h$", "protos of the api"),
    (r"assay/store/v1/.*\.pb\.h$", "protos of the store"),
    (r"google/rpc/.*\.pb\.h$", "protos of google.rpc"),
    (r"grpc/health/v1/.*\.pb\.h$", "protos of grpc.health"),
    (r"google/protobuf/", "protobuf"),
    (r"(grpc|grpcpp|grpc\+\+)/", "grpc"),
    (r"absl/", "absl"),
    (r"emmintrin.h$", "std"),  # part of the compiler
    (r"openssl/", "openssl"),
    (r"rocksdb/", "rocksdb"),
    (r"toml\+\+/", "toml++"),
    (r"CLI/", "CLI11"),
    (r"prometheus/", "prometheus"),
    (r"civetweb\.h$", "civetweb"),
    (r"csv\.h$", "libcsv"),
    (r"utf8proc\.h$", "utf8proc"),
    (r"[a-z_0-9]+$", "std"),
    (r"(sys|netinet|arpa|linux)/[a-z]+\.h$", "posix"),
    (r"[a-z]+\.h$", "posix"),
]

TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "CHANGELOG.md", "dev",
    "proto", "storage", "service", "client", "tests", "docker",
    "build",  # made, not kept
}

SOURCE_LINES_MAX = 500
LINE_COLUMNS_MAX = 120
CPP = {".h", ".cc"}
TEXT = CPP | {".proto", ".py", ".md", ".txt", ".json", ".yaml", ".cmake", ".csv"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')
FORBIDDEN = [
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b"), "unfinished work belongs in an issue, not in a comment"),
    # In code; a comment may say why not.
    (re.compile(r"^(?:(?!//).)*\babsl::Mutex\b"), "ThreadSanitizer reports it falsely: use the annotated std::mutex wrapper"),
]


def family_of(header):
    """What the header belongs to, or None."""
    for pattern, family in FAMILIES:
        match = re.match(pattern, header)
        if match:
            return match.expand(family)
    return None


def layer_of(path):
    """(name, permitted families) of a source file, or None where it lies in no layer."""
    if path in MAINS:
        return path, MAINS[path] | EVERY_SYSTEM_HEADER
    folder = path.rpartition("/")[0]
    while folder:
        if folder in LAYERS:
            return folder, LAYERS[folder] | {folder}
        folder = folder.rpartition("/")[0]
    return None


def include_breaches(path, text):
    layer = layer_of(path)
    if layer is None:
        yield f"{path}: lies in no layer"
        return
    name, permitted = layer
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        family = family_of(match[1])
        if family is None:
            yield f"{path}:{number}: includes {match[1]}, which no rule knows"
        elif family not in permitted:
            yield f"{path}:{number}: {name} may not include {family} ({match[1]})"


def guard_breaches(path, text):
    guard = "ASSAY_" + re.sub(r"[/.]", "_", path).upper() + "_"
    if f"#ifndef {guard}\n#define {guard}\n" not in text or not text.endswith(f"#endif  // {guard}\n"):
        yield f"{path}: its include guard is not {guard}"


def style_breaches(path, text):
    if text and not text.endswith("\n"):
        yield f"{path}: does not end with a line break"
    suffix = pathlib.PurePosixPath(path).suffix
    lines = text.splitlines()
    if suffix == ".cc" and len(lines) > SOURCE_LINES_MAX:
        yield f"{path}: {len(lines)} lines; split it ({SOURCE_LINES_MAX} at most)"
    for number, line in enumerate(lines, 1):
        if suffix in CPP | {".proto", ".py"} and len(line) > LINE_COLUMNS_MAX:
            yield f"{path}:{number}: {len(line)} columns; {LINE_COLUMNS_MAX} at most"
        for pattern, why in FORBIDDEN:
            match = pattern.search(line)
            if match:
                yield f"{path}:{number}: {match[0]}: {why}"


def top_level_breaches(root):
    for entry in sorted(root.iterdir()):
        if entry.name not in TOP_LEVEL and not entry.name.startswith("."):
            yield f"{entry.name}: the top level holds only what the plan names"


def check(root):
    """Every breach under the root, as lines."""
    yield from top_level_breaches(root)
    for top in ("proto", "storage", "service", "client", "tests", "docker"):
        for file in sorted((root / top).rglob("*")):
            path = file.relative_to(root).as_posix()
            if not file.is_file() or file.suffix not in TEXT or path.startswith("tests/architecture/"):
                continue
            text = file.read_text(encoding="utf-8")
            yield from style_breaches(path, text)
            if file.suffix in CPP and top in ("storage", "service", "client"):
                yield from include_breaches(path, text)
            if file.suffix == ".h":
                yield from guard_breaches(path, text)


def main(arguments):
    if len(arguments) != 2:
        print("usage: house_rules.py REPOSITORY", file=sys.stderr)
        return 2
    breaches = list(check(pathlib.Path(arguments[1])))
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
