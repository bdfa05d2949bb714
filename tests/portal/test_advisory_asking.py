"""What a look at another provider asks for again, and what it forgets of it: nothing."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pysequoia
import pytest

from providing import HOME, listed, pull
from wardline.advisories import openpgp
from wardline.core.errors import ConflictError, NetworkError, UsageError

METADATA = f"{HOME}provider-metadata.json"


def test_metadata_and_keys_that_did_not_change_are_not_sent_again(provider, maker):
    maker.put("MK-1")
    assert pull(provider, maker)[1].taken == 1
    maker.put("MK-2")
    assert pull(provider, maker)[1].taken == 1
    assert maker.unchanged == [METADATA, f"{HOME}key.asc"]
    # A key that the provider exchanged counts at once.
    maker.pair = openpgp.make("Made-up Maker, second key")
    maker.metadata()
    maker.put("MK-3")
    assert pull(provider, maker)[1].taken == 1


def test_metadata_is_asked_for_anew_after_a_day_and_has_a_bound(provider, maker, monkeypatch):
    from wardline.hub.advisories import asking

    maker.put("MK-1")
    one, _done = pull(provider, maker)
    later = asking.now() + 25 * 3600 * 1_000_000
    monkeypatch.setattr(asking, "now", lambda: later)
    assert pull(provider, maker)[1].problem == ""
    assert METADATA not in maker.unchanged
    # What is too much to be kept is fetched each time, the smallest kept first.
    size = len(maker.files[METADATA])
    monkeypatch.setattr(asking, "_MOST_BYTES", size + 10)
    for _ in range(2):
        assert pull(provider, maker)[1].problem == ""
    one.refresh_from_db()
    assert len(json.loads(one.known)) == 1


def test_a_metadata_that_is_not_valid_does_not_take_the_place_of_a_good_one(provider, maker):
    maker.put("MK-1")
    pull(provider, maker)
    good = maker.files[METADATA]
    maker.files[METADATA] = b"{}"
    assert pull(provider, maker)[1].problem
    maker.files[METADATA] = good
    assert pull(provider, maker)[1].problem == ""


def test_a_document_that_comes_later_than_its_list_is_taken(provider, maker):
    url = maker.put("MK-LATE")
    body = maker.files.pop(url)
    assert pull(provider, maker)[1].aside == 1
    # The list is what it was.
    maker.files[url] = body
    one, done = pull(provider, maker)
    assert done.taken == 1
    assert not one.asides.filter(taken=False).exists()


def test_what_the_network_failed_at_stands_aside_no_more_once_it_is_there(provider, maker):
    url = maker.put("MK-1")
    one, _done = pull(provider, maker)
    # Listed as changed, with the same bytes.
    maker.entries[0]["updated"] = "2"
    maker.files[f"{HOME}feed.json"] = json.dumps({"feed": {"entry": maker.entries}}).encode()
    whole = maker.request

    def broken(method, address, **more):
        if address == url:
            raise NetworkError("gone for a moment")
        return whole(method, address, **more)

    maker.request = broken
    pull(provider, maker)
    assert one.asides.count() == 1
    maker.request = whole
    pull(provider, maker)
    assert one.asides.count() == 0


def test_a_feed_that_fails_stops_no_other_and_is_told(provider, maker):
    maker.put("MK-1")
    feeds = [
        {"tlp_label": "WHITE", "url": f"{HOME}gone.json"},
        {"tlp_label": "WHITE", "url": f"{HOME}feed.json"},
    ]
    maker.metadata(distributions=[{"rolie": {"feeds": feeds}}])
    _one, done = pull(provider, maker)
    assert done.taken == 1
    assert done.problem


def test_two_looks_at_the_same_moment_take_a_document_once(provider, maker, monkeypatch):
    from wardline.hub.advisories.pulling import csaf

    maker.put("MK-1")
    check = csaf.check

    def meanwhile(document):
        monkeypatch.setattr(csaf, "check", check)
        assert pull(provider, maker)[1].taken == 1
        return check(document)

    monkeypatch.setattr(csaf, "check", meanwhile)
    one, done = pull(provider, maker)
    assert (done.aside, done.problem) == (0, "")
    assert one.asides.count() == 0


def test_a_key_that_is_no_text_is_a_key_all_the_same(provider, maker):
    maker.put("MK-1")
    certificate = pysequoia.Cert.from_bytes(maker.pair.public.encode())
    maker.files[f"{HOME}key.asc"] = bytes(certificate)
    assert not maker.files[f"{HOME}key.asc"].isascii()
    assert pull(provider, maker)[1].taken == 1


def test_a_key_that_comes_in_the_clear_needs_its_fingerprint(provider, maker):
    maker.put("MK-1")
    clear = f"{HOME}key.asc".replace("https", "http")
    maker.files[clear] = maker.pair.public.encode()
    maker.metadata(public_openpgp_keys=[{"url": clear}])
    assert "without its fingerprint" in pull(provider, maker)[1].problem
    maker.metadata(public_openpgp_keys=[{"url": clear, "fingerprint": maker.pair.fingerprint}])
    assert pull(provider, maker)[1].taken == 1


def test_a_provider_s_metadata_and_keys_have_a_bound(provider, maker):
    """Whatever a provider sends, a look takes no more of it, and says what was too much."""
    maker.put("MK-1")
    key = {"fingerprint": maker.pair.fingerprint, "url": f"{HOME}key.asc"}
    maker.metadata(public_openpgp_keys=[key] * 21)
    maker.asked.clear()
    assert "names 21 OpenPGP keys, and at most 20 are taken" in pull(provider, maker)[1].problem
    assert maker.asked == [METADATA]
    maker.metadata(public_openpgp_keys=[key] * 2)
    maker.files[f"{HOME}key.asc"] += b"\n" * 2**20
    one, done = pull(provider, maker)
    assert f"{HOME}key.asc answers with more than 1048576 bytes" in done.problem
    maker.metadata(role="x" * 4 * 2**20)
    done = pull(provider, maker)[1]
    assert f"{METADATA} answers with more than 4194304 bytes" in done.problem
    one.refresh_from_db()
    assert len(one.keys) + len(one.known) < 2**20
    # What is as large as it may be is taken.
    maker.metadata(public_openpgp_keys=[key] * 20)
    assert pull(provider, maker)[1].taken == 1


def test_keys_are_parsed_once_however_many_documents_there_are(provider, maker, monkeypatch):
    parsed, split = [], pysequoia.Cert.split_bytes

    def counting(text):
        parsed.append(text)
        return split(text)

    monkeypatch.setattr(openpgp.pysequoia, "Cert", SimpleNamespace(split_bytes=counting))
    for number in range(4):
        maker.put(f"MK-{number}")
    assert pull(provider, maker)[1].taken == 4
    assert parsed.count(maker.pair.public.encode()) == 1


def test_a_provider_that_was_taken_out_can_come_back_under_another_namespace(provider, maker):
    from wardline.hub.advisories import intake

    maker.put("MK-1")
    one, _done = pull(provider, maker)
    staff = provider.portal.person("analyst", staff=True)
    with pytest.raises(ConflictError, match="already"):
        intake.add(staff.actor, METADATA)
    intake.remove(staff.actor, one.id)
    maker.namespace = "https://new.maker.example"
    maker.metadata()
    maker.put("MK-2")
    again = intake.add(staff.actor, METADATA)
    assert (again.id, again.problem) == (one.id, "")
    assert pull(provider, maker)[1].taken == 1
    assert len(listed(provider, "MK-1")) == len(listed(provider, "MK-2")) == 1
    page = staff.get("/staff/advisories/providers.json").json()["providers"]
    assert [row["state"] for row in page] == ["good"]


def test_a_password_is_not_taken_in_an_address(provider, maker):
    from wardline.hub.advisories import intake

    staff = provider.portal.person("analyst", staff=True)
    with pytest.raises(UsageError, match="no name and password"):
        intake.add(staff.actor, METADATA.replace("https://", "https://us:hunter2@"))
    assert not [path for path, kept in provider.portal.stored() if b"hunter2" in kept]
