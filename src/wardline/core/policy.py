"""Who may see an object: the one decision that every way out shows.

All that the decision depends on in an object is folded into a `Visibility` when it is written
(`fold`); `decide` answers for a `Visibility` and a `Recipient`. Where parts of an object are
marked more strictly than the whole, `fold` gives several renditions, each for those who may not
see a fuller one (`unless`), so that nobody ever sees two renditions of one version.

*Source*: FIRST TLP 2.0; 6 U.S.C. 1503(d)(1); STIX 2.1 section 7.2. The reasons for each rule
stand in docs/adr/0003-who-may-see.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from wardline.core.markings import Meaning, granular_by_marking, meaning, without
from wardline.core.tlp import TLP

# What carries no TLP label was shared with this community, and goes no further than it.
UNMARKED = TLP.GREEN
# A marking that nobody here can read may restrict as it likes; whoever put the object into the
# collection meant its readers, and no one else.
UNREADABLE = TLP.AMBER_STRICT


class Scope(NamedTuple):
    """A set of people: those whom a TLP label of one owner reaches."""

    tlp: TLP
    # TLP:RED reaches named recipients of one owner; for wider labels the owner does not matter.
    owner: str = ""

    def covers(self, other: Scope) -> bool:
        """Whether everybody in `other` is in this scope too."""
        return self.tlp < other.tlp or self == other


class Visibility(NamedTuple):
    """The folded form of all that decides who may see a stored rendition."""

    scope: Scope
    # Hidden from whoever may see this scope: they have a fuller rendition or a newer version.
    unless: Scope | None = None

    def key(self) -> str:
        """One text for one visibility, to store and to find it by."""
        return f"{_scope_key(self.scope)}|{_scope_key(self.unless) if self.unless else ''}"

    @classmethod
    def from_key(cls, key: str) -> Visibility:
        """The visibility that `key` was made from."""
        scope, _, unless = key.partition("|")
        return cls(_scope_from(scope), _scope_from(unless) if unless else None)


def _scope_key(scope: Scope) -> str:
    return f"{scope.tlp.name}/{scope.owner}"


def _scope_from(text: str) -> Scope:
    name, _, owner = text.partition("/")
    return Scope(TLP[name], owner)


class Recipient(NamedTuple):
    """Who asks, in view of one collection that they may read."""

    organization: str
    # Named in the collection's own list of readers, not only let in because all members are.
    named: bool = False
    # Nobody in particular: the public.
    public: bool = False
    # Another hub or server: what its agreement lets leave to it, at most.
    ceiling: TLP = TLP.RED


class Decision(NamedTuple):
    """Whether a recipient may see something, by which rule, and why in one sentence."""

    allowed: bool
    rule: str
    reason: str


class Rendition(NamedTuple):
    """One form of an object, who sees it, and what was taken out of it."""

    visibility: Visibility
    object: dict[str, Any]
    # Granular selectors that this form lacks.
    removed: tuple[str, ...] = ()
    # Markings of the object that cannot be read here, and were taken as UNREADABLE.
    unread: tuple[str, ...] = ()


def decide(visibility: Visibility, recipient: Recipient) -> Decision:
    """Whether `recipient` may see what has `visibility`."""
    decision = _decide_scope(visibility.scope, recipient)
    if (
        decision.allowed
        and visibility.unless is not None
        and _decide_scope(visibility.unless, recipient).allowed
    ):
        return Decision(
            allowed=False, rule="fuller", reason="You may see a fuller or newer form of this."
        )
    return decision


def _decide_scope(scope: Scope, recipient: Recipient) -> Decision:
    label = scope.tlp.label
    if scope.tlp > recipient.ceiling:
        most = recipient.ceiling.label
        return Decision(
            allowed=False,
            rule="peer-ceiling",
            reason=f"{label}: the agreement with this peer ends at {most}.",
        )
    if scope.tlp is TLP.CLEAR:
        return Decision(allowed=True, rule="tlp-clear", reason=f"{label}: everybody may see it.")
    if recipient.public:
        return Decision(
            allowed=False, rule="members-only", reason=f"{label}: members only, not the public."
        )
    if scope.tlp is not TLP.RED:
        return Decision(
            allowed=True,
            rule=f"tlp-{scope.tlp.name.lower().replace('_', '-')}",
            reason=f"{label}: every organization that may read this collection.",
        )
    if scope.owner and scope.owner == recipient.organization:
        return Decision(allowed=True, rule="own", reason=f"{label}: your organization shared it.")
    if recipient.named:
        return Decision(
            allowed=True,
            rule="tlp-red-named",
            reason=f"{label}: this collection names your organization as a recipient.",
        )
    return Decision(
        allowed=False, rule="tlp-red", reason=f"{label}: only recipients who are named."
    )


def fold(obj: dict[str, Any], owner: str, definitions: Mapping[str, Meaning]) -> list[Rendition]:
    """The renditions of `obj` to store, the fullest first.

    1. The object's own markings give the scope of its widest rendition.
    2. Each stricter scope among its granular markings gives a fuller rendition.
    3. A rendition that lacks a property stands only for those who may not see the next fuller one.

    `owner` is the organization that shared it. The first rendition always is the object itself.
    """
    refs = obj.get("object_marking_refs") or ()
    granular = granular_by_marking(obj)
    if not refs and not granular:
        return [Rendition(_PLAIN, obj)]
    widest, unread = _scope_of(refs, owner, definitions)
    if not granular:
        return [Rendition(Visibility(widest), obj, (), unread)]
    return _renditions(obj, (widest, unread), _by_scope(granular, owner, definitions))


_PLAIN = Visibility(Scope(UNMARKED))


def _scope_of(
    refs: Any, owner: str, definitions: Mapping[str, Meaning]
) -> tuple[Scope, tuple[str, ...]]:
    """The strictest scope that `refs` ask for, and those of them that cannot be read here."""
    meanings = {ref: meaning(ref, definitions) for ref in refs}
    unread = tuple(sorted(ref for ref, means in meanings.items() if not means.known))
    labels = [means.tlp for means in meanings.values() if means.tlp is not None]
    if unread:
        labels.append(UNREADABLE)
    strictest = max(labels, default=UNMARKED)
    return Scope(strictest, owner if strictest is TLP.RED else ""), unread


def _by_scope(
    granular: dict[str, list[str]], owner: str, definitions: Mapping[str, Meaning]
) -> dict[Scope, tuple[list[str], tuple[str, ...]]]:
    """The selectors and unreadable markings of each scope that granular markings name."""
    found: dict[Scope, tuple[list[str], set[str]]] = {}
    for marking, selectors in granular.items():
        scope, unread = _scope_of((marking,), owner, definitions)
        named, unreadable = found.setdefault(scope, ([], set()))
        named += selectors
        unreadable.update(unread)
    return {scope: (named, tuple(sorted(refs))) for scope, (named, refs) in found.items()}


def _renditions(
    obj: dict[str, Any],
    widest: tuple[Scope, tuple[str, ...]],
    parts: dict[Scope, tuple[list[str], tuple[str, ...]]],
) -> list[Rendition]:
    stricter = sorted(
        (scope for scope in parts if widest[0].covers(scope) and scope != widest[0]),
        key=lambda scope: scope.tlp,
        reverse=True,
    )
    unread = tuple(sorted({*widest[1], *(ref for _, refs in parts.values() for ref in refs)}))
    out: list[Rendition] = []
    removed: list[str] = []
    fuller: Scope | None = None
    for scope in (*stricter, widest[0]):
        form = without(obj, removed) if removed else obj
        out.append(Rendition(Visibility(scope, fuller), form, tuple(removed), unread))
        fuller = scope
        removed = removed + parts.get(scope, ([], ()))[0]
    return out
