"""A service written in another language, on generated stubs alone: submit, read back, list, ask, explain."""

import concurrent.futures
import unittest

import grpc

from assay_api import Api, CALL_SECONDS, failure, query, v1
from audits import audit, audits, batches
from end_to_end import EndToEndTest, SomersetTest


class ForeignClient(SomersetTest):
    def test_submits_and_reads_back_what_it_sent(self):
        sent = audit(team="North", auditor="qa-7", audit_type=v1.AUDIT_TYPE_DIP_SAMPLE, grade="inadequate",
                     practice_period=v1.PracticePeriod(first_day="2013-07-01", last_day="2013-12-31"),
                     actions=[v1.Action(owner="worker-3", due_date="2014-02-15")])
        answer = self.somerset.submit(sent)
        self.assertEqual(answer.receipt.outcome, v1.WRITE_OUTCOME_ADDED)
        self.assertEqual(answer.receipt.revision, self.somerset.revision())
        self.assertFalse(answer.audit.HasField("personal"))

        got = self.somerset.get("plan-1")
        self.assertEqual(got, answer.audit)
        self.assertEqual((got.revision, got.recorded_at, got.case_number),
                         (answer.receipt.revision, answer.receipt.recorded_at, 1))
        self.assertTrue(got.actor)
        for field in ("revision", "recorded_at", "case_number", "actor"):
            got.ClearField(field)
        personal = v1.PersonalPart()
        personal.CopyFrom(sent.personal)
        sent.ClearField("personal")
        self.assertEqual(got, sent)
        self.assertEqual(self.somerset.get("plan-1", view=v1.AUDIT_VIEW_PERSONAL).personal, personal)

    def test_the_same_audit_again_answers_the_first_receipt_and_writes_nothing(self):
        first = self.somerset.submit(audit()).receipt
        again = self.somerset.submit(audit()).receipt
        self.assertEqual(again.outcome, v1.WRITE_OUTCOME_ALREADY_THERE)
        self.assertEqual((again.revision, again.recorded_at), (first.revision, first.recorded_at))
        self.assertEqual(self.somerset.revision(), first.revision)

    def test_other_content_under_the_same_name_is_refused_naming_fields_never_values(self):
        self.somerset.submit(audit(case_ref="SYN-secret-1"))
        for field, other in (("grade", audit(grade="good", case_ref="SYN-secret-1")),
                             ("personal", audit(case_ref="SYN-secret-2"))):
            refused = failure(self.somerset.audits.SubmitAudit, v1.SubmitAuditRequest(audit=other))
            self.assertEqual((refused.code, refused.reason), (grpc.StatusCode.ALREADY_EXISTS, "ALREADY_EXISTS"))
            self.assertEqual([at.rpartition("audit.")[2] for at, _ in refused.violations], [field])
            self.assertNotIn("secret", refused.message)
        self.assertNotIn("secret", self.server.log())
        self.assertEqual(self.somerset.get("plan-1").grade, "adequate")

    def test_validate_only_checks_everything_and_writes_nothing(self):
        before = self.somerset.revision()
        answer = self.somerset.submit(audit(), validate_only=True)
        self.assertEqual((answer.receipt.outcome, answer.receipt.revision), (v1.WRITE_OUTCOME_VALID, 0))
        refused = failure(self.somerset.audits.SubmitAudit,
                          v1.SubmitAuditRequest(audit=audit(grade="splendid"), validate_only=True))
        self.assertEqual(refused.reason, "GRADE_NOT_ON_SCALE")
        self.assertEqual(self.somerset.revision(), before)
        self.assertEqual(self.somerset.list(), [])

    def test_a_batch_answers_each_item_in_order_and_a_refusal_touches_no_other(self):
        results = self.somerset.submit_batches([[audit("a"), audit("b", grade="splendid"), audit("c"), audit("a")],
                                                [audit("d")]])
        self.assertEqual([result.WhichOneof("result") for result in results],
                         ["receipt", "refusal", "receipt", "receipt", "receipt"])
        self.assertEqual(results[1].refusal.reason, "GRADE_NOT_ON_SCALE")
        self.assertEqual([violation.field for violation in results[1].refusal.violations], ["grade"])
        self.assertEqual(results[3].receipt.outcome, v1.WRITE_OUTCOME_ALREADY_THERE)
        self.assertEqual(results[3].receipt.revision, results[0].receipt.revision)
        self.assertEqual([found.name.rpartition("/")[2] for found in self.somerset.list()], ["a", "c", "d"])

    def test_lists_page_by_page_at_one_revision_while_more_arrives(self):
        self.somerset.submit_batches([audits(25)])
        request = v1.ListAuditsRequest(parent="authorities/somerset", page_size=10)
        names, revisions = [], set()
        while True:
            page = self.somerset.audits.ListAudits(request, timeout=CALL_SECONDS)
            names += [found.name for found in page.audits]
            revisions.add(page.revision)
            self.assertLessEqual(len(page.audits), 10)
            self.somerset.submit(audit(f"late-{len(names)}"))
            if not page.next_page_token:
                break
            request.page_token = page.next_page_token
        self.assertEqual(names, [sent.name for sent in audits(25)])
        self.assertEqual(len(revisions), 1)

    def test_list_filters_narrow_and_never_show_personal_parts(self):
        self.somerset.submit_batches([[
            audit("a", team="North", audit_date="2014-01-01", case_ref="SYN-1"),
            audit("b", team="South", audit_date="2014-02-01", case_ref="SYN-2"),
            audit("c", grade="", ungraded_reason="no-file-access", audit_date="2014-03-01", case_ref="SYN-1"),
            audit("d", practice_area="assessment", grade="good", audit_date="2014-04-01", case_ref="SYN-3")]])

        def found(**conditions):
            listed = self.somerset.list(filter=v1.AuditFilter(**conditions))
            self.assertFalse(any(one.HasField("personal") for one in listed))
            return "".join(one.name[-1] for one in listed)

        self.assertEqual(found(), "abcd")
        self.assertEqual(found(team="North"), "a")
        self.assertEqual(found(first_audit_date="2014-02-01", last_audit_date="2014-03-01"), "bc")
        self.assertEqual(found(ungraded_only=True), "c")
        self.assertEqual(found(practice_area="assessment"), "d")
        self.assertEqual(found(grade="adequate"), "ab")
        self.assertEqual(found(case_ref="SYN-1"), "ac")
        self.assertEqual(found(case_ref="SYN-9"), "")
        self.assertEqual(found(case_number=self.somerset.get("b").case_number), "b")
        self.assertEqual(found(last_recorded_date="2014-04-01"), "")
        self.assertEqual(found(team="North", grade="good"), "")

    def test_reads_at_a_revision_see_exactly_what_was_there(self):
        first = self.somerset.submit(audit("a")).receipt
        second = self.somerset.submit(audit("b", grade="inadequate", no_action_reason="none")).receipt
        at_first = v1.ReadAt(revision=first.revision)
        self.assertEqual(len(self.somerset.list(read_at=at_first)), 1)
        self.assertEqual(self.somerset.statement(read_at=at_first).verdict, v1.VERDICT_MET)
        self.assertEqual(self.somerset.statement().verdict, v1.VERDICT_NOT_MET)
        self.assertEqual(self.somerset.statement(read_at=v1.ReadAt(time=first.recorded_at)).revision, first.revision)
        self.assertEqual(self.somerset.statement(read_at=v1.ReadAt(at_least_revision=second.revision)).revision,
                         second.revision)
        empty = self.somerset.statement(read_at=v1.ReadAt(revision=1), scale="ofsted-2013@1")
        self.assertEqual((empty.verdict, empty.audited_count), (v1.VERDICT_NO_EVIDENCE, 0))

    def test_authorities_and_scales_are_read_as_they_were(self):
        recorded_at = self.somerset.submit(audit("a")).receipt.recorded_at
        self.somerset.create_scale("ofsted-2013@2", grades=("inadequate", "fair"))
        self.somerset.create_authority("devon", "Devon")
        then = v1.ReadAt(time=recorded_at)

        def get_authority(name, **read_at):
            return self.somerset.authorities.GetAuthority, v1.GetAuthorityRequest(
                name=f"authorities/{name}", read_at=v1.ReadAt(**read_at))

        def get_scale(**read_at):
            return self.somerset.scales.GetScale, v1.GetScaleRequest(
                name="scales/ofsted-2013", read_at=v1.ReadAt(**read_at))

        def answer(call, request):
            return call(request, timeout=CALL_SECONDS)

        self.assertEqual(answer(*get_authority("somerset")).revision, 3)
        self.assertEqual(answer(*get_authority("somerset", revision=1)).revision, 1)
        self.assertEqual(answer(*get_authority("somerset", time=recorded_at)).revision, 3)
        self.assertEqual(failure(*get_authority("somerset", revision=0)).reason, "UNKNOWN_AUTHORITY")
        self.assertEqual(failure(*get_authority("devon", time=recorded_at)).reason, "UNKNOWN_AUTHORITY")
        self.assertEqual(failure(*get_authority("devon", revision=2)).reason, "NOT_YET")

        listed = answer(self.somerset.authorities.ListAuthorities, v1.ListAuthoritiesRequest(read_at=then))
        self.assertEqual([one.name for one in listed.authorities], ["authorities/somerset"])
        refused = failure(self.somerset.authorities.ListAuthorities,
                          v1.ListAuthoritiesRequest(read_at=v1.ReadAt(revision=1)))
        self.assertEqual((refused.reason, refused.violations), ("OUT_OF_RANGE", [("read_at", "OUT_OF_RANGE")]))

        self.assertEqual(answer(*get_scale()).scale.name, "scales/ofsted-2013@2")
        for read_at in ({"revision": 1}, {"time": recorded_at}):
            old = answer(*get_scale(**read_at))
            self.assertEqual((old.scale.name, old.revision), ("scales/ofsted-2013@1", 1))
        listed = answer(self.somerset.scales.ListScales, v1.ListScalesRequest(read_at=then))
        self.assertEqual(([one.name for one in listed.scales], listed.revision), (["scales/ofsted-2013@1"], 1))

    def test_every_audit_stands_in_exactly_one_bucket_of_each_figure(self):
        self.somerset.submit_batches([[
            audit("for-1", grade="good"), audit("against-1", grade="inadequate", no_action_reason="none"),
            audit("ungraded-1", grade="", ungraded_reason="no-file-access"),
            audit("early-1", audit_date="2012-01-15"), audit("other-1", practice_area="assessment")]])
        asked = query(practice_areas=["child-protection-plan"],
                      window=v1.Window(fixed=v1.FixedDates(first_day="2014-01-01", last_day="2014-12-31")))
        expected = {
            v1.BASIS_AUDITED: {"for-1": v1.BUCKET_FOR, "against-1": v1.BUCKET_AGAINST,
                               "ungraded-1": v1.BUCKET_AGAINST, "early-1": v1.BUCKET_EXCLUDED,
                               "other-1": v1.BUCKET_EXCLUDED},
            v1.BASIS_GRADED: {"for-1": v1.BUCKET_FOR, "against-1": v1.BUCKET_AGAINST,
                              "ungraded-1": v1.BUCKET_EXCLUDED, "early-1": v1.BUCKET_EXCLUDED,
                              "other-1": v1.BUCKET_EXCLUDED}}
        for basis, buckets in expected.items():
            request = v1.ExplainStatementRequest(query=asked, basis=basis, page_size=2)
            found, reasons = {}, {}
            while True:
                page = self.somerset.statements.ExplainStatement(request, timeout=CALL_SECONDS)
                for one in page.audits:
                    identity = one.audit.name.rpartition("/")[2]
                    self.assertNotIn(identity, found)
                    found[identity], reasons[identity] = one.bucket, one.exclusion
                if not page.next_page_token:
                    break
                request.page_token = page.next_page_token
            self.assertEqual(found, buckets)
            self.assertEqual(reasons["early-1"], v1.EXCLUSION_BEFORE_WINDOW)
            self.assertEqual(reasons["other-1"], v1.EXCLUSION_OTHER_PRACTICE_AREA)
            figure = page.statement.audited if basis == v1.BASIS_AUDITED else page.statement.graded
            self.assertEqual(figure.numerator, list(found.values()).count(v1.BUCKET_FOR))
            self.assertEqual(figure.denominator, len(found) - list(found.values()).count(v1.BUCKET_EXCLUDED))

    def test_a_thousand_in_a_batch_are_taken_and_one_more_is_not(self):
        results = self.somerset.submit_batches([audits(1000)])
        self.assertEqual({result.receipt.outcome for result in results}, {v1.WRITE_OUTCOME_ADDED})
        with self.assertRaises(grpc.RpcError) as caught:
            self.somerset.submit_batches([audits(1001, prefix="more")])
        self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(len(self.somerset.list(page_size=1000)), 1000)


class ManyAtOnce(SomersetTest):
    def test_eight_clients_with_the_same_audits_add_each_once_and_agree_on_the_receipts(self):
        sent = audits(1_000)

        def run(number):
            # Each in another order, so that they meet in the middle.
            shift = number * 125
            mine = sent[shift:] + sent[:shift]
            with Api(self.server.endpoint) as api:
                results = api.submit_batches(batches(mine, 50))
            return {message.name: result.receipt for message, result in zip(mine, results)}

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            told = list(pool.map(run, range(8)))
        for message in sent:
            receipts = [one[message.name] for one in told]
            self.assertEqual(len({receipt.revision for receipt in receipts}), 1)
            outcomes = [receipt.outcome for receipt in receipts]
            self.assertEqual(outcomes.count(v1.WRITE_OUTCOME_ADDED), 1)
            self.assertEqual(outcomes.count(v1.WRITE_OUTCOME_ALREADY_THERE), 7)
        self.assertEqual(len(self.somerset.list(page_size=1000)), 1_000)

    def test_a_race_for_one_id_has_one_winner(self):
        def run(number):
            with Api(self.server.endpoint) as api:
                try:
                    return api.submit(audit(grade="good" if number % 2 else "adequate")).receipt.outcome
                except grpc.RpcError as error:
                    self.assertEqual(error.code(), grpc.StatusCode.ALREADY_EXISTS)
                    return None

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(run, range(8)))
        self.assertEqual(outcomes.count(v1.WRITE_OUTCOME_ADDED), 1)
        self.assertEqual(outcomes.count(v1.WRITE_OUTCOME_ALREADY_THERE), 3)
        self.assertEqual(outcomes.count(None), 4)


class UnixSocket(EndToEndTest):
    def test_serves_a_unix_socket_as_it_serves_loopback(self):
        server = self.start_server(f"unix:{self.directory}/assayd.sock")
        self.assertEqual(server.endpoint, f"unix:{self.directory}/assayd.sock")
        api = self.api(server)
        api.create_authority()
        api.create_scale()
        api.submit_batches(batches(audits(20), size=7))
        self.assertEqual(api.statement().audited.numerator, 20)
        self.assertEqual(len(api.list()), 20)


if __name__ == "__main__":
    unittest.main()
