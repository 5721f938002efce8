"""Every question of tests/data/questions.csv, from its CSV of audits or records to the printed answer.

A row is answered by the function of its id in questions_of_figures or questions_of_records; one without fails. Of the
answer the table says that its numbers and verdicts must stand in what was printed, each as a whole number.
"""

import csv
import pathlib
import re
import unittest

import questions_of_figures
import questions_of_records
from assay_api import v1
from end_to_end import SomersetTest

QUESTIONS = pathlib.Path(__file__).resolve().parents[1] / "data/questions.csv"
NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)?")
VERDICTS = {name.removeprefix("VERDICT_") for name in v1.Verdict.keys()} - {"UNSPECIFIED"}
# Numbers of an answer's own explanation, which must not be printed: that one may publish neither, and not the sum.
UNPRINTED = {"Q24": {"250", "190", "58", "2"}}
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def forms_of(number):
    """How the number may be written: a day for people too."""
    if "-" not in number:
        return (number,)
    year, month, day = number.split("-")
    return (number, f"{int(day)} {MONTHS[int(month) - 1]} {year}")


def stands_in(number, text):
    return any(re.search(rf"(?<![\d.]){re.escape(form)}(?!\d|\.\d)", text) for form in forms_of(number))


def words_of(expected):
    return [word for word in re.findall(r"[A-Z_]+", expected) if word in VERDICTS]


def handler_of(question):
    for module in (questions_of_figures, questions_of_records):
        if found := getattr(module, question.lower(), None):
            return found
    return None


class Questions(SomersetTest):
    """One test a row, made below."""

    def answer(self, row):
        handler = handler_of(row["id"])
        self.assertIsNotNone(handler, f"{row['id']} has no handler: {row['question']}")
        # People write thousands with commas.
        printed = re.sub(r"(?<=\d),(?=\d{3})", "", handler(self))
        wanted = set(NUMBER.findall(row["expected"])) - UNPRINTED.get(row["id"], set())
        for number in sorted(wanted):
            self.assertTrue(stands_in(number, printed), f"{row['id']}: {number} is not printed in\n{printed}")
        for word in words_of(row["expected"]):
            self.assertRegex(printed, rf"(?<!NOT_)\b{word}\b" if word == "MET" else rf"\b{word}\b")


def read_questions():
    with open(QUESTIONS, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_of(row):
    def test(self):
        self.answer(row)
    test.__doc__ = f"{row['id']}: {row['question']}"
    return test


for one in read_questions():
    setattr(Questions, f"test_{one['id'].lower()}", test_of(one))


class TheTable(unittest.TestCase):
    def test_holds_all_thirty_questions_once_each(self):
        self.assertEqual([row["id"] for row in read_questions()], [f"Q{number:02}" for number in range(1, 31)])

    def test_each_has_exactly_one_handler_and_no_handler_is_idle(self):
        for row in read_questions():
            having = [module for module in (questions_of_figures, questions_of_records)
                      if hasattr(module, row["id"].lower())]
            self.assertEqual(len(having), 1, row["id"])

    def test_a_number_is_found_whole_only(self):
        self.assertTrue(stands_in("55.1", "= 55.1%") and stands_in("453", "of 453 = ") and stands_in("9", "9."))
        self.assertFalse(stands_in("55.1", "55.10%") or stands_in("5", "55") or stands_in("1", "55.1%"))
        self.assertTrue(stands_in("2014-05-21", "due 21 May 2014"))


if __name__ == "__main__":
    unittest.main()
