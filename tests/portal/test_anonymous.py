"""Anonymous reports: what a token buys, what nobody learns, what is refused and gives back all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import uuid

import pytest

from wardline.core.clock import now
from wardline.incidents import tokens

STORY = "Made up: files are encrypted, the attacker came by a stolen password."
HOUR = 3_600_000_000
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def desk(portal):
    """The hub with a collection for anonymous reports, and ways to draw and to let time pass."""
    made = Desk(portal)
    yield made
    made.clear()


class Desk:
    def __init__(self, portal):
        from wardline.hub.db import open_database
        from wardline.hub.exchange import collections
        from wardline.hub.settings import CONFIG
        from wardline.hub.tokens.service import Issuer

        self.portal, self.config = portal, CONFIG
        self.collection = collections.add_collection(
            "Incidents", alias="incidents", read=["all"], write=["all"]
        )
        self.database = open_database("", CONFIG.sqlite_path)
        self.issuer = Issuer(self.database, CONFIG)
        self.client = portal.anybody()

    def clear(self) -> None:
        """Leave nothing open to the tests that come after: all share one hub."""
        from django.db import transaction

        from wardline.hub.audit import service as audit
        from wardline.hub.exchange.models import Collection
        from wardline.hub.review import ending, service
        from wardline.hub.review.models import Submission

        self.empty()
        mine = Submission.objects.filter(organization="", state__in=ending.OPEN)
        for number in list(mine.values_list("id", flat=True)):
            with transaction.atomic():
                ending.end(audit.Through(), number, "expired", audit.SYSTEM, now=now())
            service.vault().destroy(number)
        Collection.objects.filter(uuid=self.collection).update(alias=None)
        self.database.close()

    def draw(self, many: int = 1, at: int = 0, name: str = "127.0.0.1:8400") -> list[str]:
        from wardline.hub.tokens import service

        at = at or now()
        epoch = service.current(self.database, self.config, at)
        drawing = tokens.draw(epoch.public, tokens.challenge(name), many, os.urandom)
        answer = self.issuer.issue(str(uuid.uuid4()), drawing.body, at)
        return [one.text for one in tokens.finish(epoch.public, drawing, answer)]

    def send(self, token: str, report: dict | None = None, **more):
        body = {"token": token, "report": report or {"what": {"text": STORY}}} | more
        return self.client.post(
            "/incidents/anonymous",
            json.dumps(body),
            content_type="application/json",
            secure=True,
        )

    def form(self, token: str, **fields):
        return self.client.post(
            "/incidents/anonymous/new", {"token": token, "text": STORY} | fields, secure=True
        )

    def box(self, address: str, **more):
        body = {"address": address} | more
        return self.client.post(
            "/incidents/anonymous/reply",
            json.dumps(body),
            content_type="application/json",
            secure=True,
        )

    def empty(self, days: int = 1) -> int:
        """What the keeper does when `days` more days have passed."""
        from wardline.hub.anonymous import box

        return box.empty(self.database, self.config, now() + days * DAY + 2 * HOUR)

    def release(self, days: int = 0) -> list[str]:
        from wardline.hub.anonymous import release

        return release.release(self.database, self.config, now() + days * DAY)

    def reviewer(self):
        return self.portal.person("reviewer", staff=True)

    def queue(self, person) -> list[dict]:
        return [row for row in person.get("/review.json").json()["queue"] if row["anonymous"]]

    def submission(self, address: str) -> str:
        from wardline.hub.anonymous import box
        from wardline.hub.anonymous.models import Box

        return Box.objects.get(digest=box.digest(address)).submission


def address_of(answer) -> str:
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert re.fullmatch("[a-z2-7]{32}", told["address"])
    assert told["reply"].endswith(f"/reply#{told['address']}")
    return told["address"]


def test_a_report_goes_from_a_token_to_the_other_members(desk):
    [token] = desk.draw()
    address = address_of(desk.send(token))
    assert desk.box(address).json()["state"] == "letter-box"
    reviewer = desk.reviewer()
    number = desk.submission(address)
    assert number not in {row["id"] for row in desk.queue(reviewer)}
    assert desk.empty() >= 1
    [row] = [row for row in desk.queue(reviewer) if row["id"] == number]
    assert (row["organization"], row["submitter"]) == ("", "")
    assert desk.box(address).json()["state"] == "waiting"
    page = reviewer.get(f"/review/{number}/").content.decode()
    assert "An anonymous report" in page
    assert STORY in page
    reviewer.post(f"/review/{number}/claim/")
    one = reviewer.get(f"/review/{number}.json").json()
    answer = reviewer.post(
        f"/review/{number}/approve/",
        {"word": "release", "revision": one["submission"]["revision"]},
    )
    assert answer.status_code == 302
    assert desk.box(address).json()["state"] == "queued"
    # Alone it waits for others; after some days it leaves all the same.
    assert number not in desk.release()
    assert number in desk.release(days=4)
    told = desk.box(address).json()
    assert told["state"] == "released"
    [incident] = [one for one in told["released"] if one.startswith("incident--")]
    member = desk.portal.person("analyst")
    shown = member.get(f"/objects/{incident}.json")
    assert shown.status_code == 200
    assert STORY in shown.content.decode()
    # In nobody's name, and to the day.
    assert "created_by_ref" not in shown.content.decode()


def test_times_are_coarsened_and_what_narrows_it_down_is_left_out(desk):
    report = {
        "what": {"text": STORY},
        "when": {"found": {"at": "2026-01-31T14:23:11Z", "fidelity": "second"}},
        "victim": {"kind": "hospital", "size": "101 to 1000", "state": "VT"},
    }
    address = address_of(desk.send(desk.draw()[0], report))
    desk.empty()
    reviewer = desk.reviewer()
    objects = reviewer.get(f"/review/{desk.submission(address)}.json").json()["objects"]
    told = json.dumps([one for one in objects if not one["id"].startswith("extension-")])
    # Chance and today may look like what was told.
    told = re.sub(
        r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|"(created|modified)": "\S+"', "", told
    )
    assert "2026-01" in told
    assert "01-31" not in told
    assert "14:2" not in told
    assert '"VT"' not in told
    assert "1000" not in told
    assert '"hospital"' in told
    stamps = {one["created"] for one in objects if one["type"] in ("incident", "impact", "event")}
    assert {stamp[11:] for stamp in stamps} == {"00:00:00.000Z"}


def test_the_same_twice_is_one_report_and_another_with_the_same_token_is_none(desk):
    [token] = desk.draw()
    first = desk.send(token)
    again = desk.send(token)
    assert first.json() == again.json()
    other = desk.send(token, {"what": {"text": "Made up: another one."}})
    assert other.status_code == 409
    assert "used already" in other.json()["detail"]
    from wardline.hub.anonymous.models import Letter

    assert Letter.objects.filter(about=desk.submission(address_of(first))).count() == 1
    desk.empty()
    # Also once it was moved on.
    assert desk.send(token).json()["address"] == first.json()["address"]


def broken(token: str) -> str:
    data = bytearray(tokens.read(token).data)
    data[-1] ^= 1
    return tokens.parse(bytes(data)).text


def of_another_hub() -> str:
    from wardline.hub.tokens.keys import make
    from wardline.incidents.blind import Signer

    key = make()
    public = tokens.spki(key.public)
    drawing = tokens.draw(public, tokens.challenge("127.0.0.1:8400"), 1, os.urandom)
    asked = tokens.requests(drawing.body, 1)
    answer = tokens.sign(Signer.of(key), asked, os.urandom)
    return tokens.finish(public, drawing, answer)[0].text


def of_yesterday(desk) -> str:
    from wardline.hub.tokens.models import Epoch

    [token] = desk.draw()
    key = tokens.read(token).key_id.hex()
    # Its epoch ended three days ago, and the grace is two.
    Epoch.objects.filter(id=key).update(begins_at=now() - 10 * DAY, ends_at=now() - 3 * DAY)
    return token


@pytest.mark.parametrize(
    ("make", "sentence", "status"),
    [
        (lambda _: "", "not a whole token", 400),
        (lambda _: "x" * 5_000_000, "not a whole token", 400),
        (lambda desk: desk.draw()[0][:-5], "not a whole token", 400),
        (lambda desk: broken(desk.draw()[0]), "signature does not fit", 422),
        (lambda _: of_another_hub(), "another hub", 422),
        (lambda desk: desk.draw(name="other.example")[0], "another address", 422),
        (of_yesterday, "epoch that is over", 422),
    ],
    ids=["none", "long", "cut", "forged", "other hub", "other address", "yesterday"],
)
def test_each_wrong_token_gets_a_sentence_and_nothing_typed_is_lost(desk, make, sentence, status):
    token = make(desk)
    answer = desk.send(token)
    assert answer.status_code == status
    assert sentence in answer.json()["detail"]
    page = desk.form(
        token, helped="Made up: <b>backups</b>", harm=["data-taken"], found="2026-01-31"
    )
    assert page.status_code == status
    shown = page.content.decode()
    assert sentence in shown
    assert STORY in shown
    assert "Made up: &lt;b&gt;backups&lt;/b&gt;" in shown
    assert 'value="data-taken" checked' in shown
    assert 'value="2026-01-31"' in shown
    assert (token in shown) if len(token) < 1000 else True


def test_a_spent_token_on_the_page_gives_the_text_back(desk):
    [token] = desk.draw()
    page = desk.form(token)
    assert page.status_code == 201
    page = desk.form(token, text="Made up: something else.")
    assert page.status_code == 409
    assert "Made up: something else." in page.content.decode()


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ({"what": {}}, "what happened"),
        ({"what": {"text": "x"}, "extent": {"records": -1}}, "does not fit"),
        ({"what": {"text": "Made up: her SSN is 123-45-6789, she called."}}, "privacy gate found"),
    ],
)
def test_what_is_not_taken_leaves_the_token_good(desk, report, sentence):
    [token] = desk.draw()
    answer = desk.send(token, report)
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]
    assert "123-45" not in answer.content.decode()
    assert desk.send(token).status_code == 201


@pytest.mark.parametrize(
    "body", [b" ", b"[", b"7", b'{"token":"x"}', b'{"token":"x","report":{},"more":1}', b"\xff"]
)
def test_any_other_body_is_told_what_is_expected(desk, body):
    answer = desk.client.post(
        "/incidents/anonymous", body, content_type="application/json", secure=True
    )
    assert answer.status_code == 400
    assert "token" in answer.json()["detail"]


def test_a_pasted_log_is_refused_and_given_back(desk):
    [token] = desk.draw()
    log = "Made up: line of a log\n" * 150_000
    page = desk.form(token, text=log)
    assert page.status_code == 413
    assert page.content.decode().count("Made up: line of a log") == 150_000
    assert desk.form(token).status_code == 201


def test_a_date_that_is_none_is_told_and_given_back(desk):
    page = desk.form(desk.draw()[0], found="last Tuesday")
    assert page.status_code == 422
    assert "last Tuesday" in page.content.decode()


def test_hub_staff_ask_and_the_reporter_answers_by_the_secret_address_alone(desk):
    address = address_of(desk.send(desk.draw()[0]))
    desk.empty()
    number, reviewer = desk.submission(address), desk.reviewer()
    reviewer.post(f"/review/{number}/claim/")
    reviewer.post(f"/review/{number}/return/", {"question": "Which kind of password?"})
    told = desk.box(address).json()
    assert told["state"] == "returned"
    assert [one["text"] for one in told["messages"]] == ["Which kind of password?"]
    # No name of a reviewer, and no time finer than the day.
    assert set(told["messages"][0]) == {"day", "by_reporter", "text"}
    assert "Made Up" not in json.dumps(told)
    assert desk.box(address, message="One for remote access.").json()["waiting"] == 1
    assert reviewer.get(f"/review/{number}.json").json()["submission"]["state"] == "returned"
    desk.empty()
    one = reviewer.get(f"/review/{number}.json").json()
    assert one["submission"]["state"] == "claimed"
    assert [remark["text"] for remark in one["remarks"]] == [
        "Which kind of password?",
        "One for remote access.",
    ]
    assert one["remarks"][1]["by"] == "the reporter"
    messages = desk.box(address).json()["messages"]
    assert [one["by_reporter"] for one in messages] == [False, True]
    # When it ends, all of it is destroyed, and the reporter sees why.
    reviewer.post(f"/review/{number}/refuse/", {"reason": "Known already."})
    told = desk.box(address).json()
    assert (told["state"], told["messages"], told["reason"]) == ("refused", [], "Known already.")
    assert not (desk.portal.data / "review" / f"{number}.key").exists()
    late = desk.box(address, message="Too late.")
    assert late.status_code == 409
    assert "has ended" in late.json()["detail"]


def test_an_answer_after_the_approval_brings_it_back_to_its_reviewer(desk):
    address = address_of(desk.send(desk.draw()[0]))
    desk.empty()
    number, reviewer = desk.submission(address), desk.reviewer()
    reviewer.post(f"/review/{number}/claim/")
    reviewer.post(f"/review/{number}/approve/", {"word": "release", "revision": "1"})
    desk.box(address, message="Wait: the password was not stolen.")
    desk.empty()
    assert number not in desk.release(days=5)
    assert desk.box(address).json()["state"] == "claimed"


def test_several_leave_together_in_no_order(desk):
    reviewer, numbers = desk.reviewer(), []
    for _ in range(3):
        address = address_of(desk.send(desk.draw()[0]))
        desk.empty()
        number = desk.submission(address)
        reviewer.post(f"/review/{number}/claim/")
        reviewer.post(f"/review/{number}/approve/", {"word": "release", "revision": "1"})
        numbers.append(number)
    released = desk.release()
    assert set(numbers) <= set(released)
    # One event for all of them in the exchange: one entry in the log.
    from wardline.hub.audit import service as audit

    told = [audit.about(f"submission:{number}", 5) for number in numbers]
    assert len({entries[0].at for entries in told}) == 1


def test_a_reply_box_opens_for_nobody_else_and_guessing_is_slowed_without_an_address(desk):
    from wardline.hub.anonymous import limits

    address = address_of(desk.send(desk.draw()[0]))
    other = "a" * 31 + ("b" if address[-1] != "b" else "c")
    answer = desk.box(other)
    assert answer.status_code == 404
    statuses = {desk.box(other).status_code for _ in range(150)}
    assert statuses == {404, 429}
    # Whoever has the address is not kept waiting by those who guess.
    assert desk.box(address).status_code == 200
    assert desk.box(f" https://hub.example/x#{address.upper()} ").status_code == 200
    limits.GUESSES._seen.clear()


def test_the_gate_is_not_asked_for_ever_with_one_token(desk):
    [token] = desk.draw()
    bad = {"what": {"text": "Made up: SSN 123-45-6789"}}
    statuses = [desk.send(token, bad).status_code for _ in range(22)]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_only_so_many_messages_wait(desk):
    address = address_of(desk.send(desk.draw()[0]))
    statuses = [desk.box(address, message=f"Made up {n}").status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_reply_box_ends_after_its_days(desk):
    address = address_of(desk.send(desk.draw()[0]))
    desk.empty()
    assert desk.box(address).status_code == 200
    desk.empty(days=40)
    assert desk.box(address).status_code == 404


def test_the_pages_work_without_a_script(desk):
    page = desk.client.get("/incidents/anonymous/new", secure=True).content.decode()
    assert "network address" in page
    assert "style of writing" in page
    sent = desk.form(desk.draw()[0], category=["hacking"], vendor="Made Up Vendor", needs="Help")
    assert sent.status_code == 201
    address = re.search(r'id="secret" value="([a-z2-7]{32})"', sent.content.decode())[1]
    box = desk.client.post("/incidents/anonymous/reply", {"address": address}, secure=True)
    assert "letter box" in box.content.decode()
    told = desk.client.post(
        "/incidents/anonymous/reply", {"address": address, "message": "One more"}, secure=True
    ).content.decode()
    assert "Your message is in the letter box" in told
    assert "One message of yours waits" in told
    wrong = desk.client.post("/incidents/anonymous/reply", {"address": "x" * 32}, secure=True)
    assert wrong.status_code == 404
    assert "There is no reply box" in wrong.content.decode()


def test_nobody_is_known_there_even_when_signed_in(desk):
    from allauth.usersessions.models import UserSession

    person = desk.portal.person("admin")
    person.get("/")
    before = list(UserSession.objects.filter(user=person.user).values_list("last_seen_at", "ip"))
    time.sleep(0.01)
    for answer in (
        person.get("/incidents/anonymous/new"),
        person.get("/incidents/anonymous/reply"),
        person.post("/incidents/anonymous/new", {"token": "x", "text": STORY}),
        person.post("/incidents/anonymous/reply", {"address": "x"}),
    ):
        shown = answer.content.decode()
        assert "Signed in" not in shown
        assert person.user.name not in shown
        assert person.user.email not in shown
        assert "csrfmiddlewaretoken" not in shown
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
    after = list(UserSession.objects.filter(user=person.user).values_list("last_seen_at", "ip"))
    assert before == after


def test_nothing_of_a_request_reaches_a_view(desk, monkeypatch):
    from wardline.hub.portal import route

    seen = []
    real = route.Route._answer

    def spy(self, request, form, names):
        seen.append(dict(request.META))
        return real(self, request, form, names)

    monkeypatch.setattr(route.Route, "_answer", spy)
    desk.client.get(
        "/incidents/anonymous/new",
        secure=True,
        REMOTE_ADDR="203.0.113.77",
        HTTP_X_FORWARDED_FOR="203.0.113.78",
        HTTP_USER_AGENT="Telling/1.0",
        HTTP_REFERER="https://intranet.hospital.example/",
        HTTP_COOKIE="__Host-session=abc",
        HTTP_AUTHORIZATION="Bearer wardline_x",
    )
    [meta] = seen
    told = json.dumps({key: str(value) for key, value in meta.items()})
    for secret in ("203.0.113", "Telling", "intranet", "__Host-session", "wardline_x"):
        assert secret not in told


def test_a_dump_holds_no_word_of_a_report_and_no_address_of_a_reply_box(desk):
    word = f"Zanzibarium{uuid.uuid4().hex}"
    [token] = desk.draw()
    address = address_of(desk.send(token, {"what": {"text": f"Made up: {word}"}}))
    desk.box(address, message=f"Made up: {word} again")
    needles = [word, address, token, token[:200]]
    raw = tokens.read(token)
    needles += [raw.nonce, raw.authenticator, hashlib.sha256(raw.data).digest()]

    def found() -> list:
        held = b"".join(data for _, data in desk.portal.stored("*"))
        return [one for one in needles if (one.encode() if isinstance(one, str) else one) in held]

    assert found() == []
    desk.empty()
    assert found() == []


def test_a_capability_is_never_in_an_address(desk):
    page = desk.client.get("/incidents/anonymous/reply", secure=True).content.decode()
    assert 'method="post"' in page
    answer = desk.client.get("/incidents/anonymous/reply?address=x", secure=True)
    assert "There is no reply box" not in answer.content.decode()


def test_without_a_collection_the_page_says_who_can_change_that(portal, desk):
    from wardline.hub.exchange.models import Collection

    Collection.objects.filter(uuid=desk.collection).update(alias=None)
    try:
        page = desk.client.get("/incidents/anonymous/new", secure=True)
        assert page.status_code == 200
        assert "takes no anonymous reports yet" in page.content.decode()
        [token] = desk.draw()
        assert desk.send(token).status_code == 503
    finally:
        Collection.objects.filter(uuid=desk.collection).update(alias="incidents")
    assert desk.send(token).status_code == 201


def test_a_signed_in_person_draws_by_the_page_and_a_stranger_does_not(desk):
    page = desk.portal.person("analyst")
    assert "20 of 20" in page.get("/incidents/tokens/").content.decode()
    told = page.get("/incidents/tokens.json").json()
    assert (told["drawn"], told["left"]) == (0, 20)
    public = _key(desk)
    drawing = tokens.draw(public, tokens.challenge(told["name"]), 2, os.urandom)
    answer = page.client.post(
        "/incidents/tokens/", drawing.body, content_type=tokens.REQUEST_MEDIA, secure=True
    )
    found = tokens.finish(public, drawing, answer.content)
    assert desk.send(found[0].text).status_code == 201
    assert page.get("/incidents/tokens.json").json()["left"] == 18
    assert page.post("/incidents/tokens/", {"many": "2"}).status_code == 415
    nobody = desk.portal.anybody()
    assert nobody.get("/incidents/tokens.json", secure=True).status_code == 401
    reader = desk.portal.person("readonly")
    assert reader.get("/incidents/tokens/").status_code == 403
    assert "Draw tokens" not in reader.get("/").content.decode()


def _key(desk) -> bytes:
    from wardline.hub.tokens import service

    return service.current(desk.database, desk.config, now()).public


def test_what_is_wrong_is_said_in_the_readers_language(desk):
    words = {"HTTP_ACCEPT_LANGUAGE": "es"}
    page = desk.client.post(
        "/incidents/anonymous/reply", {"address": "x" * 32}, secure=True, **words
    )
    said = page.content.decode()
    assert "No hay ningún buzón de respuesta en esta dirección" in said
    assert "There is no reply box" not in said
    [token] = desk.draw()
    address = address_of(desk.send(token))
    page = desk.client.post(
        "/incidents/anonymous/reply", {"address": address, "message": " "}, secure=True, **words
    )
    # The conversation stays, and what to do is said.
    assert "Escriba algo, en 4000 caracteres como máximo." in page.content.decode()
    assert page.status_code == 400
