"""Records of the regime as messages, and how they are written over gRPC."""

from assay_api import CALL_SECONDS, v1

WORDS = "75% of cases judged adequate or better through assessment audits"


def definition(**fields):
    """Adequate or better by three quarters, among assessments, since the notice; fields override."""
    return v1.AdHocMeasure(**({"threshold_grade": "adequate", "scale": "ofsted-2013@1",
                               "comparator": v1.COMPARATOR_AT_LEAST,
                               "target": v1.Fraction(numerator=3, denominator=4),
                               "practice_areas": ["assessment"], "window": v1.Window(since_notice=True)} | fields))


def notice(notice_id="in-2013", authority="somerset", measures=None, **fields):
    chosen = {"subject": "child-protection", "issuer": "Department for Education", "issued_on": "2013-11-21",
              "review_months": 6} | fields
    made = v1.Notice(name=f"authorities/{authority}/notices/{notice_id}", **chosen)
    for measure_id, one in (measures or {"audits": definition()}).items():
        made.measures.add(id=measure_id, words=WORDS, definition=one)
    return made


def tally(tally_id="plans-2013", authority="somerset", total=453, ungraded=None, scale="ofsted-2013@1", **counts):
    made = v1.Tally(name=f"authorities/{authority}/tallies/{tally_id}", title="Child protection plans",
                    practice_area="child-protection-plan", scale=scale, total=total, source="Annual statement")
    if ungraded is not None:
        made.ungraded_count = ungraded
    for grade, count in counts.items():
        made.counts.add(grade=grade.replace("_", "-"), count=count)
    return made


def inspection(inspection_id, published_on, authority="somerset", **judgements):
    made = v1.Inspection(name=f"authorities/{authority}/inspections/{inspection_id}", inspectorate="ofsted",
                         published_on=published_on)
    for area, grade in judgements.items():
        made.judgements.add(area=area.replace("_", "-"), grade=grade)
    return made


def sample(sample_id="q1", authority="somerset", allocations=(), **fields):
    """`allocations` are (audit id, auditor, due date)."""
    chosen = {"title": "A quarter's audits", "practice_area": "assessment", "audit_type": v1.AUDIT_TYPE_PLANNED,
              "sampling_method": v1.SAMPLING_METHOD_RANDOM} | fields
    made = v1.Sample(name=f"authorities/{authority}/samples/{sample_id}", **chosen)
    for audit_id, auditor, due_date in allocations:
        made.allocations.add(audit=audit_id, auditor=auditor, due_date=due_date)
    return made


def spend_item(item_id, title, pence=None, authority="somerset", **fields):
    made = v1.SpendItem(name=f"authorities/{authority}/spend/{item_id}", title=title, basis=v1.SPEND_BASIS_ACTUAL,
                        source="Annual statement of accounts", **fields)
    if pence is not None:
        made.amount_pence = pence
    return made


def crosswalk(name, from_scale, to_scale, **pairs):
    made = v1.Crosswalk(name=f"crosswalks/{name}", title=name, from_scale=from_scale, to_scale=to_scale,
                        approver="Improvement Board", approved_on="2014-04-01")
    for one, other in pairs.items():
        made.pairs.add(from_grade=one.replace("_", "-").strip("-"), to_grade=other)
    return made


class Records:
    """Writes records through an Api. Each method answers the record's revision."""

    def __init__(self, api):
        self.api = api

    @staticmethod
    def _write(expected_revision):
        return v1.RecordWrite(expected_revision=expected_revision, reason="as-agreed" if expected_revision else "")

    def issue(self, one):
        return self.api.notices.IssueNotice(v1.IssueNoticeRequest(notice=one), timeout=CALL_SECONDS).receipt.revision

    def amend(self, one, effective_on):
        return self.api.notices.AmendNotice(v1.AmendNoticeRequest(
            notice=one, effective_on=effective_on, write=self._write(self.newest_revision(one.name))),
            timeout=CALL_SECONDS).receipt.revision

    def lift(self, name, effective_on):
        return self.api.notices.LiftNotice(v1.LiftNoticeRequest(
            name=name, effective_on=effective_on, write=self._write(self.newest_revision(name))),
            timeout=CALL_SECONDS).receipt.revision

    def escalate(self, name, effective_on):
        return self.api.notices.EscalateNotice(v1.EscalateNoticeRequest(
            name=name, effective_on=effective_on, write=self._write(self.newest_revision(name))),
            timeout=CALL_SECONDS).receipt.revision

    def newest_revision(self, name):
        answer = self.api.notices.GetNotice(v1.GetNoticeRequest(name=name), timeout=CALL_SECONDS)
        return answer.versions[-1].stamp.revision

    def record_review(self, review):
        return self.api.reviews.RecordReview(v1.RecordReviewRequest(review=review),
                                             timeout=CALL_SECONDS).receipt.revision

    def draw(self, one, expected_revision=0):
        return self.api.samples.CreateSample(v1.CreateSampleRequest(
            sample=one, write=self._write(expected_revision)), timeout=CALL_SECONDS).receipt.revision

    def tally(self, one, expected_revision=0):
        return self.api.tallies.RecordTally(v1.RecordTallyRequest(
            tally=one, write=self._write(expected_revision)), timeout=CALL_SECONDS).receipt.revision

    def inspect(self, one, expected_revision=0):
        return self.api.inspections.RecordInspection(v1.RecordInspectionRequest(
            inspection=one, write=self._write(expected_revision)), timeout=CALL_SECONDS).receipt.revision

    def spend(self, one, expected_revision=0):
        return self.api.spend.RecordSpend(v1.RecordSpendRequest(
            item=one, write=self._write(expected_revision)), timeout=CALL_SECONDS).receipt.revision

    def crosswalk(self, one):
        return self.api.crosswalks.CreateCrosswalk(v1.CreateCrosswalkRequest(crosswalk=one),
                                                   timeout=CALL_SECONDS).receipt.revision
