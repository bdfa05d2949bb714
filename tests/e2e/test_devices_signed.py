"""Signatures of advisories at the hospital: pinned keys, changes told, nothing passed silently."""

from __future__ import annotations

import gc
import json
import sys

import pytest

from wardline.advisories import openpgp
from wardline.cli import main
from wardline.testing.advisories import NAMESPACE, made

ROWS = "Asset No,Mfr,Model,SW Ver,Dept\n1,BD,Alaris 8015,9.33,ICU\n"


class Desk:
    """A hospital's desk with a folder of a provider: metadata, keys, signed documents."""

    def __init__(self, folder, document, capsys):
        self.data, self.folder, self.capsys = folder / "data", folder / "csaf", capsys
        self.document = document
        self.inventory = folder / "inventory.csv"
        self.inventory.write_text(ROWS)
        (self.folder / "openpgp").mkdir(parents=True)
        self.pair = openpgp.make("Made-up Sector ISAC")

    def metadata(self, *pairs):
        keys = []
        for pair in pairs:
            (self.folder / "openpgp" / f"{pair.fingerprint}.asc").write_text(pair.public)
            url = f"https://isac.made-up.example/openpgp/{pair.fingerprint}.asc"
            keys.append({"fingerprint": pair.fingerprint.upper(), "url": url})
        told = {"publisher": {"namespace": NAMESPACE, "name": "ISAC"}, "public_openpgp_keys": keys}
        (self.folder / "provider-metadata.json").write_text(json.dumps(told))

    def put(self, number, pair=None, spoil=False, document=None):
        file = self.folder / f"{number.lower()}.json"
        file.write_text(json.dumps(document or made(self.document, number)))
        if pair:
            signature = openpgp.sign(pair.secret, file.read_bytes())
            file.with_name(f"{file.name}.asc").write_text(signature)
        if spoil:
            file.write_bytes(file.read_bytes() + b"\n")

    def run(self, *words, code=0):
        done = main(["devices", *map(str, words), "--data", str(self.data), "--json"])
        gc.enable()
        out, err = self.capsys.readouterr()
        assert done == code, err
        return json.loads(out) if out else {}, err

    def match(self, *more):
        words = ("match", self.inventory, "--advisories", self.folder, *more)
        told, err = self.run(*words, code=1)
        doubts = {loss["file"].rpartition("/")[2]: loss["reason"] for loss in told["losses"]
                  if loss["place"] in (".asc", "/public_openpgp_keys")}  # fmt: skip
        assert {one["advisory"] for one in told["matches"]} >= {"WL-1", "WL-2", "WL-3"}
        return doubts, err


@pytest.fixture(name="desk")
def desk_fixture(tmp_path, shared, capsys):
    real = json.loads(shared("csaf", "medical", "icsma-17-017-02.json").read_bytes())
    desk = Desk(tmp_path, real, capsys)
    desk.put("WL-1", desk.pair)
    desk.put("WL-2", desk.pair, spoil=True)
    desk.put("WL-3")
    return desk


def test_wrong_and_missing_signatures_are_taken_in_and_listed_with_their_place(desk):
    desk.metadata(desk.pair)
    for more in ((), ("--track",), ("--track",)):
        doubts, err = desk.match(*more)
        assert set(doubts) == {"wl-2.json", "wl-3.json"}
        assert "not right" in doubts["wl-2.json"]
        assert "not signed" in doubts["wl-3.json"]
        assert "taken without a look" not in err
    # It stays beside the document, once.
    for number, many in (("WL-1", 0), ("WL-2", 1), ("WL-3", 1)):
        remarks = desk.run("advisory", number)[0]["remarks"]
        assert [one["kind"] for one in remarks] == ["doubt"] * many
    # A document added later is held against the same pins.
    desk.put("WL-4")
    losses = desk.run("add", desk.folder / "wl-4.json", code=1)[0]["losses"]
    assert [loss["place"] for loss in losses] == [".asc"]


def test_without_a_key_it_is_said_that_nobody_looked(desk):
    odd = made(desk.document, "WL-4")
    odd["document"]["tracking"]["id"] = 5
    desk.put("WL-4", document=odd)
    doubts, err = desk.match("--track")
    assert doubts == {}
    assert "no publisher (1)" in err
    assert "4 documents were taken without a look at who signed them" in err
    assert f"{NAMESPACE} (3)" in err


def test_keys_are_pinned_at_first_sight_and_a_change_is_told(desk):
    desk.metadata(desk.pair)
    desk.run("trust", desk.folder)
    other = openpgp.make("Made-up thief")
    # Somebody exchanges the key and signs with it.
    desk.metadata(other)
    desk.put("WL-1", other)
    desk.put("WL-2", other)
    desk.put("WL-3", desk.pair)
    doubts, _ = desk.match("--track")
    assert set(doubts) == {"provider-metadata.json", "wl-1.json", "wl-2.json"}
    assert f"new: {other.fingerprint}" in doubts["provider-metadata.json"]
    err = desk.run("trust", desk.folder, code=2)[1]
    assert "ask the provider" in err
    assert desk.run("trust")[0]["pinned"] == {NAMESPACE: [desk.pair.fingerprint]}
    # A person has asked the provider: now the new one counts.
    desk.run("trust", desk.folder, "--renew", code=2)
    told = desk.run("trust", desk.folder, "--renew", "--who", "R. Engineer")[0]
    assert told["pinned"] == {NAMESPACE: [other.fingerprint]}
    assert set(desk.match("--track")[0]) == {"wl-3.json"}


@pytest.mark.parametrize(
    "broken", [{}, {"publisher": {"namespace": "x"}, "public_openpgp_keys": [{"url": 3}]}, []]
)
def test_metadata_that_cannot_be_used_pins_nothing_and_is_told(desk, broken):
    (desk.folder / "provider-metadata.json").write_text(json.dumps(broken))
    _, err = desk.match("--track")
    assert "taken without a look" in err
    assert desk.run("trust")[0]["pinned"] == {}
    assert "Traceback" not in desk.run("trust", desk.folder, code=2)[1]


def test_an_advisory_that_another_publisher_takes_over_is_told(desk):
    desk.metadata(desk.pair)
    desk.match("--track")
    stolen = made(desk.document, "WL-1", version=2)
    stolen["document"]["publisher"]["namespace"] = "https://thief.made-up.example"
    desk.put("WL-1", document=stolen)
    told, _ = desk.run("add", desk.folder / "wl-1.json", code=1)
    assert [loss["place"] for loss in told["losses"]] == ["/document/publisher/namespace"]


def test_without_the_library_documents_are_taken_and_that_is_listed(desk, monkeypatch):
    desk.metadata(desk.pair)
    desk.match("--track")
    monkeypatch.setitem(sys.modules, "wardline.advisories.openpgp", None)
    monkeypatch.delattr("wardline.advisories.openpgp")
    doubts, _ = desk.match("--track")
    assert "was not looked at" in doubts["wl-1.json"]
    assert "not signed" in doubts["wl-3.json"]


def test_keys_do_not_come_by_plain_http(desk):
    assert "anybody's" in desk.run("trust", "http://isac.made-up.example/x", code=5)[1]
