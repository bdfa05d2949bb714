"""TAXII 2.1, reading: the items of the checklist, by number."""

from __future__ import annotations

import re
import uuid

import pytest

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
MEDIA = "application/taxii+json;version=2.1"


@pytest.fixture(scope="module")
def filled(hub, member, make_indicator):
    """A collection of 25 objects: 20 indicators, 5 identities, and their ids in order."""
    collection = hub.collection(alias=f"filled-{uuid.uuid4().hex[:6]}")
    objects = [make_indicator(i) for i in range(20)]
    objects += [
        {
            "type": "identity",
            "spec_version": "2.1",
            "id": f"identity--{uuid.uuid4()}",
            "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-01T00:00:00.000Z",
            "name": f"Made up organization {i}",
        }
        for i in range(5)
    ]
    for start in range(0, 25, 5):
        response = member.post(collection, objects[start : start + 5])
        assert response.status_code == 202
    return collection, objects


def test_discovery_and_root_12_13_15(member):
    discovery = member.http.get("/taxii2/").json()
    assert discovery["title"]
    assert discovery["default"] in discovery["api_roots"]
    assert all(re.fullmatch(r"/[^/].*/|https://.+/", root) for root in discovery["api_roots"])
    root = member.http.get(discovery["default"]).json()
    assert MEDIA in root["versions"]
    assert root["max_content_length"] > 0
    assert member.http.get("/taxii2/nosuchroot/").status_code == 404


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/taxii+json;version=2.1", 200),
        ("application/taxii+json; version=2.1", 200),
        ("APPLICATION/TAXII+JSON;VERSION=2.1", 200),
        ("application/taxii+json", 200),
        ("application/taxii+json;q=0.5, text/html", 200),
        ("text/html, application/taxii+json;version=2.1;q=0.1", 200),
        ('application/taxii+json;version="2.1"', 200),
        ("application/*", 200),
        ("*/*", 200),
        ("application/taxii+json;version=2.0", 406),
        ("application/taxii+json;version=2.1;q=0", 406),
        ("text/html", 406),
        ("application/json", 406),
        ("nonsense;;;,,,", 406),
    ],
)
def test_accept_is_parsed_2_3_4(member, accept, status):
    response = member.http.get("/taxii2/", headers={"accept": accept})
    assert response.status_code == status
    assert response.headers["content-type"] == MEDIA


def test_missing_accept_is_served_4(member):
    request = member.http.build_request("GET", "/taxii2/")
    del request.headers["accept"]
    assert member.http.send(request).status_code == 200


def test_paths_end_in_a_slash_6(member, filled):
    response = member.http.get("/taxii2/sector/collections", params={"x": "1"})
    assert response.status_code == 308
    assert response.headers["location"] == "/taxii2/sector/collections/?x=1"


def test_the_way_to_the_slash_is_an_address_again_6(member):
    """What was decoded is written as an address once more: no line ends, no letter is lost."""
    asked = "/taxii2/sector/collections/%C3%A9%0D%0AX-Made-Up:%201"
    response = member.http.get(asked)
    assert response.status_code == 308
    assert response.headers["location"] == f"{asked.replace(':', '%3A')}/"
    assert "x-made-up" not in response.headers


def test_methods_7(member, filled):
    path = f"/taxii2/sector/collections/{filled[0]}/objects/"
    head = member.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    options = member.http.options(path)
    assert options.status_code == 204
    assert set(options.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    wrong = member.http.patch(path)
    assert wrong.status_code == 405
    assert "POST" in wrong.headers["allow"]
    assert wrong.json()["http_status"] == "405"


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_answers_are_compressed_7(member, filled, coding):
    plain = member.objects(filled[0]).json()
    response = member.http.get(
        f"/taxii2/sector/collections/{filled[0]}/objects/", headers={"accept-encoding": coding}
    )
    assert response.headers["content-encoding"] == coding
    if coding == "gzip":
        assert response.json() == plain


def test_collections_22_23(hub, member, filled):
    first = member.get("collections/")
    listed = first.json()["collections"]
    assert member.get("collections/").content == first.content
    mine = next(c for c in listed if c["id"] == filled[0])
    assert mine["can_read"] is True
    assert mine["can_write"] is True
    assert mine["media_types"] == ["application/stix+json;version=2.1"]
    assert str(uuid.UUID(mine["id"])) == mine["id"]
    by_alias = member.get(f"collections/{mine['alias']}/")
    assert by_alias.json() == mine
    assert member.ids(mine["alias"], limit=1) == member.ids(filled[0], limit=1)


def test_no_collections_is_an_empty_object_22(make_hub, tmp_path):
    hub = make_hub()
    assert hub.member().get("collections/").json() == {}


def test_unknown_and_hidden_collections_are_the_same_24(hub, member, other):
    hidden = hub.collection(read=[other.organization], write=[other.organization])
    unknown = str(uuid.uuid4())
    answers = []
    for number in (hidden, unknown):
        for tail in ("", "objects/", "manifest/", f"objects/indicator--{unknown}/"):
            response = member.get(f"collections/{number}/{tail}")
            body = response.json()
            body.pop("error_id")
            answers.append((tail, response.status_code, body))
    assert answers[:4] == answers[4:]
    assert {status for _, status, _ in answers} == {404}
    assert hidden not in member.get("collections/").text


def test_date_added_headers_26_27(member, filled):
    collection, objects = filled
    manifest = member.get(f"collections/{collection}/manifest/", {"limit": "7"})
    records = manifest.json()["objects"]
    assert [r["id"] for r in records] == [o["id"] for o in objects[:7]]
    stamps = [r["date_added"] for r in records]
    assert stamps == sorted(stamps)
    assert len(set(stamps)) == len(stamps)
    assert all(STAMP.fullmatch(stamp) for stamp in stamps)
    for response in (
        manifest,
        member.objects(collection, limit=7),
        member.get(f"collections/{collection}/objects/{objects[0]['id']}/"),
        member.get(f"collections/{collection}/objects/{objects[0]['id']}/versions/"),
    ):
        first = response.headers["x-taxii-date-added-first"]
        last = response.headers["x-taxii-date-added-last"]
        assert first == stamps[0]
        assert STAMP.fullmatch(last)
        assert first <= last
    assert manifest.headers["x-taxii-date-added-last"] == stamps[-1]


def test_added_after_is_strict_to_the_microsecond_28(member, filled):
    collection, objects = filled
    records = member.get(f"collections/{collection}/manifest/").json()["objects"]
    stamp = records[9]["date_added"]
    ids = [o["id"] for o in objects]
    assert member.ids(collection, added_after=stamp) == ids[10:]
    micro = int(stamp[20:26]) - 1
    before = f"{stamp[:20]}{micro:06d}Z"
    assert member.ids(collection, added_after=before) == ids[9:]


@pytest.mark.parametrize("value", ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.1Z"])
def test_added_after_takes_other_precisions_29(member, filled, value):
    assert len(member.ids(filled[0], added_after=value)) == 25


@pytest.mark.parametrize(
    "query",
    [
        "added_after=",
        "added_after=yesterday",
        "added_after=2020-01-01",
        "added_after=2020-01-01T00:00:00%2B01:00",
        "added_after=2020-13-01T00:00:00Z",
        "added_after=2020-01-01T00:00:00Z&added_after=2020-01-01T00:00:00Z",
        "limit=0",
        "limit=-1",
        "limit=ten",
        "limit=",
        "limit=1.5",
        "limit=\u0661".encode().decode("latin-1"),
        "limit=99999999999999999999999999",
        "next=forged",
        "next=",
        "next=wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "match[id]=nonsense",
        "match[id]=",
        "match[type]=Not%20A%20Type",
        "match[type]=indicator&match[type]=malware",
        "match[version]=all,last",
        "match[version]=last,last",
        "match[version]=2020-01-01T00:00:00Z,2020-01-01T00:00:00.000Z",
        "match[version]=newest",
        "match[version]=",
        "match[spec_version]=two",
        "%ff=%ff",
        "limit",
    ],
)
def test_malformed_queries_are_400_29_30_32_36_57(member, filled, query):
    response = member.http.get(f"/taxii2/sector/collections/{filled[0]}/objects/?{query}")
    assert response.status_code == 400, response.text
    assert response.json()["title"]
    assert response.json()["http_status"] == "400"


def test_paging_by_next_30_31_32(member, filled):
    collection, objects = filled
    params, seen = {"limit": 4}, []
    while True:
        page = member.objects(collection, **params).json()
        seen += [o["id"] for o in page["objects"]]
        assert len(page["objects"]) <= 4
        if not page.get("more"):
            assert "next" not in page
            break
        assert isinstance(page["next"], str)
        assert not page["next"].replace(".", "").isdigit()
        again = member.objects(collection, limit=4, next=page["next"]).json()
        assert again == member.objects(collection, limit=4, next=page["next"]).json()
        params = {"limit": 4, "next": page["next"]}
    assert seen == [o["id"] for o in objects]


def test_all_that_fits_is_given_without_more_30(member, filled):
    for limit in (25, 26, 10_000):
        page = member.objects(filled[0], limit=limit).json()
        assert len(page["objects"]) == 25
        assert not page.get("more")


def test_next_is_bound_to_its_filters_and_its_reader_32(member, other, filled):
    collection = filled[0]
    page = member.objects(collection, limit=2, **{"match[type]": "indicator"}).json()
    token = page["next"]
    good = member.objects(collection, limit=3, next=token, **{"match[type]": "indicator"})
    assert good.status_code == 200
    for params in ({}, {"match[type]": "identity"}, {"added_after": "2020-01-01T00:00:00Z"}):
        assert member.objects(collection, next=token, **params).status_code == 400
    stranger = other.objects(collection, next=token, **{"match[type]": "indicator"})
    assert stranger.status_code == 400
    for at in (*range(1, len(token), 7), len(token) - 1):
        forged = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        response = member.objects(collection, next=forged, **{"match[type]": "indicator"})
        assert response.status_code == 400


@pytest.mark.parametrize("path", ["objects", "manifest"])
def test_match_fields_35_36_37(member, filled, path):
    collection, objects = filled

    def ids(**match):
        params = {f"match[{name}]": value for name, value in match.items()}
        page = member.get(f"collections/{collection}/{path}/", params).json()
        return [o["id"] for o in page.get("objects", [])]

    wanted = [objects[3]["id"], objects[22]["id"]]
    assert ids(id=",".join(wanted)) == wanted
    assert ids(id=",".join(wanted), type="identity") == wanted[1:]
    assert ids(type="identity,indicator") == [o["id"] for o in objects]
    assert ids(type="identity") == [o["id"] for o in objects[20:]]
    assert ids(type="x-unheard-of,malware") == []
    assert ids(version="all", type="identity") == [o["id"] for o in objects[20:]]
    assert ids(version="2026-01-01T00:00:00Z", type="identity") == [o["id"] for o in objects[20:]]
    assert ids(version="2025-01-01T00:00:00Z") == []
    assert ids(spec_version="2.0") == []
    assert len(ids(spec_version="2.0,2.1")) == 25
    assert ids(id=f"malware--{uuid.uuid4()}") == []


def test_many_types_at_once_37(member, filled):
    types = ",".join(["indicator", "identity", *(f"x-type-{i}" for i in range(60))])
    assert len(member.ids(filled[0], **{"match[type]": types})) == 25


@pytest.fixture(scope="module")
def versions(hub, member, make_indicator):
    """An object whose versions came in another order than they were made, among others."""
    collection = hub.collection()
    times = ["2026-03-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.5Z"]
    base = make_indicator(1)
    for modified in times:
        response = member.post(collection, [{**base, "modified": modified}, make_indicator()])
        assert response.json()["failure_count"] == 0
    return collection, base, times


def test_versions_38_43_47(member, versions):
    collection, base, times = versions
    path = f"collections/{collection}/objects/{base['id']}/"

    def got(value):
        page = member.get(path, {"match[version]": value} if value else None).json()
        return [o["modified"] for o in page.get("objects", [])]

    assert got(None) == [times[0]]
    assert got("last") == [times[0]]
    assert got("first") == [times[1]]
    assert got("all") == times
    assert sorted(got("first,last")) == [times[1], times[0]]
    assert got("2026-02-01T00:00:00.500Z") == [times[2]]
    assert got("first,2026-02-01T00:00:00.500000Z") == times[1:]
    assert got("2020-01-01T00:00:00Z") == []
    listed = member.get(f"{path}versions/").json()["versions"]
    assert listed == sorted(times)
    assert member.get(f"{path}versions/", {"match[spec_version]": "2.0"}).json() == {}
    manifest = member.get(
        f"collections/{collection}/manifest/",
        {"match[id]": base["id"], "match[version]": "all"},
    ).json()["objects"]
    assert [r["version"] for r in manifest] == times
    assert {r["media_type"] for r in manifest} == {"application/stix+json;version=2.1"}


def test_last_is_the_default_among_many_38(member, versions):
    collection, base, times = versions
    page = member.objects(collection).json()["objects"]
    assert [o["modified"] for o in page if o["id"] == base["id"]] == [times[0]]
    firsts = member.objects(collection, **{"match[version]": "first"}).json()["objects"]
    assert [o["modified"] for o in firsts if o["id"] == base["id"]] == [times[1]]
    assert len(member.objects(collection, **{"match[version]": "all"}).json()["objects"]) == 6


def test_empty_results_40_41_42(hub, member, versions):
    empty = hub.collection()
    for path in ("objects/", "manifest/"):
        response = member.get(f"collections/{empty}/{path}")
        assert (response.status_code, response.json()) == (200, {})
        assert "x-taxii-date-added-first" not in response.headers
    unknown = f"indicator--{uuid.uuid4()}"
    for tail in ("", "versions/"):
        assert member.get(f"collections/{empty}/objects/{unknown}/{tail}").status_code == 404
    assert member.get(f"collections/{empty}/objects/nonsense/").status_code == 404
    collection, base, _ = versions
    response = member.get(
        f"collections/{collection}/objects/{base['id']}/",
        {"match[version]": "2001-01-01T00:00:00Z"},
    )
    assert (response.status_code, response.json()) == (200, {})


def test_errors_are_documents_56(member, filled):
    for response, status in (
        (member.http.get("/taxii2/sector/nothing/"), 404),
        (member.http.get("/nothing/at/all"), 404),
        (member.http.put(f"/taxii2/sector/collections/{filled[0]}/"), 405),
        (member.http.get("/taxii2/sector/collections/" + "x" * 3000 + "/"), 404),
    ):
        assert response.status_code == status
        body = response.json()
        assert body["title"]
        assert "Traceback" not in response.text
        assert "/src/" not in response.text
        if response.request.url.path.startswith("/taxii2"):
            assert body["http_status"] == str(status)
            assert response.headers["content-type"] == MEDIA
