"""Texts made to be slow: floods, near misses of every kind of rule, deep nesting, one long line."""

import json
import random


def _fill(unit, size):
    return (unit * (size // len(unit.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")


def _nested(size):
    depth = size // 12
    return '{"a":' * depth + "1" + "}" * depth


def _words(size):
    rng = random.Random(9)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rng.choice(letters) for _ in range(rng.randrange(2, 12))) for _ in range(5000)]
    return _fill(" ".join(rng.choice(words).title() for _ in range(20000)) + " ", size)


def _mixed_lines(size):
    rng = random.Random(7)
    units = [unit for unit in _UNITS.values() if len(unit) < 200]
    return _fill("\n".join(rng.choice(units) * rng.randrange(1, 9) for _ in range(4000)), size)


# What is repeated. Most are one letter short of, or one past, what a rule wants.
_UNITS = {
    "digits": "1234567890",
    "zeros": "0",
    "at signs": "@",
    "open brackets": "[",
    "open braces": "{",
    "dots": ".",
    "quotes": '"',
    "backslashes": "\\",
    "spaces": " ",
    "newlines": "\n",
    "colons": ":",
    "dashes": "-",
    "pipes": "|",
    "carets": "^A",
    "zero width": "\u200b",
    "digits and zero width": "1\u200b2\u200d",
    "combining marks": "a\u0301\u0302\u0303",
    "full width": "１２３－４５－６７８９ ",  # noqa: RUF001 # on purpose
    "capital letters": "ABCDEFGHJK",
    "one word": "a",
    "almost e-mail": "a.b-c_d+e.",
    "e-mail without end": "a@a.a@a.",
    "almost address": "10.10.10.",
    "almost IPv6": "fe80:0:",
    "defanged": "a[.]b(.)c[dot]",
    "almost URL": "http://",
    "URL parameters": "&a=b%20",
    "almost SSN": "123-45-678 ",
    "SSN": "123-45-6789 ",
    "almost card": "4111 1111 1111 ",
    "almost phone": "(555) 555-",
    "phone": "555-555-5555 ",
    "almost date": "12/31/ Jan 5, ",
    "dates": "DOB 01/02/1960 ",
    "cue without value": "MRN: ",
    "cues": "MRN 1234567 DOB SSN password is ",
    "password": "password: password ",
    "names": "Mr. Smith, John A. ",
    "titles": "Dr. Dr. Mr. Mrs. ",
    "initials": "A. B. ",
    "almost PEM": "-----BEGIN RSA PRIVATE KEY-----\n",
    "PEM tail": "-----BEGIN PRIVATE KEY-----AAAA-----END ",
    "almost JWT": "eyJhbGciOiJ9.",
    "almost key": "AKIAAAAAAAAAAAAAAA ",
    "base64": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo",
    "hash": "d41d8cd98f00b204e9800998ecf8427e ",
    "almost hash": "d41d8cd98f00b204e9800998ecf8427",
    "uuid": "123e4567-e89b-12d3-a456-426614174000 ",
    "oid": "1.2.840.10008.",
    "host": "ABCDEF-ICU-WS",
    "path": "C:\\Users\\a\\",
    "address": "123 Main Street ",
    "almost address line": "123 Main Oak Hill Lake ",
    "comma fields": '"a",',
    "semicolon fields": ";",
    "hl7": "PID|1||123^^^H^MR||A^B||",
    "mail heads": "From: a@b.cc\nTo: ",
    "quoted mail": "> > > > ",
    "xml": "<a><b>",
    "json strings": '"a":"b\\"',
    "cyrillic": "раsswоrd ",  # noqa: RUF001 # on purpose
}


def kinds():
    """Name to a maker of that many bytes of text."""
    made = {name: (lambda size, unit=unit: _fill(unit, size)) for name, unit in _UNITS.items()}
    made["nested JSON"] = _nested
    made["title-case words"] = _words
    made["all kinds in turn"] = _mixed_lines
    made["one JSON string"] = lambda size: json.dumps({"a": _fill("x 12 ", size - 8)})
    return made
