"""Records by rule for the groups whose field names stand in `lists_GROUP`: all known formats."""

from __future__ import annotations

import random
from types import ModuleType

from wardline.testing.screening import records, records_fresh

KINDS = records.KINDS | records_fresh.KINDS


def record_lines(words: ModuleType, form: str, rng: random.Random) -> list[str]:
    """Template lines of some records of one form."""
    first, many, second, few = rng.choice(records_fresh.MIXES)
    fields = _drawn(words.FIELDS[first], many, rng) + _drawn(words.FIELDS[second], few, rng)
    rng.shuffle(fields)
    fields.insert(0, _drawn(words.FIELDS["plain"], 1, rng)[0])
    known = list({name: (name, slot) for name, slot in fields}.values())
    forms = records.FORM_MAKERS | records_fresh.FORM_MAKERS
    return forms[form](known, rng)


def _drawn(bank: str, count: int, rng: random.Random) -> list[tuple[str, str]]:
    rows = [line.split(" | ") for line in bank.strip().splitlines()]
    chosen = rng.sample(rows, min(count, len(rows)))
    return [(rng.choice(names.split("; ")), slot) for slot, names in chosen]
