"""Files as people really have them: what is not CSV is refused whole, a bad row is refused alone, by its line."""

import csv
import io
import os
import stat
import unittest

from audits import COLUMNS, rows, write_csv
from end_to_end import NO_ACTIONS, SomersetTest

HEADER = ",".join(COLUMNS)
SECRET = "SYN-do-not-tell"
ROW = f"plan-1,{SECRET},child-protection-plan,census,2014-01-15,adequate,"


def row(number, **cells):
    """One CSV line; cells override."""
    chosen = dict(zip(COLUMNS, (f"plan-{number}", f"{SECRET}-{number}", "child-protection-plan", "census", "2014-01-15",
                                "adequate", ""))) | cells
    return ",".join(chosen.values())


class HostileCsv(SomersetTest):
    def load(self, content, *flags):
        """Imports bytes (or text) as a file."""
        file = self.directory / "audits.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        done = self.assay.run("audit", "import", file, *NO_ACTIONS, *flags)
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        return done

    def identities(self):
        return [found.name.rpartition("/")[2] for found in self.somerset.list()]

    def assert_refused_whole(self, content, pattern, *flags):
        before = self.somerset.revision()
        done = self.load(content, *flags)
        self.assert_exit(2, done)
        self.assertRegex(done.stderr, pattern)
        self.assertEqual(self.somerset.revision(), before)

    def test_what_spreadsheets_write_is_taken(self):
        for name, content in {
            "a byte order mark": f"\ufeff{HEADER}\n{ROW}\n",
            "carriage returns": f"{HEADER}\r\n{ROW}\r\n",
            "semicolons": f"{HEADER}\n{ROW}\n".replace(",", ";"),
            "tabs": f"{HEADER}\n{ROW}\n".replace(",", "\t"),
            "no line break at the end": f"{HEADER}\n{ROW}",
            "blank lines": f"{HEADER}\n\n{ROW}\n\n\n",
            "quotes everywhere": "\n".join(",".join(f'"{cell}"' for cell in line.split(","))
                                           for line in (HEADER, ROW)) + "\n",
        }.items():
            with self.subTest(name):
                done = self.load(content)
                self.assert_exit(0, done)
                self.assertEqual(self.identities(), ["plan-1"])
                self.assertEqual(self.somerset.get("plan-1").grade, "adequate")

    def test_cells_with_separators_quotes_and_line_breaks_come_through(self):
        text = 'Seen, "known";\r\nthen\tlost — née Ærø'
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        writer.writerow((*COLUMNS, "narrative"))
        writer.writerow((*ROW.split(","), text))
        self.assert_exit(0, self.load(buffer.getvalue()))
        personal = self.somerset.get("plan-1", view=2).personal
        self.assertEqual((personal.case_ref, personal.narrative), (SECRET, text))

    def test_a_file_that_is_no_csv_is_refused_whole_and_nothing_is_sent(self):
        many = "\n".join(row(number) for number in range(3000))
        for name, (content, pattern) in {
            "a quote never closed": (f'{HEADER}\n{many}\nplan-x,"{SECRET},a\n{many}\n', r"line 3002\b"),
            "no byte at all": ("", r"(?i)empty"),
            "only a byte order mark": ("\ufeff", r"(?i)empty"),
            "only blank lines": ("\n\n\n", r"(?i)(empty|header)"),
            "UTF-16 little-endian": (f"{HEADER}\n{ROW}\n".encode("utf-16"), r"UTF-16"),
            "UTF-16 big-endian": (b"\xfe\xff" + f"{HEADER}\n{ROW}\n".encode("utf-16-be"), r"UTF-16"),
            "a header twice": (f"{HEADER},grade\n{ROW},good\n", r"(?i)(twice|duplicate|more than once).*|grade"),
            "an unknown column": (f"{HEADER},audit_tpye\n{ROW},planned\n", r"audit_tpye"),
            "no header": (f"{ROW}\n", r"audit_id"),
        }.items():
            with self.subTest(name):
                self.assert_refused_whole(content, pattern)

    def test_all_missing_columns_are_named_at_once(self):
        self.assert_refused_whole("audit_id,grade\nplan-1,good\n", r"(?s)case_ref.*practice_area.*audit_date")

    def test_an_unknown_column_may_be_ignored_by_name(self):
        done = self.load(f"{HEADER},Our own remark\n{ROW},private\n", "--ignore", "Our own remark")
        self.assert_exit(0, done)

    def test_a_header_alone_is_zero_rows(self):
        done = self.load(HEADER + "\n")
        self.assert_exit(0, done)
        self.assertEqual(done.stdout.splitlines()[0], "0 rows: 0 added, 0 refused")

    def test_a_bad_row_is_refused_by_line_and_column_and_the_others_are_taken(self):
        bad = [
            (row(2, grade="Requires improvement"), "grade", "GRADE_NOT_ON_SCALE"),
            (row(3, grade=""), "grade", "GRADE_XOR_UNGRADED"),
            (row(4, ungraded_reason="no-file-access"), "grade|ungraded_reason", "GRADE_XOR_UNGRADED"),
            (row(5, audit_date="15/01/2014"), "audit_date", "BAD_DATE"),
            (row(6, audit_date="2014-02-30"), "audit_date", "BAD_DATE"),
            (row(7, audit_date="2199-01-01"), "audit_date", "DATE_IN_FUTURE"),
            (row(8, audit_id="Jane Doe 8"), "audit_id", "BAD_FORMAT"),
            (row(9, case_ref=""), "case_ref", "REQUIRED"),
            (row(10, sampling_method="by hand"), "sampling_method", "OUT_OF_RANGE"),
            (row(11) + ",one too many", "8 cells", ""),
            ("plan-12,too few", "2 cells", ""),
            (row(13) + "\0", "ungraded_reason", "BAD_TEXT"),
        ]
        lines = [HEADER, row(1), *(line for line, _, _ in bad), row(14)]
        done = self.load("\n".join(lines) + "\n")
        self.assert_exit(6, done)
        self.assertEqual(self.identities(), ["plan-1", "plan-14"])
        said = done.stdout.splitlines()
        self.assertRegex(said[0], rf"^{len(bad) + 2} rows: 2 added, {len(bad)} refused")
        for number, (_, column, reason) in enumerate(bad, 3):
            with self.subTest(line=number):
                about = [line for line in said if line.startswith(f"  line {number} ")]
                self.assertEqual(len(about), 1, done.stdout)
                self.assertRegex(about[0], column)
                self.assertIn(reason, about[0])

    def test_a_cell_that_is_not_utf_8_refuses_its_row_alone(self):
        done = self.load(f"{HEADER},team\n".encode() + row(1).encode() + b",caf\xe9\n" + row(2).encode() + b",North\n")
        self.assert_exit(6, done)
        self.assertEqual(self.identities(), ["plan-2"])
        self.assertRegex(done.stdout, r"  line 2 +team ")

    def test_a_reference_that_differs_by_what_cannot_be_seen_is_refused(self):
        # As pasted from a document: a space without width, and an override of direction.
        done = self.load("\n".join([HEADER, row(1), row(2, case_ref=SECRET + "\u200b"),
                                    row(3, case_ref="\u202e" + SECRET)]) + "\n")
        self.assert_exit(6, done)
        self.assertEqual(done.stdout.count("[BAD_TEXT]"), 2, done.stdout)
        self.assertEqual(self.identities(), ["plan-1"])

    def test_line_numbers_are_right_after_cells_that_span_lines(self):
        content = f'{HEADER},notes\n{row(1)},"one\ntwo\nthree"\n{row(2, grade="splendid")},\n'
        done = self.load(content)
        self.assert_exit(6, done)
        self.assertRegex(done.stdout, r"(?m)^  line 5 ")

    def test_a_row_of_more_than_a_mebibyte_is_refused(self):
        done = self.load(f"{HEADER},notes\n{row(1)},{'n' * (2 << 20)}\n{row(2)},\n")
        self.assertIn(done.returncode, (2, 6))
        self.assertNotIn("plan-1", self.identities())

    def test_notes_beyond_their_limit_refuse_their_row_alone(self):
        done = self.load(f"{HEADER},notes\n{row(1)},{'n' * 32_769}\n{row(2)},{'n' * 32_768}\n")
        self.assert_exit(6, done)
        self.assertEqual(self.identities(), ["plan-2"])

    def test_the_same_id_twice_with_other_content_is_refused_the_second_time(self):
        done = self.load(f"{HEADER}\n{row(1)}\n{row(1, grade='good')}\n{row(1)}\n")
        self.assert_exit(6, done)
        self.assertRegex(done.stdout, r"^3 rows: 1 added, 1 already there, 1 refused")
        self.assertIn("ALREADY_EXISTS", done.stdout)

    def test_the_rejects_file_can_be_mended_and_imported(self):
        rejects = self.directory / "rejects.csv"
        done = self.load("\n".join([HEADER, row(1), row(2, grade="splendid"), row(3)]) + "\n", "--rejects", rejects)
        self.assert_exit(6, done)
        self.assertIn("rejects.csv", done.stdout.splitlines()[0])
        self.assertEqual(stat.S_IMODE(os.stat(rejects).st_mode), 0o600)
        kept = rejects.read_text(encoding="utf-8")
        self.assertEqual(len(list(csv.reader(io.StringIO(kept)))), 2)
        self.assertIn(row(2, grade="splendid"), kept)
        self.assert_exit(0, self.load(kept.replace("splendid", "good", 1)))
        self.assertEqual(sorted(self.identities()), ["plan-1", "plan-2", "plan-3"])

    def test_a_dry_run_refuses_the_same_rows_and_writes_nothing(self):
        before = self.somerset.revision()
        done = self.load("\n".join([HEADER, row(1), row(2, grade="splendid")]) + "\n", "--dry-run")
        self.assert_exit(6, done)
        self.assertIn("GRADE_NOT_ON_SCALE", done.stdout)
        self.assertEqual(self.somerset.revision(), before)
        # The second of one id is refused where it differs, and is the same audit again where it does not.
        done = self.load("\n".join([HEADER, row(1), row(1), row(2), row(1, grade="good")]) + "\n", "--dry-run")
        self.assert_exit(6, done)
        self.assertIn("1 refused", done.stdout)
        self.assertRegex(done.stdout, r"line 5 .*has the id of line 2 and differs from it  \[ALREADY_EXISTS\]")
        self.assertEqual(self.somerset.revision(), before)

    def test_a_file_that_is_not_there_or_a_directory_is_an_error(self):
        for path in (self.directory / "nowhere.csv", self.directory):
            done = self.assay.run("audit", "import", path, *NO_ACTIONS)
            self.assertIn(done.returncode, (1, 2))
            self.assertIn(str(path), done.stderr)

    def test_standard_input_is_imported_too(self):
        done = self.assay.run("audit", "import", "-", *NO_ACTIONS, stdin=f"{HEADER}\n{ROW}\n".encode())
        self.assert_exit(0, done)
        self.assertEqual(self.identities(), ["plan-1"])

    def test_other_peoples_headers_are_mapped_and_shown_as_theirs(self):
        content = ("Audit no,Child,Type,Date,Judgement\n"
                   f"plan-1,{SECRET},Child protection plan,2014-01-15,Good\n"
                   f"plan-2,{SECRET},Child protection plan,2014-01-15,Requires improvement\n")
        done = self.load(content, "--map",
                         "Audit no=audit_id,Child=case_ref,Type=practice_area,Date=audit_date,Judgement=grade")
        self.assert_exit(6, done)
        self.assertRegex(done.stdout, r'(?m)^  line 3 +Judgement +"Requires improvement" is not on scale ofsted-2013.*'
                                      r"\[GRADE_NOT_ON_SCALE\]$")
        self.assertEqual(self.somerset.get("plan-1").grade, "good")


class LargeFile(SomersetTest):
    def test_a_second_run_changes_nothing(self):
        file = write_csv(self.directory / "audits.csv", rows({"adequate": 9_000, "good": 1_000}, ungraded=500))
        first = self.assay.run("audit", "import", file, *NO_ACTIONS)
        self.assert_exit(0, first)
        self.assertRegex(first.stdout, r"^10500 rows: 10500 added, 0 refused\nrevision \d+\n$")
        revision = self.somerset.revision()
        second = self.assay.run("audit", "import", file, *NO_ACTIONS)
        self.assert_exit(0, second)
        self.assertRegex(second.stdout, r"^10500 rows: 0 added, 10500 already there, 0 refused\n")
        self.assertEqual(self.somerset.revision(), revision)


if __name__ == "__main__":
    unittest.main()
