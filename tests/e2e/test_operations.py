"""What an operator's tools see of a running hub: health, metrics, logs, dashboard and alerts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
import yaml

from wardline.core.clock import now
from wardline.hub import health
from wardline.hub.config import load
from wardline.hub.db import open_database
from wardline.hub.metrics import METRICS

MONITORING = Path(__file__).resolve().parents[2] / "contrib" / "monitoring"
# Another address of this machine, as a proxy's.
PROXY = "127.0.0.3"
NAME = re.compile(r"\bwardline_[a-z_]+")


@pytest.fixture(scope="module")
def busy(make_hub, tmp_path_factory):
    """A hub of two workers that logs each request, and has been asked a few things."""
    hub = make_hub(workers=2, start=False)
    hub.log = tmp_path_factory.mktemp("log") / "log"
    (hub.data / "wardline.toml").write_text(
        f"""[log]\nformat = "json"\nrequests = "all"\n
        [portal]\ntrusted_proxies = "{PROXY}"\n
        [metrics]\nnetworks = "127.0.0.1, 10.0.0.0/8"\n"""
    )
    hub.start()
    member = hub.member()
    # A connection each: both workers get some.
    for _ in range(30):
        with httpx.Client(headers=dict(member.http.headers)) as client:
            client.get(f"{hub.url}taxii2/sector/collections/")
    httpx.get(f"{hub.url}account/login/", timeout=60)
    yield hub, member
    hub.stop()


def metrics(hub, **headers):
    return httpx.get(f"{hub.url}metrics", headers=headers)


def exposed(text):
    """Name and labels → value; every line is one of Prometheus' text format."""
    found = {}
    for line in text.splitlines():
        if line.startswith("# "):
            assert re.fullmatch(r"# (TYPE|HELP) wardline_[a-z_]+ .+", line)
            continue
        parts = re.fullmatch(r'(wardline_[a-z_]+)((?:\{(?:[a-z]+="[^"\\]*",?)*\})?) (\S+)', line)
        assert parts, line
        found[parts[1] + parts[2]] = float(parts[3])
    return found


def test_all_workers_are_in_one_page(busy, eventually):
    hub, _ = busy

    def both():
        found = exposed(metrics(hub).text)
        asked = {key: value for key, value in found.items() if 'area="taxii"' in key}
        counted = sum(v for k, v in asked.items() if k.startswith("wardline_requests_total"))
        workers = {re.search(r'worker="(\d+)"', key)[1] for key in found if "worker=" in key}
        return found if len(workers) == 2 and counted == 30 else None

    found = eventually(both)
    pages = [key for key in found if "wardline_request_seconds_bucket" in key and "portal" in key]
    assert any('le="+Inf"' in key for key in pages)
    assert {f'wardline_check_ok{{check="{name}"}}' for name in health.DECIDING} <= set(found)
    assert found["wardline_audit_entries_total"] >= 0
    assert found["wardline_database_bytes"] > 100_000
    named = {re.sub(r"_(bucket|sum|count)$", "", key.partition("{")[0]) for key in found}
    # A hub without a certificate of its own and without a backup has no such figures.
    absent = {"wardline_certificate_expires_seconds", "wardline_backup_age_seconds"}
    assert named == set(METRICS) - absent


def test_metrics_are_for_the_operators_network(busy):
    hub, _ = busy
    assert metrics(hub).status_code == 200
    # A proxy that nobody named sends somebody else's request on.
    refused = metrics(hub, **{"x-forwarded-for": "192.0.2.7"})
    assert refused.status_code == 403
    assert "metrics.networks" in refused.text


def test_how_a_request_came_is_for_the_operators_network(busy):
    hub, _ = busy

    def told(address, client=""):
        headers = {"x-forwarded-for": client} if client else {}
        with httpx.Client(transport=httpx.HTTPTransport(local_address=address)) as http:
            answer = http.get(f"{hub.url}healthz", headers=headers).json()
        assert answer["status"] == "ok"
        return answer.get("asked", {}).get("by")

    assert told("127.0.0.1") == told("127.0.0.4") == "direct"
    assert told(PROXY, "10.0.0.5") == told(PROXY, "127.0.0.1") == "proxy"
    # Neither somebody outside, nor whoever may stand behind a proxy that nobody named.
    assert told(PROXY, "203.0.113.9") is None
    assert told("127.0.0.1", "10.0.0.5") is None


def test_the_log_has_numbers_and_nobody_in_it(busy, eventually):
    hub, member = busy
    missing = member.get(f"collections/{'0' * 8}-0000-4000-8000-{'0' * 12}/")
    number = missing.json()["error_id"]
    headers = {"user-agent": "made-up-browser/7", "x-request-number": "chosen-by-the-client"}
    page = httpx.get(
        f"{hub.url}set-up/made-up-token/?mail=jane.roe@made-up.example",
        headers=headers,
        timeout=60,
    )
    httpx.get(f"{hub.url}incidents/anonymous", timeout=60)
    shown = re.search(r"number ([0-9a-f]{12})", page.text)[1]

    def lines():
        told = [json.loads(one) for one in hub.log.read_text().splitlines() if one.startswith("{")]
        asked = {one.get("number"): one for one in told}
        return told if {number, shown} <= set(asked) else None

    told = eventually(lines)
    asked = {one["number"]: one for one in told if "number" in one}
    assert (asked[number]["area"], asked[number]["status"]) == ("taxii", 404)
    assert (asked[shown]["area"], asked[shown]["method"]) == ("portal", "GET")
    # Of anonymous pages there is no line: there were two pages of the portal, and one had one.
    portal = [one for one in told if one.get("area") == "portal"]
    assert len(portal) == 2
    text = hub.log.read_text()
    for private in (
        member.key,
        member.organization,
        "made-up-token",
        "jane.roe",
        "made-up-browser",
        "chosen-by-the-client",
        "127.0.0.1",
    ):
        assert private not in text.replace("http://127.0.0.1", ""), private


def test_the_dashboard_and_the_alerts_name_what_there_is():
    dashboard = json.loads((MONITORING / "wardline-dashboard.json").read_text())
    queries = [
        target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())
    ]
    assert len(queries) > 10
    rules = yaml.safe_load((MONITORING / "wardline-alerts.yml").read_text())
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    for rule in alerts:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["annotations"]["description"].endswith(".")
    named = {
        re.sub(r"_(bucket|sum|count)$", "", name)
        for query in (*queries, *(rule["expr"] for rule in alerts))
        for name in NAME.findall(query)
    }
    assert named <= set(METRICS)
    # What an operator can mend has an alert: each check, and each age.
    assert {name for name in METRICS if name.endswith("_oldest_seconds")} <= named


@pytest.fixture
def quiet(busy, tmp_path):
    """A data folder of its own, at rest."""
    hub, _ = busy
    data = tmp_path / "data"
    data.mkdir()
    hub.run("backup", str(data / "wardline.sqlite3"))
    with contextlib.closing(sqlite3.connect(data / "wardline.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")
    return data


def told(data, clock=now):
    database = open_database("", data / "wardline.sqlite3")
    try:
        return asyncio.run(health.checks(database, load(data, {}), clock))
    finally:
        database.close()


def change(data, statement):
    with contextlib.closing(sqlite3.connect(data / "wardline.sqlite3")) as database, database:
        database.execute(statement)


def test_a_hub_is_ready_or_says_why_not(busy, quiet, monkeypatch):
    hub, _ = busy
    answer = httpx.get(f"{hub.url}readyz")
    assert answer.json()["status"] == "ready"
    assert set(answer.json()["checks"].values()) == {"ok"}
    fine = told(quiet)
    assert health.ready(fine)
    # What is late is told, and takes no hub away from those who wait.
    (quiet / health.BEAT_FILE).touch()
    os.utime(quiet / health.BEAT_FILE, (1, 1))
    late = told(quiet)
    assert (late["keeper"], health.ready(late)) == ("late", True)
    monkeypatch.setattr(health, "free_bytes", lambda _: 1000)
    full = told(quiet)
    assert (full["disk"], health.ready(full)) == ("full", False)
    monkeypatch.undo()
    ahead = now() + 10**12
    change(
        quiet,
        f"""INSERT INTO exchange_collection (uuid, title, description, read_all, write_all,
        last_added, created_at) VALUES ('u', 'Made up', '', 1, 1, {ahead}, 1)""",  # noqa: S608 # a number
    )
    # A time to come is told; the hub works with it.
    off = told(quiet)
    assert (off["clock"], health.ready(off)) == ("ahead", True)
    change(quiet, "DELETE FROM django_migrations WHERE app = 'notices'")
    old = told(quiet)
    assert (old["migrated"], health.ready(old)) == ("older", False)
    change(quiet, "ALTER TABLE django_migrations RENAME TO gone")
    broken = told(quiet)
    assert (broken["database"], health.ready(broken)) == ("unusable", False)


def test_a_database_that_is_away_makes_it_not_ready(tmp_path):
    database = open_database("postgresql://w@127.0.0.1:1/x?connect_timeout=2", tmp_path / "none")
    started = time.monotonic()
    try:
        found = asyncio.run(health.checks(database, load(tmp_path, {}), now))
    finally:
        database.close()
    assert (found["database"], health.ready(found)) == ("away", False)
    assert time.monotonic() - started < 10
