"""Signed notes and checkpoints (C2SP) with Ed25519 (RFC 8032), for the second verifier of evidence packs."""

import base64
import binascii
import collections
import hashlib
import re

HASH_BYTES = 32


class Refused(Exception):
    """Says what is wrong and where; never a value of the content."""


def require(holds, words):
    if not holds:
        raise Refused(words)


# --- Ed25519 (RFC 8032), in extended coordinates -------------------------------------------------------------------

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, FIELD) % FIELD
ROOT_OF_MINUS_ONE = pow(2, (FIELD - 1) // 4, FIELD)
NEUTRAL = (0, 1, 1, 0)


def point_from(encoded):
    """The point of 32 bytes, or None."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    if len(encoded) != 32 or y >= FIELD:
        return None
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * ROOT_OF_MINUS_ONE % FIELD
    if (x * x - square) % FIELD or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = FIELD - x
    return (x, y, 1, x * y % FIELD)


def point_bytes(point):
    inverse = pow(point[2], -1, FIELD)
    x, y = point[0] * inverse % FIELD, point[1] * inverse % FIELD
    return (y | (x & 1) << 255).to_bytes(32, "little")


def point_sum(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % FIELD
    b = (one[1] + one[0]) * (other[1] + other[0]) % FIELD
    c = 2 * one[3] * other[3] * CURVE_D % FIELD
    d = 2 * one[2] * other[2] % FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD)


def point_times(number, point):
    total = NEUTRAL
    while number:
        if number & 1:
            total = point_sum(total, point)
        point = point_sum(point, point)
        number >>= 1
    return total


BASE = point_from((4 * pow(5, -1, FIELD) % FIELD).to_bytes(32, "little"))


def signed_by(public_key, message, signature):
    """Whether the signature is the key's over the message."""
    key = point_from(public_key)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    minus_key = (FIELD - key[0], key[1], 1, FIELD - key[3])
    return point_bytes(point_sum(point_times(scalar, BASE), point_times(challenge, minus_key))) == signature[:32]


# --- Signed notes and checkpoints (C2SP) ---------------------------------------------------------------------------

Key = collections.namedtuple("Key", "name id public")
Checkpoint = collections.namedtuple("Checkpoint", "origin size root")


def strict_base64(text):
    """The bytes; Refused where the text could have been written another way."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("not base64") from None
    require(base64.b64encode(decoded).decode() == text, "base64 with stray bits")
    return decoded


def key_id(name, public):
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def parse_key(text):
    parts = text.strip().split("+", 2)
    require(len(parts) == 3 and parts[0] and re.fullmatch("[0-9a-f]{8}", parts[1]), "the key is not a verifier key")
    blob = strict_base64(parts[2])
    require(len(blob) == 33 and blob[0] == 1, "the key is not an Ed25519 key")
    require(key_id(parts[0], blob[1:]).hex() == parts[1], "the key has another id")
    return Key(parts[0], bytes.fromhex(parts[1]), blob[1:])


def signatures_of(lines):
    for line in lines:
        match = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
        require(match, "note: a line below the text is no signature")
        blob = strict_base64(match[2])
        require(len(blob) > 4, "note: a signature is too short")
        yield match[1], blob[:4], blob[4:]


def open_checkpoint(note, key=None):
    """The checkpoint of a note, signed by the key where one is given."""
    try:
        text, separator, below = note.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise Refused("note: not UTF-8") from None
    require(separator and below.endswith("\n"), "note: no signature")
    signatures = list(signatures_of(below[:-1].split("\n")))
    if key is not None:
        ours = [signature for name, number, signature in signatures if (name, number) == (key.name, key.id)]
        require(ours, "note: not signed by the given key")
        message = (text + "\n").encode()
        require(all(signed_by(key.public, message, signature) for signature in ours), "note: the signature is wrong")
    lines = text.split("\n")
    require(len(lines) == 3, "note: a checkpoint has three lines")
    require(re.fullmatch("0|[1-9][0-9]*", lines[1]), "note: the size is no number")
    root = strict_base64(lines[2])
    require(lines[0] and len(root) == HASH_BYTES, "note: not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)
