"""The hub as a CSAF trusted provider: files, digests, signatures, who is given what."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from wardline.advisories import openpgp, schema
from wardline.core.errors import ForbiddenError, UnprocessableError, UsageError

BASE = "/.well-known/csaf/"


def place(document):
    number = document["document"]["tracking"]["id"].lower()
    return f"2024/{number}.json"


def test_what_staff_publish_is_found_from_the_metadata_with_digests_and_signature(provider):
    document = provider.publish()
    metadata = provider.get("provider-metadata.json").json()
    assert schema.provider(metadata) == []
    assert metadata["role"] == "csaf_trusted_provider"
    assert metadata["publisher"]["namespace"] == "https://isac.made-up.example"
    [feeds] = [one["rolie"]["feeds"] for one in metadata["distributions"] if "rolie" in one]
    [white] = [one["url"] for one in feeds if one["tlp_label"] == "WHITE"]
    feed = provider.portal.anybody().get(white.removeprefix("https://hub.test"), secure=True).json()
    number = document["document"]["tracking"]["id"]
    [entry] = [one for one in feed["feed"]["entry"] if one["id"] == number]
    assert entry["published"] == "2024-01-01T08:00:00.000Z"

    def fetched(address):
        got = provider.portal.anybody().get(address.removeprefix("https://hub.test"), secure=True)
        assert got.status_code == 200
        return got.content

    body = fetched(entry["content"]["src"])
    assert json.loads(body) == document
    links = [(one["rel"], one["href"]) for one in entry["link"]]
    told = [fetched(href).split()[0].decode() for rel, href in links if rel == "hash"]
    assert told == [hashlib.sha256(body).hexdigest(), hashlib.sha512(body).hexdigest()]
    [signature] = [fetched(href) for rel, href in links if rel == "signature"]
    keys = [openpgp.Keys(fetched(one["url"])) for one in metadata["public_openpgp_keys"]]
    signer = openpgp.verify(signature, body, keys)
    assert signer.upper() in {one["fingerprint"] for one in metadata["public_openpgp_keys"]}
    assert openpgp.verify(signature, body + b" ", keys) == ""


@pytest.mark.parametrize(
    "path", ["provider-metadata.json", "service.json", "white/feed.json", "white/changes.csv"]
)
def test_what_did_not_change_is_not_sent_again(provider, path):
    provider.publish()
    first = provider.get(path)
    for held in (first["ETag"], f'"other", W/{first["ETag"]}', "*"):
        again = provider.get(path, HTTP_IF_NONE_MATCH=held)
        assert (again.status_code, again.content) == (304, b"")
    assert provider.get(path, HTTP_IF_NONE_MATCH='"other"').status_code == 200
    if path.startswith("white/"):
        provider.publish()
        assert provider.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_the_directory_lists_files_by_year_and_change(provider):
    older, newer = provider.publish(version=1), provider.publish(version=3)
    lines = provider.get("white/index.txt").content.decode().splitlines()
    assert place(older) in lines
    rows = list(csv.reader(io.StringIO(provider.get("white/changes.csv").content.decode())))
    assert [place(newer), "2024-01-03T08:00:00.000Z"] in rows
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
    page = provider.get("white/2024/").content.decode()
    assert place(older).removeprefix("2024/") in page
    assert provider.get("white/1999/").status_code == 404
    service = provider.get("service.json").json()["service"]["workspace"][0]["collection"]
    assert "https://hub.test/.well-known/csaf/white/feed.json" in [one["href"] for one in service]
    terms = provider.get("category.json").json()["categories"]["category"]
    assert {"term": older["document"]["category"]} in terms


def test_a_file_that_did_not_change_is_not_sent_again(provider):
    document = provider.publish()
    first = provider.get(f"white/{place(document)}")
    again = provider.get(f"white/{place(document)}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "public" in first["Cache-Control"]


@pytest.mark.parametrize("tlp", ["GREEN", "AMBER"])
def test_other_labels_are_for_members_by_session_or_key(provider, tlp):
    document = provider.publish(tlp=tlp)
    folder, path = tlp.lower(), f"{tlp.lower()}/{place(document)}"
    refused = provider.get(path)
    assert refused.status_code == 401
    assert "Basic" in refused["WWW-Authenticate"]
    assert provider.get(f"{folder}/feed.json").status_code == 401
    assert (
        document["document"]["tracking"]["id"]
        not in provider.get("white/feed.json").content.decode()
    )
    assert provider.get(f"white/{place(document)}").status_code == 404
    member = provider.portal.person("readonly")
    assert provider.get(path, member.client).status_code == 200
    assert provider.get(path, HTTP_AUTHORIZATION=f"Bearer {provider.key()}").status_code == 200
    assert provider.get(path, HTTP_AUTHORIZATION="Bearer wardline_nothing").status_code == 401
    assert "public" not in provider.get(path, member.client)["Cache-Control"]


def test_red_is_given_to_those_who_are_named_and_nobody_else_learns_of_it(provider):
    named, other = provider.portal.person("member"), provider.portal.person("member")
    document = provider.publish(tlp="RED", named=[named.organization])
    path = f"red/{place(document)}"
    assert provider.get(path, named.client).status_code == 200
    assert provider.get(path, other.client).status_code == 404
    number = document["document"]["tracking"]["id"]
    assert number in named.get("/advisories.json", q=number).content.decode()
    assert other.get("/advisories.json", q=number).json()["advisories"] == []
    staff = provider.portal.person("analyst", staff=True)
    from wardline.hub.advisories import service

    with pytest.raises(UsageError):
        service.submit(staff.actor, json.dumps(provider.document(tlp="RED")).encode())


def test_a_revision_stands_before_the_earlier_version(provider):
    first = provider.publish(number="WL-REVISED-1")
    provider.publish(number="WL-REVISED-1", version=2)
    got = provider.get(f"white/{place(first)}").json()
    assert got["document"]["tracking"]["version"] == "2"
    [row] = (
        provider.portal.anybody()
        .get("/advisories.json?q=WL-REVISED-1", secure=True)
        .json()["advisories"]
    )
    page = provider.portal.anybody().get(f"/advisories/{row['key']}.json", secure=True).json()
    assert [one["version"] for one in page["versions"]] == ["2", "1"]
    with pytest.raises(UnprocessableError, match="published already"):
        provider.publish(number="WL-REVISED-1", version=2)


def test_withdrawing_is_a_revision_that_says_why_and_is_valid(provider):
    from wardline.advisories import document as csaf
    from wardline.hub.advisories import reading, service

    first = provider.publish(version=2)
    number = first["document"]["tracking"]["id"]
    staff = provider.portal.person("analyst", staff=True)
    [row], _many = reading.search(reading.PUBLIC, reading.Asked(q=number))
    page = staff.post(f"/staff/advisories/{row.pk}/withdraw/", {"reason": "It was a false alarm."})
    assert page.status_code == 302
    got = provider.get(f"white/{place(first)}").json()
    assert csaf.check(got) == []
    assert got["document"]["title"].startswith("Withdrawn: ")
    assert got["document"]["tracking"]["version"] == "3"
    assert "vulnerabilities" not in got
    shown = provider.portal.anybody().get(f"/advisories/{row.pk}/", secure=True).content.decode()
    assert "It was a false alarm." in shown
    with pytest.raises(Exception, match="withdrawn already"):
        service.withdraw(staff.actor, row.pk, "again")


def test_a_second_person_releases_where_the_hub_asks_for_two(provider):
    provider.set(advisories__two_people=True)
    document = provider.document()
    one, two = (provider.portal.person("analyst", staff=True) for _ in range(2))
    sent = one.post("/staff/advisories/publish/", {"text": json.dumps(document), "do": "publish"})
    assert sent.status_code == 302
    assert provider.get(f"white/{place(document)}").status_code == 404
    from wardline.hub.advisories import service

    waits = service.waiting(one.actor)[-1]
    with pytest.raises(ForbiddenError):
        service.release(one.actor, waits.pk)
    page = f"/staff/advisories/waiting/{waits.pk}/"
    assert two.get(page).status_code == 200
    assert one.post(page, {"do": "release"}).status_code == 403
    assert two.post(page, {"do": "release"}).status_code == 302
    assert provider.get(f"white/{place(document)}").status_code == 200
    assert two.post(page, {"do": "release"}).status_code == 404


def test_the_second_person_sees_for_whom_it_is_and_only_one_decides(provider):
    provider.set(advisories__two_people=True)
    one, two = (provider.portal.person("analyst", staff=True) for _ in range(2))
    member, other = provider.portal.person("member"), provider.portal.person("member")
    from wardline.core.errors import ConflictError
    from wardline.hub.advisories import service

    body = json.dumps(provider.document(tlp="RED")).encode()
    service.submit(one.actor, body, [member.organization])
    row = service.waiting(one.actor)[-1]
    page = f"/staff/advisories/waiting/{row.pk}/"
    told = two.get(f"{page.rstrip('/')}.json").json()
    assert told["named"] == [member.user.organization.name]
    assert member.user.organization.name in two.get(page).content.decode()
    assert other.user.organization.name not in told["named"]
    provider.patch.setattr(service, "find_waiting", lambda _actor, _key: row)
    service.refuse(two.actor, row.pk)
    with pytest.raises(ConflictError):
        service.refuse(one.actor, row.pk)


def test_a_page_shows_so_many_and_says_how_many_more(provider, monkeypatch):
    from wardline.hub.advisories import reading

    document = provider.publish()
    affected = document["vulnerabilities"][0]["product_status"]["known_affected"]
    assert len(affected) > 1
    monkeypatch.setattr(reading, "_MOST_SHOWN", 1)
    walks = []
    plain = reading.products
    monkeypatch.setattr(reading, "products", lambda doc: walks.append(1) or plain(doc))
    path = f"/advisories/{provider.row(document).pk}"
    told = provider.portal.anybody().get(f"{path}.json", secure=True).json()
    [one] = told["vulnerabilities"]
    assert len(one["affected"]) == 1
    assert one["more"]["affected"] == len(affected) - 1
    assert told["more"]["vulnerabilities"] == len(document["vulnerabilities"]) - 1
    assert len(walks) <= 2
    page = provider.portal.anybody().get(f"{path}/", secure=True).content.decode()
    assert f"and {len(affected) - 1} more" in page


def test_a_list_with_an_odd_date_keeps_its_columns():
    from wardline.advisories import provider as files
    from wardline.core.tlp import TLP

    odd = files.Listed("WL-1", "t", "s", TLP.CLEAR, "2024", '2024","x', "c")
    assert list(csv.reader(io.StringIO(files.changes([odd])))) == [["2024/wl-1.json", '2024","x']]


def test_faults_are_shown_with_test_and_place_and_nothing_is_published(provider):
    document = provider.document()
    document["vulnerabilities"][0]["product_status"]["known_affected"].append("NOWHERE")
    document["document"]["tracking"]["status"] = "draft"
    staff = provider.portal.person("analyst", staff=True)
    typed = {"text": json.dumps(document), "do": "check"}
    page = staff.post("/staff/advisories/publish/", typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert "6.1.1" in text
    assert "/vulnerabilities/0/product_status/known_affected" in text
    assert "A draft is not published" in text
    assert staff.post("/staff/advisories/publish/", {**typed, "do": "publish"}).status_code == 422
    assert provider.get(f"white/{place(document)}").status_code == 404
    broken = staff.post("/staff/advisories/publish/", {"text": "{", "do": "publish"})
    assert broken.status_code == 400


def test_another_publishers_document_is_not_published_as_ours(provider):
    document = provider.document()
    document["document"]["publisher"]["namespace"] = "https://other.made-up.example"
    staff = provider.portal.person("analyst", staff=True)
    from wardline.hub.advisories import service

    with pytest.raises(UnprocessableError, match="another publisher"):
        service.submit(staff.actor, json.dumps(document).encode())


def test_a_new_key_signs_and_the_old_one_still_proves_what_it_signed(provider):
    before = provider.publish()
    admin = provider.portal.person("admin", staff=True)
    assert admin.post("/staff/advisories/key/").status_code == 302
    after = provider.publish()
    told = provider.get("provider-metadata.json").json()["public_openpgp_keys"]
    fetched = provider.portal.anybody().get
    paths = [one["url"].removeprefix("https://hub.test") for one in told]
    keys = [openpgp.Keys(fetched(path, secure=True).content) for path in paths]
    signers = [
        openpgp.verify(
            provider.get(f"white/{place(one)}.asc").content,
            provider.get(f"white/{place(one)}").content,
            keys,
        )
        for one in (before, after)
    ]
    assert all(signers)
    assert signers[0] != signers[1]
    assert not any("PRIVATE" in one.armored for one in keys)
    assert all(b"PGP PRIVATE" not in data for _path, data in provider.portal.stored())


def test_what_is_not_for_everybody_does_not_move_the_public_dates(provider):
    provider.publish()
    paths = ("provider-metadata.json", "white/feed.json")
    before = [provider.get(path).content for path in paths]
    member = provider.portal.person("member")
    provider.publish(tlp="RED", named=[member.organization], version=9)
    provider.publish(tlp="AMBER", version=8)
    assert [provider.get(path).content for path in paths] == before


def test_who_published_is_told_to_the_staff_alone(provider):
    staff = provider.portal.person("analyst", staff=True)
    row = provider.row(provider.publish())
    path = f"/advisories/{row.pk}.json"
    [told] = staff.get(path).json()["versions"]
    assert told["by"]
    for reader in (provider.portal.anybody(), provider.portal.person("admin").client):
        [version] = reader.get(path, secure=True).json()["versions"]
        assert not {"by", "second"} & version.keys()


def test_filters_name_only_providers_of_whom_the_reader_sees_something(provider):
    from wardline.hub.advisories.models import Advisory, Provider

    shown, hidden = (
        Provider.objects.create(
            id=f"00000000-0000-4000-8000-00000000000{at}",
            url=f"https://{at}.example/provider-metadata.json",
            name=name,
            added_at=0,
        )
        for at, name in ((1, "Clear Maker"), (2, "Amber Maker"))
    )
    for one, tlp in ((shown, "WHITE"), (hidden, "AMBER")):
        row = provider.row(provider.publish(tlp=tlp))
        Advisory.objects.filter(pk=row.pk).update(source=one.id)
    page = provider.portal.anybody().get("/advisories/", secure=True).content.decode()
    assert "Clear Maker" in page
    assert "Amber Maker" not in page
    assert "Amber Maker" in provider.portal.person("readonly").get("/advisories/").content.decode()
    Advisory.objects.exclude(source="").delete()
    Provider.objects.filter(id__in=[shown.id, hidden.id]).delete()


@pytest.mark.parametrize("name", ["q", "cve", "source"])
def test_a_nul_in_a_filter_does_no_harm(provider, name):
    got = provider.portal.anybody().get(f"/advisories.json?{name}=%00x", secure=True)
    assert got.status_code == 200
    assert "\\u0000" not in got.content.decode()


def test_only_staff_with_the_right_publish(provider):
    for person in (provider.portal.person("admin"), provider.portal.person("member", staff=True)):
        assert person.get("/staff/advisories/").status_code == 403
        assert person.post("/staff/advisories/publish/", {"text": "{}"}).status_code == 403
