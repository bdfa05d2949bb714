"""CSAF over the wire, on both databases: published by command, found from outside, taken in."""

from __future__ import annotations

import json

import httpx
import pytest

import console
from wardline.advisories import openpgp, schema
from wardline.testing.advisories import NAME, NAMESPACE, made

# What was kept aside, and why: for whoever reads a failure.
_ASIDES = """
import pathlib, sys
from wardline.hub import setup
setup.use(pathlib.Path(sys.argv[1]))
from wardline.hub.advisories.models import Aside
print([(one.url, one.reason) for one in Aside.objects.all()])
"""


def fetched(url, **more):
    return httpx.get(url, timeout=60, **more)


@pytest.fixture(name="csaf", scope="module")
def csaf_fixture(hub, shared, tmp_path_factory):
    """A hub that published three advisories; its settings are put back afterwards."""
    settings = hub.data / "wardline.toml"
    before = settings.read_text() if settings.exists() else None
    settings.write_text(
        f'[advisories]\npublisher = "{NAME}"\nnamespace = "{NAMESPACE}"\n'
        "[feeds]\nallow_private = true\n"
    )
    # The portal reads its settings when it starts.
    hub.kill_portal()
    real = json.loads(shared("csaf", "medical", "icsma-22-151-01.json").read_bytes())
    folder = tmp_path_factory.mktemp("csaf")
    for number, tlp in (("WL-E2E-1", "WHITE"), ("WL-E2E-2", "GREEN")):
        file = folder / f"{number}.json"
        file.write_text(json.dumps(made(real, number, tlp=tlp)))
        assert hub.cli("csaf", "publish", str(file))["waiting"] is False
    yield hub
    settings.unlink() if before is None else settings.write_text(before)
    hub.kill_portal()


def test_a_crawler_finds_documents_from_the_well_known_address(csaf):
    base = f"{csaf.url}.well-known/csaf/"
    metadata = fetched(f"{base}provider-metadata.json").json()
    assert schema.provider(metadata) == []
    assert metadata["canonical_url"] == f"{base}provider-metadata.json"
    feed = fetched(metadata["distributions"][0]["rolie"]["feeds"][0]["url"]).json()
    [entry] = [one for one in feed["feed"]["entry"] if one["id"] == "WL-E2E-1"]
    body = fetched(entry["content"]["src"]).content
    links = {one["rel"]: one["href"] for one in entry["link"]}
    told = metadata["public_openpgp_keys"]
    keys = [openpgp.Keys(fetched(one["url"]).content) for one in told]
    assert openpgp.verify(fetched(links["signature"]).content, body, keys)


def test_members_fetch_by_key_as_bearer_and_basic_and_nobody_is_sent_to_a_sign_in_page(csaf):
    url = f"{csaf.url}.well-known/csaf/green/2024/wl-e2e-2.json"
    assert fetched(url).status_code == 401
    member = csaf.member()
    assert fetched(url, headers={"authorization": f"Bearer {member.key}"}).status_code == 200
    assert fetched(url, auth=("crawler", member.key)).status_code == 200
    csaf.run("key", "revoke", member.key_id)
    assert fetched(url, auth=("crawler", member.key)).status_code == 401


def test_a_character_that_no_database_takes_is_told(csaf, shared, tmp_path):
    document = made(
        json.loads(shared("csaf", "medical", "icsma-22-151-01.json").read_bytes()), "WL-NUL"
    )
    document["document"]["title"] = "A\0B"
    file = tmp_path / "nul.json"
    file.write_text(json.dumps(document))
    done = console.run("csaf", "publish", file, "--data", csaf.data, env=csaf.environment)
    assert done.returncode == 2
    assert "NUL" in done.stderr
    sent = {"answers": [{"advisory": "WL-E2E-1\0", "state": "done"}]}
    told = csaf.member().http.post("/advisories/answers/send", json=sent).json()
    assert [one["kept"] for one in told["answers"]] == [False]


def test_another_hub_takes_it_in_and_mirrors_it(csaf):
    """The hub is its own neighbour here: what it serves is what it reads."""
    address = f"{csaf.url}.well-known/csaf/provider-metadata.json"
    csaf.cli("csaf", "add", address)
    # Nobody else speaks for our namespace, so the commands work for a neighbour from here on; the
    # portal goes on as what it started with.
    [own] = csaf.cli("csaf", "pull", check=False)["providers"]
    assert own["taken"] == 0
    assert "not its own" in own["problem"]
    settings = csaf.data / "wardline.toml"
    settings.write_text(settings.read_text().replace(NAMESPACE, "https://neighbour.example"))
    [done] = csaf.cli("csaf", "pull", check=False)["providers"]
    # The feeds of other labels are for members: a pull without a key leaves them out.
    told = csaf.run(code=_ASIDES) if done["aside"] else ""
    assert (done["taken"], done["aside"], done["problem"]) == (1, 0, ""), told
    told = fetched(f"{csaf.url}.well-known/csaf-aggregator/aggregator.json").json()
    assert schema.aggregator(told) == []
    assert [one["metadata"]["url"] for one in told["csaf_providers"]] == [address]
    rows = fetched(f"{csaf.url}advisories.json", params={"q": "WL-E2E-1"}).json()["advisories"]
    assert len(rows) == 2
    [again] = csaf.cli("csaf", "pull", check=False)["providers"]
    assert again["taken"] == 0
    [row] = csaf.cli("csaf", "list")
    assert (row["url"], row["taken"], row["problem"]) == (address, 1, None)
    csaf.cli("csaf", "remove", row["id"])
    assert csaf.cli("csaf", "list") == []
    # It can come back, with what was taken of it.
    assert csaf.cli("csaf", "add", address)["id"] == row["id"]
    [again] = csaf.cli("csaf", "pull", check=False)["providers"]
    assert (again["taken"], again["problem"]) == (0, "")


def test_the_check_command_tells_test_and_place(shared, tmp_path):
    real = json.loads(shared("csaf", "medical", "icsma-22-151-01.json").read_bytes())
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(real))
    real["document"]["tracking"]["version"] = "77"
    bad.write_text(json.dumps(real))

    def check(*words):
        return console.run("csaf", "check", *words)

    assert check(good).returncode == 0
    done = check(good, bad)
    assert done.returncode == 1
    assert "6.1.16 /document/tracking/version" in done.stdout
    bad.write_bytes(b"\xff{")
    broken = check(bad)
    assert broken.returncode == 1
    assert "Traceback" not in broken.stderr
