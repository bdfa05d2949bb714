"""The pages of sharing: type, see what leaves, release, receipt, withdraw."""

from __future__ import annotations

import base64
import functools
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

import msgspec
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardline import importers
from wardline.core import jsonio
from wardline.core.errors import (
    ConflictError,
    NotFoundError,
    TooLargeError,
    UsageError,
    WardlineError,
    display,
)
from wardline.hub.exchange import collections as named
from wardline.hub.members.rights import Need
from wardline.hub.objects import browser, detail, drafts, elsewhere, plain, share
from wardline.hub.objects.disclosing import Place, disclose
from wardline.hub.objects.models import Receipt
from wardline.hub.objects.typed import MOST_BYTES, Typed
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.review import service as review
from wardline.hub.settings import CONFIG

_PROFILE_FIELDS = ("own_name", "own_domains", "own_nets")
_MOST_PROFILE = 3000
_PROFILE_DAYS = 180
_MOST_SHOWN = 100

View = Callable[..., HttpResponseBase]


def with_draft(view: View) -> View:
    """Give the browser the key to its drafts, and keep what comes after a session has ended."""

    @functools.wraps(view)
    def kept(request: HttpRequest, **names: Any) -> HttpResponseBase:
        fresh = browser.with_key(request)
        key = browser.key(request)
        if request.method == "POST" and not cast("Request", request).actor.role:
            typed = Typed.of(request.POST.dict())
            if len(typed.text) <= MOST_BYTES:
                drafts.save_unknown(key, request.POST.get("draft", ""), {"typed": typed.kept()})
            query = urlencode({"next": reverse("share")})
            return HttpResponseRedirect(f"{resolve_url('account_login')}?{query}")
        response = view(request, **names)
        if fresh:
            browser.keep(request, response, (fresh, key), drafts.DAYS)
        return response

    return kept


def _draft(request: Request) -> dict[str, Any]:
    return drafts.load(browser.key(request), request.actor.user or 0)


@with_draft
@page("share", Need.SHARE, methods=("GET", "POST"))
def share_page(request: Request) -> Page | HttpResponseBase:
    """Type, paste or upload what is to be shared; POST checks it and shows what would leave."""
    user = request.actor.user or 0
    if request.method == "GET":
        draft = _draft(request)
        if not draft:
            # So that a draft sent after this session's end finds its place.
            drafts.save(browser.key(request), user, {"typed": {}})
        typed = Typed.of({**draft.get("typed", {}), **browser.profile(request), **_asked(request)})
        return _form(request, typed)
    typed = Typed.of(request.POST.dict())
    try:
        typed = _uploaded(request, typed)
        if len(typed.text.encode("utf-8", "replace")) > MOST_BYTES:
            share.check(here(), request.actor, typed)
        drafts.save(browser.key(request), user, {"typed": typed.kept()})
        checked = share.check(here(), request.actor, typed)
    except WardlineError as error:
        return _form(request, typed, error)
    drafts.save(
        browser.key(request), user, {"typed": typed.kept(), "preview": share.shown(checked)}
    )
    response = HttpResponseRedirect(reverse("share-preview"))
    _keep_profile(request, response, typed)
    return response


def _asked(request: Request) -> dict[str, str]:
    """What a link brings: the collection."""
    number = request.GET.get("collection", "")
    return {"collection": number} if number else {}


def _uploaded(request: Request, typed: Typed) -> Typed:
    """What was typed, with the uploaded file's text. *Raises* WardlineError."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or not upload.size:
        return typed
    if typed.text.strip():
        raise UsageError(
            _("There is a text and a file; share one of them at a time."),
            hint=_("Empty the text, then choose the file again."),
        )
    if upload.size > MOST_BYTES:
        raise TooLargeError(
            _("The file has %(size)d MB; a page takes %(most)d.")
            % {"size": upload.size // 2**20 + 1, "most": MOST_BYTES // 2**20},
            hint=_("Share a part of it, or use 'wardline share FILE', which has no such limit."),
        )
    data = importers.unpack(upload.read(), MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UsageError(
            _("This file is no text."),
            hint=_("Take STIX or MISP JSON, CSAF, CSV or text; out of a document, copy the text."),
        )
    return typed._replace(text=text, file_name=str(upload.name)[:200])


def _keep_profile(request: Request, response: Any, typed: Typed) -> None:
    """Keep the profile in the browser alone: until it is closed, or for longer if wished."""
    content = {name: getattr(typed, name) for name in _PROFILE_FIELDS}
    packed = base64.b64encode(msgspec.json.encode(content)).decode()
    if len(packed) <= _MOST_PROFILE:
        days = _PROFILE_DAYS if request.POST.get("remember") else 0
        browser.keep(request, response, (browser.name(request, browser.OWN), packed), days)


def _form(request: Request, typed: Typed, error: WardlineError | None = None) -> Page:
    too_long = len(typed.text) > MOST_BYTES
    accesses = share.writable(here(), request.actor)
    if len(accesses) == 1 and not typed.collection:
        typed = typed._replace(collection=accesses[0].uuid)
    data = {
        "collections": [{"id": one.uuid, "title": one.title} for one in accesses],
        "problem": str(error) if error else "",
    }
    extra = {
        "typed": typed._replace(text="") if too_long else typed,
        "too_long": too_long,
        "error": error,
        "draft": drafts.number(browser.key(request), request.actor.user or 0),
        "labels": plain.tlp_choices(),
        "most": MOST_BYTES // 2**20,
        "drafted": bool(typed.text),
    }
    return Page("objects/share.html", data, display(error).status if error else 200, extra)


@page("share-preview", Need.SHARE)
def preview_page(request: Request) -> Page:
    """Exactly what leaves, for whom, and what was taken out and why."""
    preview = _draft(request).get("preview")
    return _preview(request, preview) if preview else Page("objects/unchecked.html", {})


def _preview(
    request: Request, preview: Mapping[str, Any], error: WardlineError | None = None
) -> Page:
    extra = {
        "error": error,
        "shown": preview["items"][:_MOST_SHOWN],
        "not_shown": max(0, len(preview["items"]) - _MOST_SHOWN),
        "may_review": request.actor.may(Need.REVIEW) and not CONFIG["review.four_eyes"],
        "whole": "\n".join(share.visible(text) for text in preview["leaves"]),
        "many": len(preview["leaves"]),
    }
    status = display(error).status if error else 200
    return Page("objects/preview.html", preview, status, extra)


@page("share-release", Need.SHARE, methods=("POST",), step_up=True)
def release_page(request: Request) -> Page | HttpResponseBase:
    """Release what the preview showed; asked again, the same receipt is shown."""
    draft = _draft(request)
    preview = draft.get("preview") or {}
    form = request.POST
    asked = share.Asked(
        form.get("token", ""), form.get("digest", ""), form.get("word", ""),
        bool(form.get("reviewed")),
    )  # fmt: skip
    try:
        done = share.release(here(), request.actor, preview, asked)
    except WardlineError as error:
        if preview:
            return _preview(request, preview, error)
        raise
    if preview.get("token") == done.id and not _refused(done):
        drafts.drop(browser.key(request), request.actor.user or 0)
    return HttpResponseRedirect(reverse("share-receipt", kwargs={"number": done.id}))


@page("share-review", Need.SHARE, methods=("POST",))
def review_page(request: Request) -> HttpResponseBase:
    """Send what the gate has doubts about to those who may decide."""
    preview = _draft(request).get("preview") or {}
    if not preview or request.POST.get("digest") != preview["digest"]:
        raise ConflictError(
            _("This is not what was checked last; nothing was sent."),
            hint=_("Look at it again, and send that."),
        )
    to = request.POST.get("to", "organization")
    review.require_decider(request.actor, to)
    content = [msgspec.json.decode(text.encode()) for text in preview["leaves"]]
    review.submit(
        request.actor,
        preview["collection"]["id"],
        content,
        to=to,
        note=request.POST.get("note", ""),
        found=preview["counts"],
    )
    drafts.drop(browser.key(request), request.actor.user or 0)
    messages.success(request, _("It waits for a reviewer now. Nothing has left yet."))
    try:
        return HttpResponseRedirect(reverse("review"))
    except NoReverseMatch:
        return HttpResponseRedirect(reverse("share"))


@page("share-drop", Need.SHARE, methods=("POST",))
def drop_page(request: Request) -> HttpResponseBase:
    """Throw the draft away."""
    drafts.drop(browser.key(request), request.actor.user or 0)
    response = HttpResponseRedirect(reverse("share"))
    if request.POST.get("profile"):
        response.delete_cookie(browser.name(request, browser.OWN))
    messages.info(request, _("The draft was thrown away."))
    return response


def _refused(done: Receipt) -> int:
    return sum(one["state"] == "failed" for one in share.outcomes(done))


def _collection_title(number: str) -> str:
    try:
        return str(named.find(number).title)
    except NotFoundError:
        return number


@page("share-receipts", Need.SHARE, csv="receipts")
def receipts_page(request: Request) -> Page:
    """What the organization shared in the portal."""
    rows = [
        {
            "id": one.id,
            "at": one.at,
            "by": one.user_name,
            "collection": _collection_title(one.collection),
            "objects": len(share.outcomes(one)),
            "refused": _refused(one),
            "sha256": one.digest,
        }
        for one in share.receipts(request.actor)
    ]
    return Page("objects/receipts.html", {"receipts": rows})


@page("share-receipt", Need.SHARE)
def receipt_page(request: Request, number: str) -> Page:
    """What was released, when, by whom, and what became of each object."""
    one = share.receipt(request.actor, number)
    accesses = here().sight.collections(request.actor.organization)
    rows = share.outcomes(one)
    shown: list[Place] = []
    ends = detail.ends(here(), accesses, [row["id"] for row in rows], shown)
    disclose(here(), request.actor, "view", "receipt", shown)
    rows = [
        {**row, "title": _of(ends, row, "title"), "kind": _of(ends, row, "kind")} for row in rows
    ]
    data = {
        "id": one.id,
        "at": one.at,
        "by": one.user_name,
        "collection": {"id": one.collection, "title": _collection_title(one.collection)},
        "sha256": one.digest,
        "reviewed": one.reviewed,
        "objects": rows,
    }
    extra = {
        "shared": sum(row["state"] != "failed" for row in rows),
        "refused": _refused(one),
        "may_read_audit": request.actor.may(Need.AUDIT),
    }
    return Page("objects/receipt.html", data, extra=extra)


def _of(ends: Mapping[str, Mapping[str, Any]], row: Mapping[str, str], name: str) -> str:
    """What is known of a receipt's object now; empty once it is withdrawn."""
    return str(ends.get(row["id"], {}).get(name, ""))


@page("share-withdraw", Need.SHARE, methods=("GET", "POST"), step_up=True)
def withdraw_receipt_page(request: Request, number: str) -> Page | HttpResponseBase:
    """Take back all that one receipt released."""
    one = share.receipt(request.actor, number)
    other = elsewhere.page(one.id)
    if other and request.method == "GET":
        return HttpResponseRedirect(other)
    if other:
        raise ConflictError(
            _("This belongs to a report of an incident; nothing was withdrawn."),
            hint=_("Withdraw it at %(page)s.") % {"page": other},
        )
    ids = [row["id"] for row in share.outcomes(one) if row["state"] != "failed"]
    back = reverse("share-receipt", kwargs={"number": number})
    title = _("what receipt %(number)s released") % {"number": one.id}
    return _withdraw(request, ids, {"back": back, "what": title})


@page("object-withdraw", Need.SHARE, methods=("GET", "POST"), step_up=True)
def withdraw_page(request: Request, number: str) -> Page | HttpResponseBase:
    """Take back one object of the own organization's."""
    seen = detail.find(here(), request.actor.organization, number)
    if seen.shown.owner != request.actor.organization:
        raise NotFoundError(_("There is nothing of your organization's to withdraw here."))
    back = reverse("object", kwargs={"number": number})
    disclose(here(), request.actor, "view", "withdraw", [seen.shown], number)
    title = plain.title(jsonio.decode(seen.shown.body))
    return _withdraw(request, [number], {"back": back, "what": f"{title} ({number})"})


def _withdraw(request: Request, ids: list[str], shown: dict[str, str]) -> Page | HttpResponseBase:
    data: dict[str, Any] = {"objects": ids, "problem": ""}
    extra: dict[str, Any] = {**shown, "reason": request.POST.get("reason", "")}
    if request.method == "GET":
        return Page("objects/withdraw.html", data, extra=extra)
    form = request.POST
    try:
        gone = share.withdraw(
            here(), request.actor, ids, form.get("reason", ""), form.get("word", "")
        )
    except WardlineError as error:
        data["problem"] = str(error)
        return Page("objects/withdraw.html", data, display(error).status, extra)
    messages.success(
        request,
        ngettext(
            "%(count)d object was withdrawn. Members are told by the stream and with their next "
            "pull; what they had already, they may still have.",
            "%(count)d objects were withdrawn. Members are told by the stream and with their next "
            "pull; what they had already, they may still have.",
            gone,
        )
        % {"count": gone},
    )
    return HttpResponseRedirect(reverse("share-receipts"))
