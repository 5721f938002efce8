"""Tests the checker itself: a rule that cannot fail is no rule."""

import pathlib
import tempfile
import unittest

import house_rules


def includes(path, *headers):
    """The breaches of a file that includes the headers."""
    text = "".join(f"#include {header}\n" for header in headers)
    return list(house_rules.include_breaches(path, text))


class IncludeRules(unittest.TestCase):
    def test_domain_sees_std_and_absl_and_nothing_else(self):
        self.assertEqual(includes("service/domain/a.cc", "<string>", '"absl/time/civil_time.h"',
                                  '"service/domain/a.h"'), [])
        for header in ("<grpcpp/grpcpp.h>", '"assay/v1/audit.pb.h"', '"rocksdb/db.h"', "<unistd.h>",
                       '"service/records/a.h"', '"storage/merkle/leaf.h"', "<google/protobuf/message.h>"):
            self.assertEqual(len(includes("service/domain/a.cc", header)), 1, header)

    def test_only_the_edges_see_grpc(self):
        for folder in house_rules.LAYERS:
            edge = folder in ("service/rpc", "client/sdk", "client/cli")
            for header in ('"grpcpp/server.h"', "<grpc/grpc.h>"):
                self.assertEqual(includes(f"{folder}/a.cc", header) == [], edge, folder)

    def test_only_the_ledger_and_nothing_of_the_client_sees_rocksdb(self):
        for folder in house_rules.LAYERS:
            self.assertEqual(includes(f"{folder}/a.h", '"rocksdb/db.h"') == [], folder == "storage/ledger", folder)

    def test_the_client_never_sees_ledger_use_cases_or_rpc(self):
        for folder in ("client/sdk", "client/cli"):
            for header in ('"storage/ledger/ledger.h"', '"service/usecases/a.h"', '"service/rpc/a.h"',
                           '"service/server/a.h"'):
                self.assertEqual(len(includes(f"{folder}/a.cc", header)), 1, (folder, header))
        self.assertEqual(includes("client/cli/a.cc", '"client/sdk/a.h"'), [])
        self.assertEqual(len(includes("client/sdk/a.cc", '"client/cli/a.h"')), 1)

    def test_storage_sees_neither_grades_nor_the_public_messages(self):
        for folder in ("storage/merkle", "storage/ledger"):
            for header in ('"service/domain/scale.h"', '"assay/v1/audit.pb.h"'):
                self.assertEqual(len(includes(f"{folder}/a.cc", header)), 1, (folder, header))
        self.assertEqual(includes("storage/ledger/a.cc", '"assay/store/v1/store.pb.h"'), [])
        self.assertEqual(len(includes("storage/merkle/a.cc", '"storage/ledger/ledger.h"')), 1)

    def test_facts_see_the_domain_alone(self):
        self.assertEqual(includes("service/facts/a.cc", '"service/domain/audit.h"'), [])
        self.assertEqual(len(includes("service/facts/a.cc", '"service/records/a.h"')), 1)

    def test_a_breach_names_file_line_and_both_sides(self):
        self.assertEqual(includes("service/domain/a.cc", "<string>", "<grpcpp/grpcpp.h>"),
                         ["service/domain/a.cc:2: service/domain may not include grpc (grpcpp/grpcpp.h)"])

    def test_spacing_does_not_hide_an_include(self):
        self.assertEqual(len(list(house_rules.include_breaches("service/domain/a.cc", "  #  include<rocksdb/db.h>"))), 1)

    def test_an_unknown_header_or_folder_is_refused(self):
        self.assertEqual(len(includes("service/domain/a.cc", '"boost/any.hpp"')), 1)
        self.assertEqual(len(includes("service/domain/a.cc", '"a.h"')), 1)
        self.assertEqual(len(includes("service/domain/a.cc", '"../facts/a.h"')), 1)
        self.assertEqual(len(includes("service/new/a.cc")), 1)
        self.assertEqual(len(includes("service/a.cc")), 1)


class StyleRules(unittest.TestCase):
    def test_a_clean_file_passes(self):
        self.assertEqual(list(house_rules.style_breaches("a/a.cc", "int a;\n" * house_rules.SOURCE_LINES_MAX)), [])

    def test_long_files_and_lines_are_refused(self):
        long_file = "int a;\n" * (house_rules.SOURCE_LINES_MAX + 1)
        self.assertEqual(len(list(house_rules.style_breaches("a/a.cc", long_file))), 1)
        self.assertEqual(list(house_rules.style_breaches("a/a.cc", "x" * 120 + "\n")), [])
        self.assertEqual(len(list(house_rules.style_breaches("a/a.cc", "x" * 121 + "\n"))), 1)

    def test_missing_line_break_at_the_end_is_refused(self):
        self.assertEqual(len(list(house_rules.style_breaches("a/a.cc", "int a;"))), 1)

    def test_forbidden_words_are_refused(self):
        for line in ("// TO" "DO: later\n", "// FIX" "ME\n", "absl::Mutex mutex_;\n"):
            self.assertEqual(len(list(house_rules.style_breaches("a/a.h", line))), 1, line)

    def test_a_comment_may_say_why_a_type_is_not_used(self):
        self.assertEqual(list(house_rules.style_breaches("a/a.h", "// absl::Mutex is reported falsely.\n")), [])

    def test_a_wrong_include_guard_is_refused(self):
        right = "#ifndef ASSAY_A_B_H_\n#define ASSAY_A_B_H_\n#endif  // ASSAY_A_B_H_\n"
        self.assertEqual(list(house_rules.guard_breaches("a/b.h", right)), [])
        self.assertEqual(len(list(house_rules.guard_breaches("a/c.h", right))), 1)


class WholeHouse(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)
        (self.root / "service/domain").mkdir(parents=True)
        (self.root / "service/domain/a.cc").write_text("#include <string>\n")

    def test_a_clean_house_passes(self):
        self.assertEqual(house_rules.main(["", str(self.root)]), 0)

    def test_a_violating_file_fails_the_run(self):
        (self.root / "service/domain/a.cc").write_text('#include "rocksdb/db.h"\n')
        self.assertEqual(house_rules.main(["", str(self.root)]), 1)

    def test_a_stranger_at_the_top_level_fails_the_run(self):
        (self.root / "docs").mkdir()
        self.assertEqual(house_rules.main(["", str(self.root)]), 1)

    def test_dotfiles_and_build_may_stand_at_the_top_level(self):
        (self.root / ".ci").mkdir()
        (self.root / "build").mkdir()
        self.assertEqual(house_rules.main(["", str(self.root)]), 0)


if __name__ == "__main__":
    unittest.main(buffer=True)
