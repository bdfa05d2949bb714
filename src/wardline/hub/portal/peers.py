"""Pages of the hub's staff on peers: what was agreed, how their feeds do, what was decided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wardline.core.clock import now
from wardline.core.errors import WardlineError
from wardline.core.tlp import TLP
from wardline.hub.exchange import feeds, peering
from wardline.hub.members import peers
from wardline.hub.members.rights import Need
from wardline.hub.portal import forms
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.portal.staff import feed_shown

# The decisions of exchange/clashes.py as people read them.
_WORDS = {
    "content": gettext_lazy("The same version has other content here; the first one stays."),
    "newer": gettext_lazy("A newer version stands here; the older one changes nothing."),
    "owner": gettext_lazy("Somebody else shared it here; only they may change it."),
    "creator": gettext_lazy("It names another creator than the version here, which stays."),
    "withdrawn": gettext_lazy("It was withdrawn here; another hub does not bring it back."),
    "withdrawn-unseen": gettext_lazy(
        "Taken; it was withdrawn here where the peer could not see it. Look whether it may stay."
    ),
    "unknown-creator": gettext_lazy("Taken; nobody here knows the creator that it names."),
    "refused": gettext_lazy("The peer did not take it."),
    "not-told": gettext_lazy("It was withdrawn here, and the peer could not be told."),
    "invalid": gettext_lazy("It is not valid, or the privacy gate keeps it out."),
}
# Where what was said tells more than the rule does.
_SAID = ("refused", "not-told", "invalid")


@page("staff-peers", Need.STAFF_FEEDS, methods=("GET", "POST"), csv="peers")
def peers_page(request: Request) -> Page | HttpResponseBase:
    """The peers and how each one is doing; a new one."""
    form = forms.PeerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = peers.add(
                typed["name"],
                TLP[typed["ceiling"]],
                hub=typed["hub"],
                relays=typed["relays"],
                agreement=typed["agreement"],
                actor=request.actor,
            )
        except WardlineError as error:
            form.add_error(None, str(error))
        else:
            words = _("The peer is added. Name it among a collection's readers, and make its key.")
            messages.success(request, words)
            return redirect("staff-peer", number=made.organization_id)
    status = 400 if request.method == "POST" else 200
    rows = [{**one, "late": _late(one["id"])} for one in peering.overview()]
    data = {"hub": feeds.hub_id(), "peers": rows}
    return Page("portal/staff_peers.html", data, status, {"form": form})


def _late(organization: str) -> int:
    """How many of a peer's feeds had no contact for a day."""
    own = (one for one in feeds.feeds() if one.peer == organization)
    return sum(feed_shown(one, {})["state"] == "late" for one in own)


@page("staff-peer", Need.STAFF_FEEDS, methods=("GET", "POST"))
def peer_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """One peer: its feeds, and what was agreed with it."""
    found = peers.find(str(number))
    initial = {
        "ceiling": TLP(found.ceiling).name,
        "relays": found.relays,
        "agreement": found.agreement,
    }
    form = forms.AgreementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        peers.change(
            found.organization_id,
            TLP[typed["ceiling"]],
            relays=typed["relays"],
            agreement=typed["agreement"],
            actor=request.actor,
        )
        messages.success(request, _("Saved. What leaves follows at once."))
        return redirect("staff-peer", number=number)
    names = {found.organization_id: found.organization.name}
    own = [one for one in feeds.feeds() if one.peer == found.organization_id]
    data = {
        "id": found.organization_id,
        "name": found.organization.name,
        "hub": found.hub,
        **initial,
        "feeds": [feed_shown(one, names) for one in own],
    }
    status = 400 if request.method == "POST" else 200
    return Page("portal/staff_peer.html", data, status, {"form": form})


@page("staff-clashes", Need.STAFF_FEEDS, methods=("GET", "POST"), csv="clashes")
def clashes_page(request: Request) -> Page | HttpResponseBase:
    """Conflicts with peers: what was decided by which rule."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in _WORDS else ""
    if request.method == "POST":
        until = number_in(request.POST.get("until", ""))
        if until is not None:
            many = peering.settle_all(request.actor, until, kind)
            told = ngettext(
                "%(n)d conflict was looked at.", "%(n)d conflicts were looked at.", many
            )
            messages.success(request, told % {"n": many})
        else:
            peering.settle(request.actor, number_in(request.POST.get("clash", "")) or 0)
        return redirect(request.get_full_path())
    settled = request.GET.get("settled") == "1"
    rows = [
        {
            **row,
            "words": str(_WORDS.get(row["kind"], row["decision"])),
            "said": row["reason"] if row["kind"] in _SAID else "",
        }
        for row in peering.clashes(settled=settled, kind=kind)
    ]
    extra = {
        "kinds": list(_WORDS.items()),
        "query": request.GET.urlencode(),
        "until": now(),
        "most": peering.MOST,
    }
    data = {"kind": kind, "settled": settled, "open": peering.many_open(kind), "clashes": rows}
    return Page("portal/staff_clashes.html", data, extra=extra)
