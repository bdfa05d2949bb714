"""Working on an object together: comments and opinions, seen by whoever may see the object.

A comment is a STIX note, an opinion a STIX opinion, each about the object, in its collection and
under its label; so the store's own rule decides who sees them. They go through the privacy gate,
carry no author, have a receipt like all that is shared, and are withdrawn like it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.core import ids, jsonio
from wardline.core.clock import format_millis
from wardline.core.errors import RefusedError, UsageError, WardlineError, display
from wardline.core.tlp import TLP
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.objects import detail, plain, share, terms
from wardline.hub.objects.detail import Seen
from wardline.hub.objects.disclosing import disclose
from wardline.hub.objects.search import Item
from wardline.hub.objects.service import Objects
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.words import doubt_words, label_words
from wardline.screen.profile import Profile
from wardline.screen.replace import Case
from wardline.screen.sharing import Policy, prepare
from wardline.screen.stix import Gate

_MOST_TEXT = 4000
_MOST_SHOWN = 200
# STIX 2.1 section 10.19 (opinion-enum).
OPINIONS = (
    ("", gettext_lazy("no opinion, a comment only")),
    ("strongly-agree", gettext_lazy("strongly agree")),
    ("agree", gettext_lazy("agree")),
    ("neutral", gettext_lazy("neutral")),
    ("disagree", gettext_lazy("disagree")),
    ("strongly-disagree", gettext_lazy("strongly disagree")),
)
# STIX 2.1 appendix A, the scale None, Low, Med, High, by the middle of each range.
CONFIDENCES = (
    ("", gettext_lazy("not said")),
    ("15", gettext_lazy("low")),
    ("50", gettext_lazy("medium")),
    ("85", gettext_lazy("high")),
)


def said(objects: Objects, seen: Seen) -> list[Item]:
    """The comments and opinions on an object that may be seen here, the oldest first."""
    number = str(jsonio.decode(seen.shown.body)["id"])
    found = objects.search.referring(seen.accesses, number, _MOST_SHOWN)
    kinds = ("note", "opinion")
    return [one for one in reversed(found) if one.object.get("type") in kinds]


def _row(one: Item, organization: str) -> dict[str, Any]:
    obj = one.object
    confidence = obj.get("confidence")
    levels = [code for code, _label in CONFIDENCES if code]
    level = ""
    if isinstance(confidence, int):
        level = min(levels, key=lambda code: abs(int(code) - confidence))
    return {
        "id": one.id,
        "text": str(obj.get("content") or obj.get("explanation") or ""),
        "opinion": str(obj.get("opinion") or ""),
        "opinion_words": str(dict(OPINIONS).get(str(obj.get("opinion") or ""), "")),
        "confidence": confidence,
        "confidence_words": str(dict(CONFIDENCES)[level]) if level else "",
        "at": one.added,
        "own": one.owner == organization,
    }


@page("object-talk", Need.READ, methods=("GET", "POST"))
def talk_page(request: Request, number: str) -> Page | HttpResponseBase:
    """What members say of an object, and a form to say something."""
    own = here()
    seen = detail.find(own, request.actor.organization, number)
    if request.method == "POST":
        request.actor.require(Need.SHARE)
        try:
            say(own, request.actor, seen, request.POST.dict())
        except WardlineError as error:
            return _page(request, seen, error)
        messages.success(request, _("Said. Whoever may see the object may see it."))
        return HttpResponseRedirect(reverse("object-talk", kwargs={"number": number}))
    return _page(request, seen)


def _page(request: Request, seen: Seen, error: WardlineError | None = None) -> Page:
    own = here()
    obj = jsonio.decode(seen.shown.body)
    found = said(own, seen)
    disclose(own, request.actor, "view", "talk", [*seen.versions, *found], str(obj["id"]))
    label = terms.tlp_name(obj)
    data = {
        "id": obj["id"],
        "title": plain.title(obj),
        "said": [_row(one, request.actor.organization) for one in found],
        "problem": str(error) if error else "",
    }
    extra = {
        "tlp": label,
        "may_say": request.actor.may(Need.SHARE) and seen.shown.collection.can_write,
        "typed": request.POST,
        "token": request.POST.get("token") or share.new_token(),
        "opinions": OPINIONS,
        "confidences": CONFIDENCES,
        "audience": share.audience(own, seen.shown.collection, terms.label_of(label)),
    }
    return Page("objects/talk.html", data, display(error).status if error else 200, extra)


def say(objects: Objects, actor: Actor, seen: Seen, typed: Mapping[str, str]) -> None:
    """Share a comment or an opinion on an object. *Raises* WardlineError; then nothing left.

    Sent twice it is said once: the form's token is that of the release.
    """
    actor.require(Need.SHARE)
    access = seen.shown.collection
    if not access.can_write:
        raise UsageError(_("Your organization may not write to this object's collection."))
    obj = jsonio.decode(seen.shown.body)
    thing = _object(objects, str(obj["id"]), typed)
    checked = _checked(thing, access, terms.label_of(terms.tlp_name(obj)), actor)
    preview = {**share.shown(checked), "token": share.token_of(typed.get("token", ""))}
    asked = share.Asked(preview["token"], preview["digest"], "share", reviewed=False)
    share.release(objects, actor, preview, asked)


def _object(objects: Objects, about: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """The note or the opinion that was typed. *Raises* UsageError."""
    text = typed.get("text", "").replace("\r\n", "\n").strip()
    opinion, confidence = typed.get("opinion", ""), typed.get("confidence", "")
    if opinion not in dict(OPINIONS) or confidence not in dict(CONFIDENCES):
        raise UsageError(_("Choose one of what the form offers."))
    if not text and not opinion:
        raise UsageError(_("Write something, or choose an opinion."))
    if len(text) > _MOST_TEXT:
        raise UsageError(
            _("This has %(many)s characters; %(most)s are taken. Shorten it.")
            % {"many": f"{len(text):,}", "most": f"{_MOST_TEXT:,}"}
        )
    kind = "opinion" if opinion else "note"
    stamp = format_millis(objects.clock())
    made: dict[str, Any] = {
        "type": kind,
        "spec_version": "2.1",
        "id": ids.new_id(kind),
        "created": stamp,
        "modified": stamp,
        "object_refs": [about],
    }
    made |= {"opinion": opinion} if opinion else {}
    made |= {"explanation" if opinion else "content": text} if text else {}
    return {**made, "confidence": int(confidence)} if confidence else made


def _checked(
    thing: dict[str, Any], access: CollectionAccess, label: TLP | None, actor: Actor
) -> share.Checked:
    """The object as the gate lets it leave. *Raises* RefusedError for what it would change."""
    gate = Gate.of(Profile(name=actor.organization_name), case=Case())
    prepared = prepare([thing], Policy(label), gate)
    item = prepared.outgoing[0]
    found = [label_words(one.label) for one in item.found]
    found += [doubt_words(one.reason) for one in item.doubts]
    if found or item.raw is None or item.issues:
        raise RefusedError(
            _("The gate holds it back: %(what)s. Nothing has left.")
            % {"what": ", ".join(dict.fromkeys(found)) or doubt_words(item.why)},
            hint=_("Say it without that; your text stands below."),
        )
    assert json.loads(item.raw)["id"] == thing["id"]  # noqa: S101 # nothing was changed
    return share.Checked(prepared, [], "", access, "")
