"""Findings: what the evidence shows, and the words that each rests on.

A draft becomes public when a person publishes it, and only if it rests on public evidence that
stands. Every version is kept. The public reads the published version, and quotes of what it may
read; what broke is said, and the staff see where.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.docket.show import neutral
from wardline.evidence import quotes
from wardline.evidence.quotes import Span
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.evidence import service
from wardline.hub.evidence.models import Citation, Evidence, Finding, FindingVersion
from wardline.hub.evidence.words import BROKEN, DUTIES, FINDING_KINDS, FINDING_STATES, KINDS
from wardline.hub.fulltext import Index
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.words import LANGUAGES, said

INDEX = Index("evidence_finding_search", "evidence_finding.id")
PAGE = 50
_LONGEST_TITLE = 200
_LONGEST_TEXT = 5_000
_LONGEST_WORD = 40


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a version of a finding says; texts by language, English always."""

    # Of `words.FINDING_KINDS`: risk, gap, challenge, practice.
    kind: str
    # Of `words.DUTIES`: A to E.
    duty: str
    title: dict[str, str]
    text: dict[str, str]
    sector: str = ""
    # As CALL/QUESTION, or empty.
    question: str = ""


_DECODER = msgspec.json.Decoder(Content)


class Asked(NamedTuple):
    """Which findings somebody looks for."""

    q: str = ""
    kind: str = ""
    duty: str = ""
    sector: str = ""
    question: str = ""
    # published, draft, withdrawn or all; the public always gets the published ones.
    state: str = "published"
    # Only those with a citation that broke: for staff.
    broken: bool = False
    before: int = 0


def name(number: int) -> str:
    """A finding's permanent name, as it is printed: F-7."""
    return f"F-{number}"


def target(number: int) -> str:
    """A finding's name in the audit log."""
    return f"finding:{number}"


def find(number: int) -> Finding:
    """The finding of this number, whatever its state: for staff. *Raises* NotFoundError."""
    found = Finding.objects.filter(pk=number).first()
    if found is None:
        raise NotFoundError(_("There is no such finding."))
    return found


def content(finding: Finding, version: int | None = None) -> Content:
    """What a version of a finding says; the newest without one. *Raises* NotFoundError."""
    asked = finding.version if version is None else version
    row = FindingVersion.objects.filter(finding=finding, version=asked).first()
    if row is None:
        raise NotFoundError(_("There is no such version of this finding."))
    return _DECODER.decode(row.content)


# --- what the staff do


def save(actor: Actor, number: int | None, made: Content, expected: int = 0) -> Finding:
    """Make a finding (`number` None), or its next version; it is not public by that.

    `expected` is the version that was changed. *Raises* ForbiddenError, UsageError, ConflictError.
    """
    actor.require(Need.STAFF_DOCKET)
    _check(made)
    made = msgspec.structs.replace(made, title=_plain(made.title), text=_plain(made.text))
    with transaction.atomic():
        if number is None:
            finding = Finding(made_at=now())
        else:
            find(number)
            finding = Finding.objects.select_for_update().get(pk=number)
            if finding.version != expected:
                raise ConflictError(
                    _("Somebody else changed this finding meanwhile; nothing was changed."),
                    hint=_("Open it, and make your change again."),
                )
        finding.version += 1
        finding.save()
        FindingVersion.objects.create(
            finding=finding,
            version=finding.version,
            at=now(),
            by_name=actor.name[:200],
            content=msgspec.json.encode(made).decode(),
        )
        _let_find(finding)
        detail = {"version": finding.version, "kind": made.kind, "duty": made.duty}
        audit.record(actor, Action.FINDING_SAVED, target(finding.pk), detail)
    return finding


def cite(
    actor: Actor, finding: int, evidence: int, quote: str, start: int | None = None
) -> Citation:
    """Let a finding rest on these words of an evidence; the same again gives what is there.

    The quote is checked against the sealed text, letter by letter. `start` (code points) says which
    place is meant where the words stand there more than once.
    *Raises* ForbiddenError, NotFoundError, UsageError, ConflictError (the evidence was withdrawn).
    """
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        row = find(finding)
        cited = service.get(evidence, inside=True)
        if cited.state != "standing":
            raise ConflictError(_("This evidence was withdrawn; it cannot be cited."))
        span = quotes.locate(cited.text, quote.replace("\r\n", "\n"), start)
        found = Citation.objects.filter(finding=row, evidence=cited, start=span.start, end=span.end)
        known = found.first()
        if known is not None and not known.broken:
            return known
        found.delete()
        made = Citation(
            finding=row,
            evidence=cited,
            start=span.start,
            end=span.end,
            at=now(),
            by_name=actor.name[:200],
        )
        made.save()
        detail = {"evidence": cited.pk, "start": span.start, "end": span.end, "of": cited.digest}
        audit.record(actor, Action.FINDING_CITED, target(row.pk), detail)
    return made


def uncite(actor: Actor, citation: int) -> None:
    """Take a citation away. *Raises* ConflictError where a published finding rests on it alone."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        row = Citation.objects.select_related("finding").filter(pk=citation).first()
        if row is None:
            raise NotFoundError(_("There is no such citation."))
        detail = {"evidence": row.evidence_id, "start": row.start, "end": row.end}
        finding = row.finding
        row.delete()
        if finding.state == "published" and not standing(finding).exists():
            raise ConflictError(
                _("This published finding rests on these words alone; nothing was changed."),
                hint=_("Cite others first, or take the finding back."),
            )
        audit.record(actor, Action.FINDING_UNCITED, target(finding.pk), detail)


def publish(actor: Actor, number: int, expected: int) -> Finding:
    """Let everybody read the newest version. *Raises* UsageError that says what is missing."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        find(number)
        finding = Finding.objects.select_for_update().get(pk=number)
        if finding.version != expected:
            raise ConflictError(_("This finding was changed meanwhile. Please read it again."))
        if finding.citations.exclude(broken="").exists():
            raise UsageError(
                _("A citation of this finding is broken; nothing was changed."),
                hint=_("Take it away, or cite the words anew."),
            )
        if not standing(finding).exists():
            raise UsageError(
                _("This finding rests on nothing that everybody can read; nothing was changed."),
                hint=_("Cite public evidence first."),
            )
        finding.state, finding.shown, finding.published_at = "published", finding.version, now()
        _let_find(finding)
        audit.record(actor, Action.FINDING_PUBLISHED, target(number), {"version": finding.version})
    return finding


def take_back(actor: Actor, number: int) -> Finding:
    """Let nobody but the staff read a finding any more; it can be published again."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        find(number)
        finding = Finding.objects.select_for_update().get(pk=number)
        if finding.state == "published":
            finding.state = "withdrawn"
            _let_find(finding)
            audit.record(actor, Action.FINDING_WITHDRAWN, target(number), {})
    return finding


# --- what readers call


def standing(finding: Finding) -> QuerySet[Citation]:
    """The citations of a finding that everybody can read, and that hold."""
    return finding.citations.filter(broken="", evidence__public=True, evidence__state="standing")


def published(number: int) -> Finding:
    """A finding that everybody may know of. *Raises* NotFoundError, the same for all others."""
    found = Finding.objects.filter(pk=number, state="published").first()
    if found is None:
        raise NotFoundError(_("There is no such finding."))
    return found


def query(asked: Asked) -> QuerySet[Finding]:
    """All findings that are asked for."""
    found = Finding.objects.all()
    if asked.state != "all":
        found = found.filter(state=asked.state)
    for column in ("kind", "duty", "sector"):
        if value := getattr(asked, column):
            found = found.filter(**{column: value})
    if asked.question:
        found = found.filter(question=asked.question)
    if asked.broken:
        found = found.filter(citations__in=Citation.objects.exclude(broken="")).distinct()
    if asked.before:
        found = found.filter(id__lt=asked.before)
    narrowed: QuerySet[Finding] = INDEX.narrowed(found, asked.q)
    return narrowed


def listed(asked: Asked, many: int = PAGE, *, inside: bool = False) -> tuple[list[Any], int]:
    """The rows of one page, newest first, and where the next begins (0: there is none)."""
    rows = list(query(asked).order_by("-id")[: many + 1])
    page = [row_of(row, inside=inside) for row in rows[:many]]
    return page, rows[many - 1].pk if len(rows) > many else 0


def row_of(finding: Finding, *, inside: bool = False) -> dict[str, Any]:
    """A finding in a list: as published, or `inside` as its newest version says."""
    made = content(finding, None if inside else finding.shown)
    cited = finding.citations.filter(broken="") if inside else standing(finding)
    return {
        "number": finding.pk,
        "id": name(finding.pk),
        "state": finding.state,
        "state_words": str(FINDING_STATES[finding.state]),
        "version": finding.version if inside else finding.shown,
        "kind": made.kind,
        "kind_words": str(FINDING_KINDS[made.kind]),
        "duty": made.duty,
        "duty_words": str(DUTIES[made.duty]),
        "sector": made.sector,
        "question": made.question,
        "title": said(made.title),
        "sources": cited.values("evidence").distinct().count(),
        "broken": finding.citations.exclude(broken="").count(),
        "published": format_timestamp(finding.published_at) if finding.published_at else None,
    }


def whole(finding: Finding, *, inside: bool = False) -> dict[str, Any]:
    """All of a finding: as published, with what everybody may read; `inside`: all there is."""
    made = content(finding, None if inside else finding.shown)
    cited = finding.citations.select_related("evidence").order_by("id")
    if not inside:
        cited = cited.filter(evidence__public=True)
    from wardline.hub.evidence import replies

    return {
        **row_of(finding, inside=inside),
        "text": said(made.text),
        "replies": replies.of_finding(finding.pk),
        "citations": [citation_of(one) for one in cited],
    }


def citation_of(citation: Citation) -> dict[str, Any]:
    """A citation with its quote, cut out of the sealed text now; without one where it broke."""
    row = service.checked(citation.evidence)
    quote = "" if citation.broken else Span(citation.start, citation.end).of(row.text)
    return {
        "key": citation.pk,
        "evidence": row.pk,
        "evidence_id": service.name(row.pk),
        "kind_words": str(KINDS[row.kind]),
        "title": row.title,
        "address": row.address,
        "outside": row.address.startswith("http"),
        "language": row.language,
        "public": row.public,
        "quote": quote,
        "start": citation.start,
        "end": citation.end,
        "digest": row.digest,
        "broken": citation.broken,
        "why": str(BROKEN[citation.broken]) if citation.broken else "",
    }


def citing(rows: Iterable[Evidence] | QuerySet[Evidence]) -> list[dict[str, Any]]:
    """The published findings that rest on any of these, each with its quotes of them."""
    found = (
        Citation.objects.filter(evidence__in=rows, finding__state="published", broken="")
        .select_related("finding", "evidence")
        .order_by("finding_id", "id")
    )
    made: dict[int, dict[str, Any]] = {}
    for one in found:
        row = made.setdefault(one.finding_id, {**row_of(one.finding), "quotes": []})
        row["quotes"].append(Span(one.start, one.end).of(service.checked(one.evidence).text))
    return list(made.values())


def by_duty() -> dict[str, int]:
    """How many published findings each duty has; a duty without one has 0."""
    counted = dict.fromkeys(DUTIES, 0)
    for duty in Finding.objects.filter(state="published").values_list("duty", flat=True):
        counted[duty] += 1
    return counted


def cited_by_duty() -> dict[str, int]:
    """On how many public statements the published findings of each duty rest."""
    found = Citation.objects.filter(finding__state="published", broken="", evidence__public=True)
    rows = found.values_list("finding__duty").annotate(many=Count("evidence", distinct=True))
    return dict.fromkeys(DUTIES, 0) | dict(rows.order_by())


def drafts_by_duty() -> dict[str, int]:
    """How many findings of each duty are drafts yet: for staff."""
    rows = Finding.objects.filter(state="draft").values_list("duty").annotate(many=Count("id"))
    return dict.fromkeys(DUTIES, 0) | dict(rows.order_by())


# --- within


def _check(made: Content) -> None:
    if made.kind not in FINDING_KINDS:
        raise UsageError(_("Choose what kind of finding it is."))
    if made.duty not in DUTIES:
        raise UsageError(_("Choose the duty that it belongs to, A to E."))
    if not made.title.get("en", "").strip() or not made.text.get("en", "").strip():
        raise UsageError(_("A finding needs a title and a text in English."))
    for words, most in ((made.title, _LONGEST_TITLE), (made.text, _LONGEST_TEXT)):
        if any(len(text) > most for text in words.values()):
            raise UsageError(_("This text has at most %(most)s characters.") % {"most": most})
    if len(made.sector) > _LONGEST_WORD:
        raise UsageError(_("Name the sector in a few words."))


def _plain(words: dict[str, str]) -> dict[str, str]:
    return {one: neutral(words[one]).strip() for one in LANGUAGES if words.get(one, "").strip()}


def _let_find(finding: Finding) -> None:
    """Save it, to be found and counted by what its readers see: never by what a draft says."""
    made = content(finding, finding.shown if finding.state == "published" else None)
    for column in ("kind", "duty", "sector", "question"):
        setattr(finding, column, getattr(made, column))
    finding.save()
    texts = [name(finding.pk), made.sector, *made.title.values(), *made.text.values()]
    INDEX.add(finding.pk, " ".join(texts))


__all__ = ["Content", "cite", "citing", "publish", "save", "take_back", "uncite"]
