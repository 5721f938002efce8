"""Records of every kind, and the changes that only some audits take, written over gRPC beside the audits of a test."""

from assay_api import CALL_SECONDS, v1
from records import Records, crosswalk, definition, inspection, notice, sample, spend_item, tally

CROSSWALK = "police-to-ofsted@1"
# Which measures are in force on which day.
IN_FORCE = {"2014-05-21": ("in-2013/audits", "in-2013/latest"), "2014-08-31": ("in-2013/audits", "in-2013/moderated"),
            "2015-12-31": ("in-2014/audits", "in-2014/latest"), "2016-02-29": ("in-2014/latest",)}


def measures(**last):
    """By id; `last` is one more."""
    latest = definition(practice_areas=[], crosswalk=CROSSWALK, ungraded_policy=v1.UNGRADED_POLICY_AGAINST,
                        re_audit_policy=v1.RE_AUDIT_POLICY_LATEST_PER_CASE)
    return {"audits": definition(), "latest": latest} | last


def write_regime(api):
    """Needs the scales ofsted-2013@1 and hmicfrs-2021@1 and audits named plan-0000 and so on."""
    records = Records(api)
    records.crosswalk(crosswalk(CROSSWALK, "hmicfrs-2021@1", "ofsted-2013@1", inadequate="inadequate",
                                adequate="adequate", good="good"))
    records.inspect(inspection("2013-08", "2013-08-05", overall_effectiveness="inadequate"))
    records.tally(tally(inadequate=170, adequate=190, good=58, outstanding=2))
    records.issue(notice(measures=measures()))
    allocations = [(f"plan-{number:04}", "auditor-1", "2014-06-30") for number in (*range(20), *range(9000, 9005))]
    drawn = records.draw(sample("q1", allocations=allocations, audit_type=v1.AUDIT_TYPE_UNSPECIFIED, frame_size=453))
    records.record_review(v1.Review(name="authorities/somerset/reviews/six-month", held_on="2014-05-21",
                                    notice="authorities/somerset/notices/in-2013", narrative="Still much to do."))
    moderated = definition(practice_areas=[], grade_basis=v1.GRADE_BASIS_MODERATED, threshold_grade="inadequate",
                           comparator=v1.COMPARATOR_AT_MOST, target=v1.Fraction(numerator=1, denominator=10))
    records.amend(notice(measures=measures(moderated=moderated)), "2014-06-01")
    records.draw(sample("q1", allocations=allocations[5:], audit_type=v1.AUDIT_TYPE_UNSPECIFIED), drawn)
    records.spend(spend_item("staff", "Three temporary staff", 74100000, units=3))
    records.issue(notice("in-2014", issued_on="2015-01-01", supersedes="in-2013", measures=measures()))
    records.escalate("authorities/somerset/notices/in-2014", "2015-11-06")


def follow_up(api, audit_id, changes):
    """An action added and another completed, and the risk acknowledged, of an audit that has both."""
    def change():
        name = f"authorities/somerset/audits/{audit_id}"
        return v1.Change(name=name, expected_revision=api.get(audit_id).revision, reason="followed-up")

    api.actions.AddAction(v1.AddActionRequest(
        change=change(), action=v1.Action(owner="worker-4", due_date="2016-03-31")), timeout=CALL_SECONDS)
    api.actions.CompleteAction(v1.CompleteActionRequest(
        change=change(), number=1, completion=v1.ActionCompletion(
            completed_by="manager-1", completed_on="2016-01-31", evidence="file 7")), timeout=CALL_SECONDS)
    api.actions.AcknowledgeRisk(v1.AcknowledgeRiskRequest(
        change=change(), acknowledged_by="manager-2", acknowledged_on="2016-02-01"), timeout=CALL_SECONDS)
    changes.correct(audit_id, team="South")
