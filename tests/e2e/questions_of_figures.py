"""Handlers of the questions that statements answer: each takes a SomersetTest and returns what was printed."""

import re

from audits import COLUMNS, rows, write_csv
from end_to_end import NO_ACTIONS, SOMERSET_PLANS

THREE_QUARTERS = ("--threshold", "adequate", "--at-least", "75%")
WIDE = (*COLUMNS, "audit_type", "re_audit_of")
POLICIES = ("against", "excluded", "undecided")


def load(test, content, *flags, columns=COLUMNS, authority="somerset"):
    """Imports a path, or rows."""
    if isinstance(content, list):
        content = write_csv(test.directory / "audits.csv", content, columns)
    test.assert_exit(0, test.command_line(test.server, authority).run("audit", "import", content, *NO_ACTIONS, *flags))


def ask(test, *flags, verb="get", authority="somerset", code=0):
    """What is printed, on either stream."""
    measure = flags if "--threshold" in flags or (flags and "/" in flags[0]) else (*THREE_QUARTERS, *flags)
    done = test.command_line(test.server, authority).run("statement", verb, *measure)
    test.assert_exit(code, done)
    return done.stdout + done.stderr


def asked_of_plans(test, *flags, **fields):
    load(test, SOMERSET_PLANS)
    return ask(test, *flags, **fields)


def q01(test):
    return asked_of_plans(test)


def q02(test):
    text = asked_of_plans(test)
    for grade, share in (("inadequate", "37.5"), ("adequate", "41.9"), ("good", "12.8"), ("outstanding", "0.4"),
                         ("ungraded", "7.2")):
        test.assertRegex(text, rf"(?m)^ *{grade} +\d+ +{re.escape(share)}%")
    return text


def q03(test):
    text = asked_of_plans(test)
    test.assertRegex(text, r"AUDITED +250 of 453 = 55\.1%")
    test.assertRegex(text, r"GRADED +250 of 420 = 59\.5%")
    return text


def q04(test):
    load(test, SOMERSET_PLANS)
    texts = [ask(test, "--ungraded", policy) for policy in POLICIES]
    for text in texts:
        test.assertEqual(len(re.findall(r"(?m)^ *(?:AUDITED|GRADED) .*\bNOT_MET\b", text)), 2, text)
        test.assertRegex(text, r"\bverdict NOT_MET\b")
    test.assertRegex(texts[0], r"AUDITED .*-19\.8")
    test.assertRegex(texts[0], r"GRADED .*-15\.4")
    return "".join(texts)


def q05(test):
    text = asked_of_plans(test)
    test.assertRegex(text, r"AUDITED .*340 needed, +90 short")
    test.assertRegex(text, r"GRADED .*315 needed, +65 short")
    return text


def q06(test):
    text = asked_of_plans(test)
    test.assertRegex(text, r"cannot change it: +(250 of 453 = )?55\.1%")
    return text


def q07(test):
    return asked_of_plans(test, "--threshold", "good", "--at-least", "75%")


def q08(test):
    text = asked_of_plans(test)
    test.assertRegex(text, "50.58 to 59.70")
    test.assertRegex(text, "54.76 to 64.11")
    test.assertIn("census", text)
    return text


def q12(test):
    return ask(test, "--scale", "ofsted-2013")


def q13(test):
    load(test, rows({"adequate": 314, "inadequate": 106}))
    short = ask(test)
    test.assertRegex(short, r"AUDITED +314 of 420 = 74\.7% +NOT_MET")
    test.somerset.create_authority("devon", "Devon")
    load(test, rows({"adequate": 315, "inadequate": 105}), authority="devon")
    met = ask(test, authority="devon")
    test.assertRegex(met, r"AUDITED +315 of 420 = 75\.0% +MET")
    return short + met


def q14(test):
    load(test, rows({"adequate": 339, "inadequate": 114}))
    text = ask(test)
    test.assertRegex(text, r"339 of 453 = 74\.8% +NOT_MET")
    test.assertNotIn("= 75.0%", text)
    return text


def q15(test):
    load(test, rows({"adequate": 3, "inadequate": 1}))
    known_then = str(test.somerset.revision())
    load(test, rows({"inadequate": 4}, prefix="late", audit_date="2014-01-10"))
    then, now = (ask(test, "--on", "2014-01-31", *at) for at in (("--at", known_then), ()))
    test.assertRegex(then, r"AUDITED +3 of 4 = 75\.0% +MET")
    test.assertRegex(now, r"AUDITED +3 of 8 = 37\.5% +NOT_MET")
    return then + now


def re_audits(count, grade="adequate"):
    """So many of the inadequate plans, looked at again in June."""
    with open(SOMERSET_PLANS, encoding="utf-8") as file:
        lines = [line.split(",") for line in file.read().splitlines()]
    at = {name: lines[0].index(name) for name in ("audit_id", "case_ref", "grade")}
    inadequate = [line for line in lines if line[at["grade"]] == "inadequate"][:count]
    return [(f"again-{line[at['audit_id']]}", line[at["case_ref"]], "child-protection-plan", "", "2014-06-15", grade,
             "", "re-audit", line[at["audit_id"]]) for line in inadequate]


def q16(test):
    text = asked_of_plans(test, "--re-audits", "latest")
    test.assertRegex(text, r"\b0 of (the )?170\b")
    return text


def q17(test):
    load(test, SOMERSET_PLANS)
    load(test, re_audits(90), columns=WIDE)
    texts = {policy: ask(test, "--re-audits", policy, "--ungraded", "against")
             for policy in ("latest", "every", "original")}
    for policy, line in (("latest", r"340 of 453 = 75\.0% \(75\.05%\) +MET"),
                         ("every", r"340 of 543 = 62\.6% +NOT_MET"),
                         ("original", r"250 of 453 = 55\.1% +NOT_MET")):
        test.assertRegex(texts[policy], rf"AUDITED +{line}")
    test.assertRegex(texts["latest"], r"\b90 re-audits\b")
    test.assertRegex(texts["latest"], r"\b90 of (the )?170\b")
    return "".join(texts.values())


def moderated(test, lowered, raised, unchanged):
    """That many audits, adequate by their auditor, moderated to worse, better and the same."""
    grades = ["inadequate"] * lowered + ["good"] * raised + ["adequate"] * unchanged
    load(test, rows({"adequate": len(grades)}))
    for number, grade in enumerate(grades, 1):
        test.assert_exit(0, test.assay.run(
            "audit", "moderate", f"plan-{number:05}", "--expect", "1", "--reason", "panel", "--moderator", "lead-2",
            "--grade", grade))


def q18(test):
    moderated(test, lowered=6, raised=3, unchanged=11)
    text = ask(test, verb="moderation")
    test.assertRegex(text, r"\b6\b[^\n]*lowered|lowered[^\n]*\b6\b")
    test.assertRegex(text, r"\b3\b[^\n]*raised|raised[^\n]*\b3\b")
    return re.sub(r"\b9 of 20\b", "9/20", text)


def q19(test):
    load(test, rows({"adequate": 16, "inadequate": 4}, sampling="random"))
    text = ask(test)
    test.assertRegex(text, r"(?i)not secure")
    return text


def q20(test):
    """Every audit of the authority in exactly one bucket of each figure; those left out with a reason."""
    load(test, rows({"adequate": 5, "inadequate": 3}, ungraded=2))
    load(test, rows({"good": 2}, prefix="old", audit_date="2012-01-01"))
    test.assert_exit(0, test.assay.run("audit", "withdraw", "plan-00001", "--expect", "1", "--reason", "duplicate"))
    everything = {f"plan-{number:05}" for number in range(1, 11)} | {"old-00001", "old-00002"}
    printed = ""
    for basis, counts in (("audited", {"for": 4, "against": 5, "excluded": 3}),
                          ("graded", {"for": 4, "against": 3, "excluded": 5})):
        seen = []
        for bucket, count in counts.items():
            text = ask(test, "--from", "2013-01-01", "--bucket", bucket, "--basis", basis, verb="explain")
            found = re.findall(r"\b(?:plan|old)-\d{5}\b", text)
            test.assertEqual(len(found), count, f"{basis} {bucket}\n{text}")
            seen += found
            printed += text
        test.assertEqual(sorted(seen), sorted(everything), basis)
    for words in ("withdrawn", "before", "ungraded|no-file-access"):
        test.assertRegex(printed, rf"(?i){words}")
    return printed


def q21(test):
    """Entered, left, changed side and changed grade add up to the difference."""
    load(test, rows({"adequate": 6, "inadequate": 2}))
    first = test.somerset.revision()
    load(test, rows({"good": 3, "inadequate": 1}, prefix="new"))
    for audit_id, change in (("plan-00001", ("withdraw", "--reason", "duplicate")),
                             ("plan-00002", ("moderate", "--reason", "panel", "--moderator", "lead-2", "--grade",
                                             "inadequate")),
                             ("plan-00003", ("correct", "--reason", "panel", "--grade", "good"))):
        test.assert_exit(0, test.assay.run("audit", change[0], audit_id, "--expect", "1", *change[1:]))
    second = test.somerset.revision()
    text = ask(test, "--from", str(first), "--to", str(second), verb="diff")
    test.assertRegex(text, r"6/8 = 75\.0% +-> +7/11 = 63\.6% +numerator \+1, denominator \+3")
    test.assertRegex(text, r"entered +4 +3 for, 1 against")
    test.assertRegex(text, r"left +1 +1 for, 0 against +withdrawn: duplicate")
    test.assertRegex(text, r"changed side +1 +for -> against +moderated adequate -> inadequate")
    test.assertRegex(text, r"changed grade +1")
    return text


def q24(test):
    """Neither the cells that are too small, nor anything that gives one back."""
    load(test, SOMERSET_PLANS)
    text = ask(test, verb="publish")
    test.assertRegex(text, r"outstanding +\[c\] +\[c\]")
    test.assertRegex(text, r"good +\[c\] +\[c\]")
    test.assertRegex(text, r"inadequate +170 ")
    test.assertRegex(text, r"adequate +190 ")
    test.assertRegex(text, r"ungraded +33 ")
    as_csv = test.assay.run("-o", "csv", "statement", "publish", *THREE_QUARTERS)
    test.assert_exit(0, as_csv)
    for given_back in (r"(?<![\d.])58\b", r"12\.8", r"\b0\.4\b"):
        test.assertNotRegex(text + as_csv.stdout, given_back)
    return text


def q26(test):
    load(test, rows({"adequate": 314, "inadequate": 106}, ungraded=33))
    text = ask(test)
    test.assertRegex(text, r"69\.3% to (347 of 453 = )?76\.6%")
    return text


def q27(test):
    text = asked_of_plans(test, "--threshold", "inadequate", "--at-most", "10%")
    test.assertRegex(text, r"AUDITED +170 of 453 = 37\.5% +NOT_MET .*125 too many")
    test.assertRegex(text, r"GRADED +170 of 420 = 40\.4% +NOT_MET .*128 too many")
    return text


def q30(test):
    load(test, rows({"adequate": 250, "inadequate": 170}))
    enough = ask(test, "--ungraded", "excluded", "--headroom", "300")
    test.assertRegex(enough, r"\b290\b")
    too_few = ask(test, "--ungraded", "excluded", "--headroom", "100")
    test.assertRegex(too_few, r"(?i)cannot")
    return enough + too_few
