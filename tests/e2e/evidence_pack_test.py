"""Evidence packs, checked twice: by `assay ledger verify` and by a second verifier written from FORMAT.md alone.

One ledger of some 300 audits and every kind of change is made once, by the real programs. What follows needs no server:
on every good pack both verifiers agree, and every damaged one both refuse.
"""

import itertools
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import pack_ledger
import pack_note
import pack_statement
import pack_verifier
from assay_api import CALL_SECONDS, Api, query, v1
from assay_process import ASSAYD, WAIT_SECONDS, CommandLine, Server, clean_environment
from audits import audit, batches
from changes import Changes
from invented_regime import CROSSWALK, IN_FORCE, follow_up, write_regime
from pack_forgery import Forger, altered_fields, joined, leaves, replaced, sections, with_leaves

AUDITS = 300
FLIPS = 150
OFSTED, POLICE = "ofsted-2013", "hmicfrs-2021"
GRADES = {OFSTED: ("inadequate", "adequate", "good", "outstanding"),
          POLICE: ("inadequate", "requires-improvement", "adequate", "good", "outstanding")}
ON = ("--on", "2014-12-31")
THREE_QUARTERS = ("--threshold", "adequate", "--at-least", "75%", "--scale", OFSTED, *ON)
MEASURES = {
    "no measure": (),
    "three quarters": THREE_QUARTERS,
    "against": (*THREE_QUARTERS, "--ungraded", "against"),
    "excluded": (*THREE_QUARTERS, "--ungraded", "excluded"),
    "met": ("--threshold", "adequate", "--at-least", "1/3", "--scale", OFSTED, "--sampling", "random", *ON),
    "another scale": ("--threshold", "good", "--at-least", "2/3", "--scale", POLICE, *ON),
    "at most": ("--threshold", "inadequate", "--at-most", "10%", "--scale", OFSTED, *ON),
    "at most, all ungraded against": ("--threshold", "inadequate", "--at-most", "45%", "--scale", OFSTED,
                                      "--ungraded", "against", *ON),
    "rolling": ("--threshold", "adequate", "--at-least", "66.7%", "--scale", OFSTED, "--rolling", "6",
                "--on", "2014-08-31"),
    "fixed dates": (*THREE_QUARTERS, "--from", "2013-12-01", "--to", "2014-02-28"),
    "filters": (*THREE_QUARTERS, "--practice-area", "assessment", "--practice-area", "child-protection-plan",
                "--audit-type", "planned", "--audit-type", "thematic", "--team", "North", "--team", "Süd-West"),
    "too few": (*THREE_QUARTERS, "--minimum", "10000"),
    "no evidence": (*THREE_QUARTERS, "--from", "2030-01-01"),
    "today": ("--threshold", "outstanding", "--at-most", "99.99%", "--scale", OFSTED),
    "a notice's measure": ("in-2013/audits", "--on", "2014-05-21"),
    "a notice's measure, as amended": ("in-2013/moderated", "--on", "2014-08-31"),
    "a notice's measure, of the latest audits, by a crosswalk": ("in-2014/latest", "--on", "2015-12-31"),
    "a crosswalk": (*THREE_QUARTERS, "--crosswalk", CROSSWALK),
    "the latest of each case": (*THREE_QUARTERS, "--re-audits", "latest"),
    "without re-audits": (*THREE_QUARTERS, "--re-audits", "original", "--grade-basis", "moderated"),
    "early": (*THREE_QUARTERS, "--at", "7"),
    "before the changes": (*THREE_QUARTERS, "--at", str(AUDITS)),
    "only the authority": ("--at", "1"),
    "no audits at all": (*THREE_QUARTERS, "--at", "1"),
    "a scale nobody used": ("--threshold", "good", "--at-least", "75%", "--scale", "ofsted-2013@2", *ON),
    "a scale nobody used, its version not named": ("--threshold", "good", "--at-least", "75%", "--scale", "ofsted-2014",
                                                   *ON),
}


def invented(number, chance):
    """An audit of the kind that a measure must tell apart from others."""
    scale = POLICE if chance.random() < 0.15 else OFSTED
    fields = {"scale": scale + "@1", "auditor": f"auditor-{number % 5}",
              "practice_area": chance.choice(("assessment", "child-protection-plan", "care-plan")),
              "audit_type": chance.choice((v1.AUDIT_TYPE_UNSPECIFIED, v1.AUDIT_TYPE_PLANNED, v1.AUDIT_TYPE_THEMATIC)),
              "sampling_method": chance.choice((v1.SAMPLING_METHOD_RANDOM, v1.SAMPLING_METHOD_TARGETED,
                                                v1.SAMPLING_METHOD_CENSUS, v1.SAMPLING_METHOD_UNSPECIFIED)),
              "team": chance.choice(("", "North", "Süd-West", "West")),
              "audit_date": f"{chance.randint(2013, 2015)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"}
    if number >= 250:
        fields["audit_type"], fields["re_audit_of"] = v1.AUDIT_TYPE_RE_AUDIT, f"plan-{number - 250:04}"
    if number % 3 == 0:
        fields["worker"] = "worker-1"
    if chance.random() < 0.1:
        fields["ungraded_reason"] = chance.choice(("no-file-access", "moved-away"))
    else:
        fields["grade"] = chance.choice(GRADES[scale])
        if fields["grade"] == "inadequate":
            fields["actions"] = [v1.Action(owner="worker-3", due_date="2016-01-31")]
    # Some cases are audited more than once.
    return audit(f"plan-{number:04}", case_ref=f"SYN-{number % 250}", **fields)


def random_measure(chance):
    """Fields of a measure, and the day it is about."""
    scale = chance.choice((OFSTED, POLICE))
    measure = {"scale": scale, "threshold_grade": chance.choice(GRADES[scale]),
               "comparator": chance.choice((v1.COMPARATOR_AT_LEAST, v1.COMPARATOR_AT_MOST)),
               "target": v1.Fraction(numerator=chance.randint(0, 12), denominator=chance.choice((12, 13, 100))),
               "ungraded_policy": chance.randrange(4), "grade_basis": chance.randrange(4),
               "re_audit_policy": chance.randrange(4),
               "minimum_graded": chance.choice((0, 0, 1, 30)),
               "practice_areas": chance.choice(((), ("assessment",), ("assessment", "care-plan"))),
               "audit_types": chance.choice(((), (), (v1.AUDIT_TYPE_PLANNED,))),
               "sampling_methods": chance.choice(((), (v1.SAMPLING_METHOD_CENSUS,), (v1.SAMPLING_METHOD_RANDOM,),
                                                  (v1.SAMPLING_METHOD_RANDOM, v1.SAMPLING_METHOD_TARGETED))),
               "teams": chance.choice(((), (), ("North", "West"), ("nobody",)))}
    if scale == OFSTED and chance.random() < 0.3:
        measure["crosswalk"] = CROSSWALK
    window = chance.randrange(4)
    if window == 1:
        measure["window"] = v1.Window(rolling_months=chance.randint(1, 24))
    elif window > 1:
        first, last = sorted(chance.sample(("", "2013-02-28", "2013-12-31", "2014-06-30", "2015-01-01"), 2))
        measure["window"] = v1.Window(fixed=v1.FixedDates(first_day=first, last_day=last))
    return measure, chance.choice(("2013-03-31", "2014-05-21", "2014-08-31", "2015-12-31", "2016-02-29"))


# --- The tests -----------------------------------------------------------------------------------------------------

class EvidencePack(unittest.TestCase):
    """Packs of one ledger, in `packs` by the name of their measure."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="assay-e2e.")))
        cls.serial = itertools.count()
        cls.packs, cls.asked = {}, []
        with Server(cls.directory / "ledger") as server:
            with Api(server.endpoint) as api:
                cls.assay = CommandLine(server.endpoint, cls.directory)
                cls.write(api)
                cls.size = api.revision()
                for name, flags in MEASURES.items():
                    cls.packs[name] = cls.export(*flags)
                cls.ask(api)
                cls.small_note = cls.command("ledger", "checkpoint", "--size", str(cls.size - 1)).stdout.encode()
                cls.devon_note = CommandLine(server.endpoint, cls.directory, "devon").run(
                    "ledger", "checkpoint").stdout.encode()
            assert server.stop() == 0
        exported = subprocess.run([ASSAYD, "key", "export", "--data-dir", str(cls.directory / "ledger")],
                                  capture_output=True, text=True, timeout=WAIT_SECONDS, check=True,
                                  env=clean_environment(cls.directory))
        cls.key_file = cls.directory / "authority.pub"
        cls.key_file.write_text(exported.stdout, encoding="utf-8")
        cls.key = str(cls.key_file)
        cls.forger = Forger(exported.stdout.partition("+")[0])

    @classmethod
    def command(cls, *arguments):
        done = cls.assay.run(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    @classmethod
    def write(cls, api):
        api.create_authority()
        api.create_authority("devon", "Devon")
        api.create_scale()
        api.create_scale(POLICE + "@1", GRADES[POLICE])
        for name in ("ofsted-2013@2", "ofsted-2014@1"):
            api.create_scale(name)
        chance = random.Random(20140521)
        made = [invented(number, chance) for number in range(AUDITS)]
        results = api.submit_batches(batches(made, 100))
        assert all(result.WhichOneof("result") == "receipt" for result in results), results
        # An id that another authority has too: its audits are not this one's.
        api.submit(audit("plan-0000", "devon"))
        changes = Changes(api)
        graded = [one for one in made if one.grade]
        for one, other in zip(graded[:40], itertools.cycle(("adequate", "good", "outstanding"))):
            changes.moderate(one.name.rpartition("/")[2], other)
        for one in graded[20:60]:
            grade = "adequate" if one.grade == "good" else "good"
            changes.correct(one.name.rpartition("/")[2], team="East", grade=grade)
        for number in range(100, 115):
            changes.withdraw(f"plan-{number:04}")
        for number in (0, 30, 105, 200):
            changes.erase(f"plan-{number:04}")
        write_regime(api)
        api.submit(audit("risk", auditor="auditor-1", audit_date="2015-06-01", no_action_reason="none",
                         actions=[v1.Action(owner="worker-3", due_date="2016-01-31")],
                         immediate_risk=v1.ImmediateRisk(told="manager-1", told_on="2015-06-02"),
                         domain_grades=[v1.DomainGrade(domain="visits", grade="good")],
                         audit_quality=v1.AuditQuality(grade="good", assessor="lead-2")))
        follow_up(api, "risk", changes)
        # The same changes as a person makes them.
        by_hand = (("correct", "--audit-date", "2014-03-03"),
                   ("moderate", "--moderator", "lead-2", "--grade", "good"),
                   ("withdraw",),
                   ("erase", "--yes"))
        for expected, change in enumerate(by_hand, 1):
            verb, *flags = change
            cls.command("audit", verb, "plan-0250", "--expect", str(expected), "--reason", "second-look", *flags)

    @classmethod
    def export(cls, *flags):
        file = cls.directory / f"{next(cls.serial)}.assay"
        cls.command("ledger", "export", file, *flags)
        return file.read_bytes()

    @classmethod
    def ask(cls, api):
        """Many statements as the server gives them, as the parts Q and S of a pack each."""
        chance = random.Random(20131121)
        for _ in range(120):
            measure, on = random_measure(chance)
            question = query(on=on, read_at=v1.ReadAt(revision=cls.size), **measure)
            if on in IN_FORCE and chance.random() < 0.3:
                notice, _, measure_id = chance.choice(IN_FORCE[on]).partition("/")
                question.measure = f"authorities/somerset/notices/{notice}/measures/{measure_id}"
            answer = api.statements.GetStatement(v1.GetStatementRequest(query=question), timeout=CALL_SECONDS)
            cls.asked.append((question, answer.statement))

    def verdicts(self, pack, key=None):
        """(exit code, words) of the client and of the second verifier."""
        file = self.directory / "pack.assay"
        file.write_bytes(pack)
        done = self.assay.run("ledger", "verify", file, *(("--key", key) if key else ()))
        words = f"{done.stdout}{done.stderr}"
        self.assertNotIn("SYN-", words)
        try:
            ours = pack_verifier.verify(pack, pack_verifier.read_key(key) if key else None)
            code = pack_verifier.EXIT_OK if key else pack_verifier.EXIT_SIGNER_UNKNOWN
        except pack_note.Refused as refused:
            code, ours = pack_verifier.EXIT_REFUSED, str(refused)
        return (done.returncode, words), (code, ours)

    def assert_both(self, expected, pack, what, key=None):
        client, second = self.verdicts(pack, key)
        self.assertEqual((client[0], second[0]), (expected, expected), f"{what}: client {client}, second {second}")

    def assert_refused(self, pack, what, key=None):
        self.assert_both(3, pack, what, key or self.key)

    def parts(self, name="three quarters"):
        return sections(self.packs[name])

    def test_every_good_pack_holds_with_the_key_and_says_so_without_it(self):
        for name, pack in self.packs.items():
            with self.subTest(name):
                self.assert_both(0, pack, name, self.key)
                self.assert_both(7, pack, name)

    def test_the_client_says_how_many_entries_and_which_verdict_it_recomputed(self):
        for name in MEASURES:
            with self.subTest(name):
                (_, words), _ = self.verdicts(self.packs[name], self.key)
                entries = len(leaves(self.parts(name)))
                self.assertRegex(words, rf"^OK  {entries} entr(y|ies), ")
                if b"S" in dict(self.parts(name)):
                    verdict = v1.Statement.FromString(dict(self.parts(name))[b"S"]).verdict
                    self.assertIn(f" {v1.Verdict.Name(verdict).removeprefix('VERDICT_')}\n", words)
                else:
                    self.assertNotIn("statement", words)

    def test_the_second_verifier_is_a_program_too(self):
        file = self.directory / "program.assay"
        for code, pack, flags in ((0, self.packs["met"], ("--key", self.key)), (7, self.packs["met"], ()),
                                  (3, self.packs["met"] + b"\n", ("--key", self.key))):
            file.write_bytes(pack)
            done = subprocess.run([sys.executable, pack_verifier.__file__, str(file), *flags], capture_output=True,
                                  text=True, timeout=WAIT_SECONDS, check=False)
            self.assertEqual((done.returncode, done.stdout.count("\n"), done.stderr), (code, 1, ""), done.stdout)

    def test_a_pack_holds_no_personal_part_and_only_what_was_asked_for(self):
        for name, pack in self.packs.items():
            self.assertNotIn(b"SYN-", pack, name)
        self.assertEqual(len(leaves(self.parts())), self.size)
        self.assertEqual(len(leaves(self.parts("early"))), 7)
        self.assertEqual(len(leaves(self.parts("only the authority"))), 1)
        self.assertNotIn(b"S", [kind for kind, _ in self.parts("no measure")])

    def test_every_statement_the_server_gives_is_recomputed_to_the_byte(self):
        ledger = pack_ledger.Ledger()
        for leaf in leaves(self.parts()):
            ledger.add(leaf)
        seen = set()
        for question, statement in self.asked:
            found = pack_statement.Recomputation(ledger, question, statement).statement
            self.assertIsNone(pack_statement.first_difference(statement, found), f"{question}{statement}{found}")
            self.assertEqual(found.SerializeToString(), statement.SerializeToString())
            seen.add((statement.verdict, statement.security))
        self.assertGreaterEqual({verdict for verdict, _ in seen}, {v1.VERDICT_NO_EVIDENCE, v1.VERDICT_INSUFFICIENT,
                                v1.VERDICT_MET, v1.VERDICT_NOT_MET, v1.VERDICT_INDETERMINATE})
        self.assertGreaterEqual({security for _, security in seen}, {v1.SECURITY_SECURE, v1.SECURITY_NOT_SECURE,
                                v1.SECURITY_NOT_APPLICABLE})

    def test_statements_asked_over_grpc_hold_in_a_pack(self):
        note, *rest = self.parts("no measure")
        for question, statement in self.asked[:25]:
            pack = joined([note, (b"Q", question.SerializeToString()), (b"S", statement.SerializeToString()), *rest])
            self.assert_both(0, pack, question, self.key)

    def test_a_flipped_bit_anywhere_is_refused(self):
        chance = random.Random(453)
        names = ("three quarters", "early", "no measure")
        for number in range(FLIPS):
            name = names[number % len(names)]
            pack = bytearray(self.packs[name])
            at = chance.randrange(len(pack))
            pack[at] ^= 1 << chance.randrange(8)
            self.assert_refused(bytes(pack), f"{name}, byte {at}")

    def test_a_cut_or_lengthened_pack_is_refused(self):
        pack = self.packs["early"]
        edges = list(itertools.accumulate((5 + len(data) for _, data in sections(pack)), initial=13))
        for length in {0, 1, 12, *edges, *(edge + 3 for edge in edges), len(pack) - 1}:
            self.assert_refused(pack[:length], f"cut to {length}")
        for more in (b"\0", b"\n", b"E\0\0\0\0", pack[-37:], pack):
            self.assert_refused(pack + more, f"with {len(more)} more bytes")

    def test_leaves_removed_repeated_swapped_or_edited_are_refused(self):
        parts = self.parts()
        good = leaves(parts)
        chance = random.Random(75)
        for at in (0, 1, self.size // 2, self.size - 2, self.size - 1):
            edited = bytearray(good[at])
            edited[chance.randrange(20, len(edited))] ^= 1
            neighbour = at - 1 if at else 1
            swapped = list(good)
            swapped[at], swapped[neighbour] = good[neighbour], good[at]
            for what, changed in (("removed", good[:at] + good[at + 1:]),
                                  ("repeated", good[:at] + good[at:at + 1] + good[at:]), ("swapped", swapped),
                                  ("edited", good[:at] + [bytes(edited)] + good[at + 1:]),
                                  ("emptied", good[:at] + [b""] + good[at + 1:])):
                with self.subTest(what, entry=at + 1):
                    self.assert_refused(joined(with_leaves(parts, changed)), what)
                    before, hashes = parts[:3], parts[-1]
                    self.assert_refused(joined([*before, *((b"L", leaf) for leaf in changed), hashes]), what)
        self.assert_refused(joined(with_leaves(parts, [])), "no leaves")

    def test_an_edited_leaf_is_refused_without_a_key_too(self):
        parts = self.parts()
        edited = [leaf.replace(b"inadequate", b"outstandin") for leaf in leaves(parts)]
        self.assertNotEqual(edited, leaves(parts))
        self.assert_both(3, joined(with_leaves(parts, edited)), "edited")

    def test_another_note_is_refused(self):
        parts = self.parts()
        note = parts[0][1]
        text, _, signature = note.partition(b"\n\n")
        origin, size, root = text.split(b"\n")
        rest = b"\n\n" + signature
        for what, other in (
                ("of a smaller ledger", self.small_note), ("of another authority", self.devon_note),
                ("without a signature", text + b"\n\n"), ("without its end", note[:-1]), ("empty", b""),
                ("a leading zero", b"\n".join((origin, b"0" + size, root)) + rest),
                ("a further line", text + b"\nmore" + rest),
                ("stray base64", b"\n".join((origin, size, root.replace(b"=", b""))) + rest),
                ("windows line ends", note.replace(b"\n", b"\r\n")),
                ("another epoch", b"\n".join((origin + b"1", size, root)) + rest),
                ("a second signature that is none", note + "\u2014 other AAAA\n".encode()),
                ("not UTF-8", b"\xff" + note), ("twice", note + b"\n" + note)):
            with self.subTest(what):
                self.assert_refused(joined(replaced(parts, b"N", other)), what)

    def test_the_ledger_less_its_last_entry_is_what_the_smaller_note_says_and_not_what_the_statement_says(self):
        parts = self.parts("no measure")
        smaller = with_leaves(replaced(parts, b"N", self.small_note), leaves(parts)[:-1])
        self.assert_both(0, joined(smaller), "the smaller ledger", self.key)
        with_statement = [smaller[0], *self.parts()[1:3], *smaller[1:]]
        self.assert_refused(joined(with_statement), "with the statement of the larger")

    def test_a_signature_of_somebody_else_is_refused_where_the_key_is_known(self):
        parts = self.forger.resigned(self.parts())
        own_key = self.forger.verifier_key()
        self.assert_both(0, joined(parts), "the forger's own word", own_key)
        self.assert_both(7, joined(parts), "nobody's word")
        self.assert_refused(joined(parts), "the forger's word")
        under_our_id = self.forger.sign(parts[0][1].decode().partition("\n\n")[0] + "\n",
                                        pack_verifier.read_key(self.key).id)
        self.assert_refused(joined(replaced(parts, b"N", under_our_id)), "under our key's id")

    def test_every_field_of_the_statement_counts(self):
        parts = self.parts()
        statement = v1.Statement.FromString(dict(parts)[b"S"])
        altered = list(altered_fields(statement))
        self.assertGreater(len(altered), 50)
        for path, changed in altered:
            with self.subTest(path):
                self.assert_refused(joined(replaced(parts, b"S", changed.SerializeToString())), f"statement.{path}")

    def test_another_question_or_answer_is_refused(self):
        parts = self.parts()
        found = dict(parts)
        question = v1.StatementQuery.FromString(found[b"Q"])
        same_meaning = ("ad_hoc.re_audit_policy", "ad_hoc.minimum_graded")  # 0 and what 0 stands for
        for path, changed in altered_fields(question):
            with self.subTest(path):
                pack = joined(replaced(parts, b"Q", changed.SerializeToString()))
                self.assert_both(0 if path in same_meaning else 3, pack, f"query.{path}", self.key)
        for field, _ in question.ListFields():
            changed = pack_ledger.without(question, field.name)
            with self.subTest(f"no {field.name}"):
                self.assert_refused(joined(replaced(parts, b"Q", changed.SerializeToString())), f"no {field.name}")
        other = dict(self.parts("against"))
        for kind in (b"Q", b"S"):
            self.assert_refused(joined(replaced(parts, kind, other[kind])), "of another pack")
            self.assert_refused(joined(replaced(parts, kind, b"")), "empty")
            self.assert_refused(joined(replaced(parts, kind, b"\xff" + found[kind])), "not a message")
            self.assert_refused(joined(replaced(parts, kind, found[kind] + b"\xa2\x3f\1x")), "an unknown field")
            self.assert_refused(joined(replaced(parts, kind, b"\x0a\1x" + found[kind])), "a field that is overridden")
            self.assert_refused(joined([part for part in parts if part[0] != kind]), "left out")

    def test_a_wrong_frame_is_refused(self):
        parts = self.parts("early")
        note, question, statement, *entries, hashes = parts
        for what, changed in (
                ("hashes first", [hashes, *parts[:-1]]), ("no note", parts[1:]), ("two notes", [note, *parts]),
                ("no hashes", parts[:-1]), ("two lists of hashes", [*parts, hashes]),
                ("answer before question", [note, statement, question, *entries, hashes]),
                ("question twice", [note, question, question, statement, *entries, hashes]),
                ("an unknown section", [*parts, (b"X", b"")]), ("an entry after the hashes", [*parts, entries[0]]),
                ("hashes cut", [*parts[:-1], (b"H", hashes[1][:-1])]),
                ("a hash too many", [*parts[:-1], (b"H", hashes[1] + hashes[1][:32])]),
                ("hashes swapped", [*parts[:-1], (b"H", hashes[1][32:64] + hashes[1][:32] + hashes[1][64:])]),
                ("an end within", [note, (b"E", bytes(32)), *parts[1:]])):
            with self.subTest(what):
                self.assert_refused(joined(changed), what)
        pack = self.packs["early"]
        for length in (0, 31, 33, 0xffffffff):
            self.assert_refused(pack[:-36] + length.to_bytes(4, "big") + pack[-32:], f"a digest of {length} bytes")
        self.assert_refused(pack[:14] + b"\xff\xff\xff\xff" + pack[18:], "a note of 4 GiB")
        self.assert_refused(pack.replace(b"pack 1", b"pack 2", 1), "another version")

    def test_a_signer_who_breaks_the_rules_of_a_ledger_is_refused(self):
        parts = self.parts("no measure")
        good = leaves(parts)
        own_key = self.forger.verifier_key()

        def signed(changed):
            return joined(self.forger.resigned(with_leaves(parts, changed)))

        def header(leaf, **fields):
            names = ("version", "kind", "reserved", "case_number", "at_us", "superseded")
            values = dict(zip(names, pack_ledger.LEAF_HEADER.unpack_from(leaf))) | fields
            return pack_ledger.LEAF_HEADER.pack(*values.values()) + leaf[pack_ledger.LEAF_HEADER.size:]

        def with_entry(at, leaf):
            return good[:at] + [leaf] + good[at + 1:]

        change = next(at for at, leaf in enumerate(good) if leaf[1] == pack_ledger.MODERATION)
        submitted = next(at for at, leaf in enumerate(good) if leaf[1] == pack_ledger.AUDIT)
        last, last_us = len(good) - 1, pack_ledger.LEAF_HEADER.unpack_from(good[-1])[4]
        renamed = good[0].replace(b"somerset", b"somersex")
        self.assert_both(0, signed(good), "the ledger as it is", own_key)
        for what, changed in (
                ("an unknown version", with_entry(last, header(good[last], version=2))),
                ("an unknown kind", with_entry(last, header(good[last], kind=12))),
                ("kind 0", with_entry(last, header(good[last], kind=0))),
                ("reserved bytes", with_entry(last, header(good[last], reserved=1))),
                ("a clock that stands", with_entry(last, header(
                    good[last], at_us=pack_ledger.LEAF_HEADER.unpack_from(good[last - 1])[4]))),
                ("a clock that goes back", with_entry(5, header(good[5], at_us=1))),
                ("an entry that supersedes itself", with_entry(change, header(good[change], superseded=change + 1))),
                ("one that supersedes a later one", with_entry(change, header(good[change], superseded=change + 2))),
                ("one that supersedes another audit",
                 with_entry(change, header(good[change], superseded=submitted + 3))),
                ("one that supersedes nothing", with_entry(change, header(good[change], superseded=0))),
                ("one that supersedes what is superseded", [*good, header(good[change], at_us=last_us + 1)]),
                ("a submission that supersedes", with_entry(submitted + 3, header(good[submitted + 3], superseded=2))),
                ("an audit twice", [*good, header(good[submitted], at_us=last_us + 1)]),
                ("a second authority", [*good, header(good[0], at_us=last_us + 1)]),
                ("an authority that is not the origin's", with_entry(0, renamed)),
                ("no authority", good[1:]),
                ("no scale", [leaf for leaf in good if leaf[1] != pack_ledger.SCALE]),
                ("a body that does not decode", with_entry(last, good[last] + b"\xff")),
                ("a body that is cut", with_entry(last, good[last][:-1])),
                ("a header that is cut", [*good, b"\1\3\0"])):
            with self.subTest(what):
                self.assert_refused(signed(changed), what, own_key)


if __name__ == "__main__":
    unittest.main()
