"""Made-up comments with the truth beside them: campaign letters as people send them, and others.

A campaign has a letter; who sends it writes an opening or an ending of their own, changes words,
leaves sentences out, moves paragraphs. Others write on the same matters in words of their own, with
the same courtesies. Two parts of the material exist: "tune", to build with, and "held", to measure
with: other matters, other sentences, other edits. Nothing here asks `wardline.docket`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple


class Made(NamedTuple):
    """Comments by id, and which of them are one letter."""

    texts: dict[str, str]
    groups: list[list[str]]


class Part(NamedTuple):
    """The material of one part: sentences are made from who, does, what and why."""

    who: tuple[str, ...]
    does: tuple[str, ...]
    what: tuple[str, ...]
    why: tuple[str, ...]
    courtesies: tuple[str, ...]
    openings: tuple[str, ...]
    endings: tuple[str, ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("/") if part.strip())


_TUNE = Part(
    _split(
        "our hospital / every small clinic / the rural health network / a nursing home / "
        "the state agency / many vendors / our security team of two / the board / my mother's "
        "doctor / each insurer / the local pharmacy / device makers / a patient like me"
    ),
    _split(
        "needs / cannot pay for / still waits for / has asked for / should publish / must test / "
        "would welcome / lost a week without / depends on / never received / ought to share / "
        "plans to replace"
    ),
    _split(
        "a plain warning when a pump can be attacked / support for old operating systems / a list "
        "of parts in every device / training that fits into a night shift / one place to report "
        "an attack / backups that somebody has tried / free help after ransomware / fewer forms "
        "with the same questions / a telephone number that answers / rules that fit small offices "
        "/ time to patch before an audit / a standard contract with vendors / records that open "
        "without one company's tool"
    ),
    _split(
        "because patients wait meanwhile / and nobody tells us when / although the cost is small "
        "/ before the next winter / so that care goes on / whatever its size / as other sectors "
        "do already / since last year's attack / while the software is still sold / without a "
        "lawyer in the room / even on a weekend"
    ),
    _split(
        "Thank you for the opportunity to comment on this matter. / Dear members of the task "
        "force, / I appreciate your work on health care cybersecurity. / Please consider my "
        "comment. / Sincerely, / To whom it may concern:"
    ),
    _split(
        "I have been a nurse in this county for {n} years. / My father was in the hospital when "
        "its screens went dark. / I run a practice with {n} employees and no computer person. / "
        "As a student of public health I read your notice with interest. / We are {n} volunteers "
        "who drive patients to dialysis."
    ),
    _split(
        "I would gladly talk with you about this, any day after {n}. / Please do something "
        "before it happens to my town. / Signed by a family of {n} in the mountains. / I vote, "
        "and I will remember this."
    ),
)
_HELD = Part(
    _split(
        "the trauma center downtown / dentists in frontier counties / an academic laboratory / "
        "the clearinghouse we use / veterans in telehealth / hospice workers / software start-ups "
        "/ biomedical engineers / a tribal health board / school nurses / ambulance crews / the "
        "county coroner / birth centers"
    ),
    _split(
        "deserve / struggle to obtain / were promised / keep requesting / will not survive "
        "without / have little use for / could teach others / report trouble with / recommend / "
        "object to / budgeted nothing for / rely each hour on"
    ),
    _split(
        "indicators that arrive within minutes / penalties that punish the victim twice / a "
        "grant for network segmentation / liability protection for honest sharing / remote "
        "access by manufacturers at night / an inventory that tells firmware from hardware / "
        "drills with the power company / insurance questionnaires of ninety pages / two-factor "
        "tokens that work with gloves / bulletins written for engineers only / an end date "
        "printed on each monitor / open interfaces for audit logs / apprenticeships in hospital "
        "security"
    ),
    _split(
        "when minutes decide / as the banks learned years ago / despite three letters to the "
        "agency / in a language the night shift reads / unless Congress acts / because a recall "
        "takes a season / and the vendor shrugs / with a single person on call / long before a "
        "breach is public / for the price of one scanner / under the present rules"
    ),
    _split(
        "Dear Sir or Madam, / We welcome this request for information. / Respectfully "
        "submitted, / Thank you for reading what small providers write. / In response to the "
        "published questions: / Kind regards,"
    ),
    _split(
        "Last spring our unit worked {n} days on paper. / I retired after {n} years of repairing "
        "infusion pumps. / Our co-op insures {n} farms and their families. / My daughter wears a "
        "sensor that talks to a phone. / I teach night classes for medical coders."
    ),
    _split(
        "You may print my words. / Call our front desk, extension {n}, for the details. / I am "
        "sending a copy to my representative. / Our {n} members stand behind every line."
    ),
)
PARTS = {"tune": _TUNE, "held": _HELD}
_JOINING = ("also", "moreover", "today", "in truth", "frankly", "at present", "for years")


def make(
    seed: int,
    campaigns: Sequence[int] = (3, 8, 25, 60),
    others: int = 200,
    *,
    part: str = "tune",
) -> Made:
    """Comments of campaigns of the given sizes, and `others` that are alone, mixed."""
    drawn = random.Random(seed)  # noqa: S311 # made-up texts need a seed, no secrecy
    source = PARTS[part]
    found: list[tuple[int, str]] = []
    for campaign, size in enumerate(campaigns):
        letter = [_paragraph(drawn, source) for _ in range(drawn.randint(2, 4))]
        found += [(campaign, _sent(drawn, source, letter)) for _ in range(size)]
    found += [(-1, _alone(drawn, source)) for _ in range(others)]
    drawn.shuffle(found)
    texts = {f"L-{place:05d}": text for place, (_, text) in enumerate(found)}
    groups: dict[int, list[str]] = {}
    for number, (campaign, _) in zip(texts, found, strict=True):
        if campaign >= 0:
            groups.setdefault(campaign, []).append(number)
    return Made(texts, [ids for ids in groups.values() if len(ids) > 1])


def sentence(drawn: random.Random, source: Part) -> str:
    """A sentence of its own, of a part's material."""
    middle = drawn.choice(_JOINING) + ", " if drawn.random() < 0.3 else ""  # noqa: PLR2004 # a chance
    who, does = drawn.choice(source.who), drawn.choice(source.does)
    text = f"{middle}{who} {does} {drawn.choice(source.what)} {drawn.choice(source.why)}."
    return text[0].upper() + text[1:]


def _paragraph(drawn: random.Random, source: Part) -> list[str]:
    return [sentence(drawn, source) for _ in range(drawn.randint(2, 4))]


def _alone(drawn: random.Random, source: Part) -> str:
    own = [_personal(drawn, source.openings)] if drawn.random() < 0.5 else []  # noqa: PLR2004 # a chance
    own += [sentence(drawn, source) for _ in range(drawn.randint(2, 9))]
    polite = drawn.sample(source.courtesies, drawn.randint(0, 2))
    return " ".join([*polite[:1], *own, *polite[1:]])


def _personal(drawn: random.Random, lines: Sequence[str]) -> str:
    return drawn.choice(lines).format(n=drawn.randint(2, 60))


def _sent(drawn: random.Random, source: Part, letter: list[list[str]]) -> str:
    """The letter as one person sends it; at least two thirds of it are the letter's own."""
    paragraphs = [list(lines) for lines in letter]
    way = drawn.random()
    if way < 0.3:  # noqa: PLR2004 # as it is
        return "\n\n".join(" ".join(lines) for lines in paragraphs)
    if drawn.random() < 0.3:  # noqa: PLR2004 # a chance
        drawn.shuffle(paragraphs)
    lines = drawn.choice(paragraphs)
    if len(lines) > 1 and drawn.random() < 0.3:  # noqa: PLR2004 # a chance
        lines.pop(drawn.randrange(len(lines)))
    paragraphs = [[_edited(drawn, line) for line in lines] for lines in paragraphs]
    text = "\n\n".join(" ".join(lines) for lines in paragraphs)
    if drawn.random() < 0.5:  # noqa: PLR2004 # a chance
        text = f"{drawn.choice(source.courtesies)} {_personal(drawn, source.openings)}\n\n{text}"
    if drawn.random() < 0.5:  # noqa: PLR2004 # a chance
        text = f"{text}\n{_personal(drawn, source.endings)}"
    return text.upper() if drawn.random() < 0.03 else text  # noqa: PLR2004 # a chance


def _edited(drawn: random.Random, line: str) -> str:
    """A sentence with a word changed, left out or put in now and then."""
    words = line.split(" ")
    for _ in range(2):
        if drawn.random() < 0.2:  # noqa: PLR2004 # a chance
            place = drawn.randrange(len(words))
            words[place : place + drawn.randint(0, 1)] = [
                drawn.choice(("really", "always", "the", "our", "here", "this"))
            ][: drawn.randint(0, 1)]
    return " ".join(words)
