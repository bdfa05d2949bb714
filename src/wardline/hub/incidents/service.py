"""The verbs on incidents: what would leave, its release, its way out with others, its end.

    written → checked (a preview) → waiting → released → withdrawn
                                  ↘ review → approved ↗ (or refused)

A release is two steps, so that a crash between them loses nothing: what a person confirmed is kept
as *waiting*, with when it is due; `leave` takes it in, at once or with others. Who reported stands
in the rows of this room and in the audit log, for their own organization and the hub's staff.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.clock import now, parse_timestamp
from wardline.core.errors import (
    ConfigError,
    ConflictError,
    NotFoundError,
    UsageError,
    WardlineError,
)
from wardline.core.tlp import TLP
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import SYSTEM, Action
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.incidents import leaving, standard
from wardline.hub.incidents.keeping import without_text
from wardline.hub.incidents.models import Incident, Version
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization, User
from wardline.hub.members.rights import Need
from wardline.hub.objects import share
from wardline.hub.objects.service import Objects
from wardline.hub.objects.typed import label_of
from wardline.hub.portal import laws
from wardline.hub.review import later
from wardline.hub.review import service as review
from wardline.incidents import choices, model, stix
from wardline.incidents.choices import Release
from wardline.incidents.marks import LegalText
from wardline.incidents.model import Report
from wardline.incidents.problems import problems
from wardline.incidents.release import released
from wardline.incidents.veris import to_veris
from wardline.screen.profile import Profile
from wardline.screen.replace import Case
from wardline.screen.sharing import Outgoing, Policy, Prepared, prepare
from wardline.screen.stix import Gate

_DAY = 24 * 3_600_000_000
_MOST_LISTED = 500
# The states of a version that can be taken back.
STANDING = frozenset({"waiting", "released", "stopped", "review", "approved"})
# Mail services that anybody uses: no organization's own domain.
_EVERYBODYS = frozenset(
    {"aol.com", "comcast.net", "gmail.com", "hotmail.com", "icloud.com", "live.com", "me.com"}
    | {"msn.com", "outlook.com", "proton.me", "protonmail.com", "verizon.net", "yahoo.com"}
)


class Asked(NamedTuple):
    """A check: of which incident, for whom, under which name, and what is the sharer's own."""

    incident: str
    adds: bool
    release: str
    collection: str
    tlp: str
    own: Mapping[str, str]


class Confirmed(NamedTuple):
    """A release: of which preview, by which word, and what a person answers for."""

    token: str
    digest: str
    word: str
    odd: bool = False
    reviewed: bool = False


# --- Whose it is -------------------------------------------------------------------------------


def find(actor: Actor, number: str) -> Incident:
    """An incident of the actor's organization. *Raises* NotFoundError."""
    actor.require(Need.SHARE)
    found = Incident.objects.filter(id=number, organization=actor.organization).first()
    if found is None:
        raise NotFoundError(
            _("There is no such incident, or it is not your organization's."),
            hint=_("The list has all of yours."),
        )
    return found


def listed(actor: Actor) -> list[Incident]:
    """The incidents of the actor's organization, what changed last first."""
    actor.require(Need.SHARE)
    rows = Incident.objects.filter(organization=actor.organization)
    return list(rows.order_by("-changed_at", "id")[:_MOST_LISTED])


def versions(one: Incident) -> list[Version]:
    """The releases of an incident, the newest first."""
    return list(one.versions.order_by("-number"))


def newest(one: Incident) -> Version:
    """The newest release of an incident."""
    return versions(one)[0]


def kind_of(actor: Actor) -> str:
    """The kind of the actor's organization; empty where there is none."""
    found = Organization.objects.filter(id=actor.organization).values_list("kind", flat=True)
    return found[0] if found else ""


# --- What would leave --------------------------------------------------------------------------


def check(objects: Objects, actor: Actor, report: Report, asked: Asked) -> dict[str, Any]:
    """What would leave of a report, and all that a person needs to decide, as plain values.

    1. For whom, under which label and name.
    2. The objects of the report as it is, and as it is told under that name.
    3. The gate, which knows the organization's name and domains.
    """
    actor.require(Need.SHARE)
    access = share.target(objects, actor, asked.collection)
    label = label_of(asked.tlp)
    if asked.release not in (Release.NAMED, Release.HUB_ONLY):
        raise UsageError(_("Choose who may know that it was you."))
    release = Release(asked.release)
    known = find(actor, asked.incident) if asked.adds else None
    stamp = _stamp(objects, actor, asked, known, label)
    marking = stix.Marking(legal=_legal())
    things = stix.to_stix(released(report, release), stamp, marking)
    gate = Gate.of(profile_of(actor, asked.own), case=Case())
    prepared = _told_from(
        prepare(things, Policy(label), gate), stix.to_stix(report, stamp, marking)
    )
    kept = _screened(prepared, report)
    if release is Release.NAMED:
        prepared = Prepared([_identity(actor, label), *prepared.outgoing])
    prepared = _ordered(_changed(prepared, known, access))
    checked = share.Checked(
        prepared, [], str(uuid.uuid4()), access, share.audience(objects, access, label)
    )
    at = objects.clock()
    moment = datetime.fromtimestamp(at / 1_000_000, UTC)
    return {
        **share.shown(checked),
        "incident": asked.incident,
        "adds": asked.adds,
        "release": asked.release,
        "tlp": asked.tlp,
        "due": leaving.when(release, at) if release is Release.HUB_ONLY else 0,
        "report": model.encode(kept).decode(),
        "title": _title(report),
        "odd": [one._asdict() for one in problems(report, moment)],
    }


def _stamp(
    objects: Objects, actor: Actor, asked: Asked, known: Incident | None, label: TLP | None
) -> stix.Stamp:
    """The number, the creator and the times that the objects get.

    Known to the hub alone, nothing is told more exactly than the day; a later version of the same
    day is told apart by its milliseconds.
    """
    at = objects.clock()
    number, created, later = stix.new_id(), at, 0
    if known is not None:
        number, created = f"incident--{known.stix}", known.stix_created
        before = versions(known)
        later = before[0].number * 1000
        if before[-1].choice == Release.HUB_ONLY:
            # Older hubs kept the very moment of the confirmation.
            created = created // _DAY * _DAY
    if asked.release == Release.HUB_ONLY:
        at = at // _DAY * _DAY
    creator = standard.hub_identity()
    if asked.release == Release.NAMED:
        creator = _identity(actor, label).before
    return stix.Stamp(number, min(created, at), at + later, str(creator["id"]))


def _legal() -> LegalText:
    """What the law says of what is shared, as the hub's staff read it last."""
    law = laws.find("protections")
    return LegalText(law.text, law.source, law.as_of)


def _ordered(prepared: Prepared) -> Prepared:
    """What is this report's own first; what all reports hold alike last."""
    own = [one for one in prepared.outgoing if one.before.get("type") not in standard.COMMON]
    return Prepared([*own, *(one for one in prepared.outgoing if one not in own)])


def _changed(prepared: Prepared, known: Incident | None, access: CollectionAccess) -> Prepared:
    """Of a later version, what is new or says something else; what is gone is revoked."""
    before = _stands(known, access.uuid) if known is not None else []
    if not before:
        return prepared
    after = [json.loads(item.raw) for item in prepared.outgoing if item.raw is not None]
    changed = {str(one["id"]): one for one in stix.new_version(before, after)}
    items = [
        item
        for item in prepared.outgoing
        if item.raw is None or str(item.before["id"]) in changed or _renamed(item) in changed
    ]
    told = {str(json.loads(item.raw)["id"]) for item in items if item.raw is not None}
    olds = {str(one["id"]): one for one in before}
    gone = [
        Outgoing(olds[number], jsonio.encode(one), ())
        for number, one in changed.items()
        if number not in told
    ]
    return Prepared([*items, *gone])


def _renamed(item: Outgoing) -> str:
    """The id of an object as it leaves: an observable that the gate changed has another."""
    return "" if item.raw is None else str(json.loads(item.raw)["id"])


def _stands(one: Incident, collection: str) -> list[dict[str, Any]]:
    """What left of an incident for a collection, each object as it was sent last."""
    found: dict[str, dict[str, Any]] = {}
    rows = one.versions.filter(collection=collection, state__in=("released", "waiting"))
    for row in rows.order_by("number"):
        for text in json.loads(row.objects_sent):
            thing = json.loads(text)
            found[str(thing["id"])] = thing
    return list(found.values())


def _told_from(prepared: Prepared, full: Sequence[Mapping[str, Any]]) -> Prepared:
    """The preview's difference begins at what was typed, not at what was made rough before."""
    typed = {str(one["id"]): dict(one) for one in full}
    outgoing = [
        item._replace(before=typed.get(str(item.before.get("id")), item.before))
        for item in prepared.outgoing
    ]
    return Prepared(outgoing)


def _identity(actor: Actor, label: TLP | None) -> Outgoing:
    """Who stands behind a named report; another one for each label, seen by whom that lets see.

    The gate has no say in it: the hub's staff entered the name.
    """
    name = "" if label is None else label.name
    owner = Organization.objects.get(id=actor.organization)
    thing = standard.identity(owner.name, f"{owner.id}:{name}", owner.created_at)
    marked = {**thing, "object_marking_refs": [label.marking_id]} if label is not None else thing
    return Outgoing(thing, jsonio.encode(marked), ())


def profile_of(actor: Actor, own: Mapping[str, str]) -> Profile:
    """What the gate takes out as the organization's own: its name, its people's mail domains."""
    mails = User.objects.filter(organization=actor.organization).values_list("email", flat=True)
    domains = {mail.rpartition("@")[2] for mail in mails} - _EVERYBODYS
    domains = {domain for domain in domains if "." in domain}
    domains |= {word for word in own.get("own_domains", "").replace(",", " ").split() if word}
    nets = [word for word in own.get("own_nets", "").replace(",", " ").split() if word]
    name = own.get("own_name", "").strip() or actor.organization_name
    told = {"name": name, "domains": sorted(domains), "public_nets": nets}
    try:
        return Profile.from_mapping(told)
    except ConfigError as error:
        raise UsageError(error.message, hint=error.hint) from None


def _screened(prepared: Prepared, report: Report) -> Report:
    """The report as it may be kept: no text of it that the gate has not let pass."""
    texts = [item.raw.decode() for item in prepared.outgoing if item.raw and not item.doubts]
    return leaving.kept_of(texts, report)


def _title(report: Report) -> str:
    """What an incident is called in lists: its kind in plain words, which names nobody."""
    kind = choices.kind_of(report.what.actions)
    return kind.label if kind is not None else "Incident"


# --- Release -----------------------------------------------------------------------------------


def release(
    objects: Objects, actor: Actor, preview: Mapping[str, Any], confirmed: Confirmed
) -> Version:
    """Release what `preview` showed. *Raises* WardlineError; then nothing was released.

    1. A release that was done already gives its version again.
    2. It must be what was shown last, confirmed, and passed by the gate or by a person.
    3. It is kept as waiting, with the audit log's entry; then it leaves, if it is due.
    """
    actor.require(Need.SHARE)
    done = confirmed_before(actor, confirmed.token)
    if done is not None:
        return done
    _confirmed(preview, confirmed)
    reviewed = share.answered(actor, preview, looked=confirmed.reviewed)
    access = share.target(objects, actor, preview["collection"]["id"])
    due = preview["due"] or objects.clock()
    row = _version(actor, preview, access, reviewed=reviewed, due=due, at=objects.clock())
    try:
        one = _kept(actor, preview, row, _incident_in(preview["leaves"]))
    except IntegrityError:
        done = confirmed_before(actor, confirmed.token)
        if done is None:
            raise ConflictError(
                _("This report was released, or added to, a moment ago."),
                hint=_("Look at it in the list; nothing was released twice."),
            ) from None
        return done
    if one.due_at <= objects.clock():
        try:
            leaving.leave(objects, one)
        except WardlineError:
            _forgotten(one)
            raise
        one.refresh_from_db()
    return one


def confirmed_before(actor: Actor, token: str) -> Version | None:
    """The version that a preview became; None where it was not confirmed."""
    rows = Version.objects.filter(id=token, incident__organization=actor.organization)
    return rows.select_related("incident").first()


def _confirmed(preview: Mapping[str, Any], confirmed: Confirmed) -> None:
    if not preview or (preview["token"], preview["digest"]) != confirmed[:2]:
        raise ConflictError(
            _("This is not what was checked last; nothing was released."),
            hint=_("Look at what would leave now, and confirm that."),
        )
    if preview["odd"] and not confirmed.odd:
        raise UsageError(_("Some answers look odd: mend them, or say that they are right."))
    if confirmed.word.strip().casefold() not in ("share", _("share")):
        raise UsageError(_("Type the word to confirm; nothing was released."))
    if not preview["leaves"]:
        raise UsageError(_("Nothing of this may leave."))


def _version(
    actor: Actor,
    preview: Mapping[str, Any],
    access: CollectionAccess,
    *,
    reviewed: bool,
    due: int,
    at: int,
) -> Version:
    return Version(
        id=preview["token"],
        choice=preview["release"],
        state="waiting",
        collection=access.uuid,
        tlp=preview["tlp"],
        report=preview["report"],
        objects_sent=json.dumps(preview["leaves"]),
        digest=preview["digest"],
        reviewed=reviewed,
        user=actor.user or 0,
        user_name=_by(actor),
        at=at,
        due_at=due,
    )


def _by(actor: Actor) -> str:
    """Who reported, as the organization's own pages say it: a person, or a key by its id."""
    return f"{leaving.BY_KEY}{actor.key}" if actor.key else actor.name[:200]


def _kept(
    actor: Actor, preview: Mapping[str, Any], row: Version, thing: Mapping[str, Any]
) -> Version:
    """Keep a version of an incident, the first or a later one, with its entry in the log.

    *Shape*: `thing` is the STIX incident as it leaves: later versions are told with its times.
    """
    with transaction.atomic():
        known = {
            "organization": actor.organization,
            "user": actor.user or 0,
            "user_name": _by(actor),
            "title": preview["title"],
            "choice": row.choice,
            "state": row.state,
            "report": row.report,
            "stix": str(thing["id"]).partition("--")[2],
            "stix_created": parse_timestamp(str(thing["created"])) or row.at,
            "created_at": row.at,
            "changed_at": row.at,
        }
        incident, made = Incident.objects.get_or_create(id=preview["incident"], defaults=known)
        if incident.organization != actor.organization or made == bool(preview["adds"]):
            raise IntegrityError(incident.id)
        row.incident, row.number = incident, incident.versions.count() + 1
        row.save(force_insert=True)
        changed = {name: known[name] for name in ("title", "choice", "state", "report")}
        Incident.objects.filter(id=incident.id).update(**changed, changed_at=row.at)
        told = {
            "version": row.number,
            "release": row.choice,
            "sha256": row.digest,
            "collection": row.collection,
            "due": row.due_at,
        }
        audit.record(actor, Action.INCIDENT_REPORTED, f"incident:{incident.id}", told)
    return row


def _incident_in(leaves: Sequence[str]) -> dict[str, Any]:
    """The STIX incident among what leaves."""
    for text in leaves:
        thing: dict[str, Any] = json.loads(text)
        if thing.get("type") == "incident":
            return thing
    raise UsageError(_("The incident itself may not leave; edit it."))


def _forgotten(row: Version) -> None:
    """Take back what could not leave: its writer sees why, and their draft is there still."""
    with transaction.atomic():
        gone, _rows = Version.objects.filter(id=row.id, state="waiting").delete()
        if not gone:
            return
        one = Incident.objects.filter(id=row.incident_id)
        before = Version.objects.filter(incident=row.incident_id).order_by("-number").first()
        if before is None:
            one.delete()
        else:
            # The incident says again what stands of it.
            title = _title(model.parse(before.report.encode()))
            said = {"choice": before.choice, "state": before.state, "report": before.report}
            one.update(title=title, **said)
        told = {"version": row.number, "why": "it could not leave"}
        audit.record(SYSTEM, Action.INCIDENT_WITHDRAWN, f"incident:{row.incident_id}", told)


# --- Review, withdrawal, files -----------------------------------------------------------------


def ask(
    objects: Objects, actor: Actor, preview: Mapping[str, Any], *, to: str, note: str
) -> Version:
    """Send what the gate doubts to review. *Raises* WardlineError; then nothing was sent.

    What it says is sealed by the review queue; here only the answers that are no text are kept.
    """
    actor.require(Need.SHARE)
    done = confirmed_before(actor, preview["token"])
    if done is not None:
        return done
    review.require_decider(actor, to)
    access = share.target(objects, actor, preview["collection"]["id"])
    thing = _incident_in(preview["leaves"])
    content = [msgspec.json.decode(text.encode()) for text in preview["leaves"]]
    held = review.submit(
        actor, access.uuid, content, to=to, note=note, found=preview["counts"], by_room=True
    )
    row = _version(actor, preview, access, reviewed=False, due=0, at=objects.clock())
    row.state, row.submission = "review", held
    row.objects_sent, row.digest = "[]", ""
    row.report = model.encode(without_text(model.parse(row.report.encode()))).decode()
    try:
        return _kept(actor, preview, row, thing)
    except IntegrityError:
        return _asked_before(actor, preview["token"], held)


def _asked_before(actor: Actor, token: str, held: str) -> Version:
    """The version that was kept a moment before; what nobody's version waits for is taken back.

    *Raises* ConflictError where the incident changed meanwhile.
    """
    if not Version.objects.filter(submission=held).exists():
        later.withdraw(actor, held)
    done = confirmed_before(actor, token)
    if done is None:
        raise ConflictError(
            _("This report was released, or added to, a moment ago."),
            hint=_("Look at it in the list; nothing was released twice."),
        )
    return done


def sent(one: Incident) -> list[str]:
    """The ids of all that left of an incident, is its own, and may still be there."""
    ids: dict[str, None] = {}
    for row in versions(one):
        if row.state == "released":
            ids |= {told["id"]: None for told in json.loads(row.outcomes) if told["id"]}
    kept = {*standard.COMMON, *(("identity",) if _named_elsewhere(one) else ())}
    return [number for number in ids if number.partition("--")[0] not in kept]


def _named_elsewhere(one: Incident) -> bool:
    """Whether the organization's name stands behind another report as well."""
    rows = Version.objects.filter(choice=Release.NAMED.value, state="released")
    return rows.filter(incident__organization=one.organization).exclude(incident=one).exists()


def withdraw(objects: Objects, actor: Actor, one: Incident, *, reason: str, word: str) -> None:
    """Take back what left, and keep what waits from leaving. *Raises* WardlineError."""
    actor.require(Need.SHARE)
    ids = sent(one)
    if ids:
        share.withdraw(objects, actor, ids, reason, word)
    elif word.strip().casefold() not in ("withdraw", _("withdraw")):
        raise UsageError(_("Type the word to confirm; nothing was withdrawn."))
    with transaction.atomic():
        Version.objects.filter(incident=one, state__in=("waiting", "released", "stopped")).update(
            state="withdrawn"
        )
        Incident.objects.filter(id=one.id).update(state="withdrawn", changed_at=now())
        told = {"objects": len(ids)}
        audit.record(actor, Action.INCIDENT_WITHDRAWN, f"incident:{one.id}", told)
    leaving.unasked(one, actor)


def file_of(one: Incident, form: str) -> bytes:
    """The newest report in a form. *Raises* NotFoundError for a form that there is not."""
    if form == "report":
        return one.report.encode()
    if form == "stix":
        objects_ = _stands(one, newest(one).collection)
        return jsonio.encode({"type": "bundle", "id": f"bundle--{one.id}", "objects": objects_})
    if form == "veris":
        day = datetime.fromtimestamp(newest(one).at / 1_000_000, UTC).date()
        told = to_veris(model.parse(one.report.encode()), incident_id=one.stix, today=day)
        return jsonio.encode(told)
    raise NotFoundError(_("There is no such form."), hint=_("There are report, stix and veris."))
