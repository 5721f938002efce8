"""Invented audits: as messages and as CSV files. Case references are made from the audit's own number."""

import csv
import itertools

from assay_api import v1

COLUMNS = ("audit_id", "case_ref", "practice_area", "sampling_method", "audit_date", "grade", "ungraded_reason")


def audit(audit_id="plan-1", authority="somerset", case_ref=None, **fields):
    """A message that the server accepts; fields override."""
    chosen = {"practice_area": "child-protection-plan", "audit_date": "2014-01-15", "scale": "ofsted-2013@1",
              "sampling_method": v1.SAMPLING_METHOD_CENSUS}
    if "grade" not in fields and "ungraded_reason" not in fields:
        chosen["grade"] = "adequate"
    return v1.Audit(name=f"authorities/{authority}/audits/{audit_id}",
                    personal=v1.PersonalPart(case_ref=case_ref or f"SYN-{audit_id}"), **(chosen | fields))


def audits(count, prefix="bulk"):
    """Many messages, graded in turn."""
    grades = itertools.cycle(("adequate", "good", "outstanding"))
    return [audit(f"{prefix}-{number:06}", grade=grade) for number, grade in zip(range(count), grades)]


def batches(messages, size=500):
    return [messages[start:start + size] for start in range(0, len(messages), size)]


def rows(grades, ungraded=0, sampling="census", prefix="plan", audit_date="2014-01-15"):
    """CSV rows with so many of each grade: rows({"adequate": 16, "inadequate": 4})."""
    kinds = [(grade, "") for grade, count in grades.items() for _ in range(count)] + [("", "no-file-access")] * ungraded
    return [(f"{prefix}-{number:05}", f"SYN-{prefix}-{number:05}", "child-protection-plan", sampling, audit_date, *kind)
            for number, kind in enumerate(kinds, 1)]


def write_csv(path, content, columns=COLUMNS):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(content)
    return path
