"""Protobuf's wire format by hand, for what no generated class would serialise."""


def wire_string(number, value):
    """One length-delimited field, for values that no generated class would serialise."""
    length = len(value)
    size = bytearray()
    while length >= 0x80:
        size.append(length & 0x7F | 0x80)
        length >>= 7
    size.append(length)
    key = number << 3 | 2
    head = bytes([key]) if key < 0x80 else bytes([key & 0x7F | 0x80, key >> 7])
    return head + bytes(size) + value
