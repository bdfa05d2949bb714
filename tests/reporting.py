"""What tests of incidents do: fill in the form, look at the preview, confirm, let time pass."""

from __future__ import annotations

import json
import uuid


def opened(person, path="/incidents/new/"):
    """What the form says of itself: where it goes, and its token."""
    page = person.get(path).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    action = page.split('<form method="post" action="/incidents/')[1].split('"')[0]
    return f"/incidents/{action}", token


def form(collection, token, **more):
    return {
        "token": token,
        "what.kind": "phishing",
        "what.text": "A message asked our billing office for passwords.",
        "what.certainty": "confirmed",
        "attacker.observables": f"hxxps://login[.]made-up-{uuid.uuid4().hex[:8]}[.]example/x",
        "release": "hub-only",
        "collection": collection,
        "tlp": "amber",
        "do": "check",
        **more,
    }


def check(person, collection, path="/incidents/new/", **more):
    """The preview's address and data after the form was sent."""
    action, token = opened(person, path)
    answer = person.post(action, form(collection, token, **more))
    assert answer.status_code == 302, answer.content.decode()
    where = answer["Location"]
    assert where.endswith("/preview/"), where
    return where, person.get(where.rstrip("/") + ".json").json()


def confirm(person, where, preview, word="share", **more):
    sent = {"token": preview["token"], "digest": preview["digest"], "word": word, **more}
    return person.post(where.replace("/preview/", "/release/"), sent)


def alert(answer):
    """What a page says is wrong."""
    return answer.content.decode().partition("usa-alert__text")[2].partition("</p>")[0]


def report(person, collection, **more):
    """A report that was confirmed: the address of its page."""
    where, preview = check(person, collection, **more)
    answer = confirm(person, where, preview)
    assert answer.status_code == 302, (alert(answer), preview["items"])
    return answer["Location"], preview


def incident_in(preview):
    """The STIX incident among what leaves."""
    things = [json.loads(raw) for raw in preview["leaves"]]
    return next(one for one in things if one["type"] == "incident")


def leave(at_least=1):
    """What is due leaves, as if the time had come."""
    from wardline.core.clock import now
    from wardline.hub.incidents import leaving
    from wardline.hub.objects.views import here

    done = leaving.turn(here(), now() + 24 * 3_600_000_000)
    assert done >= at_least
    return done
