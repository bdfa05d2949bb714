"""The public pages: findings, the evidence that they rest on, the codebook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.core.errors import UsageError
from wardline.docket.show import beginning
from wardline.hub.evidence import codebooks, findings, replies, service
from wardline.hub.evidence.models import Evidence
from wardline.hub.evidence.words import DUTIES, FINDING_KINDS, KINDS
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page

_SNIPPET = 300


@page("findings", Need.PUBLIC, csv="findings")
def finding_list(request: Request) -> Page:
    """The published findings, with filters in the URL."""
    given = filters(request, ("q", "kind", "duty", "sector", "question"))
    rows: list[Any] = []
    problem, after = "", 0
    try:
        rows, after = findings.listed(
            findings.Asked(
                given["q"],
                given["kind"],
                given["duty"],
                given["sector"],
                given["question"],
                before=before(request),
            )
        )
    except UsageError as error:
        problem = str(error)
    data = {
        "findings": rows,
        "next": onward("findings", given, after),
        "by_duty": [
            {"duty": name, "words": str(DUTIES[name]), "findings": many}
            for name, many in findings.by_duty().items()
        ],
    }
    extra = {
        "filters": given,
        "filtered": any(given.values()),
        "kinds": FINDING_KINDS.items(),
        "duties": DUTIES.items(),
        "problem": problem,
        "twin": urlencode({key: value for key, value in given.items() if value}),
    }
    return Page("evidence/findings.html", data, 400 if problem else 200, extra)


@page("finding", Need.PUBLIC)
def finding_page(request: Request, number: int) -> Page:
    """One finding with the words that it rests on, and what was done about it."""
    return Page("evidence/finding.html", {"finding": findings.whole(findings.published(number))})


@page("evidence", Need.PUBLIC, csv="evidence")
def evidence_list(request: Request) -> Page:
    """What is citable and public, with filters in the URL."""
    data, extra, status = evidence_data(request, "evidence", inside=False)
    return Page("evidence/evidence.html", data, status, extra)


def evidence_data(
    request: Request, name: str, *, inside: bool
) -> tuple[dict[str, Any], dict[str, Any], int]:
    """What the lists of evidence show, for everybody or `inside` for staff."""
    given = filters(request, ("q", "kind", "question"))
    rows: list[Evidence] = []
    problem, after = "", 0
    try:
        rows, after = service.find(service.Asked(**given, inside=inside, before=before(request)))
    except UsageError as error:
        problem = str(error)
    data = {"evidence": [row_of(one) for one in rows], "next": onward(name, given, after)}
    extra = {
        "filters": given,
        "filtered": any(given.values()),
        "kinds": KINDS.items(),
        "problem": problem,
        "here": name,
        "twin": urlencode({key: value for key, value in given.items() if value}),
    }
    return data, extra, 400 if problem else 200


def row_of(row: Evidence) -> dict[str, Any]:
    """An evidence in a list, as `service.find` reads it."""
    held: str = row.__dict__["beginning"]
    said = beginning(held, _SNIPPET)
    if len(held) == service.CUT and len(said) <= _SNIPPET:
        said = beginning(row.text, _SNIPPET)
    return {**service.about(row), "said": said}


@page("evidence-one", Need.PUBLIC)
def evidence_page(request: Request, number: int) -> Page:
    """One evidence at its own address for good, with the findings that rest on it."""
    row = service.get(number)
    data = {
        "evidence": service.told(row),
        "findings": findings.citing([row]),
        "replies": replies.of_source(row.room, row.source) if row.state == "standing" else [],
    }
    return Page("evidence/one.html", data)


@page("codebook", Need.PUBLIC, csv="codes")
def codebook_page(request: Request) -> Page:
    """The codebook of today."""
    return Page("evidence/codebook.html", codebooks.shown(), extra={"newest": True})


@page("codebook-version", Need.PUBLIC, csv="codes")
def codebook_version(request: Request, version: int) -> Page:
    """The codebook as it was in one of its versions, and what changed with it."""
    data = codebooks.shown(version)
    return Page("evidence/codebook.html", data, extra={"newest": version == data["versions"][0]})


def filters(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """What the URL asks for, by name."""
    return {name: request.GET.get(name, "").replace("\x00", "").strip()[:2000] for name in names}


def before(request: Request) -> int:
    """Where the page begins. *Raises* UsageError."""
    number = number_in(request.GET.get("before", "0"))
    if number is None:
        raise UsageError(_("This link to older ones is not whole."))
    return number


def onward(name: str, given: dict[str, str], after: int) -> str | None:
    """The address of the next page, or None."""
    kept = {key: value for key, value in given.items() if value}
    return f"{reverse(name)}?{urlencode({**kept, 'before': after})}" if after else None
