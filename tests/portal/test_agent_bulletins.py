"""The member's agent and bulletins: it decides at home, and nothing of what is owned leaves."""

from __future__ import annotations

import io
import json
import threading
import urllib.parse
import wsgiref.simple_server
from typing import Any

import pytest

INVENTORY = (
    "asset_id,manufacturer,model,software_version,serial,location\n"
    "P-1,Made-up Quillworks,Zephyr Pump 3,1.0,SN-4711,Ward Larkspur\n"
    "P-2,Made-up Quillworks,Zephyr Pump 3,1.1,SN-4712,Ward Larkspur\n"
)
# Words of what is owned, none of which may stand in anything that leaves.
SECRETS = ("Quillworks", "Zephyr", "SN-4711", "Larkspur", "Vellichor", "P-1")


class Hub:
    """The portal behind a port, which remembers every byte that came in."""

    def __init__(self):
        from django.core.wsgi import get_wsgi_application

        self.came: list[str] = []
        self.down = False
        application = get_wsgi_application()

        def taking(environ: dict[str, Any], start: Any) -> Any:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            headers = {k: v for k, v in environ.items() if k.startswith(("HTTP_", "CONTENT_"))}
            line = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}"
            self.came.append(urllib.parse.unquote(f"{line}\n{headers}\n{body.decode()}"))
            if self.down:
                start("503 Service Unavailable", [])
                return [b""]
            environ |= {"wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "https"}
            return application(environ, start)

        class Quiet(wsgiref.simple_server.WSGIRequestHandler):
            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        self.server = wsgiref.simple_server.make_server("127.0.0.1", 0, taking, handler_class=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        from django.db import connections

        self.server.serve_forever()
        connections.close_all()

    def lines(self) -> list[str]:
        """What was asked, without numbers."""
        return [one.split("\n")[0].split("?")[0] for one in self.came]


@pytest.fixture(name="hub", scope="module")
def hub_fixture(portal):
    made = Hub()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(name="agent")
def agent_fixture(portal, hub, tmp_path, capsys, monkeypatch):
    """A function that runs a command as a member of a made-up practice types it."""
    from wardline.agent.copy import Copy, Link
    from wardline.cli import main
    from wardline.client import http
    from wardline.hub.bulletins.models import Bulletin
    from wardline.hub.members import service

    Bulletin.objects.all().delete()
    hub.came.clear()
    monkeypatch.setattr(http, "_FIRST_PAUSE", 0.001)
    organization = portal.organization("Practice", "practice")
    key = tmp_path / "key"
    key.write_text(service.add_key(organization, "agent", ["read", "write"]).secret)
    data = tmp_path / "agent"
    copy = Copy(data, create=True)
    copy.connect(Link(hub.url, str(key)))
    copy.close()

    def run(*words: str, code: int = 0) -> Any:
        found = main(["agent", *words, "--data", str(data)])
        told = capsys.readouterr()
        assert found == code, told
        run.err = told.err
        return json.loads(told.out) if "--json" in words else told.out

    run.data, run.organization = data, organization
    return run


def titled(text: str, **more) -> dict[str, Any]:
    return {"title": {"en": text, "es": f"{text} (es)"}, **more}


def test_what_concerns_the_member_is_decided_at_home_and_nothing_owned_leaves(
    hub, agent, released, tmp_path
):
    inventory = tmp_path / "Larkspur.csv"
    inventory.write_text(INVENTORY)
    pump = released(**titled("Stop the pump", systems=("Zephyr Pump 3",), tlp="amber"))
    scanner = released(**titled("Mind the scanner", systems=("Made-up Scanner",)))
    plans = released(**titled("For plans", kinds=("health-plan",)))
    everybody = released(**titled("For all"))
    profile = agent("profile", "--kind", "practice", "--size", "small", "--role", "it", "--own",
                    "Vellichor EHR", "--inventory", str(inventory), "--json")  # fmt: skip
    assert (profile["own"], profile["products"]) == (["Vellichor EHR"], 2)
    told = agent("bulletins", "--json", code=1)
    rows = {one["id"]: one for one in told["bulletins"]}
    assert {number: one["why"] for number, one in rows.items()} == {
        pump: "owned", scanner: "check", everybody: "everybody",
    }  # fmt: skip
    assert rows[pump]["products"] == [{"name": "Made-up Quillworks Zephyr Pump 3", "devices": 2}]
    shown = agent("bulletins", "--all", code=1)
    assert "you own: Made-up Quillworks Zephyr Pump 3 (2)" in shown
    assert "For plans\n  does not concern you" in shown
    # With complete lists, what names other products is not shown.
    agent("profile", "--complete", "yes")
    told = agent("bulletins", "--json", "--offline", code=1)
    assert {one["id"] for one in told["bulletins"]} == {pump, everybody}
    # All are asked for, also what does not concern them; nothing owned was in any of it.
    asked = "\n".join(hub.came)
    assert all(f"id={number}" in asked for number in (pump, scanner, plans, everybody))
    assert hub.lines() == ["GET /bulletins/pull.json"] * 3
    assert not [word for word in SECRETS if word.casefold() in asked.casefold()]
    assert (agent.data / "bulletins.sqlite3").stat().st_mode & 0o077 == 0


def test_one_bulletin_is_shown_for_the_readers_work_and_language_and_answered(
    hub, agent, released, room
):
    from wardline.hub.bulletins import answers, service

    number = released(**titled("Stop the pump"))
    agent("profile", "--role", "it", "--language", "es")
    shown = agent("bulletins", number, code=1)
    assert "Stop the pump (es)" in shown
    assert "QUÉ HACER AHORA: INFORMÁTICA" in shown.upper()
    assert shown.upper().count("QUÉ HACER AHORA") == 1
    done = agent("bulletins", number, "--answer", "done")
    assert "The hub counts it: done" in done
    assert answers.newest(service.find(number)) == {agent.organization: "done"}
    assert agent("bulletins") == "No bulletin waits for you.\n"
    [row] = agent("bulletins", "--all", "--json")["bulletins"]
    assert (row["answer"], row["waits"]) == ("done", False)
    # A correction waits for them again; a withdrawal is told to whoever answered.
    room.writer.post(f"/staff/bulletins/{number}/do/", {"do": "correct", "reason": "Too mild"})
    room.agree(number)
    assert "you said: done, corrected since" in agent("bulletins", code=1)
    service.withdraw(room.second.actor, number, "Made up")
    assert "TAKEN BACK" in agent("bulletins")


def test_the_work_list_tells_which_findings_a_bulletin_is_about(agent, released, shared, tmp_path):
    from wardline.cli import main

    inventory = tmp_path / "inventory.csv"
    inventory.write_text(
        "Asset No,Mfr,Model,SW Ver\n1,BD,Alaris 8015,9.33\n3,BD,Alaris 8015,9.33\n"
    )
    advisory = shared("csaf", "medical", "icsma-17-017-02.json")
    words = ("match", str(inventory), "--advisories", str(advisory), "--track", "--jsonl")
    assert main(["devices", *words, "--data", str(agent.data)]) == 1
    named = {"advisories": ("ICSMA-17-017-02",), "systems": ("Another name",)}
    by_list = released(**titled("Read the advisory", **named))
    by_name = released(**titled("Mind the pump", systems=("Alaris 8015",)))
    assert "on your work list: 2 to do, 0 done" in agent("bulletins", code=1)
    told = agent("bulletins", "--json", "--offline", code=1)
    rows = {one["id"]: one for one in told["bulletins"]}
    assert rows[by_list]["why"] == "work-list"
    assert rows[by_list]["findings"] == {"open": 2, "addressed": 0}
    # The inventory that the work list was made from is read, though no profile names it.
    assert rows[by_name]["products"] == [{"name": "BD Alaris 8015", "devices": 2}]


def test_a_hub_that_is_down_and_wrong_words_are_told_with_the_way_out(hub, agent, released):
    number = released(**titled("Stop the pump"))
    hub.down = True
    try:
        assert agent("bulletins", code=4) == ""
        hub.down = False
        agent("bulletins", code=1)
        hub.down = True
        assert "Stop the pump" in agent("bulletins", code=4)
        assert "NOT UP TO DATE" in agent.err
        agent("bulletins", number, "--answer", "done", code=4)
    finally:
        hub.down = False
    # What the hub did not take is not kept as answered.
    assert agent("bulletins", "--json", code=1)["bulletins"][0]["answer"] is None
    agent("bulletins", "--answer", "done", code=2)
    agent("bulletins", "WB-1999-0001", code=2)
    assert "wardline agent bulletins --all" in agent.err
    agent("profile", "--inventory", "/nowhere/list.csv", code=2)
    assert "cannot be read" in agent.err
    assert agent("profile", "--json")["inventory"] == ""


def test_what_is_no_longer_for_the_member_goes_from_its_machine(agent, released, room):
    number = released(**titled("Stop the pump", tlp="green"))
    agent("bulletins", code=1)
    room.writer.post(f"/staff/bulletins/{number}/do/", {"do": "correct", "reason": "Too wide"})
    form = room.filled(number) | {"tlp": "red", "recipients": [room.writer.organization]}
    room.writer.post(f"/staff/bulletins/{number}/", form)
    room.agree(number)
    agent("bulletins")
    assert "1 gone" in agent.err
    assert agent("bulletins", "--all", "--json")["bulletins"] == []
