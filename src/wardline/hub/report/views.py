"""The public pages of the report: the editions, one edition, its files."""

from __future__ import annotations

from django.http import HttpResponse

from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.report import service
from wardline.report import html

_MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
# A file of ours may not be framed, and sends nothing anywhere.
_MORE = "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@page("reports", Need.PUBLIC, csv="editions")
def reports(request: Request) -> Page:
    """The editions that were published, the newest first."""
    names = ("edition", "title", "as_of", "published", "snapshot")
    rows = [service.told(one) for one in service.published()]
    return Page(
        "report/reports.html", {"editions": [{name: one[name] for name in names} for one in rows]}
    )


@page("report", Need.PUBLIC, csv="files")
def edition(request: Request, number: int) -> Page:
    """One edition: its files and their digests."""
    return Page("report/edition.html", service.told(service.edition(number)))


@page("report-file", Need.PUBLIC)
def edition_file(request: Request, number: int, name: str) -> HttpResponse:
    """A file of an edition, as it was released."""
    found = service.file(service.edition(number), name)
    response = sent(bytes(found.data), name)
    response["ETag"] = f'"{found.sha256}"'
    return response


def sent(data: bytes, name: str) -> HttpResponse:
    """Bytes of a file, with the policy that its own style needs."""
    form = name.rpartition(".")[2]
    response = HttpResponse(data, content_type=_MEDIA[form])
    response["Content-Disposition"] = f'inline; filename="{name}"'
    if form == "html":
        response["Content-Security-Policy"] = f"{html.policy(html.style())}{_MORE}"
    return response
