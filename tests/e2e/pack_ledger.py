"""The leaves of one authority's ledger, folded in order and held to the rules of storage/FORMAT.md.

Part of the second verifier of evidence packs: written from that page and the public protos alone.
"""

import calendar
import collections
import datetime
import hashlib
import pathlib
import re
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from assay_api import v1  # noqa: E402
from google.protobuf.message import DecodeError  # noqa: E402
from pack_note import HASH_BYTES, Refused, require  # noqa: E402

LEAF_HEADER = struct.Struct(">BBHIqI")
(AUTHORITY, SCALE, AUDIT, CORRECTION, MODERATION, WITHDRAWAL, ERASURE, ACTION_ADDED, ACTION_COMPLETED,
 RISK_ACKNOWLEDGED, RECORD) = range(1, 12)
EPOCH = 14


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


# --- Messages and days ---------------------------------------------------------------------------------------------

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


def is_day(text):
    try:
        return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def months_from(day, months):
    """The same day so many months later, or earlier; a day that the month lacks is its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


# --- Notices -------------------------------------------------------------------------------------------------------

class Notices:
    """Every version of every notice of one authority, in the order they were recorded."""

    KEPT = ("name", "subject", "issued_on", "supersedes")

    def __init__(self):
        self.versions = {}  # id -> [Notice]

    def superseded_on(self, notice_id):
        """The first day on which another notice has taken this one's place, or None."""
        days = [others[0].issued_on for others in self.versions.values() if others[0].supersedes == notice_id]
        return min(days, default=None)

    def in_force(self, notice_id, day):
        """The version in force on the day, or None."""
        held = [one for one in self.versions.get(notice_id, ()) if one.effective_on <= day]
        superseded_on = self.superseded_on(notice_id)
        if not held or held[-1].state == v1.NOTICE_STATE_LIFTED or (superseded_on and superseded_on <= day):
            return None
        return held[-1]

    def add(self, notice, where):
        notice_id = notice.name.rpartition("/")[2]
        versions = self.versions.get(notice_id, [])
        require(is_day(notice.issued_on) and is_day(notice.effective_on), f"{where}: a notice without its days")
        require(notice.version == len(versions) + 1, f"{where}: not the notice's next version")
        ids = [measure.id for measure in notice.measures]
        require(ids and len(set(ids)) == len(ids), f"{where}: a notice without measures, or with one twice")
        if versions:
            before = versions[-1]
            require(all(getattr(before, field) == getattr(notice, field) for field in self.KEPT),
                    f"{where}: a version that changes what a notice keeps")
            require(notice.effective_on >= before.effective_on, f"{where}: a version from before the last one")
            require(before.state != v1.NOTICE_STATE_LIFTED, f"{where}: a version of a lifted notice")
            changed = ("state", "version", "effective_on")
            require(before.state == notice.state or without(before, *changed) == without(notice, *changed),
                    f"{where}: a version that changes the state and more")
        else:
            require(notice.state == v1.NOTICE_STATE_IN_FORCE and notice.effective_on == notice.issued_on,
                    f"{where}: a first version that does not hold from its issue")
            superseded = self.in_force(notice.supersedes, notice.issued_on) if notice.supersedes else None
            require(not notice.supersedes or (superseded and superseded.subject == notice.subject),
                    f"{where}: supersedes no notice on its subject")
            for other, (first, *_) in self.versions.items():
                beside = first.subject == notice.subject and other != notice.supersedes
                require(not beside or not self.in_force(other, max(first.issued_on, notice.issued_on)),
                        f"{where}: two notices on one subject in force")
        self.versions[notice_id] = [*versions, notice]


# --- The leaves ----------------------------------------------------------------------------------------------------

# One audit as it stands: the revision of its live entry and of its first, the message, its case number.
Row = collections.namedtuple("Row", "revision first_revision audit case_number")


class Ledger:
    """What the leaves say, folded in order."""

    # Fields an entry may change of the audit it supersedes; a correction may change all but these three together.
    CHANGES = {MODERATION: ("moderation",), WITHDRAWAL: ("withdrawal_reason",), ERASURE: ("erased",),
               ACTION_ADDED: ("actions",), ACTION_COMPLETED: ("actions",), RISK_ACKNOWLEDGED: ("immediate_risk",)}
    STATE = ("moderation", "withdrawal_reason", "erased")
    SERVERS = ("personal", "case_number", "revision", "recorded_at", "actor", "independence")
    RECORDS = {"notice": "notices", "review": "reviews", "sample": "samples", "inspection": "inspections",
               "tally": "tallies", "spend_item": "spend"}

    def __init__(self):
        self.authority = None  # "authorities/somerset"
        self.scales = {}       # "ofsted-2013@1" -> Scale, in the order of the ledger
        self.crosswalks = {}   # "plain-2014@1" -> Crosswalk
        self.audits = {}       # name -> Row
        self.submitted = {}    # revision of a first entry -> name
        self.records = {}      # name -> (revision, message) of its live entry; not crosswalks
        self.notices = Notices()
        self.leaves, self.hashes = [], []
        self.epoch = None  # that an entry has begun
        self.recorded_at_us = None
        self.last_case_number = 0

    @property
    def size(self):
        return len(self.leaves)

    def root(self, size):
        return tree_root(self.hashes[:size])

    def add(self, leaf):
        revision = self.size + 1
        where = f"entry {revision}"
        require(len(leaf) >= LEAF_HEADER.size, f"{where}: too short")
        version, kind, reserved, case_number, at_us, superseded = LEAF_HEADER.unpack_from(leaf)
        require(version == 1 and reserved == 0, f"{where}: unknown leaf version")
        require(AUTHORITY <= kind <= RECORD or kind == EPOCH, f"{where}: unknown kind")
        require((kind == AUTHORITY) == (revision == 1), f"{where}: an authority stands first and only there")
        require(self.recorded_at_us is None or at_us > self.recorded_at_us, f"{where}: recorded before the last one")
        require(case_number <= self.last_case_number + 1, f"{where}: case numbers have a gap")
        require((AUDIT <= kind <= RISK_ACKNOWLEDGED) == (case_number > 0),
                f"{where}: a case number where none belongs, or none")
        require(kind == RECORD or (CORRECTION <= kind <= RISK_ACKNOWLEDGED) == (superseded > 0),
                f"{where}: supersedes where nothing can be, or does not")
        body = leaf[LEAF_HEADER.size:]
        if kind == AUTHORITY:
            self.authority = parse(v1.AuthorityLeaf, body, where).authority.name
            require(self.authority.startswith("authorities/"), f"{where}: not an authority's name")
        elif kind == SCALE:
            self._add_scale(parse(v1.ScaleLeaf, body, where).scale, where)
        elif kind == RECORD:
            self._add_record(parse(v1.RecordLeaf, body, where), superseded, where)
        elif kind == EPOCH:
            begun = parse(v1.EpochLeaf, body, where)
            require(begun.epoch > begun.previous_epoch >= 1, f"{where}: not a later epoch")
            require(self.epoch in (None, begun.previous_epoch), f"{where}: follows another epoch")
            self.epoch = begun.epoch
        else:
            self._add_audit(kind, body, case_number, superseded, where)
        self.leaves.append(leaf)
        self.hashes.append(leaf_hash(leaf))
        self.recorded_at_us = at_us
        self.last_case_number = max(self.last_case_number, case_number)

    def _add_scale(self, scale, where):
        prefix, _, name = scale.name.partition("/")
        require(prefix == "scales" and re.fullmatch(r"[a-z][a-z0-9-]{0,62}@[1-9][0-9]*", name),
                f"{where}: not a scale's name")
        require(name not in self.scales, f"{where}: a scale twice")
        codes = [grade.code for grade in scale.grades]
        require(2 <= len(codes) <= 16 and len(set(codes)) == len(codes), f"{where}: not a scale")
        self.scales[name] = scale

    def _add_audit(self, kind, body, case_number, superseded, where):
        entry = parse(v1.AuditLeaf if kind == AUDIT else v1.AuditChangeLeaf, body, where)
        audit = entry.audit
        require(len(entry.personal_commitment) in ((HASH_BYTES,) if kind in (AUDIT, CORRECTION) else
                                                   (0,) if kind == ERASURE else (0, HASH_BYTES)),
                f"{where}: a commitment of another length")
        before = self.audits.get(audit.name)
        self._check_audit(audit, where)
        self._check_change(kind, audit, case_number, superseded, where)
        if kind == AUDIT or (kind == CORRECTION and before.audit.re_audit_of != audit.re_audit_of):
            self._check_original(audit, case_number, where)
        elif before:
            require(audit.original_revision == before.audit.original_revision, f"{where}: its original is another")
        revision = self.size + 1
        first_revision = before.first_revision if before else revision
        self.audits[audit.name] = Row(revision, first_revision, audit, case_number)
        self.submitted[first_revision] = audit.name

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
        people = {audit.worker, audit.manager, audit.supervisor} - {""}
        require(audit.auditor not in people, f"{where}: audited by one who worked on the case")
        if audit.HasField("moderation"):
            require(audit.moderation.grade in grades, f"{where}: a moderated grade that is not on the scale")
            require(audit.moderation.moderator != audit.auditor, f"{where}: moderated by the auditor")
            require(audit.moderation.moderator not in people, f"{where}: moderated by one who worked on the case")
        domains = [one.domain for one in audit.domain_grades]
        require(len(set(domains)) == len(domains), f"{where}: a domain twice")
        for one in audit.domain_grades:
            require(bool(one.grade) != bool(one.ungraded_reason) and (not one.grade or one.grade in grades),
                    f"{where}: a domain's grade that is none")
        if audit.HasField("audit_quality"):
            require(audit.audit_quality.grade in grades, f"{where}: an audit's own grade that is not on the scale")
            require(audit.audit_quality.assessor != audit.auditor, f"{where}: an audit assessed by its auditor")

    def _check_change(self, kind, audit, case_number, superseded, where):
        before = self.audits.get(audit.name)
        if kind == AUDIT:
            require(before is None, f"{where}: an audit twice")
            require(not any((audit.HasField("moderation"), audit.withdrawal_reason, audit.erased,
                             audit.immediate_risk.acknowledged_by, audit.immediate_risk.acknowledged_on,
                             any(action.HasField("completion") for action in audit.actions))),
                    f"{where}: a new audit that is changed already")
            return
        require(before is not None and before.revision == superseded,
                f"{where}: supersedes what is not the audit's current revision")
        require(kind == CORRECTION or before.case_number == case_number, f"{where}: another case number")
        if kind == CORRECTION:
            cleared = set(audit.DESCRIPTOR.fields_by_name) - set(self.STATE)
        else:
            cleared = self.CHANGES[kind]
            require(self._does(kind, before.audit, audit), f"{where}: does not change what its kind says")
        require(without(before.audit, *cleared) == without(audit, *cleared), f"{where}: changes more than its kind may")

    @staticmethod
    def _does(kind, before, audit):
        """Whether the entry makes the change that its kind says."""
        if kind == MODERATION:
            return audit.HasField("moderation")
        if kind == WITHDRAWAL:
            return audit.withdrawal_reason
        if kind == ERASURE:
            return audit.erased
        if kind == ACTION_ADDED:
            return (list(audit.actions[:-1]) == list(before.actions) and len(audit.actions) > len(before.actions) and
                    not audit.actions[-1].HasField("completion"))
        if kind == ACTION_COMPLETED:
            if len(audit.actions) != len(before.actions):
                return False
            changed = [(old, new) for old, new in zip(before.actions, audit.actions) if old != new]
            return (len(changed) == 1 and not changed[0][0].HasField("completion") and
                    without(changed[0][1], "completion") == changed[0][0] and
                    changed[0][1].completion.completed_by not in ("", changed[0][0].owner))
        acknowledgement = ("acknowledged_by", "acknowledged_on")
        return (before.HasField("immediate_risk") and
                before.immediate_risk == without(audit.immediate_risk, *acknowledgement) and
                all(getattr(audit.immediate_risk, field) for field in acknowledgement))

    def _check_original(self, audit, case_number, where):
        row = self.audits.get(f"{self.authority}/audits/{audit.re_audit_of}") if audit.re_audit_of else None
        if row is None:
            require(audit.original_revision == 0, f"{where}: names an original that is none")
            return
        require(audit.original_revision == row.first_revision, f"{where}: its original is another")

    def _add_record(self, entry, superseded, where):
        kind = entry.WhichOneof("record")
        require(kind, f"{where}: a record of nothing that is known")
        record = getattr(entry, kind)
        require(not record.HasField("stamp"), f"{where}: a stamp does not belong in a leaf")
        require(bool(superseded) == bool(entry.reason), f"{where}: a reason where nothing is replaced, or none")
        if kind == "crosswalk":
            require(not superseded, f"{where}: a crosswalk is never replaced")
            self._add_crosswalk(record, where)
            return
        require(re.fullmatch(f"{re.escape(self.authority)}/{self.RECORDS[kind]}/[A-Za-z0-9][A-Za-z0-9._-]*",
                             record.name), f"{where}: not a name of such a record")
        live = self.records.get(record.name, (0, None))[0]
        require(superseded == live, f"{where}: does not take the place of the current entry of its name")
        if kind == "notice":
            self._check_crosswalks(record, where)
            self.notices.add(record, where)
        if kind == "review":
            require(not superseded, f"{where}: a review is never replaced")
            require(record.read_revision <= self.size and record.read_root == self.root(record.read_revision),
                    f"{where}: a review of another ledger")
        self.records[record.name] = (self.size + 1, record)

    def _add_crosswalk(self, crosswalk, where):
        prefix, _, name = crosswalk.name.partition("/")
        require(prefix == "crosswalks" and re.fullmatch(r"[a-z][a-z0-9-]{0,62}@[1-9][0-9]*", name),
                f"{where}: not a crosswalk's name")
        require(name not in self.crosswalks, f"{where}: a crosswalk twice")
        require(crosswalk.to_scale in self.scales, f"{where}: a crosswalk to a scale that is not in the ledger")
        require(crosswalk.from_scale != crosswalk.to_scale, f"{where}: a crosswalk to where it begins")
        for scale, grades in ((crosswalk.from_scale, [pair.from_grade for pair in crosswalk.pairs]),
                              (crosswalk.to_scale, {pair.to_grade for pair in crosswalk.pairs})):
            codes = {grade.code for grade in self.scales[scale].grades} if scale in self.scales else set(grades)
            require(grades and codes >= set(grades), f"{where}: a pair with a grade that is not on its scale")
        require(len({pair.from_grade for pair in crosswalk.pairs}) == len(crosswalk.pairs),
                f"{where}: a grade mapped twice")
        self.crosswalks[name] = crosswalk

    def _check_crosswalks(self, notice, where):
        for measure in notice.measures:
            require(measure.definition.crosswalk in ("", *self.crosswalks),
                    f"{where}: a measure whose crosswalk is not in the ledger")
