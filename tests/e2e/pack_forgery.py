"""Evidence packs taken apart, put together again around other parts, and signed by somebody else."""

import base64
import hashlib

import pack_ledger
import pack_note
import pack_verifier


def sections(pack):
    """[(type, bytes)] without the digest."""
    found, at = [], len(pack_verifier.MAGIC)
    while at < len(pack):
        length = int.from_bytes(pack[at + 1:at + 5], "big")
        found.append((pack[at:at + 1], pack[at + 5:at + 5 + length]))
        at += 5 + length
    return found[:-1]


def joined(parts):
    """A pack with the right digest, whatever its parts are."""
    body = pack_verifier.MAGIC + b"".join(kind + len(data).to_bytes(4, "big") + data for kind, data in parts)
    return body + b"E" + (32).to_bytes(4, "big") + hashlib.sha256(body).digest()


def replaced(parts, kind, data):
    return [(one, data if one == kind else old) for one, old in parts]


def leaves(parts):
    return [data for kind, data in parts if kind == b"L"]


def with_leaves(parts, new):
    """The same pack around other leaves, with their hashes."""
    before = [part for part in parts if part[0] in b"NQS"]
    return before + [(b"L", leaf) for leaf in new] + [(b"H", b"".join(map(pack_ledger.leaf_hash, new)))]


class Forger:
    """Signs as somebody with a key of their own does (RFC 8032)."""

    def __init__(self, name):
        digest = hashlib.sha512(b"a seed that everybody knows").digest()
        self.scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self.prefix = digest[32:]
        self.public = pack_note.point_bytes(pack_note.point_times(self.scalar, pack_note.BASE))
        self.name, self.id = name, pack_note.key_id(name, self.public)

    def verifier_key(self):
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(b'%c' % 1 + self.public).decode()}"

    def _number(self, *parts):
        return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % pack_note.ORDER

    def note(self, origin, hashes):
        root = base64.b64encode(pack_ledger.tree_root(hashes)).decode()
        return self.sign(f"{origin}\n{len(hashes)}\n{root}\n")

    def sign(self, text, key_id=None):
        nonce = self._number(self.prefix, text.encode())
        commitment = pack_note.point_bytes(pack_note.point_times(nonce, pack_note.BASE))
        answer = (nonce + self._number(commitment, self.public, text.encode()) * self.scalar) % pack_note.ORDER
        blob = (key_id or self.id) + commitment + answer.to_bytes(32, "little")
        return f"{text}\n\u2014 {self.name} {base64.b64encode(blob).decode()}\n".encode()

    def resigned(self, parts):
        """The pack with this forger's checkpoint over whatever leaves it has."""
        origin = pack_note.open_checkpoint(parts[0][1]).origin
        return replaced(parts, b"N", self.note(origin, list(map(pack_ledger.leaf_hash, leaves(parts)))))


def copy_of(message):
    return type(message).FromString(message.SerializeToString())


def altered_value(field, value):
    """Another value that the field may have: of an enum the first named one, for 0 may mean what the value means."""
    if field.enum_type:
        return next((one.number for one in field.enum_type.values if one.number not in (0, value)), 0)
    return value + {str: "1", bytes: b"1"}.get(type(value), 1)


def altered_fields(message):
    """(path, copy with that one field altered) for every field of every message in it, and a cut of every list."""
    for field in message.DESCRIPTOR.fields:
        value, copy = getattr(message, field.name), copy_of(message)
        if field.label == field.LABEL_REPEATED:
            if value:
                del getattr(copy, field.name)[-1:]
                yield f"{field.name} cut", copy
            if value and field.message_type:
                for path, part in altered_fields(value[0]):
                    copy = copy_of(message)
                    getattr(copy, field.name)[0].CopyFrom(part)
                    yield f"{field.name}[0].{path}", copy
        elif field.message_type:
            for path, part in altered_fields(value) if message.HasField(field.name) else ():
                copy = copy_of(message)
                getattr(copy, field.name).CopyFrom(part)
                yield f"{field.name}.{path}", copy
        elif field.containing_oneof is None or message.HasField(field.name):
            setattr(copy, field.name, altered_value(field, value))
            yield field.name, copy
