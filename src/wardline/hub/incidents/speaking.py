"""The words of the pure room (`wardline.incidents`) in the reader's language.

The room knows no gettext: what it says is listed in `wording.py` for the translators, and looked up
here. What it builds of parts (a number of persons, a list of data) is taken apart again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from wardline.incidents import choices, clocks, problems
from wardline.incidents.choices import SECTIONS

_TABLES = (
    choices.KINDS,
    choices.HARMS,
    choices.CERTAINTIES,
    choices.ANSWERS,
    choices.DISCLOSURES,
    choices.PATIENT_HARMS,
    choices.ACTORS,
    choices.MOTIVES,
    choices.DATA,
    choices.ASSETS,
    choices.SIZES,
    choices.VICTIMS,
    choices.DETECTED_BY,
    choices.CONTROLS,
    choices.NEEDS,
    choices.RELEASES,
)
_PERSONS = re.compile(r"(.*) ([\d,]+) persons are concerned\.", re.DOTALL)


def offered() -> Iterator[str]:
    """All that the tables of choices and the clocks of the law say."""
    for table in _TABLES:
        for one in table:
            yield one.label
            yield getattr(one, "hint", "")
    for part in SECTIONS:
        yield from part.seen.values()
    for rule in clocks.standard():
        yield from (rule.title, rule.duty, rule.pending)
    yield clocks.ADVICE
    for words in problems._WORDS.values():  # noqa: SLF001 # the table of its sentences
        yield f"{words} in the future: check the date and the zone."
        yield f"{words} before 1990: check the year."


def why(text: str) -> str:
    """Why a clock runs."""
    match = _PERSONS.fullmatch(text)
    if match is None:
        return _(text)
    return f"{_(match[1])} {_('%(count)s persons are concerned.') % {'count': match[2]}}"


def told(lines: Iterable[str]) -> list[str]:
    """What the report says of a factor of the worksheet."""
    found = []
    for line in lines:
        name, colon, rest = line.partition(": ")
        found.append(f"{_(name)}: {rest}" if colon else _(line))
    return found
