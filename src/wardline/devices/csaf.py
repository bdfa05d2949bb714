"""CSAF 2.0 advisories taken in as far as they go; every loss is listed with its place.

Never refused for a fault: a broken tree, missing ids or circling references cost what they touch.
*Source*: CSAF 2.0 sections 3.2.2 (product tree) and 3.2.3 (vulnerabilities).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import ChainMap
from collections.abc import Iterator
from typing import Any, NamedTuple

from wardline.devices.fold import fold, split
from wardline.devices.model import Advisory, Loss, Product, Verdict, Vulnerability
from wardline.devices.ranges import Slot, read_range
from wardline.devices.udi import identities_in
from wardline.devices.versions import ALL, NOT_STATED, Constraint, Kind, Term

_MAX_DEPTH = 40
_VERSION_LEVELS = ("product_version", "product_version_range")
# Levels that narrow a version further and belong behind it.
_BEHIND_VERSION = ("service_pack", "patch_level")
_STATUS = {
    "known_affected": Verdict.AFFECTED,
    "first_affected": Verdict.AFFECTED,
    "last_affected": Verdict.AFFECTED,
    "known_not_affected": Verdict.NOT_AFFECTED,
    "fixed": Verdict.FIXED,
    "first_fixed": Verdict.FIXED,
    "recommended": Verdict.FIXED,
    "under_investigation": Verdict.UNKNOWN,
}


class Leaf(NamedTuple):
    """A product in the tree with the branch names above it, by category."""

    id: str
    full_name: str
    path: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    doubt: str = ""

    def level(self, category: str) -> list[str]:
        """The names at `category`, outermost first."""
        return [name for kind, name in self.path if kind == category]


class Reader:
    """One document being read, with the losses so far."""

    def __init__(self, document: dict[str, Any], file: str) -> None:
        """Keep `document`; `file` is named in each loss."""
        self.document = document
        self.file = file
        self.losses: list[Loss] = []

    def lose(self, place: str, reason: str) -> None:
        """List something that could not be taken."""
        self.losses.append(Loss(self.file, place, reason))

    def items(self, owner: Any, key: str, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects in the list `owner[key]`, with their places; anything else is a loss."""
        value = owner.get(key) if isinstance(owner, dict) else None
        if value is None:
            return
        if not isinstance(value, list):
            self.lose(f"{place}/{key}", "This should be a list.")
            return
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield f"{place}/{key}/{index}", item
            else:
                self.lose(f"{place}/{key}/{index}", "This should be an object.")


def text_of(owner: Any, *keys: str) -> str:
    """The text at a path of keys, or nothing."""
    for key in keys:
        owner = owner.get(key) if isinstance(owner, dict) else None
    return owner.strip() if isinstance(owner, str) else ""


def read_csaf(document: dict[str, Any], file: str) -> tuple[Advisory, tuple[Loss, ...]]:
    """The advisory in `document`, and what was lost on the way.

    1. the leaves of the tree; 2. relationships; 3. who is in which group and status; 4. products.
    """
    reader = Reader(document, file)
    tree = document.get("product_tree")
    if not isinstance(tree, dict):
        reader.lose("/product_tree", "There is no product tree, so no device can be matched.")
        tree = {}
    leaves = _leaves(reader, tree)
    leaves.update(_relationships(reader, tree, leaves))
    statuses = _statuses(reader, tree, leaves)
    flags = _flags(reader, tree)
    title = text_of(document, "document", "title")
    products = tuple(
        product
        for key, leaf in leaves.items()
        for product in _products(leaf, statuses.get(key), flags.get(key, ""))
    )
    tracking = document.get("document", {})
    advisory = Advisory(
        id=_identifier(reader, title),
        title=title,
        released=text_of(tracking, "tracking", "initial_release_date"),
        revised=text_of(tracking, "tracking", "current_release_date"),
        products=products,
        vulnerabilities=tuple(_vulnerabilities(reader)),
        exploitability=_note_titled(reader, "exploitab"),
        file=file,
        risk=_cut(_note_titled(reader, "risk evaluation"), _LONGEST_RISK),
        link=_link(document),
        substance=_substance(document),
    )
    if not products and leaves:
        reader.lose("/product_tree", "No product of the tree is named in any product_status.")
    return advisory, tuple(reader.losses)


def _substance(document: dict[str, Any]) -> str:
    """The digest of what an advisory says; a revision that changes none of it changes nothing."""
    head = document.get("document")
    notes = head.get("notes") if isinstance(head, dict) else None
    said = [document.get("product_tree"), document.get("vulnerabilities"), notes]
    try:
        text = json.dumps(said, sort_keys=True)
    except RecursionError:
        # Nested deeper than can be written: each revision counts as a change.
        return ""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _identifier(reader: Reader, title: str) -> str:
    given = text_of(reader.document, "document", "tracking", "id")
    if not given:
        reader.lose("/document/tracking/id", "The advisory has no id; the file's name stands in.")
    return given or reader.file.rsplit("/", 1)[-1].removesuffix(".json") or title


def _leaves(reader: Reader, tree: dict[str, Any]) -> dict[str, Leaf]:
    found: dict[str, Leaf] = {}
    stack: list[tuple[str, dict[str, Any], tuple[tuple[str, str], ...]]] = [
        (place, item, ()) for place, item in reader.items(tree, "branches", "/product_tree")
    ]
    stack.reverse()
    while stack:
        place, branch, above = stack.pop()
        name = text_of(branch, "name")
        path: tuple[tuple[str, str], ...] = (*above, (text_of(branch, "category"), name))
        if not name:
            reader.lose(f"{place}/name", "A branch without a name.")
        if len(path) > _MAX_DEPTH:
            reader.lose(place, f"The tree is deeper than {_MAX_DEPTH} levels; cut here.")
            continue
        if "product" in branch:
            _keep(reader, found, branch["product"], (f"{place}/product", path))
        below = [(at, item, path) for at, item in reader.items(branch, "branches", place)]
        if not below and "product" not in branch:
            _keep(reader, found, {"name": "", "product_id": ""}, (place, path))
        stack.extend(reversed(below))
    for place, item in reader.items(tree, "full_product_names", "/product_tree"):
        _keep(reader, found, item, (place, ()))
    return found


def _keep(
    reader: Reader,
    found: dict[str, Leaf],
    product: Any,
    where: tuple[str, tuple[tuple[str, str], ...]],
) -> None:
    place, path = where
    product = product if isinstance(product, dict) else {}
    key, name = text_of(product, "product_id"), text_of(product, "name")
    doubt = ""
    if not key:
        reader.lose(place, "A product without an id: taken, but no status can refer to it.")
        key, doubt = f"\0{place}", "the advisory gives this product no id"
    elif key in found:
        reader.lose(place, f"The product id {key!r} stands twice; both are taken.")
        key = f"{key}\0{place}"
    if not name and not any(kind == "product_name" and text for kind, text in path):
        reader.lose(place, "A product without a name cannot be matched.")
        return
    found[key] = Leaf(key, name, path, _helper_codes(product), doubt)


def _helper_codes(product: dict[str, Any]) -> tuple[str, ...]:
    helper = product.get("product_identification_helper")
    if not isinstance(helper, dict):
        return ()
    codes: list[str] = []
    for key in ("model_numbers", "skus"):
        values = helper.get(key)
        if isinstance(values, list):
            codes.extend(value for value in values if isinstance(value, str))
    parts = text_of(helper, "cpe").replace("cpe:/", "cpe:2.3:").split(":")
    if len(parts) > 4:  # noqa: PLR2004 # cpe:2.3:part:vendor:product (NISTIR 7695)
        codes.append(parts[4].replace("_", " ").replace("\\", ""))
    return tuple(codes)


def _relationships(
    reader: Reader, tree: dict[str, Any], leaves: dict[str, Leaf]
) -> dict[str, Leaf]:
    """Products made of two others; a component's versions, under its host's and its own names.

    Relationships may refer to each other; they are taken in rounds until nothing is added, so a
    circle ends by itself and is listed.
    """
    made: dict[str, Leaf] = {}
    known = ChainMap(made, leaves)
    waiting = list(reader.items(tree, "relationships", "/product_tree"))
    while waiting:
        later = []
        for place, item in waiting:
            part = text_of(item, "product_reference")
            host = text_of(item, "relates_to_product_reference")
            if part in known and host in known:
                product = item.get("full_product_name")
                key = text_of(product, "product_id") or f"\0{place}"
                made[key] = _joined(key, text_of(product, "name"), known[part], known[host])
            else:
                later.append((place, item))
        # The other way round next, since chains are written from either end.
        later.reverse()
        if len(later) == len(waiting):
            for place, _ in later:
                reader.lose(place, "It refers to a product that is not there, or in a circle.")
            break
        waiting = later
    return made


def _joined(key: str, name: str, part: Leaf, host: Leaf) -> Leaf:
    """The leaf of a component on its host: the host's names, the component's versions."""
    versions = tuple(pair for pair in part.path if pair[0] in (*_VERSION_LEVELS, *_BEHIND_VERSION))
    plain = tuple(pair for pair in host.path if pair[0] not in _VERSION_LEVELS)
    with_part = tuple(("component", text) for text in part.level("product_name"))
    return Leaf(key, name or host.full_name, (*plain, *with_part, *versions), host.codes)


def _statuses(
    reader: Reader, tree: dict[str, Any], leaves: dict[str, Leaf]
) -> dict[str, dict[Verdict, list[str]]]:
    """For each product, what is said of it and for which CVEs."""
    groups = {
        text_of(item, "group_id"): item.get("product_ids")
        for _, item in reader.items(tree, "product_groups", "/product_tree")
    }
    said: dict[str, dict[Verdict, list[str]]] = {}
    missing = False
    for place, item in reader.items(reader.document, "vulnerabilities", ""):
        cve = text_of(item, "cve") or _other_id(item)
        status = item.get("product_status")
        if not isinstance(status, dict):
            reader.lose(f"{place}/product_status", "No product_status: the whole tree is meant.")
            missing = True
            status = {}
        for word, ids in status.items():
            verdict = _STATUS.get(word)
            if verdict is None or not isinstance(ids, list):
                reader.lose(f"{place}/product_status/{word}", "This status cannot be read.")
                continue
            for key in _spread(ids, groups):
                if key not in leaves:
                    reader.lose(f"{place}/product_status/{word}", f"No product has the id {key!r}.")
                    missing = True
                    continue
                _note(said, key, verdict, cve)
    # A list that only says who is affected may have forgotten some (ICSMA-17-215-01 names one of
    # its four products); where it also says who is not, silence means nothing.
    only_affected = all(set(verdicts) == {Verdict.AFFECTED} for verdicts in said.values())
    return _with_unsaid(said, leaves, missing=missing or only_affected)


def _with_unsaid(
    said: dict[str, dict[Verdict, list[str]]], leaves: dict[str, Leaf], *, missing: bool
) -> dict[str, dict[Verdict, list[str]]]:
    """Products that no status names are in doubt where ids or statuses are broken."""
    for key, leaf in leaves.items():
        base = key.partition("\0")[0]
        if base != key and base in said:
            said[key] = said[base]
        elif key not in said and (missing or leaf.doubt):
            said[key] = {Verdict.UNKNOWN: []}
    return said


def _note(said: dict[str, dict[Verdict, list[str]]], key: str, verdict: Verdict, cve: str) -> None:
    cves = said.setdefault(key, {}).setdefault(verdict, [])
    if cve and cve not in cves:
        cves.append(cve)


def _spread(ids: list[Any], groups: dict[str, Any]) -> Iterator[str]:
    for key in ids:
        if not isinstance(key, str):
            continue
        members = groups.get(key)
        if isinstance(members, list):
            yield from (member for member in members if isinstance(member, str))
        else:
            yield key


def _flags(reader: Reader, tree: dict[str, Any]) -> dict[str, str]:
    """The VEX justification of each product (CSAF 2.0 sections 3.2.3.5 and 4.5)."""
    groups = {
        text_of(item, "group_id"): item.get("product_ids")
        for _, item in Reader(tree, "").items(tree, "product_groups", "")
    }
    found: dict[str, str] = {}
    for place, item in Reader(reader.document, "").items(reader.document, "vulnerabilities", ""):
        for _, flag in reader.items(item, "flags", place):
            for key in ("product_ids", "group_ids"):
                ids = flag.get(key)
                for product in _spread(ids if isinstance(ids, list) else [], groups):
                    found.setdefault(product, text_of(flag, "label"))
    return found


def _other_id(item: dict[str, Any]) -> str:
    ids = item.get("ids")
    first = ids[0] if isinstance(ids, list) and ids else None
    return text_of(first, "text")


# -- products ------------------------------------------------------------------------------------


def _products(leaf: Leaf, said: dict[Verdict, list[str]] | None, flag: str) -> Iterator[Product]:
    if said is None:
        return
    bases = _bases(leaf)
    makers = tuple(leaf.level("vendor"))
    component = leaf.level("component")
    slot = _slot(leaf)
    for verdict, cves in said.items():
        doubt = leaf.doubt
        if verdict is Verdict.UNKNOWN and not doubt:
            doubt = "the advisory does not say whether this product is affected"
        if component:
            doubt = doubt or f"it concerns the part '{component[0]}' in it"
        common: dict[str, Any] = {
            "makers": makers,
            "verdict": verdict,
            "cves": tuple(cves),
            "doubt": doubt,
        }
        if verdict is Verdict.NOT_AFFECTED:
            common["justification"] = flag
        if leaf.codes:
            common["identities"] = identities_in(" ".join(leaf.codes))
        yield from _named(leaf, bases, slot, common)


def _named(leaf: Leaf, bases: list[str], slot: Slot, common: dict[str, Any]) -> Iterator[Product]:
    label = leaf.full_name or " ".join(bases[:1])
    if slot.models:
        every = Constraint((Term(Kind.ALL),), slot.constraint.condition, "this model")
        base = bases[0] if bases else ""
        kept = slot.constraint if slot.constraint.terms else every
        for model in slot.models:
            names = (f"{base} \x1f{model}", *_alone(model))
            yield Product(names, constraint=kept, label=f"{base}: {model}", **common)
        if not slot.constraint.terms:
            return
    if slot.either:
        base = bases[0] if bases else ""
        for model in slot.either:
            every = Constraint((Term(Kind.ALL),), slot.constraint.condition, "this model")
            yield Product((f"\x1e{base} \x1f{model}",), constraint=every, label=label, **common)
    if slot.models and slot.constraint.terms:
        return
    yield Product(tuple(bases) + leaf.codes, constraint=slot.constraint, label=label, **common)


def _alone(model: str) -> tuple[str, ...]:
    """Names for a model text that stands without its family."""
    parts = [part.strip() for part in re.split(r" / ", model) if part.strip()]
    # "882471 Gemini TF 64": the number alone, and the name alone.
    found = re.fullmatch(r"(\d{5,}[a-z]?)\s+(\S.{3,})", model)
    return (*parts, *(found.groups() if found else ()))


def _bases(leaf: Leaf) -> list[str]:
    names = [name for name in leaf.level("product_name") if name]
    families = [name for name in leaf.level("product_family") if name]
    if not names:
        plain = _before_version(leaf.full_name)
        return [*([plain] if plain else families), *([leaf.full_name] if not plain else [])]
    name = names[-1]
    family = families[-1] if families else ""
    if family and not set(split(family).words) <= set(split(name).words):
        return [f"{family} {name}", name]
    return [name]


_VERSION_START = re.compile(
    r"(?:[:,(-]\s*|\s)(?:all\s+)?(?:software |firmware |sw |fw )?(?:versions?|vers\.?|v|release"
    r"|rev(?:ision)?s?)\.?\s*"
    r"(?=\d|[a-z]\.\d|prior|before|[<>=])|\s*(?:<=|>=|<|>|≤|≥)|:\s|\s(?=\d+\.\d)",
    re.IGNORECASE,
)


def _before_version(text: str) -> str:
    """The product part of a full product name in prose."""
    found = _VERSION_START.search(text)
    return text[: found.start()].strip(" :-,") if found else text.strip()


def _slot(leaf: Leaf) -> Slot:
    levels = [(kind, name) for kind, name in leaf.path if kind in _VERSION_LEVELS]
    behind = [name for kind, name in leaf.path if kind in _BEHIND_VERSION]
    if levels:
        kind, text = levels[-1]
        text = " ".join((text, *behind)) if behind and text else text
        slot = read_range(text, ranged=kind.endswith("range"))
        return _second_opinion(slot, leaf)
    told = _prose_version(leaf)
    if told is not None:
        return told
    return Slot(ALL._replace(text="no version is named, so all are meant"))


def _prose_version(leaf: Leaf) -> Slot | None:
    """The versions that the full product name tells in prose behind the product's own name."""
    text = leaf.full_name
    _, colon, tail = text.partition(":")
    if not colon:
        found = _VERSION_START.search(text)
        tail = text[found.start() :].strip(" :-,") if found else ""
    if not re.search(r"\d|\ball\b|\*", fold(tail)):
        return None
    slot = read_range(re.sub(r"^(?:software |firmware )", "", tail.strip()))
    opaque = all(term.kind is Kind.OPAQUE for term in slot.constraint.terms)
    return None if slot.models or opaque else slot


def _second_opinion(slot: Slot, leaf: Leaf) -> Slot:
    """The leaf's range widened by its own prose where the two disagree ("2.2" and "2.20")."""
    if slot.models or any(term.kind is Kind.ALL for term in slot.constraint.terms):
        return slot
    if slot.constraint is NOT_STATED:
        return _prose_version(leaf) or slot
    told = _prose_version(leaf) if ":" in leaf.full_name else None
    if told is None or told.constraint.condition:
        return slot
    extra = tuple(
        term
        for term in told.constraint.terms
        if term.kind in (Kind.RANGE, Kind.EXACT)
        and not _held(term, slot.constraint.terms)
        and _shape(term) in {_shape(other) for other in slot.constraint.terms}
    )
    if not extra or len(extra) > len(slot.constraint.terms):
        return slot
    shown = f"{slot.constraint.text} (in words: {told.constraint.text})"
    return slot._replace(
        constraint=slot.constraint._replace(terms=slot.constraint.terms + extra, text=shown)
    )


def _shape(term: Term) -> tuple[type, ...]:
    """What kinds of parts a term's bound begins with."""
    bound = term.high or term.low
    return tuple(type(part) for part in bound.parts[:2]) if bound else ()


def _held(term: Term, terms: tuple[Term, ...]) -> bool:
    def parts(one: Term) -> tuple[Any, ...]:
        return (
            one.low and _trim(one.low.parts),
            one.high and _trim(one.high.parts),
            one.low_op,
            one.high_op,
        )

    return any(parts(term) == parts(other) for other in terms)


def _trim(parts: tuple[int | str, ...]) -> tuple[int | str, ...]:
    while len(parts) > 1 and parts[-1] == 0:
        parts = parts[:-1]
    return parts


# -- vulnerabilities -----------------------------------------------------------------------------


def _vulnerabilities(reader: Reader) -> Iterator[Vulnerability]:
    for _, item in Reader(reader.document, "").items(reader.document, "vulnerabilities", ""):
        score, vector = _score(item)
        cve = text_of(item, "cve") or _other_id(item)
        yield Vulnerability(cve, score, vector, _fix(item), _until_fixed(item))


def _score(item: dict[str, Any]) -> tuple[float, str]:
    best = (0.0, "")
    scores = item.get("scores")
    for entry in scores if isinstance(scores, list) else ():
        for key in ("cvss_v4", "cvss_v3", "cvss_v2"):
            value = entry.get(key) if isinstance(entry, dict) else None
            number = value.get("baseScore") if isinstance(value, dict) else None
            if isinstance(number, int | float) and 0 <= number <= 10:  # noqa: PLR2004 # CVSS
                best = max(best, (float(number), text_of(value, "vectorString")))
                break
    return best


_FIX_HINT = re.compile(r"(?:version|update|upgrade|patch|release)[^.]{0,80}\d", re.IGNORECASE)
_SHOWN = 240
_LONGEST_RISK = 400


def _fix(item: dict[str, Any]) -> str:
    """The maker's fix in its own words, the sentence with a version first."""
    texts = _remedies(item, ("vendor_fix",))
    texts.sort(key=lambda text: _FIX_HINT.search(text) is None)
    return _cut(texts[0], _SHOWN) if texts else ""


def _until_fixed(item: dict[str, Any]) -> str:
    """What holds it off until then, in the advisory's own words."""
    texts = _remedies(item, ("workaround", "mitigation"))
    return _cut(texts[0], _SHOWN) if texts else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _remedies(item: dict[str, Any], categories: tuple[str, ...]) -> list[str]:
    remediations = item.get("remediations")
    texts = [
        text_of(entry, "details")
        for entry in (remediations if isinstance(remediations, list) else ())
        if text_of(entry, "category") in categories
    ]
    return [text for text in texts if text and not text.startswith("http")]


def _note_titled(reader: Reader, part: str) -> str:
    """The text of the note whose title holds `part`."""
    document = reader.document.get("document")
    for _, note in Reader(reader.document, "").items(document, "notes", "/document"):
        if part in text_of(note, "title").lower():
            return text_of(note, "text")
    return ""


def _link(document: dict[str, Any]) -> str:
    """Where people read the advisory: its own page before its file, https only."""
    listed = Reader(document, "").items(document.get("document"), "references", "")
    own = [text_of(item, "url") for _, item in listed if text_of(item, "category") == "self"]
    own = [url for url in own if url.startswith("https://")]
    return next((url for url in own if not url.endswith(".json")), next(iter(own), ""))
