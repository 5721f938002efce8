"""Calls that no well-meaning client makes: each is refused in its own words; none leaves a trace or does harm."""

import time
import unittest

import grpc
from google.protobuf import timestamp_pb2

from assay_api import CALL_SECONDS, failure, failure_of, query, v1
from audits import audit, audits
from end_to_end import SomersetTest
from wire import wire_string

INVALID = grpc.StatusCode.INVALID_ARGUMENT
SECRET = "SYN-do-not-tell"


def next_error(stream):
    """What the stream ends with."""
    try:
        for _ in stream:
            pass
    except grpc.RpcError as error:
        return error
    raise AssertionError("it ended well")


class HostileCalls(SomersetTest):
    def tearDown(self):
        # Whatever was thrown at it, the server is alive, has written nothing and has told nobody.
        self.assertEqual([found.name for found in self.somerset.list()], [])
        self.assertNotIn(SECRET, self.server.log())
        self.assertEqual(self.stop_server(), 0)

    def refused(self, message):
        """The one violation of an audit that must be refused."""
        answer = failure(self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(audit=message))
        self.assertNotIn(SECRET, answer.message)
        return answer

    def assert_nothing_named(self, answer):
        """A name that cannot be is either refused for its form or, like any other that nothing has, not found."""
        self.assertIn(answer.code, (INVALID, grpc.StatusCode.NOT_FOUND))
        self.assertNotEqual(answer.reason, "")

    def raw(self, method, request):
        """Calls with bytes of our own making."""
        return failure(self.call_of_bytes(method), request)

    def call_of_bytes(self, method):
        return self.somerset.channel.unary_unary(f"/assay.v1.{method}", request_serializer=bytes,
                                                 response_deserializer=bytes)

    def test_each_bad_field_is_named_with_its_reason(self):
        cases = [
            ("audit.practice_area", "REQUIRED", {"practice_area": ""}),
            ("audit.practice_area", "BAD_FORMAT", {"practice_area": "Child Protection"}),
            ("audit.practice_area", "TOO_LONG", {"practice_area": "a" * 65}),
            ("audit.audit_date", "REQUIRED", {"audit_date": ""}),
            ("audit.audit_date", "BAD_DATE", {"audit_date": "2014-02-30"}),
            ("audit.audit_date", "BAD_DATE", {"audit_date": "15/01/2014"}),
            ("audit.audit_date", "BAD_DATE", {"audit_date": "2014-1-5"}),
            ("audit.audit_date", "DATE_IN_FUTURE", {"audit_date": "2199-01-01"}),
            ("audit.scale", "REQUIRED", {"scale": ""}),
            ("audit.team", "TOO_LONG", {"team": "t" * 65}),
            ("audit.team", "BAD_TEXT", {"team": "North\nSouth"}),
            ("audit.auditor", "BAD_FORMAT", {"auditor": "a b"}),
            ("audit.audit_type", "OUT_OF_RANGE", {"audit_type": 99}),
            ("audit.sampling_method", "OUT_OF_RANGE", {"sampling_method": -1}),
            ("audit.actions", "TOO_LONG", {"actions": [v1.Action(owner="a", due_date="2014-02-01")] * 51}),
            ("audit.actions[0].owner", "REQUIRED", {"actions": [v1.Action(due_date="2014-02-01")]}),
            ("audit.actions[0].due_date", "BAD_DATE", {"actions": [v1.Action(owner="a", due_date="soon")]}),
            ("audit.revision", "NOT_ALLOWED", {"revision": 1}),
            ("audit.case_number", "NOT_ALLOWED", {"case_number": 1}),
            ("audit.actor", "NOT_ALLOWED", {"actor": "me"}),
        ]
        for field, reason, fields in cases:
            with self.subTest(field=field, reason=reason):
                answer = self.refused(audit(**fields))
                self.assertEqual(answer.code, INVALID)
                self.assertIn((field, reason), answer.violations)

    def test_neither_grade_nor_reason_and_both_are_refused(self):
        for fields in ({"grade": ""}, {"grade": "good", "ungraded_reason": "no-file-access"}):
            answer = self.refused(audit(**fields))
            self.assertEqual((answer.code, answer.reason), (INVALID, "GRADE_XOR_UNGRADED"))

    def test_an_inadequate_audit_without_action_or_reason_is_refused(self):
        self.assertEqual(self.refused(audit(grade="inadequate")).reason, "ACTION_REQUIRED")

    def test_a_grade_that_is_not_on_the_scale_is_refused_with_the_nearest_that_is(self):
        answer = self.refused(audit(grade="outstandin"))
        self.assertEqual((answer.code, answer.reason), (INVALID, "GRADE_NOT_ON_SCALE"))
        self.assertEqual(answer.violations, [("audit.grade", "GRADE_NOT_ON_SCALE")])
        self.assertIn("outstanding", answer.message)

    def test_an_unknown_scale_or_authority_is_refused_by_name(self):
        self.assertEqual(self.refused(audit(scale="ofsted-2014@1")).reason, "UNKNOWN_SCALE")
        self.assertEqual(self.refused(audit(scale="ofsted-2013@2")).reason, "UNKNOWN_SCALE")
        self.assertEqual(self.refused(audit(authority="devon")).reason, "UNKNOWN_AUTHORITY")
        answer = failure(self.somerset.statements.GetStatement, v1.GetStatementRequest(query=query("devon")))
        self.assertEqual((answer.code, answer.reason), (grpc.StatusCode.NOT_FOUND, "UNKNOWN_AUTHORITY"))
        answer = failure(self.somerset.audits.GetAudit,
                         v1.GetAuditRequest(name="authorities/somerset/audits/nowhere"))
        self.assertEqual((answer.code, answer.reason), (grpc.StatusCode.NOT_FOUND, "UNKNOWN_AUDIT"))

    def test_names_that_are_none_are_refused(self):
        for name in ("", "plan-1", "authorities/somerset/audits/", "authorities/somerset/audits/a/b",
                     "authorities/SOMERSET/audits/a", "authorities/somerset/audits/../a",
                     "authorities/_registry/audits/a",
                     "authorities/somerset/audits/a\x00b", "authorities/somerset/audits/" + "a" * 65):
            with self.subTest(name=name[:40]):
                message = audit()
                message.name = name
                self.assert_nothing_named(self.refused(message))
                self.assert_nothing_named(failure(self.somerset.audits.GetAudit, v1.GetAuditRequest(name=name)))

    def test_personal_parts_are_checked_and_never_told(self):
        missing = audit()
        missing.ClearField("personal")
        self.assertEqual(self.refused(missing).code, INVALID)
        for personal in (v1.PersonalPart(), v1.PersonalPart(case_ref=SECRET + "\n"),
                         v1.PersonalPart(case_ref=SECRET * 10), v1.PersonalPart(case_ref="ok", notes=SECRET * 3000),
                         v1.PersonalPart(case_ref="ok", narrative=SECRET + "\x00")):
            message = audit()
            message.personal.CopyFrom(personal)
            answer = self.refused(message)
            self.assertEqual(answer.code, INVALID)
            self.assertTrue(all(field.startswith("audit.personal.") for field, _ in answer.violations), answer)

    def test_an_empty_request_is_refused_by_every_method(self):
        for stub in (self.somerset.authorities, self.somerset.scales, self.somerset.audits, self.somerset.statements):
            for name, call in vars(stub).items():
                if name.startswith("List") or name == "SubmitAudits":
                    continue
                with self.subTest(method=name):
                    self.assert_nothing_named(failure(call, getattr(v1, name + "Request")()))
        self.assert_nothing_named(failure(self.somerset.audits.ListAudits, v1.ListAuditsRequest()))

    def test_text_that_is_not_utf_8_is_refused(self):
        for broken in (b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"caf\xe9"):
            message = audit()
            message.ClearField("team")
            request = wire_string(1, message.SerializeToString() + wire_string(8, broken))
            answer = self.raw("AuditService/SubmitAudit", request)
            self.assertEqual((answer.code, answer.reason), (INVALID, "BAD_FORMAT"))

    def test_bytes_that_are_no_message_are_refused(self):
        for junk in (b"\x00", b"\xff" * 20, wire_string(1, b"\x0a\xff"), b"\x0a\x7f" + b"x" * 5,
                     # audit.audit_type and audit.actions of other wire types than theirs
                     wire_string(1, wire_string(3, b"two")), wire_string(1, b"\x60\x01")):
            answer = self.raw("AuditService/SubmitAudit", junk)
            self.assertEqual((answer.code, answer.reason), (INVALID, "BAD_FORMAT"))

    def test_deep_nesting_is_refused(self):
        only_check = v1.SubmitAuditRequest(validate_only=True).SerializeToString()

        # Groups of a field that nobody knows, one in another, in an audit that is well but for them.
        def nested(depth):
            return only_check + wire_string(1, audit().SerializeToString() + b"\x9b\x06" * depth + b"\x9c\x06" * depth)

        for depth in (110, 10_000, 1_000_000):
            answer = self.raw("AuditService/SubmitAudit", nested(depth))
            self.assertEqual((answer.code, answer.reason), (INVALID, "BAD_FORMAT"), depth)
        # Some come from newer clients.
        self.call_of_bytes("AuditService/SubmitAudit")(nested(50), timeout=CALL_SECONDS)

    def test_what_would_unpack_to_more_than_its_worth_is_refused_before_it_does(self):
        many = 1_000_000
        bombs = {"AuditService/SubmitAudit": wire_string(1, wire_string(12, b"") * many),
                 "NoticeService/IssueNotice": wire_string(1, wire_string(9, b"") * many),
                 "StatementService/GetStatement": v1.GetStatementRequest(
                     query=query(practice_areas=[""] * 20_000)).SerializeToString(),
                 "StatementService/ExplainStatement": v1.ExplainStatementRequest(
                     query=query(audit_types=[1] * 20_000)).SerializeToString(),
                 "AuditService/CorrectAudit": wire_string(999, b"") * many,
                 # A group of a field that nobody knows; a grade that is said to be a number.
                 "AuditService/WithdrawAudit": b"\xbb\x3e" + wire_string(1, b"") * many + b"\xbc\x3e",
                 "AuditService/ModerateAudit": wire_string(1, b"\x08\x00" * many)}
        for method, bomb in bombs.items():
            answer = self.raw(method, bomb)
            self.assertEqual((answer.code, answer.reason), (INVALID, "TOO_LONG"), method)
        batch = wire_string(2, wire_string(12, b"") * many)
        stream = self.somerset.channel.stream_stream("/assay.v1.AuditService/SubmitAudits", request_serializer=bytes,
                                                     response_deserializer=bytes)
        answer = failure_of(next_error(stream(iter([batch]), timeout=CALL_SECONDS)))
        self.assertEqual((answer.code, answer.reason), (INVALID, "TOO_LONG"))

    def test_more_faults_than_a_client_has_room_for_are_counted(self):
        faulty = audit(actions=[v1.Action()] * 50, domain_grades=[v1.DomainGrade()] * 32)
        answer = self.refused(faulty)
        self.assertEqual(answer.code, INVALID)
        self.assertGreater(len(answer.violations), 5)
        self.assertRegex(answer.message, r"\(\d+ more are not listed\)")
        # Nor are those of a batch more than a message holds.
        results = self.somerset.submit_batches([[faulty] * 1_000])
        self.assertEqual({result.refusal.code for result in results}, {INVALID.value[0]})
        self.assertEqual(len(results), 1_000)

    def test_a_message_over_four_mebibytes_is_refused_by_the_transport(self):
        answer = self.raw("AuditService/SubmitAudit", wire_string(1, b"\0" * (5 << 20)))
        self.assertEqual((answer.code, answer.reason), (grpc.StatusCode.RESOURCE_EXHAUSTED, ""))

    def test_an_unknown_method_is_unimplemented(self):
        self.assertEqual(self.raw("AuditService/EraseEverything", b"").code, grpc.StatusCode.UNIMPLEMENTED)

    def test_page_sizes_below_zero_are_refused_and_above_the_limit_cut(self):
        for stub, name, fields in ((self.somerset.audits, "ListAudits", {"parent": "authorities/somerset"}),
                                   (self.somerset.authorities, "ListAuthorities", {}),
                                   (self.somerset.scales, "ListScales", {})):
            request = getattr(v1, name + "Request")
            self.assertEqual(failure(getattr(stub, name), request(page_size=-1, **fields)).code, INVALID)
            getattr(stub, name)(request(page_size=2**31 - 1, **fields), timeout=CALL_SECONDS)
        explain = v1.ExplainStatementRequest(query=query(scale="ofsted-2013"), page_size=-5)
        self.assertEqual(failure(self.somerset.statements.ExplainStatement, explain).code, INVALID)

    def test_a_read_in_the_future_is_refused(self):
        revision = self.somerset.revision()
        tomorrow = timestamp_pb2.Timestamp(seconds=int(time.time()) + 86_400)
        for read_at in (v1.ReadAt(time=tomorrow), v1.ReadAt(revision=revision + 1),
                        v1.ReadAt(at_least_revision=revision + 1)):
            answer = failure(self.somerset.audits.ListAudits,
                             v1.ListAuditsRequest(parent="authorities/somerset", read_at=read_at))
            self.assertEqual(answer.reason, "NOT_YET")
            asked = query(read_at=read_at, scale="ofsted-2013")
            answer = failure(self.somerset.statements.GetStatement, v1.GetStatementRequest(query=asked))
            self.assertEqual(answer.reason, "NOT_YET")

    def test_times_that_are_none_are_refused(self):
        for broken in (timestamp_pb2.Timestamp(seconds=2**62), timestamp_pb2.Timestamp(seconds=-2**62),
                       timestamp_pb2.Timestamp(nanos=-1), timestamp_pb2.Timestamp(nanos=2_000_000_000)):
            answer = failure(self.somerset.audits.ListAudits, v1.ListAuditsRequest(
                parent="authorities/somerset", read_at=v1.ReadAt(time=broken)))
            self.assertIn(answer.code, (INVALID, grpc.StatusCode.OUT_OF_RANGE))

    def test_measures_that_ask_nothing_are_refused(self):
        fraction = v1.Fraction
        for field, measure in (("threshold_grade", {"threshold_grade": ""}),
                               ("comparator", {"comparator": 0}), ("comparator", {"comparator": 7}),
                               ("target", {"target": fraction(numerator=1)}),
                               ("target", {"target": fraction(numerator=5, denominator=4)}),
                               ("ungraded_policy", {"ungraded_policy": 9}), ("re_audit_policy", {"re_audit_policy": 9}),
                               ("window", {"window": v1.Window(rolling_months=0)}),
                               ("window", {"window": v1.Window(rolling_months=1_201)}),
                               ("window", {"window": v1.Window(fixed=v1.FixedDates(first_day="2014-13-01"))}),
                               ("window", {"window": v1.Window(fixed=v1.FixedDates(first_day="2014-02-01",
                                                                                   last_day="2014-01-01"))}),
                               ("teams", {"teams": [f"t{number}" for number in range(101)]})):
            with self.subTest(field=field):
                answer = failure(self.somerset.statements.GetStatement,
                                 v1.GetStatementRequest(query=query(**measure)))
                self.assertEqual(answer.code, INVALID)
                self.assertTrue(any(field in at for at, _ in answer.violations), answer)
        answer = failure(self.somerset.statements.GetStatement,
                         v1.GetStatementRequest(query=query(on="yesterday", scale="ofsted-2013")))
        self.assertEqual(answer.code, INVALID)

    def test_a_stream_of_nothing_or_of_empty_batches_hurts_nobody(self):
        self.assertEqual(self.somerset.submit_batches([]), [])
        for batch in (v1.SubmitAuditsRequest(), v1.SubmitAuditsRequest(parent="authorities/somerset"),
                      v1.SubmitAuditsRequest(parent="somerset", audits=[audit()]),
                      v1.SubmitAuditsRequest(parent="authorities/devon", audits=[audit(authority="devon")])):
            with self.subTest(batch=batch.parent):
                try:
                    answers = list(self.somerset.audits.SubmitAudits(iter([batch]), timeout=CALL_SECONDS))
                except grpc.RpcError as error:
                    self.assertIn(failure_of(error).code, (INVALID, grpc.StatusCode.NOT_FOUND))
                else:
                    self.assertEqual({result.WhichOneof("result") for one in answers for result in one.results},
                                     {"refusal"})

    def test_an_item_of_another_authority_in_a_batch_is_refused_alone(self):
        self.somerset.create_authority("devon", "Devon")
        results = self.somerset.submit_batches([[audit("a", authority="devon")]])
        self.assertEqual([result.WhichOneof("result") for result in results], ["refusal"])
        self.assertEqual(self.somerset.list("devon"), [])


class HostileQuestions(SomersetTest):
    def setUp(self):
        super().setUp()
        self.somerset.submit_batches([audits(5)])

    def refused(self, **measure):
        return failure(self.somerset.statements.GetStatement, v1.GetStatementRequest(query=query(**measure)))

    def test_a_threshold_that_is_not_on_the_scale_is_refused(self):
        for measure in ({"threshold_grade": "splendid"}, {"threshold_grade": "splendid", "scale": "ofsted-2013@1"},
                        {"threshold_grade": "Adequate", "scale": "ofsted-2013"}):
            answer = self.refused(**measure)
            self.assertEqual(answer.code, INVALID, answer)

    def test_a_scale_that_nobody_knows_is_refused(self):
        for scale in ("ofsted-2014", "ofsted-2013@2", "ofsted-2013@0", "ofsted-2013@", "@1"):
            answer = self.refused(scale=scale)
            self.assertIn(answer.reason, ("UNKNOWN_SCALE", "BAD_FORMAT"), answer)


class ForgedPageTokens(SomersetTest):
    def setUp(self):
        super().setUp()
        self.somerset.submit_batches([audits(5)])
        self.request = v1.ListAuditsRequest(parent="authorities/somerset", page_size=2)
        self.token = self.somerset.audits.ListAudits(self.request, timeout=CALL_SECONDS).next_page_token

    def refused(self, request):
        answer = failure(self.somerset.audits.ListAudits, request)
        self.assertEqual((answer.code, answer.reason), (INVALID, "BAD_PAGE_TOKEN"))

    def test_a_token_with_any_character_changed_is_refused(self):
        for place, character in enumerate(self.token):
            # The neighbour differs in its lowest bit: unused bits at the end of base64 must count too.
            for changed in {chr(ord(character) ^ 1), "A" if character != "A" else "B"}:
                with self.subTest(place=place, changed=changed):
                    self.request.page_token = self.token[:place] + changed + self.token[place + 1:]
                    self.refused(self.request)

    def test_a_token_cut_short_lengthened_or_invented_is_refused(self):
        for forged in (self.token[:-1], self.token[1:], self.token + "A", self.token * 2, "next", "AAAA", "é", " ",
                       "A" * 100_000):
            self.request.page_token = forged
            self.refused(self.request)

    def test_a_token_is_good_for_its_own_question_only(self):
        self.somerset.create_authority("devon", "Devon")
        token = {"page_token": self.token}
        parent = "authorities/somerset"
        self.refused(v1.ListAuditsRequest(parent="authorities/devon", page_size=2, **token))
        self.refused(v1.ListAuditsRequest(parent=parent, page_size=2, filter=v1.AuditFilter(team="North"), **token))
        self.refused(v1.ListAuditsRequest(parent=parent, page_size=2, read_at=v1.ReadAt(revision=1), **token))
        explain = v1.ExplainStatementRequest(query=query(), page_token=self.token, page_size=2)
        self.assertEqual(failure(self.somerset.statements.ExplainStatement, explain).reason, "BAD_PAGE_TOKEN")


class CutOffStreams(SomersetTest):
    def test_streams_cut_off_at_any_moment_leave_whole_batches_and_a_server_that_serves(self):
        for round_number in range(60):
            batch = audits(20, prefix=f"round-{round_number:02}")
            requests = iter([v1.SubmitAuditsRequest(parent="authorities/somerset", audits=batch)] * 8)
            call = self.somerset.audits.SubmitAudits(requests, timeout=CALL_SECONDS)
            for _ in range(round_number % 6):
                self.assertEqual(len(next(call).results), 20)
            call.cancel()
        self.somerset.submit(audit("last"))
        found = {one.name.rpartition("/")[2] for one in self.somerset.list(page_size=1000)}
        for round_number in range(60):
            of_round = sum(name.startswith(f"round-{round_number:02}-") for name in found)
            self.assertIn(of_round, (20,) if round_number % 6 else (0, 20))
        self.assertEqual(self.stop_server(), 0, self.server.log())


if __name__ == "__main__":
    unittest.main()
