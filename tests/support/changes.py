"""Changes of audits over gRPC, each expecting the audit's newest revision."""

from assay_api import CALL_SECONDS, v1


class Changes:
    """Changes of audits over gRPC, each expecting the audit's newest revision."""

    def __init__(self, api, note=""):
        self.api = api
        self.note = note  # of every change that may have one

    def _change(self, audit_id):
        name = f"authorities/somerset/audits/{audit_id}"
        return v1.Change(name=name, expected_revision=self.api.get(audit_id).revision, reason="second-look",
                         note=self.note)

    def correct(self, audit_id, **fields):
        whole = self.api.get(audit_id)
        for field in ("case_number", "revision", "recorded_at", "actor", "moderation", "erased", "original_revision",
                      "independence", *fields):
            whole.ClearField(field)
        for action in whole.actions:
            action.ClearField("completion")
        for field in ("acknowledged_by", "acknowledged_on") if whole.HasField("immediate_risk") else ():
            whole.immediate_risk.ClearField(field)
        for field, value in fields.items():
            setattr(whole, field, value)
        self.api.audits.CorrectAudit(v1.CorrectAuditRequest(change=self._change(audit_id), audit=whole),
                                     timeout=CALL_SECONDS)

    def moderate(self, audit_id, grade):
        moderation = v1.Moderation(moderator="lead-2", grade=grade)
        self.api.audits.ModerateAudit(
            v1.ModerateAuditRequest(change=self._change(audit_id), moderation=moderation), timeout=CALL_SECONDS)

    def withdraw(self, audit_id):
        self.api.audits.WithdrawAudit(v1.WithdrawAuditRequest(change=self._change(audit_id)), timeout=CALL_SECONDS)

    def erase(self, audit_id):
        change = self._change(audit_id)
        change.ClearField("note")
        self.api.audits.EraseAudit(v1.EraseAuditRequest(change=change), timeout=CALL_SECONDS)
