"""Bytes in the tables of `golden/`: `\\xff` is that byte, `{{{a|9}}}` nine of what is in it."""

import re

_TIMES = re.compile(rb"\{\{\{(.*?)\|(\d+)\}\}\}")
_BYTE = re.compile(rb"\\x([0-9a-f]{2})")


def written(text: str) -> bytes:
    content = _BYTE.sub(lambda byte: bytes.fromhex(byte[1].decode()), text.encode())
    return _TIMES.sub(lambda found: found[1].replace(b"\\n", b"\n") * int(found[2]), content)
