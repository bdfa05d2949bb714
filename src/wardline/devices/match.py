"""An inventory against advisories: which devices, what status, how sure, and why.

1. each device's texts are read once; devices with the same texts share one reading;
2. names that share a rare atom with it are judged; 3. per advisory the firmest are kept;
4. versions decide, once for each reading and version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wardline.devices.catalog import Catalog, Entry
from wardline.devices.fold import split
from wardline.devices.judge import NOTHING, Grip, Held, judge
from wardline.devices.makers import SILENT, Makers, Who
from wardline.devices.model import Advisory, Device, Level, Match, Product, Status, Verdict
from wardline.devices.names import Name
from wardline.devices.reading import (
    Reading,
    Run,
    is_loose,
    is_mark,
    kinds_of,
    numbers_in,
    run_of,
    spelled,
    told_versions,
)
from wardline.devices.versions import (
    Answer,
    Constraint,
    Kind,
    Term,
    Version,
    evaluate,
    is_blank,
    parse_version,
    read_versions,
)

_LEVELS = {Grip.SURE: Level.SURE, Grip.LIKELY: Level.LIKELY, Grip.CHECK: Level.CHECK}
_CATALOG = 5
_REMEMBERED = 8192
_TEN = re.compile(r"\d+\.\d")
# Words in notes that make a version told there a past or a coming one.
_MAYBE = re.compile(
    r"\b(?:was|were|from|old|prior|previous|upgrade[ds]?|updated?|to|pending|planned|need|needs"
    r"|due|replaced|before|until|scheduled|fix(?:ed)?|will|target|minimum|if|ordered|latest)\b"
)


class Candidate(NamedTuple):
    """A product that a device may be."""

    product: Product
    held: Held
    name: Name


class _Text(NamedTuple):
    """What the texts of a device give without its maker (fields as in Reading)."""

    run: Run
    aside: Run
    known: frozenset[str]
    slips: frozenset[str]
    origin: dict[str, frozenset[str]]
    numbers: tuple[int, ...]
    every: frozenset[str]
    types: frozenset[str]
    kinds: frozenset[str]
    versions: tuple[str, ...]
    loose: frozenset[str]
    marks: frozenset[str]
    brands: frozenset[str]


class Plan(NamedTuple):
    """What one reading comes to under one advisory, before versions."""

    advisory: Advisory
    candidates: tuple[Candidate, ...]


class Finding(NamedTuple):
    """The result for a reading and a version, shared by all devices that have both."""

    advisory: Advisory
    status: Status
    level: Level
    reason: str
    cves: tuple[str, ...]
    # The maker's word (a VEX justification or "fixed") where that decided, not a comparison.
    stated: str = ""

    @property
    def sure(self) -> bool:
        """Whether nobody has to look: the product is certain and its status decided."""
        return self.level is Level.SURE and self.status is not Status.CHECK


class Matcher:
    """Devices against one catalog; remembers what it has read."""

    def __init__(self, catalog: Catalog) -> None:
        """Ask `catalog`."""
        self.catalog = catalog
        self.makers: Makers = catalog.makers
        self._plans: dict[tuple[str, ...], tuple[Plan, ...]] = {}
        self._findings: dict[tuple[object, ...], tuple[Finding, ...]] = {}
        self._texts: dict[tuple[str, str, str], _Text] = {}
        self._notes: dict[str, tuple[str, bool]] = {}

    def match(self, devices: Iterable[Device]) -> Iterator[Match]:
        """Every device under every advisory that may concern it."""
        for device in devices:
            for found in self.findings(device):
                yield Match(
                    device, found.advisory, found.status, found.level, found.reason, found.cves
                )

    def findings(self, device: Device) -> tuple[Finding, ...]:
        """What the advisories say of one device."""
        notes = self._telling_notes(device.notes)
        blank = is_blank(device.version)
        told = device.notes if blank and notes[1] else ""
        key = (device.maker, device.model, device.kind, notes[0])
        whole = (*key, device.version, device.number_cell, told)
        known = self._findings.get(whole)
        if known is None:
            self._make_room()
            plans = self._plans.get(key)
            if plans is None:
                plans = self._plans[key] = tuple(self._plan(device, notes[0]))
            decided = [self._decide(device, plan, told) for plan in plans]
            known = self._findings[whole] = tuple(one for one in decided if one is not None)
        return known

    def _make_room(self) -> None:
        """Forget what was read long ago: an inventory of a million rows fits the memory too."""
        for cache in (self._plans, self._findings, self._texts, self._notes):
            if len(cache) >= _REMEMBERED:
                cache.clear()

    def _telling_notes(self, notes: str) -> tuple[str, bool]:
        """The part of the notes that can matter to matching, and whether a version is told."""
        if not notes:
            return "", False
        known = self._notes.get(notes)
        if known is None:
            words = split(notes[:400]).words
            catalog = self.catalog
            kept = [
                word
                for word in words
                if word in catalog.vocabulary or (word in catalog.codes and len(word) > 1)
            ]
            text = notes if kept else ""
            known = self._notes[notes] = (text, bool(told_versions(notes)[1]))
        return known

    # -- which products ----------------------------------------------------------------------

    def _plan(self, device: Device, notes: str) -> Iterator[Plan]:
        """1. the texts; 2. names whose makers fit; 3. the reading, only where any is left."""
        text = self._text(device, notes)
        who, brands = self._who(device, text), text.brands
        owners = None if who.silent else self.catalog.owners.allowed(who, brands)
        fitting = [
            (entry, self._cap(entry.owners, who, brands))
            for entry in self._candidates(text, owners)
        ]
        if not fitting:
            return
        reading = self._reading(device, text, who)
        best: dict[int, list[Candidate]] = {}
        for entry, cap in fitting:
            held = judge(entry.name, reading, self.catalog.told)
            if held.grip is Grip.NONE:
                continue
            if cap is Grip.CHECK and (held.grip < Grip.SURE or reading.loose - _own(entry.name)):
                # Another maker's device that carries this brand's words among others.
                continue
            held = _capped(held, cap, entry.name)
            if held.grip is Grip.NONE:
                continue
            for use in entry.uses:
                number, product = self.catalog.products[use]
                best.setdefault(number, []).append(Candidate(product, held, entry.name))
        for number, candidates in sorted(best.items()):
            yield Plan(self.catalog.advisories[number], _firmest(candidates))

    def read(self, device: Device, notes: str) -> tuple[Reading, Who, frozenset[str]]:
        """A device's texts taken apart, its maker, and the makers whose brands stand in them."""
        text = self._text(device, notes)
        who = self._who(device, text)
        return self._reading(device, text, who), who, text.brands

    def _who(self, device: Device, text: _Text) -> Who:
        who = self.makers.who(device.maker) if device.maker else SILENT
        return self._leading_maker(text.run) if who.silent else who

    def _text(self, device: Device, notes: str) -> _Text:
        """What the model, the kind and the notes give by themselves; remembered."""
        model, kind = device.model, device.kind
        if not split(model).words:
            model, kind = kind, ""
        if not split(model).words:
            model, notes = notes, ""
        key = (self._without_lead(device, model), kind, notes)
        known = self._texts.get(key)
        if known is None:
            known = self._texts[key] = self._take_apart(*key)
        return known

    def _take_apart(self, model: str, kind: str, notes: str) -> _Text:
        plain, versions = told_versions(model)
        run = run_of(plain)
        aside = run_of(f"{kind} {notes}") if kind or notes else _EMPTY
        brands = self.makers.branded(run.words)
        if aside.words:
            brands |= self.makers.branded(aside.words)
        known, slips, origin = self._spell(run)
        lead = self._lead(run)
        numbers = tuple(at for at in numbers_in(run) if at >= lead)
        loose = frozenset(filter(is_loose, run.words))
        return _Text(
            run,
            aside,
            known,
            slips,
            origin,
            numbers,
            frozenset((*known, *map(spelled, aside.words))),
            kinds_of((*run.words, *slips)),
            kinds_of(aside.words),
            versions,
            loose,
            frozenset(word for word in run.words if is_mark(word)),
            brands,
        )

    def _reading(self, device: Device, text: _Text, who: Who) -> Reading:
        quiet = who.words | self.makers.plain_words(who.ids)
        return Reading(
            model=text.run,
            aside=text.aside,
            known=text.known,
            slips=text.slips,
            origin=text.origin,
            every=text.every.union(split(device.maker).words),
            numbers=text.numbers,
            types=text.types,
            kinds=text.kinds,
            versions=text.versions,
            loose=text.loose - quiet,
            marks=text.marks - quiet,
        )

    def _lead(self, run: Run) -> int:
        """How many atoms in front are a maker's name with a number in it ("CareFusion 303")."""
        named = (n for n in (3, 2) if self.makers.named(run.words[:n]) is not None)
        return next(named, 0)

    def _leading_maker(self, run: Run) -> Who:
        for length in (3, 2, 1):
            who = self.makers.named(run.words[:length])
            if who is not None:
                return who
        return self.catalog.vendors.get(run.words[0], SILENT) if run.words else SILENT

    def _spell(self, run: Run) -> tuple[frozenset[str], frozenset[str], dict[str, frozenset[str]]]:
        """The model's words as advisories spell them; which were slips; where each comes from."""
        catalog = self.catalog
        known: set[str] = set(run.words)
        slips: set[str] = set()
        origin: dict[str, frozenset[str]] = {}
        for index, word in enumerate(run.words):
            if not word.isalpha():
                continue
            became = {spelled(word)} - {word}
            became.update(catalog.taken_apart(word))
            if word not in catalog.vocabulary:
                close = catalog.undo_slip(word)
                became.update(close)
                slips.update(close)
            known |= became
            origin[word] = frozenset(became)
            for length in (2, 3):
                joined = "".join(run.words[index : index + length])
                if joined != word and joined in catalog.vocabulary:
                    known.add(joined)
                    for part in run.words[index : index + length]:
                        origin[part] = origin.get(part, frozenset()) | {joined}
                        became.add(joined)
        return frozenset(known), frozenset(slips), origin

    def _candidates(self, text: _Text, owners: frozenset[int] | None) -> list[Entry]:
        """The names of these owners (None: of all) that share a rare atom with a device."""
        catalog = self.catalog
        found: dict[int, Entry] = {}

        def take(table: dict[str, dict[int, list[Entry]]], word: str) -> None:
            bucket = table.get(word)
            if bucket is None:
                return
            for owner in bucket if owners is None else owners & bucket.keys():
                for entry in bucket[owner]:
                    found[entry.place] = entry

        # A device that gives a number is no product of another number.
        numbered = _has_number(text.run, text.numbers)
        for word in text.known:
            take(catalog.anchored, word)
            if not numbered:
                take(catalog.without_number, word)
        for word in text.aside.at:
            take(catalog.by_number if text.loose else catalog.anchored, word)
            if not text.loose:
                take(catalog.without_number, word)
        if text.numbers:
            take(catalog.by_prefix, "")
        return [found[place] for place in sorted(found)]

    def _cap(self, owners: Who, who: Who, brands: frozenset[str]) -> Grip:
        """The most that the makers allow."""
        if who.silent or owners.silent:
            return Grip.SURE if brands & owners.ids else Grip.LIKELY
        if id(owners) in self.catalog.owners.fitting(who):
            return Grip.SURE
        return Grip.CHECK if brands & owners.ids else Grip.NONE

    def _without_lead(self, device: Device, model: str) -> str:
        """The model without the maker's own text in front of it."""
        lead, text = " ".join(device.maker.lower().split()), " ".join(model.lower().split())
        if lead and text.startswith(lead + " "):
            return " ".join(model.split())[len(lead) + 1 :]
        return model

    # -- which status ------------------------------------------------------------------------

    def _decide(self, device: Device, plan: Plan, told: str) -> Finding | None:
        versions, source = _versions_of(device, told)
        outcomes = []
        for candidate in plan.candidates:
            outcome = _outcome(candidate, versions, device)
            if outcome is not None:
                outcomes.append((*outcome, candidate))
        if not outcomes:
            return None
        return _finding(plan.advisory, outcomes, (device, source, self.makers))


def _has_number(run: Run, numbers: tuple[int, ...]) -> bool:
    """Whether a device gives a number that is no catalog number."""
    return any(len(run.words[at]) < _CATALOG for at in numbers)


def _own(name: Name) -> frozenset[str]:
    return frozenset((*name.keys, *name.types, *name.soft))


_EMPTY = Run((), (), {})


def _capped(held: Held, cap: Grip, name: Name) -> Held:
    """A grip that is not firmer than the makers allow."""
    if cap is Grip.SURE or held.grip <= cap:
        if cap is Grip.LIKELY and (name.whole or name.short):
            return NOTHING
        return held
    if name.whole or name.short:
        return NOTHING
    telling = any(len(key) > 4 for key in name.keys) or _long_code(name)  # noqa: PLR2004 # a word that can be looked for
    if not telling:
        return NOTHING
    note = "the maker is not recorded" if cap is Grip.LIKELY else "the maker on record is another"
    return Held(cap, held.weight, note)


def _long_code(name: Name) -> bool:
    return any(sum(map(len, code)) > 5 for code in name.codes)  # noqa: PLR2004 # "MMT-1715", no "MX40"


def _firmest(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """The candidates with the firmest grip; among sure ones, those with the most in common."""
    top = max(candidate.held.grip for candidate in candidates)
    kept = [candidate for candidate in candidates if candidate.held.grip is top]
    if top >= Grip.LIKELY:
        most = max(candidate.held.weight for candidate in kept)
        kept = [candidate for candidate in kept if candidate.held.weight == most]
    return tuple({id(candidate.product): candidate for candidate in kept}.values())


def _versions_of(device: Device, told: str) -> tuple[tuple[Version, ...] | None, str]:
    """The versions on record (None where there is nothing to compare), and where they stand."""
    if not is_blank(device.version):
        versions = read_versions(device.version)
        if device.number_cell and len(versions) == 1 and _TEN.fullmatch(device.version.strip()):
            longer = parse_version(device.version.strip() + "0")
            versions = (*versions, *((longer,) if longer else ()))
        return versions or None, "version"
    _, in_model = told_versions(device.model)
    if in_model:
        found = tuple(v for text in in_model if (v := parse_version(text)))
        return found or None, "model"
    if told:
        _, in_notes = told_versions(told)
        found = tuple(v for text in in_notes if (v := parse_version(text)))
        return (found or None), ("maybe" if _MAYBE.search(told.lower()) else "notes")
    return None, ""


def _outcome(
    candidate: Candidate, versions: tuple[Version, ...] | None, device: Device
) -> tuple[Status, Answer, str] | None:
    """What one product comes to: status, the version's answer and a note."""
    product, held = candidate.product, candidate.held
    grip = held.grip
    if candidate.name.version is not None:
        line = Constraint((Term(Kind.EXACT, replace_wild(candidate.name.version)),))
        named = tuple(v for text in told_versions(device.model)[1] if (v := parse_version(text)))
        answer = evaluate(line, named or versions or ())
        if answer is Answer.NO:
            return None
        if answer is Answer.UNKNOWN:
            grip = Grip.CHECK
    answer = evaluate(product.constraint, versions or ())
    if product.verdict in (Verdict.FIXED, Verdict.NOT_AFFECTED):
        if answer is not Answer.YES or grip < Grip.LIKELY:
            return None
        why = f" ({product.justification})" if product.justification else ""
        return Status.NOT_AFFECTED, answer, f"the advisory lists it as {product.verdict}{why}"
    if answer is Answer.NO:
        return Status.NOT_AFFECTED, answer, ""
    plainly = answer is Answer.YES and grip > Grip.CHECK and not product.doubt
    if plainly and product.verdict is Verdict.AFFECTED:
        return Status.AFFECTED, answer, ""
    return Status.CHECK, answer, product.doubt


def replace_wild(version: Version) -> Version:
    """A version as the line that begins with it."""
    return version._replace(wild=True)


def _finding(
    advisory: Advisory,
    outcomes: list[tuple[Status, Answer, str, Candidate]],
    told: tuple[Device, str, Makers],
) -> Finding:
    device, source, makers = told
    statuses = {outcome[0] for outcome in outcomes}
    listed = [o for o in outcomes if o[3].product.verdict in (Verdict.FIXED, Verdict.NOT_AFFECTED)]
    if Status.AFFECTED in statuses:
        status = Status.AFFECTED
    elif Status.CHECK in statuses:
        # A version that the advisory itself lists as fixed is evidence against a mere doubt.
        status = Status.NOT_AFFECTED if listed and _all_blank(outcomes) else Status.CHECK
    else:
        status = Status.NOT_AFFECTED
    if status is Status.NOT_AFFECTED and source == "maybe":
        status = Status.CHECK
    deciding = [outcome for outcome in outcomes if outcome[0] is status] or outcomes
    first = deciding[0]
    candidate = first[3]
    level = _LEVELS[candidate.held.grip]
    if source in ("notes", "maybe") and level is Level.SURE and first[1] is not Answer.YES:
        level = Level.LIKELY
    cves = tuple(dict.fromkeys(cve for o in deciding for cve in o[3].product.cves))
    reason = _reason(advisory, first, (device, source, makers))
    stated = ""
    if status is Status.NOT_AFFECTED and first in listed:
        stated = candidate.product.justification or candidate.product.verdict.value
    return Finding(advisory, status, level, reason, cves, stated)


def _all_blank(outcomes: list[tuple[Status, Answer, str, Candidate]]) -> bool:
    return all(outcome[1] is Answer.UNKNOWN for outcome in outcomes if outcome[0] is Status.CHECK)


def _reason(
    advisory: Advisory,
    outcome: tuple[Status, Answer, str, Candidate],
    told: tuple[Device, str, Makers],
) -> str:
    """The sentence that a person can follow: maker, model, version, and what is in doubt."""
    device, source, makers = told
    _, answer, note, candidate = outcome
    parts = [_maker_part(device, candidate.product, makers)]
    shown = device.model or device.kind or device.notes[:60]
    named = candidate.product.label.partition(":")[0] or candidate.name.text
    parts.append(f"model '{shown}' is named in {advisory.id} as '{named[:90]}'")
    if candidate.held.note:
        parts.append(candidate.held.note)
    parts.append(_version_part(device, candidate.product, (answer, source)))
    if note:
        parts.append(note)
    return "; ".join(part for part in parts if part)


def _maker_part(device: Device, product: Product, makers: Makers) -> str:
    vendor = ", ".join(product.makers) or "no maker"
    if not device.maker:
        return f"maker not recorded, the advisory's is {vendor}"
    if device.maker.strip().lower() == vendor.lower():
        return f"maker '{device.maker}'"
    ids = sorted(makers.who(device.maker).ids)
    between = f" = {ids[0]}" if ids and ids[0].lower() != device.maker.lower() else ""
    return f"maker '{device.maker}'{between}, the advisory's is {vendor}"


_SOURCES = {"model": " (told in the model)", "notes": " (told in the notes)", "maybe": " (notes)"}


def _version_part(device: Device, product: Product, told: tuple[Answer, str]) -> str:
    answer, source = told
    text = product.constraint.text or "the versions meant"
    every = any(term.kind is Kind.ALL for term in product.constraint.terms)
    if every and not product.constraint.condition:
        return "this model is meant" if text == "this model" else "all versions are meant"
    under = (
        f", under the condition '{product.constraint.condition}'"
        if product.constraint.condition
        else ""
    )
    if not device.version.strip() and not source:
        return f"the version is not recorded; meant: {text}{under}"
    have = f"version {device.version.strip() or 'as told'}{_SOURCES.get(source, '')}"
    if answer is Answer.YES:
        return f"{have} lies within '{text}'"
    if answer is Answer.NO:
        return f"{have} lies outside '{text}'"
    return f"{have} cannot be held against '{text}'{under}"
