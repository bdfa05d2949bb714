"""From one indicator to the entries of one format, and what is left out of it with the reason.

1. What is revoked, or may not be put into a tool by its TLP, gives nothing.
2. The pattern is taken apart into claims; what no format can carry is told.
3. A warning list keeps out what must never be blocked.
4. The exporter makes an entry of each claim, or says why it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from wardline.core.observables import Observable
from wardline.core.pattern import Combined, Comparison, Node
from wardline.core.tlp import TLP
from wardline.core.warninglists import WarningLists
from wardline.defend import claims
from wardline.defend.base import Claim, Entry, Exporter, Facts, Value

# FIRST TLP 2.0: RED is for the eyes and ears of named persons; a tool shows it to all who use it.
MOST = TLP.AMBER_STRICT


class Left(NamedTuple):
    """Something that was left out, of which indicator, and why."""

    what: str
    reason: str
    indicator: str
    # What many of one kind are counted under.
    group: str
    # Whether the format simply is for other kinds.
    other_kind: bool = False


class Chosen(NamedTuple):
    """What one indicator gives to one format while it holds."""

    entries: tuple[Entry, ...]
    left: tuple[Left, ...]
    facts: Facts


class Rules(NamedTuple):
    """What decides which indicators may enter a tool."""

    lists: WarningLists
    most: TLP = MOST


def choose(indicator: Mapping[str, Any], exporter: Exporter, rules: Rules) -> Chosen:
    """The entries of one indicator, whatever the time, and what is left out for good."""
    facts = claims.facts(indicator)
    found = claims.parts(indicator)
    refused = _refused(indicator, facts, rules)
    if refused:
        about = exporter.about
        carried = [v.value for v in found.values if about.whole or v.kind in about.kinds]
        left = tuple(Left(what, refused, facts.id, refused) for what in carried or (facts.id,))
        return Chosen((), left, facts)
    if exporter.about.whole:
        return _whole(indicator, facts, found, (exporter, rules))
    entries: list[Entry] = []
    lefts: list[Left] = []
    if found.refusal:
        lefts.append(Left(facts.id, found.refusal, facts.id, "a pattern that no rule can say"))
    for claim in _claims(facts, found):
        made = _made(claim, exporter, rules.lists)
        if isinstance(made, Entry):
            entries.append(made)
        else:
            lefts.append(made)
    return Chosen(tuple(entries), tuple(lefts), facts)


def _refused(indicator: Mapping[str, Any], facts: Facts, rules: Rules) -> str:
    if indicator.get("revoked") is True:
        return "revoked by its sharer"
    if facts.tlp > rules.most:
        return f"{facts.tlp.label} may not be put into a tool (at most {rules.most.label})"
    return ""


def _claims(facts: Facts, found: claims.Parts) -> Iterator[Claim]:
    for value in found.values:
        yield Claim(facts, value)
    for test in found.tests:
        yield Claim(facts, None, test)


def _made(claim: Claim, exporter: Exporter, lists: WarningLists) -> Entry | Left:
    about, facts = exporter.about, claim.facts
    if claim.value is not None and claim.value.kind not in about.kinds:
        reason, group = _other(about.name, about.only, claim.value.kind)
        return Left(claim.shown(), reason, facts.id, group, other_kind=True)
    protected = _protected(claim, lists)
    if protected:
        return Left(claim.shown(), protected, facts.id, "on a warning list")
    made = exporter.entry(claim)
    if isinstance(made, Entry):
        return made if made.what else made._replace(what=claim.shown())
    return Left(claim.shown(), made, facts.id, made)


@lru_cache(maxsize=1024)
def _other(name: str, only: str, kind: str) -> tuple[str, str]:
    """Reason and group of a kind that a format is not for: one text for a million values."""
    return f"{name} {only}", f"{kind}: {name} {only}"


def _whole(
    indicator: Mapping[str, Any],
    facts: Facts,
    found: claims.Parts,
    by: tuple[Exporter, Rules],
) -> Chosen:
    """The indicator as it is, unless a part of it is protected: nothing is cut out of it."""
    exporter, rules = by
    for claim in _claims(facts, found):
        protected = _protected(claim, rules.lists)
        if protected:
            left = Left(claim.shown(), protected, facts.id, "on a warning list")
            return Chosen((), (left,), facts)
    made = exporter.entry(Claim(facts, None, None, dict(indicator)))
    if isinstance(made, Entry):
        return Chosen((made,), (), facts)
    return Chosen((), (Left(facts.id, made, facts.id, made),), facts)


def _protected(claim: Claim, lists: WarningLists) -> str | None:
    """Why a warning list keeps the claim out, or None."""
    return _why(claim.value, lists) if claim.value is not None else _rests_on(claim.test, lists)


def _why(value: Value, lists: WarningLists) -> str | None:
    hit = lists.hit(Observable(value.kind, value.value))
    return None if hit is None else hit.reason


def _rests_on(test: Node | None, lists: WarningLists) -> str | None:
    """The reason if `test` can be fulfilled by protected values alone, else None.

    With AND, a protected value beside others blocks nothing by itself.
    """
    if isinstance(test, Comparison):
        return next((why for v in claims.values_of(test) or () if (why := _why(v, lists))), None)
    if isinstance(test, Combined):
        found = [_rests_on(part, lists) for part in test.parts]
        if test.operator == "OR":
            return next((why for why in found if why), None)
        return found[0] if all(found) else None
    return None
