"""A second verifier of evidence packs, written from storage/FORMAT.md and the public protos alone.

Usage: pack_verifier.py PACK [--key VKEY|FILE]

Exit 0: the pack holds and the key signed it. 3: refused. 7: it holds, but nobody said whose signature to believe.
2: usage. Nothing here shares a line with the client in C++: where the two disagree, one of them or the page is wrong.
The digest is looked at last, so that of a changed pack the part is named that was changed.
"""

import argparse
import base64
import binascii
import calendar
import collections
import datetime
import decimal
import fractions
import hashlib
import itertools
import os
import pathlib
import re
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from assay_api import v1  # noqa: E402
from google.protobuf.message import DecodeError  # noqa: E402

EXIT_OK, EXIT_USAGE, EXIT_REFUSED, EXIT_SIGNER_UNKNOWN = 0, 2, 3, 7

MAGIC = b"assay pack 1\n"
HASH_BYTES = 32
LEAF_HEADER = struct.Struct(">BBHIqI")
AUTHORITY, SCALE, AUDIT, CORRECTION, MODERATION, WITHDRAWAL, ERASURE = range(1, 8)


class Refused(Exception):
    """Says what is wrong and where; never a value of the content."""


def require(holds, words):
    if not holds:
        raise Refused(words)


# --- Ed25519 (RFC 8032), in extended coordinates -------------------------------------------------------------------

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, FIELD) % FIELD
ROOT_OF_MINUS_ONE = pow(2, (FIELD - 1) // 4, FIELD)
NEUTRAL = (0, 1, 1, 0)


def point_from(encoded):
    """The point of 32 bytes, or None."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    if len(encoded) != 32 or y >= FIELD:
        return None
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * ROOT_OF_MINUS_ONE % FIELD
    if (x * x - square) % FIELD or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = FIELD - x
    return (x, y, 1, x * y % FIELD)


def point_bytes(point):
    inverse = pow(point[2], -1, FIELD)
    x, y = point[0] * inverse % FIELD, point[1] * inverse % FIELD
    return (y | (x & 1) << 255).to_bytes(32, "little")


def point_sum(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % FIELD
    b = (one[1] + one[0]) * (other[1] + other[0]) % FIELD
    c = 2 * one[3] * other[3] * CURVE_D % FIELD
    d = 2 * one[2] * other[2] % FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD)


def point_times(number, point):
    total = NEUTRAL
    while number:
        if number & 1:
            total = point_sum(total, point)
        point = point_sum(point, point)
        number >>= 1
    return total


BASE = point_from((4 * pow(5, -1, FIELD) % FIELD).to_bytes(32, "little"))


def signed_by(public_key, message, signature):
    """Whether the signature is the key's over the message."""
    key = point_from(public_key)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    minus_key = (FIELD - key[0], key[1], 1, FIELD - key[3])
    return point_bytes(point_sum(point_times(scalar, BASE), point_times(challenge, minus_key))) == signature[:32]


# --- Signed notes and checkpoints (C2SP) ---------------------------------------------------------------------------

Key = collections.namedtuple("Key", "name id public")
Checkpoint = collections.namedtuple("Checkpoint", "origin size root")


def strict_base64(text):
    """The bytes; Refused where the text could have been written another way."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("not base64") from None
    require(base64.b64encode(decoded).decode() == text, "base64 with stray bits")
    return decoded


def key_id(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def parse_key(text):
    parts = text.strip().split("+", 2)
    require(len(parts) == 3 and parts[0] and re.fullmatch("[0-9a-f]{8}", parts[1]), "the key is not a verifier key")
    blob = strict_base64(parts[2])
    require(len(blob) == 33 and blob[0] == 1, "the key is not an Ed25519 key")
    require(key_id(parts[0], blob[1:]).hex() == parts[1], "the key has another id")
    return Key(parts[0], bytes.fromhex(parts[1]), blob[1:])


def signatures_of(lines):
    for line in lines:
        match = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
        require(match, "note: a line below the text is no signature")
        blob = strict_base64(match[2])
        require(len(blob) > 4, "note: a signature is too short")
        yield match[1], blob[:4], blob[4:]


def open_checkpoint(note, key=None):
    """The checkpoint of a note, signed by the key where one is given."""
    try:
        text, separator, below = note.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise Refused("note: not UTF-8") from None
    require(separator and below.endswith("\n"), "note: no signature")
    signatures = list(signatures_of(below[:-1].split("\n")))
    if key is not None:
        ours = [signature for name, number, signature in signatures if (name, number) == (key.name, key.id)]
        require(ours, "note: not signed by the given key")
        message = (text + "\n").encode()
        require(all(signed_by(key.public, message, signature) for signature in ours), "note: the signature is wrong")
    lines = text.split("\n")
    require(len(lines) == 3, "note: a checkpoint has three lines")
    require(re.fullmatch("0|[1-9][0-9]*", lines[1]), "note: the size is no number")
    root = strict_base64(lines[2])
    require(lines[0] and len(root) == HASH_BYTES, "note: not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)


# --- The tree (RFC 6962) -------------------------------------------------------------------------------------------

def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(leaf):
    return sha256(b"\0" + leaf)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def tree_root(hashes):
    """Pairs level by level; a hash without a sibling moves up as it is, which is RFC 6962's split."""
    if not hashes:
        return sha256(b"")
    while len(hashes) > 1:
        above = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
        hashes = above + hashes[len(hashes) & ~1:]
    return hashes[0]


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


# --- The leaves ----------------------------------------------------------------------------------------------------

def parse(message_type, data, where):
    try:
        return message_type.FromString(data)
    except (DecodeError, UnicodeDecodeError, ValueError):
        raise Refused(f"{where}: does not decode") from None


def without(message, *fields):
    copy = type(message)()
    copy.CopyFrom(message)
    for field in fields:
        copy.ClearField(field)
    return copy


class Ledger:
    """What the leaves say, folded in order."""

    # Fields an entry may change of the audit it supersedes; a correction may change all but these three together.
    CHANGES = {MODERATION: ("moderation",), WITHDRAWAL: ("withdrawal_reason",), ERASURE: ("erased",)}
    STATE = ("moderation", "withdrawal_reason", "erased")
    SERVERS = ("personal", "case_number", "revision", "recorded_at", "actor")

    def __init__(self):
        self.authority = None  # "authorities/somerset"
        self.scales = {}       # "ofsted-2013@1" -> Scale, in the order of the ledger
        self.audits = {}       # name -> (revision, Audit, case number), as it stands now
        self.recorded_at_us = None
        self.size = 0
        self.last_case_number = 0

    def add(self, leaf):
        revision = self.size + 1
        where = f"entry {revision}"
        require(len(leaf) >= LEAF_HEADER.size, f"{where}: too short")
        version, kind, reserved, case_number, at_us, superseded = LEAF_HEADER.unpack_from(leaf)
        require(version == 1 and reserved == 0, f"{where}: unknown leaf version")
        require(AUTHORITY <= kind <= ERASURE, f"{where}: unknown kind")
        require((kind == AUTHORITY) == (revision == 1), f"{where}: an authority stands first and only there")
        require(self.recorded_at_us is None or at_us > self.recorded_at_us, f"{where}: recorded before the last one")
        require(case_number <= self.last_case_number + 1, f"{where}: case numbers have a gap")
        require((kind >= AUDIT) == (case_number > 0), f"{where}: a case number where none belongs, or none")
        require((kind >= CORRECTION) == (superseded > 0), f"{where}: supersedes where nothing can be, or does not")
        body = leaf[LEAF_HEADER.size:]
        if kind == AUTHORITY:
            self.authority = parse(v1.AuthorityLeaf, body, where).authority.name
            require(self.authority.startswith("authorities/"), f"{where}: not an authority's name")
        elif kind == SCALE:
            self._add_scale(parse(v1.ScaleLeaf, body, where).scale, where)
        else:
            entry = parse(v1.AuditLeaf if kind == AUDIT else v1.AuditChangeLeaf, body, where)
            self._check_audit(entry.audit, where)
            require(len(entry.personal_commitment) in ((HASH_BYTES,) if kind in (AUDIT, CORRECTION) else
                                                       (0,) if kind == ERASURE else (0, HASH_BYTES)),
                    f"{where}: a commitment of another length")
            self._check_change(kind, entry.audit, case_number, superseded, where)
            self.audits[entry.audit.name] = (revision, entry.audit, case_number)
        self.size, self.recorded_at_us = revision, at_us
        self.last_case_number = max(self.last_case_number, case_number)

    def _add_scale(self, scale, where):
        prefix, _, name = scale.name.partition("/")
        require(prefix == "scales" and re.fullmatch(r"[a-z][a-z0-9-]{0,62}@[1-9][0-9]*", name),
                f"{where}: not a scale's name")
        require(name not in self.scales, f"{where}: a scale twice")
        codes = [grade.code for grade in scale.grades]
        require(2 <= len(codes) <= 16 and len(set(codes)) == len(codes), f"{where}: not a scale")
        self.scales[name] = scale

    def _check_audit(self, audit, where):
        require(audit.name.startswith(f"{self.authority}/audits/"), f"{where}: an audit of another authority")
        for field in self.SERVERS:
            value = getattr(audit, field)
            require(not (audit.HasField(field) if hasattr(value, "DESCRIPTOR") else value),
                    f"{where}: {field} does not belong in a leaf")
        require(audit.scale in self.scales, f"{where}: its scale is not in the ledger")
        require(bool(audit.grade) != bool(audit.ungraded_reason), f"{where}: not exactly one of grade and reason")
        grades = {grade.code: grade for grade in self.scales[audit.scale].grades}
        require(not audit.grade or audit.grade in grades, f"{where}: a grade that is not on the scale")
        require(not audit.grade or not grades[audit.grade].requires_action or audit.actions or audit.no_action_reason,
                f"{where}: neither action nor reason")
        if audit.HasField("moderation"):
            require(audit.moderation.grade in grades, f"{where}: a moderated grade that is not on the scale")
            require(audit.moderation.moderator != audit.auditor, f"{where}: moderated by the auditor")

    def _check_change(self, kind, audit, case_number, superseded, where):
        before = self.audits.get(audit.name)
        if kind == AUDIT:
            require(before is None, f"{where}: an audit twice")
            require(not audit.HasField("moderation") and not audit.withdrawal_reason and not audit.erased,
                    f"{where}: a new audit that is changed already")
            return
        require(before is not None and before[0] == superseded,
                f"{where}: supersedes what is not the audit's current revision")
        require(kind == CORRECTION or before[2] == case_number, f"{where}: another case number")
        if kind == CORRECTION:
            kept = [without(one, *(set(one.DESCRIPTOR.fields_by_name) - set(self.STATE))) for one in (before[1], audit)]
        else:
            kept = [without(one, *self.CHANGES[kind]) for one in (before[1], audit)]
            require(audit.HasField("moderation") if kind == MODERATION else
                    audit.withdrawal_reason if kind == WITHDRAWAL else audit.erased, f"{where}: changes nothing")
        require(kept[0] == kept[1], f"{where}: changes more than its kind may")


# --- The statement -------------------------------------------------------------------------------------------------

def resolve_scale(ledger, measure, told):
    """(name, grade codes) of the measure's scale: the newest version where it names none, the only scale with the grade
    where it names no scale.

    Of a scale that the ledger never used the grades are in no leaf: they are taken as told, and no audit has them.
    """
    codes = {name: [grade.code for grade in scale.grades] for name, scale in ledger.scales.items()}
    if not measure.scale:
        codes = {name: grades for name, grades in codes.items() if measure.threshold_grade in grades}
        require(len({name.partition("@")[0] for name in codes}) == 1, "query: not exactly one scale has the grade")
    named = [name for name in codes if measure.scale in ("", name, name.partition("@")[0])]
    if not named:
        return measure.scale, [one.grade for one in told.grades] if "@" in measure.scale else []
    newest = max(named, key=lambda name: int(name.partition("@")[2]))
    require(measure.threshold_grade in codes[newest], "query: the threshold is not on the scale")
    return newest, codes[newest]


def months_before(day, months):
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def window_of(measure, on):
    """First and last day as written, the first empty where the window is open."""
    kind = measure.window.WhichOneof("window")
    if kind == "rolling_months":
        start = months_before(datetime.date.fromisoformat(on), measure.window.rolling_months)
        return (start + datetime.timedelta(days=1)).isoformat(), on
    if kind == "fixed":
        return measure.window.fixed.first_day, min(measure.window.fixed.last_day or on, on)
    return "", on


def exclusion_of(audit, measure, first_day, last_day):
    """Why the audit is in no figure, or None."""
    for excluded, reason in (
            (audit.withdrawal_reason, v1.EXCLUSION_WITHDRAWN),
            (audit.audit_date < first_day, v1.EXCLUSION_BEFORE_WINDOW),
            (audit.audit_date > last_day, v1.EXCLUSION_AFTER_WINDOW),
            (measure.practice_areas and audit.practice_area not in measure.practice_areas,
             v1.EXCLUSION_OTHER_PRACTICE_AREA),
            (measure.audit_types and audit.audit_type not in measure.audit_types, v1.EXCLUSION_OTHER_AUDIT_TYPE),
            (measure.sampling_methods and audit.sampling_method not in measure.sampling_methods,
             v1.EXCLUSION_OTHER_SAMPLING_METHOD),
            (measure.teams and audit.team not in measure.teams, v1.EXCLUSION_OTHER_TEAM)):
        if excluded:
            return reason
    return None


def shown_share(numerator, denominator, target=None):
    """Truncated to one decimal, or to as many as tell it from a target that it is not."""
    if denominator == 0:
        return "[x]"
    decimals = 1
    while True:
        scaled = numerator * 100 * 10**decimals // denominator
        shown = fractions.Fraction(scaled, 100 * 10**decimals)
        if shown != target or fractions.Fraction(numerator, denominator) == target:
            return f"{scaled // 10**decimals}.{scaled % 10**decimals:0{decimals}}%"
        decimals += 1


def shown_margin(numerator, denominator, target):
    """Points truncated toward zero; the sign is that of the exact difference."""
    if denominator == 0:
        return "[x]"
    exact = fractions.Fraction(numerator, denominator) - target
    tenths = abs(exact) * 1000 // 1
    return f"{'+' if exact > 0 else '-' if exact < 0 else ''}{tenths // 10}.{tenths % 10}"


def wilson(numerator, denominator):
    """Both ends of the 95% interval, in percent to the nearest hundredth."""
    with decimal.localcontext() as context:
        context.prec = 60
        z, x, n = decimal.Decimal("1.959964"), decimal.Decimal(numerator), decimal.Decimal(denominator)
        centre, half = x + z * z / 2, z * (x * (n - x) / n + z * z / 4).sqrt()
        ends = [100 * (centre - half) / (n + z * z), 100 * (centre + half) / (n + z * z)]
    # Exactly 0 and 100 at the ends of the scale, whatever the last digit of the root.
    exact = (decimal.Decimal(0) if numerator == 0 else ends[0],
             decimal.Decimal(100) if numerator == denominator else ends[1])
    return [end.quantize(decimal.Decimal("0.01")) for end in exact]


def holds(measure, target, numerator, denominator):
    share = fractions.Fraction(numerator, denominator)
    return share >= target if measure.comparator == v1.COMPARATOR_AT_LEAST else share <= target


class Recomputation:
    """The statement that a ledger gives to a query; `told` is the one to be checked.

    Usage: Recomputation(ledger, query, told).statement.
    """

    def __init__(self, ledger, query, told):
        self.measure = measure = v1.AdHocMeasure()
        measure.CopyFrom(query.ad_hoc)
        measure.scale, self.codes = resolve_scale(ledger, measure, told)
        measure.ungraded_policy = measure.ungraded_policy or v1.UNGRADED_POLICY_UNDECIDED
        measure.re_audit_policy = measure.re_audit_policy or v1.RE_AUDIT_POLICY_EVERY_AUDIT
        measure.grade_basis = measure.grade_basis or v1.GRADE_BASIS_FINAL
        measure.minimum_graded = measure.minimum_graded or 1
        require(measure.comparator in (v1.COMPARATOR_AT_LEAST, v1.COMPARATOR_AT_MOST), "query: no comparator")
        require(0 < measure.target.denominator >= measure.target.numerator, "query: no target")
        self.target = fractions.Fraction(measure.target.numerator, measure.target.denominator)
        first_day, last_day = window_of(measure, query.on)
        self.statement = v1.Statement(authority=query.authority, measure=measure, on=query.on, first_day=first_day,
                                      last_day=last_day, revision=ledger.size)
        if ledger.size:
            self.statement.recorded_at.FromMicroseconds(ledger.recorded_at_us)
        self._count([audit for _, audit, _ in ledger.audits.values()])
        self._figures()
        self._verdict()

    def _count(self, audits):
        exclusions, sampling = collections.Counter(), collections.Counter()
        self.grades, self.reasons = collections.Counter(), collections.Counter()
        for audit in audits:
            excluded = exclusion_of(audit, self.measure, self.statement.first_day, self.statement.last_day)
            if excluded is not None:
                exclusions[excluded] += 1
                continue
            sampling[audit.sampling_method] += 1
            moderated = self.measure.grade_basis == v1.GRADE_BASIS_FINAL and audit.HasField("moderation")
            grade = audit.moderation.grade if moderated else audit.grade
            if not grade:
                self.reasons[audit.ungraded_reason] += 1
            elif audit.scale != self.measure.scale:
                self.reasons["other-scale"] += 1
            else:
                self.grades[grade] += 1
        self.graded, self.ungraded = sum(self.grades.values()), sum(self.reasons.values())
        at_least = self.measure.comparator == v1.COMPARATOR_AT_LEAST
        codes = self.codes if at_least else self.codes[::-1]
        counted = itertools.dropwhile(lambda code: code != self.measure.threshold_grade, codes)
        self.numerator = sum(self.grades[code] for code in counted)
        audited = self.graded + self.ungraded
        for code in self.codes:
            count = self.grades[code]
            self.statement.grades.add(grade=code, count=count, share=shown_share(count, audited))
        for reason, count in sorted(self.reasons.items(), key=lambda item: (-item[1], item[0])):
            self.statement.ungraded_reasons.add(reason=reason, count=count)
        for exclusion, count in sorted(exclusions.items()):
            self.statement.exclusions.add(exclusion=exclusion, count=count)
        for method, count in sorted(sampling.items()):
            self.statement.sampling.add(sampling_method=method, count=count)

    def _figures(self):
        audited = self.graded + self.ungraded
        self.statement.audited_count = audited
        self.statement.graded_count, self.statement.ungraded_count = self.graded, self.ungraded
        self._fill(self.statement.audited, audited)
        self._fill(self.statement.graded, self.graded)
        low, high = self.numerator, self.numerator + self.ungraded
        self.statement.bounds.CopyFrom(v1.Bounds(
            low_numerator=low, high_numerator=high, denominator=audited,
            low_share=shown_share(low, audited, self.target), high_share=shown_share(high, audited, self.target)))

    def _fill(self, figure, denominator):
        figure.numerator, figure.denominator = self.numerator, denominator
        figure.share = shown_share(self.numerator, denominator, self.target)
        figure.margin_points = shown_margin(self.numerator, denominator, self.target)
        exact = self.target * denominator
        if self.measure.comparator == v1.COMPARATOR_AT_LEAST:
            figure.required = -(-exact.numerator // exact.denominator)
            figure.shortfall = max(0, figure.required - self.numerator)
        else:
            figure.required = exact.numerator // exact.denominator
            figure.shortfall = max(0, self.numerator - figure.required)
        figure.verdict = self._too_little() or self._met(self.numerator, denominator)
        figure.interval_low = figure.interval_high = "[x]"
        if denominator:
            figure.interval_low, figure.interval_high = map(str, wilson(self.numerator, denominator))

    def _too_little(self):
        if self.graded + self.ungraded == 0:
            return v1.VERDICT_NO_EVIDENCE
        return v1.VERDICT_INSUFFICIENT if self.graded < self.measure.minimum_graded else None

    def _met(self, numerator, denominator):
        met = holds(self.measure, self.target, numerator, denominator)
        return v1.VERDICT_MET if met else v1.VERDICT_NOT_MET

    def _verdict(self):
        """Rule 10. `against` is the share with every ungraded audit counted against the service."""
        self.statement.verdict = self._too_little() or v1.VERDICT_UNSPECIFIED
        if self.statement.verdict:
            return
        audited = self.graded + self.ungraded
        most = self.numerator + self.ungraded
        at_least = self.measure.comparator == v1.COMPARATOR_AT_LEAST
        against, favour = (self.numerator, most) if at_least else (most, self.numerator)
        decisive = (self.numerator, self.graded)
        if self.measure.ungraded_policy != v1.UNGRADED_POLICY_EXCLUDED:
            decisive = (against, audited)
        verdict = self._met(*decisive)
        if self.measure.ungraded_policy == v1.UNGRADED_POLICY_UNDECIDED and verdict != self._met(favour, audited):
            verdict = v1.VERDICT_INDETERMINATE
        self.statement.verdict = verdict
        if verdict != v1.VERDICT_MET:
            return
        if [one.sampling_method for one in self.statement.sampling] == [v1.SAMPLING_METHOD_CENSUS]:
            self.statement.security = v1.SECURITY_NOT_APPLICABLE
            return
        # The interval is that of the share that decided: the worst that the ungraded allow, unless they are excluded.
        low, high = wilson(*decisive)
        end = fractions.Fraction(low if at_least else high) / 100
        secure = end >= self.target if at_least else end <= self.target
        self.statement.security = v1.SECURITY_SECURE if secure else v1.SECURITY_NOT_SECURE


def first_difference(told, found, path="statement"):
    """The path of the first field that differs, or None."""
    for field in told.DESCRIPTOR.fields:
        here = f"{path}.{field.name}"
        ours, theirs = getattr(found, field.name), getattr(told, field.name)
        if field.label == field.LABEL_REPEATED:
            if len(ours) != len(theirs):
                return here
            pairs = [(f"{here}[{at}]", *pair) for at, pair in enumerate(zip(theirs, ours))]
        else:
            if field.has_presence and told.HasField(field.name) != found.HasField(field.name):
                return here
            pairs = [(here, theirs, ours)]
        for place, one, other in pairs:
            if one != other:
                return first_difference(one, other, place) if field.message_type else place
    return None


# --- All together --------------------------------------------------------------------------------------------------

def parse_known(message_type, data, where):
    """As parse, and refuses fields that this verifier could not check."""
    message = parse(message_type, data, where)
    known = without(message)
    known.DiscardUnknownFields()
    require(known.ByteSize() == len(data), f"{where}: holds more than is known")
    return message


def check_statement(pack, size):
    query = parse_known(v1.StatementQuery, pack.query, "query")
    told = parse_known(v1.Statement, pack.statement, "statement")
    require(query.WhichOneof("subject") == "ad_hoc", "query: no measure")
    require(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", query.on), "query: does not say which day it is about")
    require(query.read_at.WhichOneof("at") == "revision", "query: does not say which revision it is about")
    require(query.read_at.revision == size, "query: is about another revision")
    ledger = Ledger()
    for leaf in pack.leaves[:size]:
        ledger.add(leaf)
    require(query.authority == ledger.authority, "query: is about another authority")
    try:
        found = Recomputation(ledger, query, told).statement
    except (ValueError, OverflowError):
        raise Refused("query: no such date") from None
    difference = first_difference(told, found)
    require(difference is None, f"{difference} is not what the entries give")
    return found


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
    words = f"{len(hashes)} entries, root matches the checkpoint"
    if pack.query is not None:
        found = check_statement(pack, len(hashes))
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
