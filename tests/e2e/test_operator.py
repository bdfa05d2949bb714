"""The operator's commands, and the demo, as a person types them."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from functools import partial

import pytest

import console


def wardline(*words, code=0, env=None):
    done = console.run(*words, timeout=110, env=env)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def quiet_hub(make_hub):
    return make_hub()


def test_the_demo_holds():
    done = wardline("demo", "--once", "--json")
    steps = json.loads(done.stdout)["steps"]
    assert all(step["ok"] for step in steps)
    assert len(steps) == 17
    assert set(steps[0]) == {"name", "ok", "ms", "detail"}


def test_publish_takes_every_format_and_twice_changes_nothing(quiet_hub, shared, tmp_path):
    collection = quiet_hub.collection()
    (tmp_path / "list.csv").write_text("value,type\nevil[.]example,domain\nnot one,\n")
    files = [
        shared("stix", "pegasus.stix2.json"),
        shared("stix", "oasis-apt1.json"),
        shared("misp", "misp-turla-crutch-event.json"),
        tmp_path / "list.csv",
        shared("kev", "known_exploited_vulnerabilities.json"),
        shared("csaf", "medical", "icsma-20-261-01.json"),
    ]
    words = ["publish", *map(str, files), "--collection", collection]
    first = quiet_hub.cli(*words, check=False)
    assert first["added"] > 4500
    assert [f["pointer"] for f in first["failed"]] == ["line 3"]
    again = quiet_hub.cli(*words, check=False)
    assert (again["added"], again["duplicates"]) == (0, first["added"] + first["duplicates"])


def test_a_changed_kev_entry_becomes_a_new_version(quiet_hub, shared, tmp_path):
    collection = quiet_hub.collection()
    catalog = json.loads(shared("kev", "known_exploited_vulnerabilities.json").read_text())
    path = tmp_path / "kev.json"
    path.write_text(json.dumps(catalog))
    assert quiet_hub.cli("publish", str(path), "--collection", collection)["failed"] == []
    catalog["vulnerabilities"][0]["requiredAction"] = "Made up: do something else."
    catalog["dateReleased"] = "2026-12-01T00:00:00.0000Z"
    path.write_text(json.dumps(catalog))
    second = quiet_hub.cli("publish", str(path), "--collection", collection)
    assert (second["added"], second["failed"]) == (1, [])


def test_broken_files_are_told_and_the_others_go_in(quiet_hub, shared, tmp_path):
    collection = quiet_hub.collection()
    (tmp_path / "cut.json.gz").write_bytes(b"\x1f\x8b\x08\x00cut")
    (tmp_path / "empty").write_bytes(b"")
    good = shared("stix", "oasis-apt1.json")
    result = quiet_hub.cli(
        "publish",
        str(tmp_path / "cut.json.gz"),
        str(tmp_path / "empty"),
        str(good),
        "--collection",
        collection,
        check=False,
    )
    assert result["added"] > 50
    assert len(result["failed"]) == 2
    wardline(
        "publish",
        tmp_path / "missing",
        "--collection",
        collection,
        "--data",
        quiet_hub.data,
        code=2,
    )


def test_feeds_are_pulled_from_where_they_stopped(make_hub, quiet_hub, shared, tmp_path):
    source = quiet_hub
    member = source.member()
    collection = source.collection()
    source.cli("publish", str(shared("stix", "oasis-apt1.json")), "--collection", collection)
    (tmp_path / "key").write_text(member.key)
    served = tmp_path / "misp"
    served.mkdir()
    event = json.loads(shared("misp", "misp-turla-crutch-event.json").read_text())
    inner = event["response"][0]["Event"]
    (served / f"{inner['uuid']}.json").write_text(json.dumps(event))
    (served / "manifest.json").write_text(json.dumps({inner["uuid"]: {"timestamp": "1"}}))
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=served)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hub = make_hub()
    target = hub.collection()
    url = f"{source.url}taxii2/sector/collections/{collection}/"
    hub.cli(
        "feed",
        "add",
        url,
        "--kind",
        "taxii",
        "--collection",
        target,
        "--key-file",
        str(tmp_path / "key"),
    )
    hub.cli(
        "feed",
        "add",
        f"http://127.0.0.1:{server.server_port}/",
        "--kind",
        "misp",
        "--collection",
        target,
    )
    refused = hub.cli("feed", "pull", check=False)
    assert all("inner address" in feed["problem"] for feed in refused["feeds"])
    (hub.data / "wardline.toml").write_text("[feeds]\nallow_private = true\n")
    first = hub.cli("feed", "pull", check=False)["feeds"]
    assert [feed["problem"] for feed in first] == ["", ""]
    assert first[0]["added"] > 50
    assert first[1]["added"] > 10
    second = hub.cli("feed", "pull", check=False)["feeds"]
    assert [(feed["added"], feed["duplicates"]) for feed in second] == [(0, 0), (0, 0)]
    server.shutdown()
    server.server_close()
    hub.stop()


def test_backup_while_running_and_restore(make_hub, make_indicator, tmp_path):
    hub = make_hub()
    member = hub.member()
    collection = hub.collection()
    sent = [make_indicator(i) for i in range(50)]
    member.post(collection, sent)
    # Signs that an address would take for its own.
    file = tmp_path / "hub #1 at 50%41?.backup"
    wardline("backup", file, "--data", hub.data)
    wardline("backup", file, "--data", hub.data, code=3)
    member.post(collection, [make_indicator()])
    hub.kill()
    wardline("restore", file, "--data", hub.data, code=3)
    shutil.rmtree(hub.data)
    (tmp_path / "bad").write_bytes(b"nonsense")
    wardline("restore", tmp_path / "bad", "--data", hub.data, "--verify", code=2)
    wardline("restore", file, "--data", hub.data, "--verify")
    hub.start()
    assert member.ids(collection, limit=100) == [o["id"] for o in sent]
    hub.stop()


def test_wrong_settings_and_calls_are_told(tmp_path, quiet_hub):
    (tmp_path / "wardline.toml").write_text("[taxii]\npage_limit = 0\n")
    done = wardline("config", "check", "--data", tmp_path, code=3)
    assert "taxii.page_limit" in done.stdout
    wardline("serve", "--data", tmp_path, "--port", "0", code=3)
    wardline("serve", "--data", "/proc/nothing", "--port", "0", code=3)
    wardline("org", "add", "X", "--kind", "castle", "--data", quiet_hub.data, code=2)
    wardline(
        "key",
        "add",
        "--org",
        "nobody",
        "--label",
        "l",
        "--can",
        "read",
        "--data",
        quiet_hub.data,
        code=2,
    )
    wardline("nonsense", code=2)
    wardline("org", "nonsense", code=2)
    wardline("org", "add", code=2)
    assert "serve" in wardline("--help").stdout
    assert wardline("--version").stdout.startswith("wardline ")


def test_every_command_has_help():
    from wardline.cli import COMMANDS

    for words in COMMANDS:
        done = wardline(*words, "--help")
        assert done.stdout.startswith(f"usage: wardline {' '.join(words)}")
