"""Evidence packs over ledgers with everything in them, written leaf by leaf from FORMAT.md; signed by the test itself.

No server has a part in it: the ledgers, their questions and the answers come from the second verifier, and
`assay ledger verify` must come to the same answer to the byte, or both must refuse.
"""

import collections
import pathlib
import tempfile
import unittest

import pack_ledger
import pack_note
import pack_verifier
from assay_api import v1
from assay_process import CommandLine
from pack_forgery import Forger, altered_fields, copy_of, joined, leaves, replaced, with_leaves
from pack_maker import AUTHORITY, LedgerMaker, ledger_by_chance, random_audit, random_question

SEEDS = range(15)
QUESTIONS_EACH = 12


def record_in(leaf):
    """(RecordLeaf, its record) of a leaf of kind 11."""
    entry = v1.RecordLeaf.FromString(leaf[pack_ledger.LEAF_HEADER.size:])
    return entry, getattr(entry, entry.WhichOneof("record"))


def header(leaf, **fields):
    """The leaf with other values in its header."""
    names = ("version", "kind", "reserved", "case_number", "at_us", "superseded")
    values = dict(zip(names, pack_ledger.LEAF_HEADER.unpack_from(leaf))) | fields
    return pack_ledger.LEAF_HEADER.pack(*values.values()) + leaf[pack_ledger.LEAF_HEADER.size:]


def superseded_by(leaf):
    return pack_ledger.LEAF_HEADER.unpack_from(leaf)[5]


def with_body(leaf, body):
    return leaf[:pack_ledger.LEAF_HEADER.size] + body.SerializeToString()


class RegimePacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="assay-e2e.")))
        # The client asks nobody: there is no server behind this endpoint.
        cls.assay = CommandLine("127.0.0.1:1", cls.directory)
        cls.forger = Forger("deployment/1")
        cls.key = cls.forger.verifier_key()
        cls.makers = [ledger_by_chance(seed) for seed in SEEDS]

    def verdicts(self, pack):
        """((exit code, words) of the client, the same of the second verifier)."""
        file = self.directory / "pack.assay"
        file.write_bytes(pack)
        done = self.assay.run("ledger", "verify", file, "--key", self.key)
        try:
            second = (0, pack_verifier.verify(pack, pack_note.parse_key(self.key)))
        except pack_note.Refused as refused:
            second = (pack_verifier.EXIT_REFUSED, str(refused))
        return (done.returncode, f"{done.stdout}{done.stderr}"), second

    def assert_both(self, expected, pack, what):
        client, second = self.verdicts(pack)
        self.assertEqual((client[0], second[0]), (expected, expected), f"{what}\nclient {client}\nsecond {second}")

    def signed(self, maker, changed):
        return joined(self.forger.resigned(with_leaves(maker.parts(self.forger), changed)))

    def assert_refused_when_signed(self, maker, at, changed, what):
        """A signer who puts another leaf in the place of one."""
        good = maker.ledger.leaves
        self.assertNotEqual(good[at], changed, what)
        self.assert_both(3, self.signed(maker, good[:at] + [changed] + good[at + 1:]), what)

    def records(self, maker):
        return [(at, leaf) for at, leaf in enumerate(maker.ledger.leaves) if leaf[1] == pack_ledger.RECORD]

    def test_both_verifiers_come_to_the_same_answers_to_the_byte(self):
        seen = collections.Counter()
        for seed, maker in zip(SEEDS, self.makers):
            for number in range(QUESTIONS_EACH):
                question = random_question(maker)
                statement = maker.statement(question)
                with self.subTest(seed=seed, number=number):
                    self.assert_both(0, maker.pack(self.forger, question), f"{question}{statement}")
                seen.update({("verdict", statement.verdict), ("notice", bool(statement.notice)),
                             ("samples", bool(statement.samples)), ("re-audits", bool(statement.re_audited_count)),
                             ("re-audited", bool(statement.failing_cases_re_audited)),
                             *(("exclusion", one.exclusion) for one in statement.exclusions),
                             *(("ungraded", one.reason) for one in statement.ungraded_reasons)})
        # What no question came to is not tested.
        self.assertGreaterEqual(set(seen), {
            *(("verdict", number) for number in v1.Verdict.values() if number),
            *(("exclusion", number) for number in v1.Exclusion.values() if number not in (0, v1.EXCLUSION_UNGRADED)),
            *((what, True) for what in ("notice", "samples", "re-audits", "re-audited")),
            ("ungraded", "other-scale"), ("ungraded", "not-moderated"), ("ungraded", "awaiting-inspection")})

    def test_the_ledgers_hold_every_kind_of_leaf_and_record(self):
        kinds, records = collections.Counter(), collections.Counter()
        for maker in self.makers:
            kinds.update(leaf[1] for leaf in maker.ledger.leaves)
            records.update(record_in(leaf)[0].WhichOneof("record") for _, leaf in self.records(maker))
        self.assertEqual(set(kinds), set(range(1, 12)))
        every = v1.RecordLeaf.DESCRIPTOR.oneofs_by_name["record"].fields
        self.assertEqual(set(records), {field.name for field in every})

    def test_every_byte_of_a_record_counts(self):
        maker = self.makers[0]
        parts = maker.parts(self.forger)
        at, leaf = next((at, leaf) for at, leaf in self.records(maker)
                        if record_in(leaf)[0].WhichOneof("record") == "notice")
        place = len(parts) - 1 - maker.ledger.size + at
        self.assertEqual(parts[place], (b"L", leaf))
        for byte in range(len(leaf)):
            changed = bytearray(leaf)
            changed[byte] ^= 1 << byte % 8
            pack = joined([*parts[:place], (b"L", bytes(changed)), *parts[place + 1:]])
            self.assert_both(3, pack, f"byte {byte}")

    def test_a_broken_chain_of_records_is_refused(self):
        maker = self.makers[0]
        records = self.records(maker)
        replacing = [(at, leaf) for at, leaf in records if superseded_by(leaf)]
        self.assertGreaterEqual(len(replacing), 3)
        for at, leaf in replacing:
            other = next(place for place, one in records if record_in(one)[1].name != record_in(leaf)[1].name)
            for what, revision in (("nothing", 0), ("itself", at + 1), ("a later one", at + 2), ("an audit", 6),
                                   ("the authority", 1), ("a record of another name", other + 1)):
                with self.subTest(f"supersedes {what}", entry=at + 1):
                    self.assert_refused_when_signed(maker, at, header(leaf, superseded=revision), what)
        for at, leaf in records:
            if not superseded_by(leaf):
                self.assert_refused_when_signed(maker, at, header(leaf, superseded=at), "a new one that supersedes")

    def test_a_record_twice_of_another_authority_or_of_a_case_is_refused(self):
        maker = self.makers[0]
        good = maker.ledger.leaves
        last_us = pack_ledger.LEAF_HEADER.unpack_from(good[-1])[4]
        for at, leaf in self.records(maker):
            with self.subTest(entry=at + 1):
                entry, record = record_in(leaf)
                self.assert_refused_when_signed(maker, at, header(leaf, case_number=1), "of a case")
                if entry.WhichOneof("record") != "crosswalk":
                    record.name = record.name.replace("somerset", "devon")
                    self.assert_refused_when_signed(maker, at, with_body(leaf, entry), "of another authority")
                    again = header(leaf, at_us=last_us + 1)
                    self.assert_both(3, self.signed(maker, [*good, again]), "superseding what it did before")
        self.assert_refused_when_signed(maker, self.records(maker)[0][0],
                                        with_body(self.records(maker)[0][1], v1.RecordLeaf(actor="operator")),
                                        "a record of nothing")

    def test_a_wrong_original_is_refused(self):
        found = 0
        for maker in self.makers[:4]:
            for at, leaf in enumerate(maker.ledger.leaves):
                if leaf[1] not in (pack_ledger.AUDIT, pack_ledger.CORRECTION):
                    continue
                entry = (v1.AuditLeaf if leaf[1] == pack_ledger.AUDIT else v1.AuditChangeLeaf).FromString(
                    leaf[pack_ledger.LEAF_HEADER.size:])
                original = entry.audit.original_revision
                if not entry.audit.re_audit_of or found > 12:
                    continue
                found += bool(original)
                for other in {0, original + 1, at + 1} - {original}:
                    entry.audit.original_revision = other
                    self.assert_refused_when_signed(maker, at, with_body(leaf, entry), f"{original} -> {other}")
        self.assertGreater(found, 5)

    def test_the_word_on_an_original_is_taken_whichever_case_it_is_of(self):
        maker = LedgerMaker(7)
        maker.scale("ofsted-2013@1")
        first = random_audit(maker, "first")
        first.scale, first.grade = "ofsted-2013@1", "good"
        first.ClearField("moderation")
        for part in ("domain_grades", "audit_quality"):
            first.ClearField(part)
        maker.submit(first, 1)
        for case_number in (1, 2):
            again = copy_of(first)
            again.name, again.re_audit_of = f"{AUTHORITY}/audits/again-{case_number}", "first"
            maker.submit(again, case_number)
        self.assert_both(0, maker.pack(self.forger), "of the same case and of another")

    def test_a_broken_chain_of_a_change_is_refused(self):
        seen = set()
        for maker in self.makers[:6]:
            for at, leaf in enumerate(maker.ledger.leaves):
                if leaf[1] not in range(pack_ledger.CORRECTION, pack_ledger.RECORD) or leaf[1] in seen:
                    continue
                seen.add(leaf[1])
                for revision in (0, 1, superseded_by(leaf) - 1, superseded_by(leaf) + 1, at + 1):
                    self.assert_refused_when_signed(maker, at, header(leaf, superseded=revision), f"kind {leaf[1]}")
                self.assert_refused_when_signed(maker, at, header(leaf, kind=pack_ledger.AUDIT), "a second submission")
        self.assertEqual(seen, set(range(pack_ledger.CORRECTION, pack_ledger.RECORD)))

    def test_every_field_of_the_answer_about_a_notices_measure_counts(self):
        maker, question, statement = next(
            (maker, question, statement) for maker in self.makers for _ in range(40)
            if (question := random_question(maker)).measure and (statement := maker.statement(question)).samples and
            statement.exclusions and statement.ungraded_reasons)
        parts = maker.parts(self.forger, question)
        altered = list(altered_fields(statement))
        self.assertGreater(len(altered), 60)
        for path, changed in altered:
            with self.subTest(path):
                self.assert_both(3, joined(replaced(parts, b"S", changed.SerializeToString())), path)
        for other in ("authorities/devon/notices/in-2013/measures/audits", question.measure + "x", "",
                      question.measure.partition("/measures/")[0], question.measure.replace("notices", "samples")):
            changed = copy_of(question)
            changed.measure = other
            self.assert_both(3, joined(replaced(parts, b"Q", changed.SerializeToString())), other)

    def test_the_second_verifier_asks_again_what_a_review_froze(self):
        maker = next(maker for maker in self.makers if any(
            record_in(leaf)[0].WhichOneof("record") == "review" for _, leaf in self.records(maker)))
        at, leaf = next((at, leaf) for at, leaf in self.records(maker)
                        if record_in(leaf)[0].WhichOneof("record") == "review")
        good = maker.ledger.leaves
        self.assertEqual(self.verdicts(maker.pack(self.forger))[1][0], 0)

        def second(alter):
            entry, review = record_in(leaf)
            alter(review)
            return self.verdicts(self.signed(maker, good[:at] + [with_body(leaf, entry)] + good[at + 1:]))[1]

        def other_root(review):
            review.read_root = bytes(32)

        def other_answer(review):
            review.statements[0].audited.numerator += 1

        def fewer_answers(review):
            del review.statements[-1:]

        def of_a_later_ledger(review):
            review.read_revision = at + 1

        def due_later(review):
            review.due_on = "2014-05-22"

        for alter in (other_root, other_answer, fewer_answers, of_a_later_ledger, due_later):
            with self.subTest(alter.__name__):
                self.assertEqual(second(alter)[0], pack_verifier.EXIT_REFUSED)

    def test_a_pack_without_its_last_entries_holds_and_answers_for_the_smaller_ledger(self):
        maker = self.makers[1]
        for size in (5, 40, maker.ledger.size - 1):
            smaller = LedgerMaker(0)
            smaller.ledger = pack_ledger.Ledger()
            for leaf in leaves(maker.parts(self.forger))[:size]:
                smaller.ledger.add(leaf)
            question = random_question(smaller)
            self.assert_both(0, smaller.pack(self.forger, question), f"{size} entries, {question}")


if __name__ == "__main__":
    unittest.main()
