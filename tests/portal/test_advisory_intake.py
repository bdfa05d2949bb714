"""Other CSAF providers: taken in when digest and signature are right, mirrored, else kept aside."""

from __future__ import annotations

import hashlib
import json

import pytest

from providing import HOME, Web, listed, pull
from wardline.advisories import openpgp, schema
from wardline.core.errors import ForbiddenError


def test_documents_are_taken_once_and_shown_with_their_publisher(provider, maker):
    maker.put("MK-1")
    maker.put("MK-2")
    _one, done = pull(provider, maker)
    assert (done.taken, done.aside, done.problem) == (2, 0, "")
    [row] = listed(provider, "MK-1")
    assert row["publisher"] == "Made-up Maker"
    maker.asked.clear()
    _one, again = pull(provider, maker)
    assert (again.taken, again.aside) == (0, 0)
    assert not [url for url in maker.asked if "mk-1" in url]
    maker.put("MK-1", version=2, mark="2")
    assert pull(provider, maker)[1].taken == 1
    assert listed(provider, "MK-1")[0]["version"] == "2"
    staff = provider.portal.person("analyst", staff=True)
    [health] = staff.get("/staff/advisories/providers.json").json()["providers"]
    assert (health["state"], health["taken"], health["aside"]) == ("good", 3, 0)


@pytest.mark.parametrize("wrong", ["digest", "signature", "no-signature", "no-digest", "name"])
def test_what_is_not_right_is_kept_aside_with_its_reason(provider, maker, wrong):
    good, bad = maker.put("MK-GOOD"), maker.put("MK-BAD", signed=wrong != "no-signature")
    if wrong == "digest":
        maker.files[f"{bad}.sha512"] = b"0" * 128
    if wrong == "no-digest":
        del maker.files[f"{bad}.sha512"]
    if wrong == "signature":
        maker.files[f"{bad}.asc"] = maker.files[f"{good}.asc"]
    if wrong == "name":
        other = Web(provider.shared, "Another")
        other.namespace = "https://another.example"
        other.pair = maker.pair
        other.put("MK-BAD")
        maker.files |= {url: body for url, body in other.files.items() if "mk-bad" in url}
    one, done = pull(provider, maker)
    assert (done.taken, done.aside) == (1, 1)
    assert listed(provider, "MK-BAD") == []
    staff = provider.portal.person("analyst", staff=True)
    page = f"/staff/advisories/providers/{one.id}"
    [told] = staff.get(f"{page}.json").json()["asides"]
    assert told["url"] == bad
    assert told["why"]
    kept = staff.get(f"{page}/", aside=str(told["key"]))
    assert kept.content == maker.files[bad]
    assert "attachment" in kept["Content-Disposition"]
    assert staff.get(f"{page}/", aside="9" * 5000).status_code == 404
    # Once it is right, it is taken, and stands aside no more.
    maker.put("MK-BAD", mark="2")
    assert pull(provider, maker)[1].taken == 1
    assert staff.get(f"{page}.json").json()["asides"] == []


def test_other_bytes_under_the_same_version_do_not_replace_what_stands(provider, maker):
    url = maker.put("MK-SAME")
    pull(provider, maker)
    before = maker.files[url]
    maker.put("MK-SAME", mark="2", extra=1)
    assert pull(provider, maker)[1].aside == 1
    [row] = listed(provider, "MK-SAME")
    from wardline.hub.advisories import reading

    stands = reading.newest(reading.find(reading.PUBLIC, row["key"]))
    assert bytes(stands.body) == before


def test_faults_by_the_standards_tests_are_listed_and_it_is_taken_as_far_as_it_goes(
    provider, maker
):
    maker.put("MK-FAULTY", product_tree={"branches": [None]}, vulnerabilities=[{"cve": 7}])
    one, done = pull(provider, maker)
    assert (done.taken, done.aside) == (1, 0)
    staff = provider.portal.person("analyst", staff=True)
    [told] = staff.get(f"/staff/advisories/providers/{one.id}.json").json()["asides"]
    assert told["taken"]
    assert told["place"].startswith("/")
    [row] = listed(provider, "MK-FAULTY")
    page = provider.portal.anybody().get(f"/advisories/{row['key']}/", secure=True)
    assert page.status_code == 200


def test_keys_that_are_not_those_of_the_metadata_stop_the_pull(provider, maker):
    maker.put("MK-1")
    maker.files[f"{HOME}key.asc"] = openpgp.make("Somebody else").public.encode()
    one, done = pull(provider, maker)
    assert done.taken == 0
    assert "not the one" in done.problem
    one.refresh_from_db()
    assert one.failures == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"canonical_url": 1}', b"\xff"])
def test_a_broken_metadata_is_a_problem_that_is_told(provider, maker, body):
    maker.files[f"{HOME}provider-metadata.json"] = body
    assert pull(provider, maker)[1].problem


def test_a_directory_is_walked_where_there_is_no_feed(provider, maker):
    maker.put("MK-DIR")
    maker.metadata(distributions=[{"directory_url": HOME}])
    maker.files[f"{HOME}changes.csv"] = b'"2024/mk-dir.json","2024-01-01T08:00:00Z"\n'
    assert pull(provider, maker)[1].taken == 1


def test_inner_addresses_are_not_asked(provider, maker):
    from wardline.client.http import Client
    from wardline.hub.advisories import intake

    staff = provider.portal.person("analyst", staff=True)
    one = intake.add(staff.actor, "http://127.0.0.1/provider-metadata.json")
    done = intake.pull(one, staff.actor)
    assert "inner address" in done.problem
    with pytest.raises(ForbiddenError):
        Client(one.url, allow_private=False).request("GET", one.url)


def test_two_providers_are_mirrored_with_their_own_signatures_and_keys(provider, maker):
    second = Web(provider.shared, "Second Maker", "https://second.example/csaf/", trusted=False)
    maker.put("MK-MIRROR")
    second.put("SM-MIRROR", signed=False)
    second.put("SM-GREEN", signed=False, tlp="GREEN")
    for web in (maker, second):
        assert pull(provider, web)[1].problem == ""
    base = "https://hub.test/.well-known/csaf-aggregator/"

    def get(url):
        return provider.portal.anybody().get(url.removeprefix("https://hub.test"), secure=True)

    told = get(f"{base}aggregator.json").json()
    assert schema.aggregator(told) == []
    assert told["aggregator"]["category"] == "aggregator"
    mirrors = {
        one["metadata"]["publisher"]["name"]: one["mirrors"][0] for one in told["csaf_providers"]
    }
    assert set(mirrors) == {"Made-up Maker", "Second Maker"}
    for name, number in (("Made-up Maker", "MK-MIRROR"), ("Second Maker", "SM-MIRROR")):
        metadata = get(mirrors[name]).json()
        assert schema.provider(metadata) == []
        feeds = metadata["distributions"][0]["rolie"]["feeds"]
        [entry] = get(feeds[0]["url"]).json()["feed"]["entry"]
        assert entry["id"] == number
        body = get(entry["content"]["src"]).content
        links = {one["rel"]: one["href"] for one in entry["link"]}
        keys = [openpgp.Keys(get(one["url"]).content) for one in metadata["public_openpgp_keys"]]
        signer = openpgp.verify(get(links["signature"]).content, body, keys)
        assert signer
        assert (signer == maker.pair.fingerprint) == (name == "Made-up Maker")
        assert metadata["publisher"]["name"] == name
    assert get(mirrors["Second Maker"].replace("provider-metadata.json", "green/")).status_code in (
        401,
        404,
    )


def test_a_provider_that_does_not_want_it_is_not_mirrored(provider, maker):
    maker.metadata(mirror_on_CSAF_aggregators=False)
    maker.put("MK-NOT")
    one, _done = pull(provider, maker)
    path = f"/.well-known/csaf-aggregator/{one.folder}/provider-metadata.json"
    assert provider.portal.anybody().get(path, secure=True).status_code == 404
    told = (
        provider.portal.anybody()
        .get("/.well-known/csaf-aggregator/aggregator.json", secure=True)
        .json()
    )
    assert told["aggregator"]["category"] == "lister"
    assert all("mirrors" not in entry for entry in told["csaf_providers"])


def test_what_is_due_is_claimed_once(provider, maker):
    from wardline.hub.advisories import intake

    maker.put("MK-1")
    pull(provider, maker)
    assert len(list(intake.due(60))) == 1
    assert list(intake.due(60)) == []


def test_what_a_killed_look_did_not_come_to_is_still_due(provider, maker):
    from wardline.hub.advisories import intake

    staff = provider.portal.person("analyst", staff=True)
    for host in ("one", "two"):
        intake.add(staff.actor, f"https://{host}.example/provider-metadata.json")
    first = next(intake.due(60))
    [left] = list(intake.due(60))
    assert left.url != first.url


@pytest.mark.parametrize("whose", ["https://isac.made-up.example/", "https://CSAF.maker.example"])
def test_a_namespace_that_is_ours_or_another_providers_is_refused(provider, maker, whose):
    maker.put("MK-FIRST")
    pull(provider, maker)
    thief = Web(provider.shared, "Thief", "https://thief.example/csaf/", trusted=False)
    thief.namespace = whose
    thief.metadata()
    thief.put("TH-1", signed=False)
    one, done = pull(provider, thief)
    assert done.taken == 0
    assert "not its own" in done.problem
    assert listed(provider, "TH-1") == []
    one.refresh_from_db()
    assert one.namespace == ""


def test_a_provider_keeps_the_namespace_that_it_came_with(provider, maker):
    maker.put("MK-1")
    pull(provider, maker)
    maker.namespace = "https://new.maker.example"
    maker.metadata()
    maker.put("MK-2")
    _one, done = pull(provider, maker)
    assert done.taken == 0
    assert "another namespace than before" in done.problem


def test_bytes_that_nothing_vouches_for_are_not_signed_by_us(provider, maker):
    plain = Web(provider.shared, "Plain", "https://plain.example/csaf/", trusted=False)
    bare = plain.put("PL-BARE", signed=False)
    plain.put("PL-PROVED", signed=False)
    del plain.files[f"{bare}.sha512"]
    assert pull(provider, plain)[1].taken == 2
    from wardline.hub.advisories.models import Advisory

    signed = dict(Advisory.objects.exclude(source="").values_list("number", "signed"))
    assert signed == {"PL-BARE": False, "PL-PROVED": True}


def test_one_bad_document_does_not_stop_the_others(provider, maker):
    from wardline.core.errors import NetworkError

    gone = maker.put("MK-GONE")
    del maker.files[gone]
    maker.put(f"MK-{'LONG' * 100}")
    away = maker.put("MK-AWAY")
    maker.put("MK-NUL\0X")
    maker.put("MK-GOOD", title="x")
    plain = maker.request

    def request(method, url, **more):
        if url == away:
            raise NetworkError("made up: away")
        return plain(method, url, **more)

    maker.request = request
    _one, done = pull(provider, maker)
    assert (done.taken, done.aside, done.problem) == (1, 4, "")
    # What may be there at the next look is tried again; what is wrong is not.
    maker.request = plain
    maker.asked.clear()
    assert pull(provider, maker)[1].taken == 1
    assert gone in maker.asked
    assert not [url for url in maker.asked if "long" in url]


def test_a_text_that_a_table_cannot_hold_is_clipped_and_a_wrong_date_kept_aside(provider, maker):
    def put(number, change):
        url = maker.put(number)
        document = json.loads(maker.files[url])
        change(document["document"])
        body = json.dumps(document).encode()
        maker.files[url] = body
        maker.files[f"{url}.sha512"] = hashlib.sha512(body).hexdigest().encode()
        maker.files[f"{url}.asc"] = openpgp.sign(maker.pair.secret, body).encode()

    put("MK-NULS", lambda told: told.update(title="A\0B" * 200, category="c" * 200))
    bad = '2024-01-01","x'
    put("MK-DATE", lambda told: told["tracking"].update(current_release_date=bad))
    _one, done = pull(provider, maker)
    assert (done.taken, done.aside, done.problem) == (1, 1, "")
    [row] = listed(provider, "MK-NULS")
    assert "\0" not in row["title"]


def test_an_error_of_ours_is_a_problem_in_words_and_raises_nothing(provider, maker, monkeypatch):
    def broken(_url):
        raise RuntimeError("quotes a secret")

    maker.put("MK-1")
    monkeypatch.setattr(maker, "request", lambda _method, url, **_: broken(url))
    _one, done = pull(provider, maker)
    assert "RuntimeError" in done.problem
    assert "secret" not in done.problem


def test_a_removal_during_a_look_stays(provider, maker):
    from wardline.hub.advisories import intake
    from wardline.hub.advisories.models import Provider

    staff = provider.portal.person("analyst", staff=True)
    one = intake.add(staff.actor, f"{HOME}provider-metadata.json")
    intake.remove(staff.actor, one.id)
    intake.pull(one, staff.actor, maker)
    assert not Provider.objects.get(id=one.id).active


def test_what_is_kept_aside_has_an_end(provider, maker, monkeypatch):
    from wardline.hub.advisories import pulling

    for number in ("MK-A", "MK-B"):
        maker.files[f"{maker.put(number)}.sha512"] = b"0" * 128
    monkeypatch.setattr(pulling, "_MOST_KEPT", len(maker.files[f"{HOME}2024/mk-a.json"]) + 10)
    one, done = pull(provider, maker)
    assert done.aside == 2
    assert sorted(bool(row.body) for row in one.asides.all()) == [False, True]


@pytest.mark.parametrize(
    "typed", ["https://[x/provider-metadata.json", "https://a.example/" + "x" * 600]
)
def test_an_address_that_is_none_is_told(provider, typed):
    staff = provider.portal.person("analyst", staff=True)
    assert staff.post("/staff/advisories/providers/", {"url": typed}).status_code == 400


def test_a_list_that_did_not_change_is_not_sent_again(provider, maker):
    feed = f"{maker.home}feed.json"
    maker.put("MK-1")
    assert pull(provider, maker)[1].taken == 1
    assert pull(provider, maker)[1].problem == ""
    assert maker.unchanged.count(feed) == 1
    maker.put("MK-2")
    assert pull(provider, maker)[1].taken == 1
    assert maker.unchanged.count(feed) == 1


def test_a_list_is_read_again_while_one_of_its_documents_is_missing(provider, maker, monkeypatch):
    from wardline.core.errors import NetworkError

    maker.put("MK-1")
    url = maker.put("MK-2")
    whole = maker.request

    def broken(method, address, **more):
        if address == url:
            raise NetworkError("gone for a moment")
        return whole(method, address, **more)

    monkeypatch.setattr(maker, "request", broken)
    assert pull(provider, maker)[1].taken == 1
    monkeypatch.setattr(maker, "request", whole)
    assert pull(provider, maker)[1].taken == 1
    assert f"{maker.home}feed.json" not in maker.unchanged


def keyed(provider, folder, text, **more):
    """A provider that is shown a key; the client that a pull makes for it."""
    from wardline.hub.advisories import intake

    file = folder / "key"
    file.write_text(text)
    file.chmod(0o600)
    staff = provider.portal.person("analyst", staff=True)
    one = intake.add(staff.actor, HOME + "provider-metadata.json", intake.Key(file, **more))
    return one, file, staff


@pytest.mark.parametrize(
    ("text", "more", "sent"),
    [
        ("s3cret-key\n", {}, {"authorization": "Bearer s3cret-key"}),
        ("us:s3cret-key", {}, {"authorization": "Basic dXM6czNjcmV0LWtleQ=="}),
        ("s3cret:key", {"header": "X-Api-Key"}, {"x-api-key": "s3cret:key"}),
    ],
)
def test_our_key_is_shown_to_that_provider_alone_and_kept_nowhere_else(
    provider, maker, tmp_path, text, more, sent
):
    from wardline.hub.advisories import intake

    one, _file, staff = keyed(provider, tmp_path, text, **more)
    client = intake.client_of(one)
    assert client._credentials(f"{HOME}amber/feed.json") == sent
    assert client._credentials("https://elsewhere.example/feed.json") == {}
    client.close()
    assert staff.get(f"/staff/advisories/providers/{one.id}.json").json()["keyed"] is True
    assert b"s3cret" not in staff.get(f"/staff/advisories/providers/{one.id}/").content
    assert not [path for path, kept in provider.portal.stored() if b"s3cret" in kept]


def test_a_feed_that_our_key_does_not_open_is_told(provider, maker, tmp_path):
    from wardline.hub.advisories import intake

    one, file, staff = keyed(provider, tmp_path, "s3cret-key")
    maker.put("MK-1", tlp="AMBER")
    feed = {"tlp_label": "AMBER", "url": f"{HOME}closed.json"}
    maker.metadata(distributions=[{"rolie": {"feeds": [feed]}}])
    whole = maker.request

    def closed(method, url, **more):
        if url.endswith("closed.json"):
            raise ForbiddenError("csaf.maker.example does not allow this.")
        return whole(method, url, **more)

    maker.request = closed
    assert "does not allow" in intake.pull(one, staff.actor, maker).problem
    file.unlink()
    done = intake.pull(one, staff.actor)
    assert str(file) in done.problem
    assert "s3cret" not in done.problem


def test_amber_documents_that_a_key_opened_are_for_members(provider, maker, tmp_path):
    from wardline.hub.advisories import intake

    one, _file, staff = keyed(provider, tmp_path, "s3cret-key")
    maker.put("MK-AMBER", tlp="AMBER")
    assert intake.pull(one, staff.actor, maker).taken == 1
    assert listed(provider, "MK-AMBER") == []
    told = provider.portal.person("member").get("/advisories.json?q=MK-AMBER").json()
    assert [row["tlp"] for row in told["advisories"]] == ["amber"]


def test_a_key_that_cannot_be_held_or_sent_safely_is_refused(provider, maker, tmp_path):
    from wardline.core.errors import RefusedError, UsageError
    from wardline.hub.advisories import intake

    file = tmp_path / "key"
    file.write_text("s3cret-key")
    file.chmod(0o644)
    staff = provider.portal.person("analyst", staff=True).actor

    def add(url, *key):
        return intake.add(staff, url, intake.Key(*key))

    with pytest.raises(RefusedError, match="can read the key file"):
        add(f"{HOME}provider-metadata.json", file)
    file.chmod(0o600)
    with pytest.raises(RefusedError, match="in the clear"):
        add(f"{HOME}provider-metadata.json".replace("https", "http"), file)
    with pytest.raises(UsageError, match="name of a header"):
        add(f"{HOME}provider-metadata.json", file, "X Key: a")
    with pytest.raises(UsageError, match="no key file"):
        add(f"{HOME}provider-metadata.json", tmp_path / "none")
