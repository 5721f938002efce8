"""A statement recomputed from the leaves, as storage/FORMAT.md says under "How a statement is recomputed".

Part of the second verifier of evidence packs: written from that page and the public protos alone.
"""

import collections
import datetime
import decimal
import fractions
import itertools

from pack_ledger import months_from, v1
from pack_note import require

# From a re-audit to its original, if that is a re-audit too: a chain that comes back ends after so many.
STEPS_MAX = 16

# What is asked about: a measure, and where a notice sets it the version in force and the measure's entry there.
Subject = collections.namedtuple("Subject", "definition notice measure", defaults=(None, None))


def subject_of(ledger, query):
    if query.WhichOneof("subject") == "ad_hoc":
        require(query.ad_hoc.window.WhichOneof("window") != "since_notice", "query: since a notice that is not named")
        return Subject(query.ad_hoc)
    notice_name, _, measure_id = query.measure.partition("/measures/")
    parent, _, notice_id = notice_name.rpartition("/")
    require(parent == f"{ledger.authority}/notices", "query: not a measure of this authority")
    notice = ledger.notices.in_force(notice_id, query.on)
    require(notice, "query: no such notice is in force")
    named = [one for one in notice.measures if one.id == measure_id]
    require(named, "query: the notice has no such measure")
    return Subject(named[0].definition, notice, named[0])


def newest_of(named, names):
    """The name itself, or its newest version where it names none; None where there is no such."""
    found = [name for name in names if named in (name, name.partition("@")[0])]
    return max(found, key=lambda name: int(name.partition("@")[2]), default=None)


def resolve_scale(ledger, measure, told):
    """(name, grade codes) of the measure's scale.

    Of a scale that the ledger never used the grades are in no leaf: they are taken as told, and no audit has them.
    """
    codes = {name: [grade.code for grade in scale.grades] for name, scale in ledger.scales.items()}
    named = measure.scale
    if not named:
        having = {name.partition("@")[0] for name, grades in codes.items() if measure.threshold_grade in grades}
        require(len(having) == 1, "query: not exactly one scale has the grade")
        named = having.pop()
        codes = {name: grades for name, grades in codes.items() if measure.threshold_grade in grades}
    newest = newest_of(named, codes)
    if newest is None:
        return named, [one.grade for one in told.grades] if "@" in named else []
    require(measure.threshold_grade in codes[newest], "query: the threshold is not on the scale")
    return newest, codes[newest]


def resolve_crosswalk(ledger, measure):
    """The crosswalk that the measure names, or None where it names none."""
    if not measure.crosswalk:
        return None
    found = ledger.crosswalks.get(measure.crosswalk)
    require(found, "query: the crosswalk is not in the ledger")
    require(found.to_scale == measure.scale, "query: the crosswalk leads to another scale")
    return found


def window_of(measure, on, notice):
    """First and last day as written, the first empty where the window is open."""
    kind = measure.window.WhichOneof("window")
    if kind == "rolling_months":
        start = months_from(datetime.date.fromisoformat(on), -measure.window.rolling_months)
        return (start + datetime.timedelta(days=1)).isoformat(), on
    if kind == "fixed":
        return measure.window.fixed.first_day, min(measure.window.fixed.last_day or on, on)
    return notice.issued_on if kind == "since_notice" else "", on


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


def is_re_audit(audit):
    return bool(audit.re_audit_of) or audit.audit_type == v1.AUDIT_TYPE_RE_AUDIT


class Rows:
    """The audits of a ledger as a statement looks at them."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.all = list(ledger.audits.values())
        self.first_of_case = {}
        for row in sorted(self.all, key=lambda one: (one.audit.audit_date, one.revision)):
            if not row.audit.withdrawal_reason and not is_re_audit(row.audit):
                self.first_of_case.setdefault(row.case_number, row)

    def original_of(self, row):
        """The audit whose type and sampling method count; the row itself where it is no re-audit or has none."""
        for _ in range(STEPS_MAX):
            if not is_re_audit(row.audit):
                break
            if row.audit.original_revision:
                row = self.ledger.audits[self.ledger.submitted[row.audit.original_revision]]
            else:
                row = self.first_of_case.get(row.case_number, row)
        return row

    def re_audited_cases(self, last_day):
        return {row.case_number for row in self.all if is_re_audit(row.audit) and not row.audit.withdrawal_reason and
                row.audit.audit_date <= last_day}


def passes(measure, practice_area, audit_type, sampling_method):
    """The first filter that does not let it through, or None."""
    for named, value, reason in (
            (measure.practice_areas, practice_area, v1.EXCLUSION_OTHER_PRACTICE_AREA),
            (measure.audit_types, audit_type, v1.EXCLUSION_OTHER_AUDIT_TYPE),
            (measure.sampling_methods, sampling_method, v1.EXCLUSION_OTHER_SAMPLING_METHOD)):
        if named and value not in named:
            return reason
    return None


def holds(measure, target, numerator, denominator):
    share = fractions.Fraction(numerator, denominator)
    return share >= target if measure.comparator == v1.COMPARATOR_AT_LEAST else share <= target


class Recomputation:
    """The statement that a ledger gives to a query; `told` is the one to be checked.

    Usage: Recomputation(ledger, query, told).statement.
    """

    def __init__(self, ledger, query, told):
        subject = subject_of(ledger, query)
        self.ledger = ledger
        self.measure = measure = v1.AdHocMeasure()
        measure.CopyFrom(subject.definition)
        measure.scale, self.codes = resolve_scale(ledger, measure, told)
        self.crosswalk = resolve_crosswalk(ledger, measure)
        measure.ungraded_policy = measure.ungraded_policy or v1.UNGRADED_POLICY_UNDECIDED
        measure.re_audit_policy = measure.re_audit_policy or v1.RE_AUDIT_POLICY_EVERY_AUDIT
        measure.grade_basis = measure.grade_basis or v1.GRADE_BASIS_FINAL
        measure.minimum_graded = measure.minimum_graded or 1
        require(measure.comparator in (v1.COMPARATOR_AT_LEAST, v1.COMPARATOR_AT_MOST), "query: no comparator")
        require(0 < measure.target.denominator >= measure.target.numerator, "query: no target")
        self.target = fractions.Fraction(measure.target.numerator, measure.target.denominator)
        first_day, last_day = window_of(measure, query.on, subject.notice)
        self.statement = v1.Statement(authority=query.authority, measure=measure, on=query.on, first_day=first_day,
                                      last_day=last_day, revision=ledger.size)
        if ledger.size:
            self.statement.recorded_at.FromMicroseconds(ledger.recorded_at_us)
            self.statement.root = ledger.root(ledger.size)
        if subject.notice:
            self._name(subject)
        at_least = measure.comparator == v1.COMPARATOR_AT_LEAST
        self.on_side = set(itertools.dropwhile(lambda code: code != measure.threshold_grade,
                                               self.codes if at_least else self.codes[::-1]))
        self._count(Rows(ledger))
        self._figures()
        self._verdict()

    def _name(self, subject):
        self.statement.notice, self.statement.notice_version = subject.notice.name, subject.notice.version
        self.statement.measure_id, self.statement.words = subject.measure.id, subject.measure.words
        self.statement.issued_on, self.statement.due_date = subject.notice.issued_on, subject.measure.due_date

    def grade_of(self, audit):
        """(grade on the measure's scale, reason): one of them is empty."""
        moderated = audit.HasField("moderation") and self.measure.grade_basis != v1.GRADE_BASIS_AUDITOR
        if self.measure.grade_basis == v1.GRADE_BASIS_MODERATED and not moderated:
            return "", "not-moderated"
        grade = audit.moderation.grade if moderated else audit.grade
        if not grade or audit.scale == self.measure.scale:
            return grade, "" if grade else audit.ungraded_reason
        if self.crosswalk and self.crosswalk.from_scale == audit.scale:
            mapped = [pair.to_grade for pair in self.crosswalk.pairs if pair.from_grade == grade]
            if mapped:
                return mapped[0], ""
        return "", "other-scale"

    def exclusion_of(self, row, original):
        """Why the audit is no candidate, or None."""
        audit, measure = row.audit, self.measure
        if audit.withdrawal_reason:
            return v1.EXCLUSION_WITHDRAWN
        if audit.audit_date < self.statement.first_day:
            return v1.EXCLUSION_BEFORE_WINDOW
        if audit.audit_date > self.statement.last_day:
            return v1.EXCLUSION_AFTER_WINDOW
        filtered = passes(measure, audit.practice_area, original.audit.audit_type, original.audit.sampling_method)
        return filtered or (v1.EXCLUSION_OTHER_TEAM if measure.teams and audit.team not in measure.teams else None)

    def superseded_by_policy(self, candidates):
        """{name: why} of the candidates that the policy for re-audits leaves out."""
        if self.measure.re_audit_policy == v1.RE_AUDIT_POLICY_ORIGINAL_ONLY:
            return {row.audit.name: v1.EXCLUSION_RE_AUDIT for row in candidates if is_re_audit(row.audit)}
        if self.measure.re_audit_policy != v1.RE_AUDIT_POLICY_LATEST_PER_CASE:
            return {}
        newest = {}
        for row in sorted(candidates, key=lambda one: (one.audit.audit_date, one.first_revision)):
            newest[row.case_number] = row.audit.name
        kept = set(newest.values())
        return {row.audit.name: v1.EXCLUSION_NOT_LATEST for row in candidates if row.audit.name not in kept}

    def _count(self, rows):
        exclusions, sampling = collections.Counter(), collections.Counter()
        self.grades, self.reasons = collections.Counter(), collections.Counter()
        candidates = []
        for row in rows.all:
            excluded = self.exclusion_of(row, rows.original_of(row))
            if excluded is None:
                candidates.append(row)
            else:
                exclusions[excluded] += 1
        left_out = self.superseded_by_policy(candidates)
        exclusions.update(left_out.values())
        audited = [row for row in candidates if row.audit.name not in left_out]
        for row in audited:
            sampling[rows.original_of(row).audit.sampling_method] += 1
            grade, reason = self.grade_of(row.audit)
            if grade:
                self.grades[grade] += 1
            else:
                self.reasons[reason] += 1
        self._re_audits(rows, candidates, audited)
        self._samples({row.audit.name for row in audited})
        for reason, count in sorted(self.reasons.items(), key=lambda item: (-item[1], item[0].encode())):
            self.statement.ungraded_reasons.add(reason=reason, count=count)
        for exclusion, count in sorted(exclusions.items()):
            self.statement.exclusions.add(exclusion=exclusion, count=count)
        for method, count in sorted(sampling.items()):
            self.statement.sampling.add(sampling_method=method, count=count)

    def _re_audits(self, rows, candidates, audited):
        failing = set()
        for row in candidates:
            grade, _ = self.grade_of(row.audit)
            at_most = self.measure.comparator == v1.COMPARATOR_AT_MOST
            if grade and not is_re_audit(row.audit) and (grade in self.on_side) == at_most:
                failing.add(row.case_number)
        self.statement.re_audited_count = sum(is_re_audit(row.audit) for row in audited)
        self.statement.failing_cases = len(failing)
        self.statement.failing_cases_re_audited = len(failing & rows.re_audited_cases(self.statement.on))
        self.statement.independence_unknown_count = sum(
            not row.audit.auditor or not (row.audit.worker or row.audit.manager or row.audit.supervisor)
            for row in audited)

    def _samples(self, audited):
        for name, (_, sample) in sorted(self.ledger.records.items(), key=lambda item: item[0].encode()):
            if not isinstance(sample, v1.Sample):
                continue
            if passes(self.measure, sample.practice_area, sample.audit_type, sample.sampling_method):
                continue
            audits = [f"{self.ledger.authority}/audits/{one.audit}" for one in sample.allocations]
            fell_due = any(self.statement.first_day <= one.due_date <= self.statement.last_day
                           for one in sample.allocations)
            if not fell_due and not audited.intersection(audits):
                continue
            recorded = [self.ledger.audits[audit].audit for audit in audits if audit in self.ledger.audits]
            withdrawn = sum(bool(audit.withdrawal_reason) for audit in recorded)
            self.statement.samples.add(sample=name, allocated_count=len(audits), withdrawn_count=withdrawn,
                                       returned_count=len(recorded) - withdrawn, frame_size=sample.frame_size)

    def _figures(self):
        self.graded, self.ungraded = sum(self.grades.values()), sum(self.reasons.values())
        self.numerator = sum(self.grades[code] for code in self.on_side)
        audited = self.graded + self.ungraded
        for code in self.codes:
            count = self.grades[code]
            self.statement.grades.add(grade=code, count=count, share=shown_share(count, audited))
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
