"""Names that others define: weaknesses, languages, package URLs, categories; each used once."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from urllib.parse import unquote

from wardline.advisories.issues import Node, products, vulnerabilities
from wardline.advisories.mandatory.history import moment

Found = Iterator[tuple[str, str]]

# ISO 639-1, all that IANA's registry of subtags has in two letters and is not deprecated.
_LANGUAGES = frozenset(
    (
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
        "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr "
        "ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw "
        "ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
        "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq "
        "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
        "yi yo za zh zu"
    ).split()
)
# RFC 5646 section 2.1: tags of before its grammar, of which CSAF's schema takes two, and private
# ones.
_OLD_TAG = re.compile(r"i-(?:default|mingo)|x(?:-[a-z0-9]{1,8})+", re.ASCII | re.IGNORECASE)
# All others.
_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?"
    r"(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*"
    r"(?:-[0-9A-WYZa-wyz](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?",
    re.ASCII,
)
# github.com/package-url/purl-spec: type, namespace, name, version, qualifiers, subpath.
_PURL = re.compile(
    r"pkg:/*(?P<type>[A-Za-z.+-][A-Za-z0-9.+-]*)/(?P<path>[^@?#]+)(?:@(?P<version>[^?#]+))?"
    r"(?:\?(?P<qualifiers>[^#]*))?(?:#.*)?",
    re.ASCII,
)
_QUALIFIER = re.compile(r"[A-Za-z.\-_][A-Za-z0-9.\-_]*=.*", re.ASCII)
# Types whose packages always have a namespace.
_SPACED = frozenset({"maven", "github", "bitbucket", "swift", "composer", "alpm", "apk", "deb"})
_OTHER_PROFILES = (
    "securityincidentresponse",
    "informationaladvisory",
    "securityadvisory",
    "vex",
)
_PROFILES = frozenset(
    {
        "csaf_security_incident_response",
        "csaf_informational_advisory",
        "csaf_security_advisory",
        "csaf_vex",
    }
)


@functools.cache
def weaknesses() -> dict[str, tuple[str, ...]]:
    """The names that each weakness has or had, by its id."""
    text = files("wardline.advisories").joinpath("data/cwe.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {f"CWE-{number}": tuple(names) for number, *names in rows}


def cwe(document: Node) -> Found:
    """6.1.11. An older document may call a weakness as it was called then."""
    for one in vulnerabilities(document):
        if "cwe" not in one.value:
            continue
        said = one.child("cwe")
        names = weaknesses().get(said.text("id"))
        if names is None:
            yield f"{said.pointer}/id", f"There is no weakness {said.text('id')!r}."
        elif _plain(said.text("name")) not in names:
            yield f"{said.pointer}/name", f"{said.text('id')} is called {names[0]!r}."


def _plain(name: str) -> str:
    """A name without what MITRE's lists write around some: a mark, a space at the end."""
    return re.sub(r"DEPRECATED(?: \([A-Za-z ]+\))?: ", "", name.strip(), count=1)


def language(text: str) -> bool:
    """Whether a text is a language tag (RFC 5646) whose language is registered."""
    if _OLD_TAG.fullmatch(text):
        return True
    found = _TAG.fullmatch(text)
    if found is None:
        return False
    main = found["language"].partition("-")[0].lower()
    return main in _LANGUAGES if len(main) == 2 else True  # noqa: PLR2004 # ISO 639-1


def languages(document: Node) -> Found:
    """6.1.12."""
    head = document.child("document")
    for key in ("lang", "source_lang"):
        if head.text(key) and not language(head.text(key)):
            yield f"{head.pointer}/{key}", f"{head.text(key)!r} is no language tag."


def purl(text: str) -> bool:
    """Whether a text is a package URL."""
    found = _PURL.fullmatch(text)
    if found is None:
        return False
    parts = [unquote(part) for part in found["path"].strip("/").split("/")]
    spaced = len(parts) > 1 or found["type"].lower() not in _SPACED
    qualifiers = [one for one in (found["qualifiers"] or "").split("&") if one]
    return all(parts) and spaced and all(_QUALIFIER.fullmatch(one) for one in qualifiers)


def purls(document: Node) -> Found:
    """6.1.13."""
    for product in products(document):
        helper = product.child("product_identification_helper")
        if helper.text("purl") and not purl(helper.text("purl")):
            yield f"{helper.pointer}/purl", f"{helper.text('purl')!r} is no package URL."


def translator(document: Node) -> Found:
    """6.1.15."""
    head = document.child("document")
    if head.child("publisher").text("category") == "translator" and not head.text("source_lang"):
        yield "/document/source_lang", "A translator says from which language."


def cves_twice(document: Node) -> Found:
    """6.1.23."""
    seen: set[str] = set()
    for one in vulnerabilities(document):
        number = one.text("cve")
        if number and number in seen:
            yield f"{one.pointer}/cve", f"{number} stands more than once."
        seen.add(number)


def involvements(document: Node) -> Found:
    """6.1.24."""
    for one in vulnerabilities(document):
        seen: set[tuple[str, object]] = set()
        for item in one.items("involvements"):
            date = item.text("date")
            key = (item.text("party"), moment(date) or date)
            if key in seen:
                yield item.pointer, "The same party stands more than once at one time."
            seen.add(key)


def category(document: Node) -> Found:
    """6.1.26."""
    said = document.child("document").text("category")
    if said in _PROFILES or said == "csaf_base":
        return
    plain = re.sub(r"[-_\s]", "", said).lower()
    prefixed = said.lower().startswith("csaf_")
    if prefixed or plain.removeprefix("csaf") in _OTHER_PROFILES:
        yield "/document/category", f"{said!r} is too like the name of a profile."


def translation(document: Node) -> Found:
    """6.1.28."""
    head = document.child("document")
    own, source = head.text("lang").lower(), head.text("source_lang").lower()
    if own and own == source:
        yield "/document/lang", "A translation is not in the language of its source."


TESTS: dict[str, Callable[[Node], Found]] = {
    "6.1.11": cwe,
    "6.1.12": languages,
    "6.1.13": purls,
    "6.1.15": translator,
    "6.1.23": cves_twice,
    "6.1.24": involvements,
    "6.1.26": category,
    "6.1.28": translation,
}
