"""Ledgers written leaf by leaf from storage/FORMAT.md, without a server: all that one may hold, from a seed."""

import datetime
import random

import pack_ledger
from assay_api import query, v1
from pack_forgery import copy_of, joined
from pack_statement import Recomputation

AUTHORITY = "authorities/somerset"
ORIGIN = "0123456789abcdef0123456789abcdef/somerset/1"
SCALES = {"ofsted-2013@1": ("inadequate", "adequate", "good", "outstanding"),
          "ofsted-2014@1": ("inadequate", "requires-improvement", "good", "outstanding"),
          "police@1": ("inadequate", "requires-improvement", "adequate", "good", "outstanding"),
          "hygiene@1": ("0", "1", "2", "3", "4", "5")}
AREAS = ("assessment", "child-protection-plan")
TYPES = (v1.AUDIT_TYPE_UNSPECIFIED, v1.AUDIT_TYPE_PLANNED, v1.AUDIT_TYPE_THEMATIC, v1.AUDIT_TYPE_RE_AUDIT)
METHODS = (v1.SAMPLING_METHOD_UNSPECIFIED, v1.SAMPLING_METHOD_CENSUS, v1.SAMPLING_METHOD_RANDOM,
           v1.SAMPLING_METHOD_TARGETED)
TEAMS = ("", "North", "Süd-West")
KIND_OF_CHANGE = {"moderate": pack_ledger.MODERATION, "withdraw": pack_ledger.WITHDRAWAL,
                  "erase": pack_ledger.ERASURE, "add_action": pack_ledger.ACTION_ADDED,
                  "complete": pack_ledger.ACTION_COMPLETED, "acknowledge": pack_ledger.RISK_ACKNOWLEDGED}
ACTOR = {"actor": "operator"}


class LedgerMaker:
    """Appends leaves; `ledger` is the verifier's own fold of them and refuses what breaks the page."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.ledger = pack_ledger.Ledger()
        self.at_us = 1384992000000000
        self.add(pack_ledger.AUTHORITY, v1.AuthorityLeaf(
            authority=v1.Authority(name=AUTHORITY, title="Somerset"), **ACTOR))

    def add(self, kind, body, case_number=0, superseded=0):
        """The entry's revision."""
        self.at_us += self.chance.choice((1, 1000, 86400000000))
        header = pack_ledger.LEAF_HEADER.pack(1, kind, 0, case_number, self.at_us, superseded)
        self.ledger.add(header + body.SerializeToString())
        return self.ledger.size

    def scale(self, name):
        scale = v1.Scale(name=f"scales/{name}", title=name)
        for code in SCALES[name]:
            scale.grades.add(code=code, requires_action=code == "inadequate")
        return self.add(pack_ledger.SCALE, v1.ScaleLeaf(scale=scale, **ACTOR))

    def set_original(self, audit):
        row = self.ledger.audits.get(f"{AUTHORITY}/audits/{audit.re_audit_of}") if audit.re_audit_of else None
        audit.original_revision = row.first_revision if row else 0

    def submit(self, audit, case_number):
        self.set_original(audit)
        return self.add(pack_ledger.AUDIT, v1.AuditLeaf(audit=audit, personal_commitment=bytes(32), **ACTOR),
                        case_number)

    def change(self, kind, audit, commitment=b""):
        """`audit` as it is to stand from here on."""
        row = self.ledger.audits[audit.name]
        if kind == pack_ledger.CORRECTION:
            if audit.re_audit_of != row.audit.re_audit_of:
                self.set_original(audit)
            commitment = bytes(32)
        body = v1.AuditChangeLeaf(audit=audit, reason="second-look", personal_commitment=commitment, **ACTOR)
        return self.add(kind, body, row.case_number, row.revision)

    def record(self, **record):
        """record(notice=...): a new one, or in the place of the current one of its name."""
        live = self.ledger.records.get(next(iter(record.values())).name, (0, None))[0]
        return self.add(pack_ledger.RECORD, v1.RecordLeaf(**record, reason="as-agreed" if live else "", **ACTOR),
                        superseded=live)

    def statement(self, question):
        return Recomputation(self.ledger, question, v1.Statement()).statement

    def review(self, name, notice_id, held_on, number):
        """Freezes what all measures of the notice come to."""
        notice = self.ledger.notices.in_force(notice_id, held_on)
        due = pack_ledger.months_from(datetime.date.fromisoformat(notice.issued_on), number * notice.review_months)
        review = v1.Review(name=f"{AUTHORITY}/reviews/{name}", notice=notice.name, held_on=held_on, number=number,
                           narrative="Some progress, still much to do.", due_on=due.isoformat(),
                           notice_version=notice.version, read_revision=self.ledger.size,
                           read_root=self.ledger.root(self.ledger.size))
        for measure in notice.measures:
            review.statements.append(self.statement(v1.StatementQuery(
                authority=AUTHORITY, measure=f"{notice.name}/measures/{measure.id}", on=held_on)))
        return self.record(review=review)

    def parts(self, forger, question=None, statement=None):
        """The sections of a pack that the forger signs; the answer is the second verifier's where none is given."""
        parts = [(b"N", forger.note(ORIGIN, self.ledger.hashes))]
        if question is not None:
            statement = statement or self.statement(question)
            parts += [(b"Q", question.SerializeToString()), (b"S", statement.SerializeToString())]
        parts += [(b"L", leaf) for leaf in self.ledger.leaves]
        return [*parts, (b"H", b"".join(self.ledger.hashes))]

    def pack(self, forger, question=None, statement=None):
        return joined(self.parts(forger, question, statement))


# --- By chance -----------------------------------------------------------------------------------------------------

def day_between(chance, first=2013, last=2014):
    return f"{chance.randint(first, last)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def random_audit(maker, name):
    chance = maker.chance
    scale = chance.choice(("ofsted-2013@1", "ofsted-2013@1", "ofsted-2014@1", "police@1"))
    audit = v1.Audit(name=f"{AUTHORITY}/audits/{name}", practice_area=chance.choice(AREAS),
                     audit_type=chance.choice(TYPES), audit_date=day_between(chance), scale=scale,
                     team=chance.choice(TEAMS), auditor=chance.choice(("", "auditor-1", "auditor-2")),
                     sampling_method=chance.choice(METHODS), no_action_reason="not-published",
                     worker=chance.choice(("", "worker-1")), manager=chance.choice(("", "", "manager-1")),
                     supervisor=chance.choice(("", "", "supervisor-1")))
    if chance.random() < 0.2:
        audit.ungraded_reason = chance.choice(("no-file-access", "moved-away", "awaiting-inspection"))
    else:
        audit.grade = chance.choice(SCALES[scale])
    if chance.random() < 0.3:
        audit.domain_grades.add(domain="visits", grade=chance.choice(SCALES[scale]))
        audit.domain_grades.add(domain="planning", ungraded_reason="not-looked-at")
    if chance.random() < 0.2:
        audit.audit_quality.CopyFrom(v1.AuditQuality(grade=chance.choice(SCALES[scale]), assessor="lead-2"))
    if chance.random() < 0.2:
        audit.immediate_risk.CopyFrom(v1.ImmediateRisk(told="manager-3", told_on="2015-01-01"))
    if chance.random() < 0.3:
        audit.actions.add(owner="worker-1", due_date="2015-02-01", code="visit")
    return audit


def submit_by_chance(maker, number):
    """An audit of one of a few cases; some look again at another, recorded before, after or never."""
    chance, ledger = maker.chance, maker.ledger
    audit = random_audit(maker, f"plan-{number}")
    case_number = chance.randint(1, min(ledger.last_case_number + 1, 30))
    if chance.random() < 0.4:
        same_case = [row.audit.name for row in ledger.audits.values() if row.case_number == case_number]
        if same_case and chance.random() < 0.8:
            audit.re_audit_of = chance.choice(same_case).rpartition("/")[2]
        else:
            audit.re_audit_of = f"never-{number}"
    maker.submit(audit, case_number)


def change_by_chance(maker):
    """One change of one audit, where there is one that it fits."""
    chance = maker.chance
    row = chance.choice(list(maker.ledger.audits.values()))
    audit, change = copy_of(row.audit), chance.choice(("correct", "correct", "moderate", *KIND_OF_CHANGE))
    if audit.erased or (audit.withdrawal_reason and change != "erase"):
        return
    commitment = chance.choice((b"", bytes(32)))
    if change == "correct":
        audit.audit_date, audit.team = day_between(chance), chance.choice(TEAMS)
        audit.audit_type, audit.sampling_method = chance.choice(TYPES), chance.choice(METHODS)
        if chance.random() < 0.4:
            # Chains may come back to where they began.
            others = [one.audit.name for one in maker.ledger.audits.values()
                      if one.case_number == row.case_number and one.audit.name != audit.name]
            audit.re_audit_of = chance.choice([*others, ""]).rpartition("/")[2]
    elif change == "moderate":
        audit.moderation.CopyFrom(v1.Moderation(moderator="lead-2", grade=chance.choice(SCALES[audit.scale])))
    elif change == "withdraw":
        audit.withdrawal_reason = "duplicate"
    elif change == "erase":
        audit.erased, commitment = True, b""
    elif change == "add_action":
        audit.actions.add(owner="worker-1", due_date="2015-03-01")
    elif change == "complete":
        still_open = [one for one in audit.actions if not one.HasField("completion")]
        if not still_open:
            return
        chance.choice(still_open).completion.CopyFrom(v1.ActionCompletion(
            completed_by="manager-9", completed_on="2015-01-15", evidence="file 7"))
    elif not audit.HasField("immediate_risk") or audit.immediate_risk.acknowledged_by:
        return
    else:
        audit.immediate_risk.acknowledged_by, audit.immediate_risk.acknowledged_on = "manager-4", "2015-01-02"
    maker.change(KIND_OF_CHANGE.get(change, pack_ledger.CORRECTION), audit, commitment)


def random_definition(chance, since_notice=False):
    """A measure; a crosswalk only where it leads to the scale."""
    scale = chance.choice(("ofsted-2013@1", "ofsted-2013@1", "ofsted-2014@1", "police@1"))
    measure = v1.AdHocMeasure(
        scale=scale if chance.random() < 0.7 else scale.partition("@")[0],
        threshold_grade=chance.choice(SCALES[scale]),
        comparator=chance.choice((v1.COMPARATOR_AT_LEAST, v1.COMPARATOR_AT_MOST)),
        target=v1.Fraction(numerator=chance.randint(0, 12), denominator=chance.choice((12, 13, 100))),
        ungraded_policy=chance.randrange(4), re_audit_policy=chance.randrange(4), grade_basis=chance.randrange(4),
        minimum_graded=chance.choice((0, 0, 0, 0, 1, 12)),
        practice_areas=chance.choice(((), (), (), AREAS[:1])),
        audit_types=chance.choice(((), (), (), (v1.AUDIT_TYPE_PLANNED,),
                                   (v1.AUDIT_TYPE_RE_AUDIT, v1.AUDIT_TYPE_THEMATIC))),
        sampling_methods=chance.choice(((), (), (), (), (v1.SAMPLING_METHOD_CENSUS,),
                                        (v1.SAMPLING_METHOD_RANDOM, v1.SAMPLING_METHOD_TARGETED))),
        teams=chance.choice(((), (), (), ("North",))))
    if scale == "ofsted-2013@1" and chance.random() < 0.5:
        measure.crosswalk = "plain-2014@1"
    window = chance.randrange(5)
    if window == 1:
        measure.window.rolling_months = chance.randint(1, 18)
    elif window == 2:
        first, last = sorted(chance.sample(("", "2013-02-28", "2013-12-31", "2014-06-30", "2015-01-01"), 2))
        measure.window.fixed.CopyFrom(v1.FixedDates(first_day=first, last_day=last))
    elif window > 2 and since_notice:
        measure.window.since_notice = True
    return measure


def notice_by_chance(maker, name="in-2013", **fields):
    chance = maker.chance
    chosen = {"subject": "child-protection", "issuer": "Department for Education", "issued_on": "2013-11-21",
              "effective_on": "2013-11-21", "review_months": 6, "version": 1,
              "state": v1.NOTICE_STATE_IN_FORCE} | fields
    notice = v1.Notice(name=f"{AUTHORITY}/notices/{name}", **chosen)
    for measure_id in ("audits", "plans", "visits")[:chance.randint(1, 3)]:
        notice.measures.add(id=measure_id, words=f"{measure_id} judged adequate or better",
                            definition=random_definition(chance, since_notice=True),
                            due_date=chance.choice(("", "2014-05-21")))
    return notice


def escalated(maker, name, effective_on):
    """The version that follows the newest one, changed in nothing but its state."""
    notice = copy_of(maker.ledger.notices.versions[name][-1])
    notice.version, notice.effective_on, notice.state = notice.version + 1, effective_on, v1.NOTICE_STATE_ESCALATED
    return notice


def sample_by_chance(maker, name):
    chance = maker.chance
    sample = v1.Sample(name=f"{AUTHORITY}/samples/{name}", title=name, practice_area=chance.choice(AREAS),
                       audit_type=chance.choice(TYPES), sampling_method=chance.choice(METHODS),
                       frame_size=chance.choice((0, 453)), drawn_on="2014-01-01")
    for number in sorted(chance.sample(range(120), chance.randint(1, 12))):
        sample.allocations.add(audit=f"plan-{number}", auditor="auditor-1", due_date=day_between(chance))
    return sample


def records_of(maker):
    """Steps that write records, in their order."""
    tally = v1.Tally(name=f"{AUTHORITY}/tallies/plans-2013", title="Plans", practice_area=AREAS[1],
                     scale="ofsted-2013@1", total=453, source="statement of accounts")
    for grade, count in zip(SCALES["ofsted-2013@1"], (170, 190, 58, 2)):
        tally.counts.add(grade=grade, count=count)
    inspection = v1.Inspection(name=f"{AUTHORITY}/inspections/2013-08", inspectorate="ofsted",
                               published_on="2013-08-05")
    inspection.judgements.add(area="overall-effectiveness", grade="inadequate")
    spend = v1.SpendItem(name=f"{AUTHORITY}/spend/staff", title="Three temporary staff", amount_pence=74100000,
                         basis=v1.SPEND_BASIS_ACTUAL, source="statement of accounts", units=3)
    later = {"issued_on": "2014-09-01", "effective_on": "2014-09-01", "supersedes": "in-2013"}
    return (
        lambda: maker.record(notice=notice_by_chance(maker)),
        lambda: maker.record(tally=tally),
        lambda: maker.record(inspection=inspection),
        lambda: maker.record(sample=sample_by_chance(maker, "q1")),
        lambda: maker.review("six-month", "in-2013", "2014-05-21", 1),
        lambda: maker.record(spend_item=spend),
        lambda: maker.record(notice=notice_by_chance(maker, version=2, effective_on="2014-06-01")),
        lambda: maker.record(sample=sample_by_chance(maker, "q2")),
        lambda: maker.record(sample=sample_by_chance(maker, "q1")),
        lambda: maker.record(notice=escalated(maker, "in-2013", "2014-07-01")),
        lambda: maker.record(notice=notice_by_chance(maker, "in-2014", **later)),
        lambda: maker.record(tally=tally),
        lambda: maker.review("year", "in-2014", "2014-12-01", 1))


def ledger_by_chance(seed, steps=200):
    """A LedgerMaker with audits, changes and records in a random order."""
    maker = LedgerMaker(seed)
    for scale in ("ofsted-2013@1", "ofsted-2014@1", "police@1"):
        maker.scale(scale)
    crosswalk = v1.Crosswalk(name="crosswalks/plain-2014@1", title="Plain", from_scale="ofsted-2014@1",
                             to_scale="ofsted-2013@1", approver="board", approved_on="2014-01-01")
    for pair in (("inadequate", "inadequate"), ("good", "good"), ("outstanding", "outstanding"),
                 ("requires-improvement", "adequate"))[:maker.chance.randint(1, 4)]:
        crosswalk.pairs.add(from_grade=pair[0], to_grade=pair[1])
    maker.record(crosswalk=crosswalk)
    records = iter(records_of(maker))
    for number in range(steps):
        chosen = maker.chance.random()
        if chosen < 0.6 or not maker.ledger.audits:
            submit_by_chance(maker, number)
        elif chosen < 0.8:
            change_by_chance(maker)
        else:
            next(records, lambda: None)()
    return maker


def random_question(maker):
    """A question about the ledger as it is; of a notice's measure half of the time, where one is in force."""
    chance = maker.chance
    on = chance.choice(("2013-11-21", "2014-05-21", "2014-06-15", "2014-08-31", "2014-12-31",
                        "2014-12-31", "2016-02-29"))
    read_at = v1.ReadAt(revision=maker.ledger.size)
    in_force = [found for name in ("in-2013", "in-2014") if (found := maker.ledger.notices.in_force(name, on))]
    if in_force and chance.random() < 0.5:
        notice = chance.choice(in_force)
        measure = f"{notice.name}/measures/{chance.choice(notice.measures).id}"
        return v1.StatementQuery(authority=AUTHORITY, measure=measure, on=on, read_at=read_at)
    question = query(on=on, read_at=read_at)
    question.ad_hoc.CopyFrom(random_definition(chance))
    return question
