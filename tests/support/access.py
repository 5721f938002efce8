"""Tokens, as an administrator hands them out, and how their bearers call."""

import hashlib
import secrets
import time

from assay_api import CALL_SECONDS, v1

ROLES = {"auditor": v1.ROLE_AUDITOR, "moderator": v1.ROLE_MODERATOR, "reader": v1.ROLE_READER,
         "examiner": v1.ROLE_EXAMINER, "regulator": v1.ROLE_REGULATOR, "administrator": v1.ROLE_ADMINISTRATOR}


def bearer(secret):
    """The metadata by which a call shows a secret."""
    return (("authorization", f"Bearer {secret}"),)


class Tokens:
    """TokenService, as whoever the channel or the metadata says."""

    def __init__(self, channel, metadata=()):
        self._stub = v1.TokenServiceStub(channel)
        self._metadata = metadata

    def create(self, token_id, *grants, seconds=3600, certificate=None):
        """A new secret, or None for a certificate. Each grant is written "auditor=somerset"."""
        token = v1.Token(name=f"tokens/{token_id}")
        for grant in grants:
            role, authority = grant.split("=")
            token.grants.add(authority=f"authorities/{authority}", role=ROLES[role])
        secret = None
        if certificate:
            token.certificate = certificate
        else:
            secret = "assay_" + secrets.token_hex(32)
            token.secret_sha256 = hashlib.sha256(secret.encode()).digest()
            token.expire_time.FromNanoseconds(time.time_ns() + int(seconds * 1e9))
        self._stub.CreateToken(v1.CreateTokenRequest(token=token), timeout=CALL_SECONDS, metadata=self._metadata)
        return secret

    def revoke(self, token_id):
        self._stub.RevokeToken(v1.RevokeTokenRequest(name=f"tokens/{token_id}"), timeout=CALL_SECONDS,
                               metadata=self._metadata)

    def list(self):
        answer = self._stub.ListTokens(v1.ListTokensRequest(), timeout=CALL_SECONDS, metadata=self._metadata)
        return [token.name.removeprefix("tokens/") for token in answer.tokens]
