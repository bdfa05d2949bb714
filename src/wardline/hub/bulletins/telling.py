"""The ways out: the exchange, webhooks, people, reminders. Each is a row that is done once.

People are taken in portions, each in one transaction with the place up to which they were told:
nobody is forgotten and nobody told twice, wherever a process is killed; and between two portions
everything else has its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from wardline.bulletins import model, stix
from wardline.bulletins.model import Bulletin as Content
from wardline.bulletins.readers import concern
from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import UnavailableError, WardlineError
from wardline.core.ids import split_id
from wardline.core.tlp import TLP
from wardline.hub.audit.service import SYSTEM
from wardline.hub.bulletins import answers, audience, profiles
from wardline.hub.bulletins.models import Bulletin, Given, Going, Version
from wardline.hub.bulletins.shown import issue
from wardline.hub.exchange import collections
from wardline.hub.exchange.models import Collection, Record
from wardline.hub.exchange.service import HUB_SENDER, SOURCE
from wardline.hub.members.models import Organization, User
from wardline.hub.notices import service as notices
from wardline.hub.notices.events import OPEN, Event
from wardline.hub.notices.models import Notice
from wardline.hub.objects.service import objects as opened
from wardline.hub.settings import CONFIG
from wardline.importers.base import NAMESPACE as VULNERABILITIES

# So many people in one transaction: some 50 ms.
PORTION = 200


def turn(at: int | None = None) -> int:
    """Go one step on each way that is due; how many ways that were."""
    moment = now() if at is None else at
    due = Going.objects.filter(done_at=None, due_at__lte=moment).order_by("due_at", "id")
    return sum(_WAYS[one.what](one, moment) for one in due.select_related("version__bulletin"))


def _done(going: Going, at: int, problem: str = "") -> int:
    Going.objects.filter(pk=going.pk).update(done_at=at, problem=problem[:300])
    return 1


# --- The exchange ------------------------------------------------------------------------------


def _exchange(going: Going, at: int) -> int:
    """The report into the exchange; the same bytes again are a duplicate, so a kill is harmless."""
    row, bulletin = going.version, going.version.bulletin
    gone = going.what == "gone-stix"
    content = model.decode(row.content)
    if model.tlp_of(content) is TLP.RED:
        # Who may read it is named by the bulletin, and the exchange knows only collections.
        return _red(going, at)
    told = issue(bulletin, row)._replace(withdrawn=gone)
    span = (bulletin.first_at or at, (bulletin.withdrawn_at or at) if gone else row.released_at)
    made = stix.to_stix(content, told, span[0], span[1] or at, VULNERABILITIES)
    return _ingest(going, made, at)


def _red(going: Going, at: int) -> int:
    """A bulletin that is TLP:RED now: what stood in the exchange before is revoked."""
    row = going.version
    for earlier in row.bulletin.versions.filter(number__lt=row.number).order_by("-number"):
        content = model.decode(earlier.content)
        if model.tlp_of(content) is not TLP.RED:
            told = issue(row.bulletin, earlier)._replace(withdrawn=True)
            first = row.bulletin.first_at or at
            made = stix.to_stix(content, told, first, row.released_at or at, VULNERABILITIES)
            return _ingest(going, made[-1:], at)
    return _done(going, at)


def _ingest(going: Going, made: Sequence[dict[str, object]], at: int) -> int:
    raws = [jsonio.encode(one) for one in made if not _known(str(one["id"]))]
    try:
        outcomes = opened(CONFIG.data).exchange.ingest(
            _collection().id, HUB_SENDER, raws, None, SOURCE, SYSTEM
        )
    except UnavailableError as error:
        # It passes. The next turn tries again: what was taken back must not stand there for ever.
        Going.objects.filter(pk=going.pk).update(problem=str(error)[:300])
        return 0
    except WardlineError as error:
        return _done(going, at, str(error))
    failed = next((one.message for one in outcomes if one.state == "failed"), "")
    return _done(going, at, failed)


def _known(number: str) -> bool:
    """Whether the exchange has that vulnerability already: its own is fuller than ours."""
    split = split_id(number)
    if split is None or split[0] == "report":
        return False
    return Record.objects.filter(uuid=split[1].bytes, type=split[0]).exists()


def _collection() -> Collection:
    """The collection of reports, which is made when the first one goes out."""
    name = str(CONFIG["bulletins.collection"])
    try:
        return collections.find(name)
    except WardlineError:
        number = collections.add_collection("Bulletins", alias=name, read=["all"], write=["none"])
        return collections.find(number)


# --- Webhooks ----------------------------------------------------------------------------------


def _hooks(going: Going, at: int) -> int:
    """Call the webhooks of all organizations that may read it."""
    content = model.decode(going.version.content)
    step = "withdrawn" if going.what == "gone-hooks" else _step(going.version)
    numbers = Organization.objects.filter(active=True).values_list("id", flat=True)
    allowed = {one for one in numbers if audience.may_read(content, one)}
    with transaction.atomic():
        notices.call(allowed, Event.BULLETIN, _told(going.version, content, step), at)
        return _done(going, at)


def _told(row: Version, content: Content, step: str) -> notices.Told:
    """What a notice holds: ids and labels, no words."""
    tlp = model.tlp_of(content).label.removeprefix("TLP:").lower()
    facts = {"bulletin": row.bulletin_id, "version": row.number, "step": step}
    # In a mail and a call, the number of what is not open does not stand.
    link = f"/bulletins/{row.bulletin_id}/" if tlp in OPEN else "/bulletins/"
    return notices.Told(f"bulletin:{row.bulletin_id}:{row.number}:{step}", facts, link, tlp)


def _step(row: Version) -> str:
    return "corrected" if row.reason else "new"


# --- People ------------------------------------------------------------------------------------


def _people(going: Going, at: int) -> int:
    """Tell the next portion of people, and note up to whom."""
    with transaction.atomic():
        row = Going.objects.select_for_update().get(pk=going.pk)
        if row.done_at is not None:
            return 0  # another process was quicker
        people = list(
            User.objects.select_related("organization")
            .filter(pk__gt=row.upto, is_active=True, organization__active=True)
            .order_by("pk")[:PORTION]
        )
        if not people:
            return _done(row, at)
        for step, chosen in _chosen(going, people).items():
            told = _told(going.version, model.decode(going.version.content), step)
            notices.tell(Event.BULLETIN, chosen, told, at, hooks=False)
        Going.objects.filter(pk=row.pk).update(upto=people[-1].pk)
    return 1


def _chosen(going: Going, people: Sequence[User]) -> dict[str, list[User]]:
    """Whom to tell what: `new`, `corrected`, `withdrawn` (also who may not read it any more)."""
    row = going.version
    had = _had(row.bulletin, people)
    if going.what == "gone-people":
        return {"withdrawn": [one for one in people if one.pk in had]}
    content = model.decode(row.content)
    if going.what == "remind":
        return {"reminder": _silent(row, content, people)}
    kept = profiles.of_people(people)
    step = _step(row)
    found: dict[str, list[User]] = {step: [], "withdrawn": []}
    for one in people:
        if not audience.may_read(content, one.organization_id):
            if one.pk in had:
                found["withdrawn"].append(one)
            continue
        profile = kept.get(one.pk)
        everything = profile is not None and profile.everything
        concerned = concern(content, profiles.reader(one, profile)).concerned
        if concerned or everything or one.pk in had:
            found[step].append(one)
    return found


def _had(bulletin: Bulletin, people: Iterable[User]) -> set[int]:
    """Who was told of a bulletin, or given it, in any version."""
    told = Notice.objects.filter(key__startswith=f"bulletin:{bulletin.id}:", user__in=people)
    given = Given.objects.filter(version__bulletin=bulletin, user__in=people)
    return {*told.values_list("user_id", flat=True), *given.values_list("user_id", flat=True)}


def _silent(row: Version, content: Content, people: Sequence[User]) -> list[User]:
    """Who was told of it, and whose organization did not say that it is through with it."""
    bulletin = row.bulletin
    if bulletin.withdrawn_at is not None or bulletin.released != row.number:
        return []
    had = _had(bulletin, people)
    through = answers.through(bulletin, {one.organization_id for one in people})
    return [
        one
        for one in people
        if one.pk in had
        and one.organization_id not in through
        and audience.may_read(content, one.organization_id)
    ]


_WAYS: dict[str, Callable[[Going, int], int]] = {
    "stix": _exchange,
    "gone-stix": _exchange,
    "hooks": _hooks,
    "gone-hooks": _hooks,
    "people": _people,
    "gone-people": _people,
    "remind": _people,
}


def standing(bulletin: Bulletin) -> list[dict[str, object]]:
    """How far a bulletin went on each way, for the staff."""
    rows = Going.objects.filter(version__bulletin=bulletin).order_by("version__number", "id")
    return [
        {
            "version": row.version.number,
            "what": row.what,
            "due_at": row.due_at,
            "done_at": row.done_at,
            "problem": row.problem,
        }
        for row in rows.select_related("version")
    ]


def recipients() -> list[tuple[str, str]]:
    """The organizations that TLP:RED may name."""
    found = Organization.objects.filter(active=True).order_by("name")
    return list(found.values_list("id", "name"))
