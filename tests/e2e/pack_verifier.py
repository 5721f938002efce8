"""A second verifier of evidence packs, written from storage/FORMAT.md and the public protos alone.

Usage: pack_verifier.py PACK [--key VKEY|FILE]

Exit 0: the pack holds and the key signed it. 3: refused. 7: it holds, but nobody said whose signature to believe.
2: usage. Nothing here, nor in pack_note, pack_ledger and pack_statement, shares a line with the client in C++: where
the two disagree, one of them or the page is wrong. The digest is looked at last, so that of a changed pack the part is
named that was changed.
"""

import argparse
import collections
import datetime
import os
import pathlib
import re
import sys

from pack_ledger import Ledger, leaf_hash, months_from, parse, sha256, tree_root, v1, without
from pack_note import HASH_BYTES, Refused, open_checkpoint, parse_key, require
from pack_statement import Recomputation, first_difference

EXIT_OK, EXIT_USAGE, EXIT_REFUSED, EXIT_SIGNER_UNKNOWN = 0, 2, 3, 7

MAGIC = b"assay pack 1\n"


# --- The frame -----------------------------------------------------------------------------------------------------

Pack = collections.namedtuple("Pack", "note query statement leaves hashes digested digest")


def read_pack(data):
    require(data.startswith(MAGIC), "not an evidence pack")
    order, found, at = b"NQSLHE", collections.defaultdict(list), len(MAGIC)
    place, digested = 0, None
    while at < len(data):
        require(digested is None, "bytes after the end")
        require(len(data) - at >= 5, "cut off in a section's head")
        kind, length = data[at:at + 1], int.from_bytes(data[at + 1:at + 5], "big")
        require(len(data) - at - 5 >= length, "cut off in a section")
        next_place = order.find(kind)
        require(next_place >= 0, "a section of an unknown type")
        require(next_place > place or next_place == place == (0 if not found else order.index(b"L")),
                f"section {chr(kind[0])} out of place")
        if kind == b"E":
            digested = data[:at]
        place = next_place
        found[kind].append(data[at + 5:at + 5 + length])
        at += 5 + length
    require(digested is not None, "cut off before the end")
    require(found[b"N"] and found[b"H"], "a section is missing")
    require(bool(found[b"Q"]) == bool(found[b"S"]), "a question without its answer, or the reverse")
    return Pack(found[b"N"][0], *((found[b"Q"] or [None]) + (found[b"S"] or [None])), found[b"L"], found[b"H"][0],
                digested, found[b"E"][0])

# --- All together --------------------------------------------------------------------------------------------------

def parse_known(message_type, data, where):
    """As parse, and refuses fields that this verifier could not check."""
    message = parse(message_type, data, where)
    known = without(message)
    known.DiscardUnknownFields()
    require(known.ByteSize() == len(data), f"{where}: holds more than is known")
    return message


def recomputed(ledger, query, told, where):
    """The statement that the ledger gives, which must be the one told."""
    try:
        found = Recomputation(ledger, query, told).statement
    except (ValueError, OverflowError):
        raise Refused(f"{where}: no such date") from None
    difference = first_difference(told, found)
    require(difference is None, f"{where}: {difference} is not what the entries give")
    return found


def check_statement(pack, ledger):
    query = parse_known(v1.StatementQuery, pack.query, "query")
    told = parse_known(v1.Statement, pack.statement, "statement")
    require(query.WhichOneof("subject"), "query: no measure")
    require(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", query.on), "query: does not say which day it is about")
    require(query.read_at.WhichOneof("at") == "revision", "query: does not say which revision it is about")
    require(query.read_at.revision == ledger.size, "query: is about another revision")
    require(query.authority == ledger.authority, "query: is about another authority")
    return recomputed(ledger, query, told, "query")


def check_reviews(ledger):
    """What each review froze, asked again of the entries that it was read from."""
    for revision, review in list(ledger.records.values()):
        if not isinstance(review, v1.Review):
            continue
        where = f"entry {revision}"
        read = Ledger()
        for leaf in ledger.leaves[:review.read_revision]:
            read.add(leaf)
        notice = read.notices.in_force(review.notice.rpartition("/")[2], review.held_on)
        require(notice, f"{where}: a review under no notice")
        require(review.notice_version == notice.version and len(review.statements) == len(notice.measures),
                f"{where}: a review of another version of its notice")
        if notice.review_months and review.number:
            due = months_from(datetime.date.fromisoformat(notice.issued_on), review.number * notice.review_months)
            require(review.due_on == due.isoformat(), f"{where}: a review due on another day")
        for measure, told in zip(notice.measures, review.statements):
            query = v1.StatementQuery(authority=read.authority, measure=f"{notice.name}/measures/{measure.id}",
                                      on=review.held_on)
            recomputed(read, query, told, where)


def verify(data, key=None):
    """One line about a pack that holds, or Refused. `key` is a Key, or None where the signer is not known."""
    pack = read_pack(data)
    checkpoint = open_checkpoint(pack.note, key)
    hashes = [leaf_hash(leaf) for leaf in pack.leaves]
    require(checkpoint.size == len(hashes), f"{len(hashes)} entries, the checkpoint speaks of {checkpoint.size}")
    require(len(pack.hashes) == HASH_BYTES * len(hashes), "the list of hashes has another length")
    for at, computed in enumerate(hashes):
        require(pack.hashes[at * HASH_BYTES:(at + 1) * HASH_BYTES] == computed, f"entry {at + 1}: has another hash")
    require(tree_root(hashes) == checkpoint.root, "the root is not the checkpoint's")
    ledger = Ledger()
    for leaf in pack.leaves:
        ledger.add(leaf)
    require(re.fullmatch("[^/]+/[^/]+/[^/]+", checkpoint.origin), "note: the origin does not have three parts")
    require(f"authorities/{checkpoint.origin.split('/')[1]}" == ledger.authority, "note: of another authority")
    require(ledger.epoch is None or checkpoint.origin.split("/")[2] == str(ledger.epoch), "note: of another epoch")
    check_reviews(ledger)
    words = f"{len(hashes)} entries, root matches the checkpoint"
    if pack.query is not None:
        found = check_statement(pack, ledger)
        verdict = v1.Verdict.Name(found.verdict).removeprefix("VERDICT_")
        words += f", statement recomputed: {found.audited.numerator}/{found.audited.denominator} {verdict}"
    require(sha256(pack.digested) == pack.digest, "the digest is not that of the bytes before it")
    return words


def read_key(text):
    """A key as it is written, or the name of the file that holds it."""
    return parse_key(pathlib.Path(text).read_text(encoding="utf-8") if os.path.exists(text) else text)


def main():
    parser = argparse.ArgumentParser(description="Checks an evidence pack; asks no server.")
    parser.add_argument("pack", type=pathlib.Path)
    parser.add_argument("--key", metavar="VKEY|FILE")
    arguments = parser.parse_args()
    try:
        data = arguments.pack.read_bytes()
        key = read_key(arguments.key) if arguments.key else None
    except (OSError, Refused) as error:
        print(f"pack_verifier: {error}", file=sys.stderr)
        return EXIT_USAGE
    try:
        words = verify(data, key)
    except Refused as refused:
        print(f"REFUSED  {refused}")
        return EXIT_REFUSED
    if key is None:
        print(f"CONSISTENT  {words}, signer unknown")
        return EXIT_SIGNER_UNKNOWN
    print(f"OK  {words}")
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
