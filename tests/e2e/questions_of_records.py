"""Handlers of the questions that records answer: each takes a SomersetTest and returns what was printed."""

import re

from audits import rows, write_csv
from end_to_end import SOMERSET_PLANS
from questions_of_figures import ask, load
from records import WORDS

NOTICE = ("--subject", "child-protection", "--issuer", "Department for Education", "--measure", "audits",
          "--words", WORDS, "--scale", "ofsted-2013", "--practice-area", "assessment", "--threshold", "adequate",
          "--review-months", "6")


def command(test, *arguments, code=0):
    """What is printed, on either stream."""
    done = test.assay.run(*arguments)
    test.assert_exit(code, done)
    return done.stdout + done.stderr


def issue(test, notice_id="in-2013", issued_on="2013-11-21", at_least="75%"):
    command(test, "notice", "issue", notice_id, *NOTICE, "--issued-on", issued_on, "--at-least", at_least)


def assessments(grades, **fields):
    """Rows as audits.rows makes them, of assessments."""
    return [(*row[:2], "assessment", *row[3:]) for row in rows(grades, **fields)]


def q10(test):
    issue(test)
    return command(test, "notice", "get", "in-2013", "--on", "2013-12-01")


def q11(test):
    issue(test)
    load(test, SOMERSET_PLANS)
    text = ask(test, "in-2013/audits", "--on", "2014-05-21")
    test.assertRegex(text, r"(?i)practice area")
    test.assertNotIn("250", text)
    return text


def q22(test):
    """What was entered since a review that touches it, and a proof that the ledger it read was only added to."""
    issue(test)
    load(test, assessments({"adequate": 6, "inadequate": 2}))
    command(test, "review", "record", "six-month", "--notice", "in-2013", "--on", "2014-05-21")
    load(test, assessments({"good": 1}, prefix="late"))
    load(test, rows({"good": 1}, prefix="plans-do-not-matter"))
    command(test, "audit", "correct", "plan-00001", "--expect", "1", "--reason", "panel", "--grade", "inadequate",
            "--no-action-reason", "not-published")
    text = command(test, "review", "diff", "six-month")
    test.assertIn("plan-00001", text)
    test.assertIn("late-00001", text)
    test.assertNotIn("plans-do-not-matter", text)
    test.assertRegex(text, r"6/8 = 75\.0%")
    test.assertRegex(text, r"6/9 = 66\.6%")
    test.assertRegex(text, r"(?i)consisten|proved|beginning")
    return text


def q25(test):
    """Who has not returned what, by auditor and due date."""
    allocations = [(f"plan-{number:05}", f"auditor-{number % 3}", f"2014-03-{number:02}") for number in range(1, 26)]
    file = write_csv(test.directory / "sample.csv", allocations, ("audit_id", "auditor", "due_date"))
    command(test, "sample", "create", "2014-q1", "--title", "January to March", "--practice-area", "assessment",
            "--sampling", "random", "--frame", "120", "--allocations", file)
    load(test, assessments({"adequate": 6}, sampling="random"))
    text = command(test, "sample", "get", "2014-q1", "--on", "2014-03-10")
    outstanding = {audit for audit, _, _ in allocations[6:]}
    test.assertEqual(outstanding & set(re.findall(r"plan-\d{5}", text)), outstanding)
    test.assertRegex(text, "auditor-0")
    test.assertRegex(text, r"2014-03-25|25 Mar 2014")
    return re.sub(r"\b6 of 25\b", "6/25", text)


def q28(test):
    """One month of 23 in 30 against the plans' tally: inside the limits, so no signal."""
    record_tally(test, 33)
    load(test, rows({"adequate": 23, "inadequate": 7}, sampling="random", audit_date="2014-03-10"))
    text = ask(test, "--baseline", "plans-2013", verb="trend")
    test.assertRegex(text, r"27\.9")
    test.assertNotRegex(text, r"(?i)outside|run of eight")
    return text


def q29(test):
    """The version in force on the day, and no other."""
    issue(test, "in-2012", "2012-06-01", "60%")
    for effective_on, share in (("2013-01-01", "70%"), ("2014-01-01", "80%")):
        command(test, "notice", "amend", "in-2012", "--effective-on", effective_on, "--reason", "target-raised",
                "--at-least", share)
    texts = []
    for on, share in (("2012-06-01", "60%"), ("2012-12-31", "60%"), ("2013-01-01", "70%"), ("2013-12-31", "70%"),
                      ("2014-01-01", "80%"), ("2020-01-01", "80%")):
        text = command(test, "measure", "get", "in-2012/audits", "--on", on)
        shares = set(re.findall(r"\b\d+%", text.replace(WORDS, "")))
        test.assertEqual(shares, {share}, f"{on}\n{text}")
        texts.append(text)
    command(test, "measure", "get", "in-2012/audits", "--on", "2012-05-31", code=1)
    return "".join(texts)


def record_tally(test, ungraded=None):
    """The published counts of the plans, through a file."""
    columns = ("tally_id", "title", "practice_area", "scale", "source", "total", "inadequate", "adequate", "good",
               "outstanding", "ungraded")
    row = ("plans-2013", "Child protection plans", "child-protection-plan", "ofsted-2013@1", "Annual statement", 453,
           170, 190, 58, 2, "" if ungraded is None else ungraded)
    file = write_csv(test.directory / "tallies.csv", [row], columns)
    command(test, "tally", "import", file)


def q09(test):
    record_tally(test)
    text = command(test, "tally", "get", "plans-2013")
    test.assertRegex(text, r"(?i)unreconciled")
    return text


def q23(test):
    """The others together; what each alone cost is unknown, never inferred."""
    for item_id, title, amount, *flags in (("staff", "Three temporary staff", "741000", "--units", "3"),
                                           ("head", "The head", "341000", "--units", "1", "--part-of", "staff")):
        command(test, "spend", "record", item_id, "--title", title, "--amount", amount, "--basis", "actual",
                "--source", "Annual statement of accounts", *flags)
    text = command(test, "spend", "summary")
    test.assertRegex(text, r"(?i)unknown|not known")
    test.assertNotRegex(text.replace(",", ""), r"\b200000\b")
    return text
