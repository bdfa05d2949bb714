"""Webhooks: whose they are, and which addresses they never call."""

from __future__ import annotations

import re

import pytest

from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError


def test_a_webhook_is_made_seen_and_removed_by_its_organization_alone(portal, mailing):
    from wardline.hub.notices import hooks

    mailing(webhooks__allow_private=True)
    one, other = portal.person("analyst"), portal.person("analyst")
    reader = portal.person("readonly", one.organization)
    form = {"url": "https://127.0.0.1:9/hook", "events": ["new", "recalled"]}
    made = one.post("/notices/webhooks/", form)
    [hook] = hooks.listed(one.actor)
    assert hook.secret in made.content.decode()
    assert hook.secret not in one.get("/notices/webhooks/").content.decode()
    assert reader.get("/notices/webhooks/").status_code == 403
    assert "127.0.0.1" not in other.get("/notices/webhooks/").content.decode()
    assert other.post(f"/notices/webhooks/{hook.id}/", {"do": "remove"}).status_code == 404
    assert one.post("/notices/webhooks/", form).status_code == 400
    assert one.post(f"/notices/webhooks/{hook.id}/", {"do": "remove"}).status_code == 302
    assert hooks.listed(one.actor) == []
    with pytest.raises(NotFoundError):
        hooks.remove(one.actor, hook.id)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://10.1.2.3/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://0.0.0.0/x",
        "https://0x7f000001/x",
        "https://2130706433/x",
        "https://100.64.0.1/",
        "https://[fd00::1]/x",
        "https://[2002:0a00:0001::]/x",
    ],
)
def test_webhooks_never_reach_inner_addresses(portal, url):
    from wardline.hub.notices import hooks

    with pytest.raises(ForbiddenError):
        hooks.add(portal.person("admin").actor, url, ["new"])


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "https://", "//x", "https://u:p@e.org/", "x"],
)
def test_a_webhooks_address_is_https_and_nothing_else(portal, url):
    from wardline.hub.notices import hooks

    with pytest.raises(UsageError):
        hooks.add(portal.person("admin").actor, url, ["new"])


def test_a_webhook_needs_an_event_and_has_a_limit(portal, mailing):
    from wardline.hub.notices import hooks

    mailing(webhooks__allow_private=True)
    actor = portal.person("admin").actor
    with pytest.raises(UsageError):
        hooks.add(actor, "https://127.0.0.1/", ["device"])
    for number in range(hooks.MOST):
        hooks.add(actor, f"https://127.0.0.1/{number}", ["new"])
    with pytest.raises(ConflictError):
        hooks.add(actor, "https://127.0.0.1/more", ["new"])


def test_what_a_call_names_is_in_the_log_and_only_once(portal, mailing, given):
    import json

    from wardline.hub.exchange import collections
    from wardline.hub.notices import hooks, service
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.models import Call
    from wardline.hub.notices.service import Told

    mailing(webhooks__allow_private=True)
    actor = portal.person("admin").actor
    hook = hooks.add(actor, "https://127.0.0.1:9/hook", ["new"])
    collection = collections.add_collection("Made-up for calls", read=["all"], write=["none"])
    numbers = [f"indicator--00000000-0000-4000-8000-00000000000{n}" for n in range(3)]
    facts = {
        "count": 3,
        "uuid": collection,
        "objects": [
            [n, number, tlp, 1000 + n, 1]
            for n, (number, tlp) in enumerate(
                zip(numbers, ("green", "amber", "clear"), strict=True)
            )
        ],
    }
    told = Told("test:given", facts, "/objects/", "amber")
    for _ in range(2):
        service.call({actor.organization}, Event.NEW, told, 5)
    [call] = Call.objects.filter(hook=hook)
    assert json.loads(call.body)["objects"] == [numbers[0], numbers[2]]
    assert given(hook.id) == [(collection, "disclosed.notice", "webhook", 2)]
    hooks.remove(actor, hook.id)


def test_a_hook_is_offered_what_it_is_called_for_and_nothing_else(portal, mailing):
    from wardline.hub.notices import hooks

    mailing(webhooks__allow_private=True)
    member, staff = portal.person("analyst"), portal.person("analyst", staff=True)

    def offered(person):
        page = person.get("/notices/webhooks/").content.decode()
        return set(re.findall(r'name="events" value="([a-z]+)"', page))

    assert offered(member) == {"new", "recalled", "bulletin", "key"}
    assert offered(staff) == offered(member) | {"feed"}
    with pytest.raises(UsageError):
        hooks.add(member.actor, "https://127.0.0.1:9/x", ["review", "clock", "several", "feed"])


def test_an_organization_that_is_out_is_called_no_more(portal, mailing, monkeypatch):
    from wardline.hub.members import service as members
    from wardline.hub.notices import calling, hooks, service
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.models import Call
    from wardline.hub.notices.service import Told

    mailing(webhooks__allow_private=True)
    person = portal.person("admin")
    hook = hooks.add(person.actor, "https://127.0.0.1:9/hook", ["key"])
    told = Told(f"test:{hook.id}", {"count": 1}, "/keys/", "amber")
    service.call({person.organization}, Event.KEY, told, 5)
    members.set_active(portal.person("admin", staff=True).actor, person.organization, active=False)
    called = []
    monkeypatch.setattr(calling, "_post", lambda one, *_: called.append(one.hook_id) or 200)
    calling.call()
    assert hook.id not in called
    [call] = Call.objects.filter(hook=hook)
    assert (call.next_at, call.sent_at) == (None, None)
