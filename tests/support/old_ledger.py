"""A data directory that an earlier version wrote, with what that version answered: see tests/data/README.md."""

import json
import pathlib
import tarfile

ARCHIVE = pathlib.Path(__file__).resolve().parents[1] / "data/format-1.tar.xz"


class OldLedger:
    """Unpacked below `directory`: `data` is the data directory, the rest is what was answered and printed then."""

    def __init__(self, directory):
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(directory)
        root = pathlib.Path(directory) / "format-1"
        recorded = root / "recorded"
        self.data = root / "data"
        self.checkpoint = (recorded / "checkpoint.note").read_bytes()
        self.key = (recorded / "key.txt").read_text(encoding="ascii")
        # By the arguments of `assay statement get`.
        self.statements = {arguments: json.loads((recorded / file).read_text(encoding="utf-8"))
                           for arguments, file in ((("in-2013/plans", "--on", "2014-05-21"), "measure.json"),
                                                   (("--threshold", "adequate", "--at-least", "75%", "--on",
                                                     "2014-05-21"), "statement.json"))}

    def has_summaries(self):
        """Whether the database has the family that version 2 added."""
        return any(b"summaries" in manifest.read_bytes() for manifest in self.data.glob("ledger/rocksdb/MANIFEST-*"))
