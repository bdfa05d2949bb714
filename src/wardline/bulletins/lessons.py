"""A short lesson, a quick tabletop exercise and a glossary, made from one bulletin. Pure.

For teams without a security person: nothing here says what the bulletin does not, but for the
questions, which are the same for each. An exercise is a draft that its leader changes.

*Source*: the order of an exercise (scenario, injects, discussion, hot wash) and the words
observation and corrective action are those of HSEEP (DHS, 2020).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import NamedTuple

import msgspec

from wardline.bulletins.model import ROLES, Bulletin, Step, Words, said
from wardline.bulletins.words import word

# "Health Information Sharing and Analysis Center (Health-ISAC)": a term that the text explains.
_EXPLAINED = re.compile(
    r"((?:[A-Z][\w'-]+[ ,]+(?:(?:of|and|the|for|y|de|la) )*){1,7})\(([A-Z][\w-]{1,14})\)"
)
_MOST = 12
# Minutes of an exercise at which something new is told.
_MINUTES = (0, 10, 20)


class Term(msgspec.Struct, frozen=True):
    """A word that readers may not know: the forms in which it occurs, and what it means."""

    term: Words
    forms: tuple[str, ...]
    text: Words


class Entry(NamedTuple):
    """A line of a glossary."""

    term: str
    text: str


class Question(NamedTuple):
    """A question of a lesson: its choices, which one is right, and why."""

    text: str
    choices: tuple[str, ...]
    right: int
    why: str


class Card(NamedTuple):
    """One card of a lesson."""

    heading: str
    lines: tuple[str, ...]


class Lesson(NamedTuple):
    """A lesson of five minutes."""

    title: str
    cards: tuple[Card, ...]
    questions: tuple[Question, ...]
    glossary: tuple[Entry, ...]


class Inject(NamedTuple):
    """Something that is told in an exercise at a minute, and what the team then talks about."""

    minute: int
    text: str
    questions: tuple[str, ...]


class Tabletop(NamedTuple):
    """An exercise of half an hour: a draft."""

    title: str
    purpose: str
    scenario: str
    roles: tuple[Card, ...]
    injects: tuple[Inject, ...]
    # What is written down at the end: observation and corrective action, each with a name and day.
    close: tuple[str, ...]


_SAY: dict[str, dict[str, str]] = {
    "en": {
        "why": "Why it matters",
        "first": "What do you do first?",
        "why-first": "It is the first step: the others build on it.",
        "concerns": "Does this concern us?",
        "yes": "Yes, or we find out today",
        "no": "No, nobody attacks a small office",
        "why-concerns": "Small teams are hit too. To check takes minutes.",
        "tell": "You see one of the signs. What now?",
        "tell-right": "Tell the person in charge, and do not switch it off",
        "tell-wrong": "Wait and see if it goes away",
        "why-tell": "Every minute counts, and what is switched off can tell no more.",
        "wait": "Do the last step first: {step}",
        "purpose": "Find out in half an hour if your team knows who does what.",
        "scenario": "It is Monday, 8 in the morning. This bulletin came in last night: {title}.",
        "inject-1": "Somebody asks: does this concern us? {concern}",
        "inject-2": "You find a sign of it. {detect}",
        "inject-3": "It has begun. {harm}",
        "q-who": "Who decides? Who acts? How do you reach them now?",
        "q-how": "How do you find out? How long does it take?",
        "q-first": "What is your first step? Who checks that it is done?",
        "q-care": "How does care go on without computers? For how long?",
        "q-tell": "Whom do you tell, and by when: staff, patients, the law, this hub?",
        "close-well": "What went well?",
        "close-observation": "Observation: what did you not know, or could not reach?",
        "close-action": "Corrective action: what changes, who does it, by which day?",
    },
    "es": {
        "why": "Por qué importa",
        "first": "¿Qué hace primero?",
        "why-first": "Es el primer paso: los otros se apoyan en él.",
        "concerns": "¿Nos toca esto?",
        "yes": "Sí, o lo averiguamos hoy",
        "no": "No, nadie ataca un consultorio pequeño",
        "why-concerns": "También atacan a equipos pequeños. Mirarlo lleva minutos.",
        "tell": "Ve una de las señales. ¿Y ahora?",
        "tell-right": "Avisar a quien manda, y no apagarlo",
        "tell-wrong": "Esperar a ver si se pasa",
        "why-tell": "Cada minuto cuenta, y lo apagado ya no cuenta nada.",
        "wait": "Hacer primero el último paso: {step}",
        "purpose": "Averigüe en media hora si su equipo sabe quién hace qué.",
        "scenario": "Es lunes, las 8 de la mañana. Anoche llegó este boletín: {title}.",
        "inject-1": "Alguien pregunta: ¿nos toca esto? {concern}",
        "inject-2": "Encuentra una señal. {detect}",
        "inject-3": "Ya empezó. {harm}",
        "q-who": "¿Quién decide? ¿Quién actúa? ¿Cómo los encuentra ahora?",
        "q-how": "¿Cómo lo averigua? ¿Cuánto tarda?",
        "q-first": "¿Cuál es su primer paso? ¿Quién mira que se haga?",
        "q-care": "¿Cómo sigue la atención sin equipos? ¿Por cuánto tiempo?",
        "q-tell": "¿A quién avisa y para cuándo: personal, pacientes, la ley, este centro?",
        "close-well": "¿Qué salió bien?",
        "close-observation": "Observación: ¿qué no sabían o no pudieron alcanzar?",
        "close-action": "Acción correctiva: ¿qué cambia, quién lo hace, para qué día?",
    },
}


def lesson(bulletin: Bulletin, role: str, language: str) -> Lesson:
    """A lesson of five minutes for a role; the office manager's where none is known."""
    speak = _SAY.get(language, _SAY["en"])
    chosen = role if bulletin.steps.get(role) else ROLES[0]
    steps = [said(one.text, language).text for one in bulletin.steps.get(chosen, ())]
    cards = [
        Card(word("concern", language), _lines(bulletin.concern, language)),
        Card(speak["why"], _lines(bulletin.harm, language)),
        Card(f"{word('do', language)}: {word(f'role.{chosen}', language)}", tuple(steps)),
        Card(word("detect", language), _lines(bulletin.detect, language)),
        Card(word("well", language), _lines(bulletin.well, language)),
    ]
    return Lesson(
        said(bulletin.title, language).text,
        tuple(card for card in cards if card.lines),
        tuple(_questions(steps, speak)),
        glossary(bulletin, language),
    )


def _lines(words: Words, language: str) -> tuple[str, ...]:
    return tuple(line for line in said(words, language).text.splitlines() if line.strip())


def _questions(steps: Sequence[str], speak: dict[str, str]) -> Iterator[Question]:
    yield Question(speak["concerns"], (speak["no"], speak["yes"]), 1, speak["why-concerns"])
    if len(steps) > 1:
        wrong = speak["wait"].replace("{step}", steps[-1])
        yield Question(speak["first"], (steps[0], wrong), 0, speak["why-first"])
    choices = (speak["tell-wrong"], speak["tell-right"])
    yield Question(speak["tell"], choices, 1, speak["why-tell"])


def tabletop(bulletin: Bulletin, language: str) -> Tabletop:
    """A draft of an exercise of half an hour."""
    speak = _SAY.get(language, _SAY["en"])
    title = said(bulletin.title, language).text
    # Not str.format: what a writer typed may hold braces.
    texts = [
        speak["inject-1"].replace("{concern}", said(bulletin.concern, language).text),
        speak["inject-2"].replace("{detect}", said(bulletin.detect, language).text),
        speak["inject-3"].replace("{harm}", said(bulletin.harm, language).text),
    ]
    asked = [("q-how", "q-who"), ("q-first", "q-who"), ("q-care", "q-tell")]
    injects = [
        Inject(minute, " ".join(text.split()), tuple(speak[one] for one in questions))
        for minute, text, questions in zip(_MINUTES, texts, asked, strict=True)
    ]
    roles = [
        Card(word(f"role.{role}", language), tuple(_step(one, language) for one in steps))
        for role in ROLES
        if (steps := bulletin.steps.get(role))
    ]
    close = tuple(speak[one] for one in ("close-well", "close-observation", "close-action"))
    scenario = speak["scenario"].replace("{title}", title)
    return Tabletop(title, speak["purpose"], scenario, tuple(roles), tuple(injects), close)


def _step(step: Step, language: str) -> str:
    due = f" ({word('by', language, day=step.due)})" if step.due else ""
    return f"{said(step.text, language).text}{due}"


@functools.cache
def terms() -> tuple[Term, ...]:
    """The words that readers may not know."""
    data = resources.files("wardline.bulletins").joinpath("data/terms.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Term, ...])


def glossary(bulletin: Bulletin, language: str) -> tuple[Entry, ...]:
    """The words of this text that need one: those it explains itself, then those of our table."""
    text = _text(bulletin, language)
    found = {short: _meant(name.split(), short) for name, short in _EXPLAINED.findall(text)}
    for one in terms():
        name = said(one.term, language).text
        if name not in found and _occurs(one, text):
            found[name] = said(one.text, language).text
    return tuple(Entry(*pair) for pair in list(found.items())[:_MOST])


def _meant(words: list[str], short: str) -> str:
    """The words that an abbreviation stands for: from where their capitals spell it, if any do."""
    for start in range(len(words)):
        rest = words[start:]
        if not rest[0][0].isupper():
            continue
        if "".join(word[0] for word in rest if word[0].isupper()) == short:
            return " ".join(rest)
    return " ".join(words)


def _occurs(term: Term, text: str) -> bool:
    forms = "|".join(re.escape(one) for one in term.forms)
    return re.search(rf"(?<!\w)(?:{forms})(?!\w)", text, re.IGNORECASE) is not None


def _text(bulletin: Bulletin, language: str) -> str:
    words = [bulletin.title, bulletin.concern, bulletin.harm, bulletin.detect, bulletin.well]
    steps = [one.text for role in bulletin.steps.values() for one in role]
    return "\n".join(
        [*(said(one, language).text for one in (*words, *steps)), *bulletin.advisories]
    )
