"""Checks of negotiation, authentication, discovery, pages and filters (checklist 1 to 43)."""

from __future__ import annotations

import re
import uuid

from wardline.core.clock import format_timestamp, parse_timestamp
from wardline.testing.taxii.session import MEDIA, NotRun, Session, check, expect

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def _media(value: str) -> str:
    return value.replace(" ", "").lower()


@check("1", "MUST", "1.6.8", "successes and errors carry the TAXII media type")
def content_type(s: Session) -> str:
    for url in (
        s.discovery_url,
        s.root,
        f"{s.root}collections/",
        f"{s.path}objects/?limit=1",
        f"{s.root}collections/{uuid.uuid4()}/",
        f"{s.path}objects/?limit=0",
    ):
        response = s.get(url)
        kind = response.headers.get("content-type", "none")
        expect(_media(kind) == MEDIA, f"{url} → {response.status_code} {kind}")
    return MEDIA


@check("2", "MUST", "1.6.8", "Accept with version 2.1 is never 406")
def accept_version(s: Session) -> str:
    for url in (s.discovery_url, s.root, f"{s.root}collections/", f"{s.path}objects/?limit=1"):
        status = s.get(url).status_code
        expect(status == 200, f"{url} → {status}")
    return "200 everywhere"


@check("2", "MUST", "1.6.8", "Accept without a version is served")
def accept_plain(s: Session) -> str:
    status = s.get(
        f"{s.root}collections/", headers={"accept": "application/taxii+json"}
    ).status_code
    expect(status == 200, f"application/taxii+json → {status}")
    return "200"


@check("3", "MUST", "1.6.8", "media ranges are parsed: spaces, case, lists, q, wildcards")
def accept_ranges(s: Session) -> str:
    for accept in (
        "application/taxii+json; version=2.1",
        "Application/TAXII+JSON;version=2.1",
        "text/html, application/taxii+json;version=2.1;q=0.5",
        "*/*",
        f"{MEDIA}, application/stix+json;version=2.1",
    ):
        status = s.get(f"{s.root}collections/", headers={"accept": accept}).status_code
        expect(status == 200, f"Accept: {accept} → {status}")
    return "200 for each"


@check("4", "MUST", "1.6.8", "other Accept values are 200 or 406, never 5xx")
def accept_other(s: Session) -> str:
    for accept in ("text/html", "application/taxii+json;version=9.9", ";;;", "a/b;q=x"):
        status = s.get(f"{s.root}collections/", headers={"accept": accept}).status_code
        expect(status in (200, 406), f"Accept: {accept} → {status}")
    return "200 or 406"


@check("6", "MUST", "3.1", "a path without its last slash is no server error")
def no_slash(s: Session) -> str:
    status = s.get(f"{s.root}collections").status_code
    expect(status < 500, f"GET …/collections → {status}")
    return str(status)


@check("7", "QUALITY", "RFC 9110", "an unknown method is 405 with Allow")
def unknown_method(s: Session) -> str:
    response = s.request("PATCH", f"{s.path}objects/")
    expect(
        response.status_code == 405 and "allow" in response.headers,
        f"PATCH → {response.status_code}",
    )
    return f"405, Allow: {response.headers['allow']}"


@check("7", "QUALITY", "RFC 9110", "large pages are compressed when asked")
def compression(s: Session) -> str:
    s.filled(10)
    response = s.get(f"{s.path}objects/", headers={"accept-encoding": "gzip"})
    coding = response.headers.get("content-encoding", "none")
    expect(coding == "gzip", f"Content-Encoding: {coding}")
    return "gzip"


@check("8", "MUST", "8.2.2", "without credentials every collection endpoint is 401 or 404")
def no_credentials(s: Session) -> str:
    for method, path in (
        ("GET", ""),
        ("GET", "objects/"),
        ("GET", "manifest/"),
        ("POST", "objects/"),
        ("DELETE", f"objects/indicator--{uuid.uuid4()}/"),
    ):
        status = s.request(method, f"{s.path}{path}", anonymous=True, content=b"{").status_code
        expect(status in (401, 404), f"{method} {path or 'collection'} → {status}")
    return "401 or 404"


@check("8", "MUST", "1.6.9", "401 names a scheme in WWW-Authenticate")
def challenge(s: Session) -> str:
    response = s.get(f"{s.root}collections/", anonymous=True)
    if response.status_code != 401:
        raise NotRun(f"the server answers {response.status_code} to strangers")
    value = response.headers.get("www-authenticate", "")
    scheme = value.partition(" ")[0].lower()
    expect(scheme in ("basic", "bearer", "digest", "negotiate", "mutual", "hoba", "dpop"), value)
    return str(value)


@check("8", "MUST", "8.2.2", "wrong credentials are 401 or 404")
def wrong_credentials(s: Session) -> str:
    for value in ("Bearer wrong", "Basic d3Jvbmc6d3Jvbmc=", "Basic !!!", "x"):
        status = s.get(
            f"{s.path}objects/", anonymous=True, headers={"authorization": value}
        ).status_code
        expect(status in (401, 404), f"{value} → {status}")
    return "401 or 404"


@check("11", "SHOULD", "1.6", "a request without User-Agent is served")
def no_user_agent(s: Session) -> str:
    status = s.get(f"{s.root}collections/", headers={"user-agent": ""}).status_code
    expect(status == 200, str(status))
    return "200"


@check("12", "MUST", "4.1", "discovery: at /taxii2/, title, default among api_roots")
def discovery(s: Session) -> str:
    found = s.json(s.get(s.discovery_url))
    expect(isinstance(found.get("title"), str), f"title: {found.get('title')!r}")
    roots = found.get("api_roots")
    expect(roots is None or roots, "api_roots is empty; it must be left out then")
    expect("default" not in found or found["default"] in (roots or []), "default is no api_root")
    return str(found.get("default"))


@check("13", "MUST", "4.1", "api_roots are https URLs or start with one slash, without a query")
def api_roots(s: Session) -> str:
    for root in s.json(s.get(s.discovery_url)).get("api_roots", []):
        fine = re.fullmatch(r"(https://[^?]+|/[^/?][^?]*)", str(root))
        expect(fine or str(root).startswith(("http://127.0.0.1", "http://localhost")), str(root))
    return "well-formed"


@check("15", "MUST", "4.2", "API root: title, versions with 2.1, max_content_length")
def api_root(s: Session) -> str:
    found = s.root_resource
    expect(isinstance(found.get("title"), str), f"title: {found.get('title')!r}")
    expect(MEDIA in [_media(str(v)) for v in found.get("versions", [])], str(found.get("versions")))
    size = found.get("max_content_length")
    expect(type(size) is int and size > 0, f"max_content_length: {size!r}")
    return f"max_content_length {size}"


@check("17", "MUST", "4.2", "an unknown API root is 404")
def unknown_root(s: Session) -> str:
    status = s.get(f"/no-such-root-{uuid.uuid4().hex[:8]}/").status_code
    expect(status in (404, 401), str(status))
    return str(status)


@check("22", "MUST", "5.1", "collections come in a stable order")
def stable_order(s: Session) -> str:
    lists = [
        [c.get("id") for c in s.json(s.get(f"{s.root}collections/")).get("collections", [])]
        for _ in range(3)
    ]
    expect(lists[0] == lists[1] == lists[2], "the order changes")
    return f"{len(lists[0])} collections"


@check("23", "MUST", "5.2", "a collection has id, title, can_read, can_write")
def collection_resource(s: Session) -> str:
    found = s.json(s.get(s.path))
    expect(found.get("id") == s.collection["id"], f"id: {found.get('id')!r}")
    expect(isinstance(found.get("title"), str), "no title")
    for name in ("can_read", "can_write"):
        expect(type(found.get(name)) is bool, f"{name}: {found.get(name)!r}")
    expect(found.get("media_types") != [], "media_types is empty")
    return str(found.get("title"))


@check("24", "MUST", "5.2", "an unknown collection is 404")
def unknown_collection(s: Session) -> str:
    for tail in ("", "objects/", "manifest/"):
        status = s.get(f"{s.root}collections/{uuid.uuid4()}/{tail}").status_code
        expect(status == 404, f"{tail or 'collection'} → {status}")
    return "404"


@check("26", "MUST", "5.4", "X-TAXII-Date-Added-First and -Last stand on every page")
def date_headers(s: Session) -> str:
    records = s.filled(3)
    for path in (
        "objects/",
        "manifest/",
        f"objects/{records[0]['id']}/",
        f"objects/{records[0]['id']}/versions/",
    ):
        headers = s.get(f"{s.path}{path}?limit=2").headers
        first = headers.get("x-taxii-date-added-first", "")
        last = headers.get("x-taxii-date-added-last", "")
        expect(_STAMP.fullmatch(first) and _STAMP.fullmatch(last), f"{path}: {first!r} {last!r}")
        expect(first <= last, f"{path}: first {first} is after last {last}")
    return "six decimals and Z"


@check("26", "MUST", "5.4", "the headers are the date_added of the first and last record")
def date_headers_match(s: Session) -> str:
    s.filled(3)
    response = s.get(f"{s.path}manifest/?limit=3")
    records = s.json(response).get("objects", [])
    expect(records, "no records")
    seen = (
        response.headers.get("x-taxii-date-added-first"),
        response.headers.get("x-taxii-date-added-last"),
    )
    wanted = (records[0].get("date_added"), records[-1].get("date_added"))
    expect(seen == wanted, f"headers {seen}, records {wanted}")
    return str(wanted[1])


@check("27", "MUST", "3.4", "manifest and objects ascend by date_added, in the same order")
def ascending(s: Session) -> str:
    s.filled(5)
    records = s.objects("?limit=50", "manifest/")
    stamps = [str(r.get("date_added")) for r in records]
    expect(stamps == sorted(stamps), "date_added does not ascend")
    ids = [o.get("id") for o in s.objects("?limit=50")]
    expect(ids == [r.get("id") for r in records], "objects come in another order")
    return f"{len(ids)} in order"


@check("28", "MUST", "3.4", "added_after is exclusive, to the microsecond")
def added_after_strict(s: Session) -> str:
    records = s.filled(3)
    stamp = str(records[1]["date_added"])
    later = [r["date_added"] for r in s.objects(f"?added_after={stamp}", "manifest/")]
    expect(stamp not in later, f"added_after={stamp} gives a record of that instant")
    instant = parse_timestamp(stamp)
    expect(instant is not None, f"date_added {stamp} is no timestamp")
    before = format_timestamp((instant or 0) - 1)
    ids = [r["id"] for r in s.objects(f"?added_after={before}", "manifest/")]
    expect(records[1]["id"] in ids, f"added_after={before} leaves out a record 1 µs later")
    return "exclusive"


@check("29,57", "MUST", "3.4", "malformed added_after is 400")
def added_after_malformed(s: Session) -> str:
    for value in ("yesterday", "", "2020-01-01", "2020-99-99T00:00:00Z"):
        status = s.get(f"{s.path}objects/?added_after={value}").status_code
        expect(status == 400, f"added_after={value} → {status}")
    return "400"


@check("29", "QUALITY", "3.4", "added_after with fewer decimals is taken")
def added_after_coarse(s: Session) -> str:
    for value in ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000Z"):
        status = s.get(f"{s.path}objects/?added_after={value}&limit=1").status_code
        expect(status == 200, f"{value} → {status}")
    return "200"


@check("30", "MUST", "3.5", "never more than limit")
def limit_held(s: Session) -> str:
    s.filled(5)
    for path in ("objects/", "manifest/"):
        count = len(s.objects("?limit=2", path))
        expect(count == 2, f"{path}?limit=2 gives {count}")
    return "2 of limit=2"


@check("30,57", "MUST", "3.5", "limit 0, negative or text is 400")
def limit_malformed(s: Session) -> str:
    for value in ("0", "-1", "ten", "1.5"):
        status = s.get(f"{s.path}objects/?limit={value}").status_code
        expect(status == 400, f"limit={value} → {status}")
    return "400"


@check("31", "MUST", "3.7", "a page that was cut says more; next is a string")
def more_and_next(s: Session) -> str:
    s.filled(5)
    page = s.json(s.get(f"{s.path}objects/?limit=2"))
    expect(page.get("more") is True, f"more: {page.get('more')!r}")
    expect(isinstance(page.get("next"), str), f"next: {page.get('next')!r}")
    return "a string"


@check("32,33", "MUST", "3.5", "walking by next gives every object once")
def walk_next(s: Session) -> str:
    s.filled(7)
    seen: list[str] = []
    query = "?limit=3"
    for _ in range(40):
        page = s.json(s.get(f"{s.path}manifest/{query}"))
        seen += [r.get("id", "") for r in page.get("objects", [])]
        if not page.get("more"):
            break
        query = f"?limit=3&next={page.get('next')}"
    expect(len(seen) == len(set(seen)), "an object comes twice")
    expect(len(seen) >= 7, f"only {len(seen)} objects")
    return f"{len(seen)} objects, each once"


@check("33", "QUALITY", "3.4", "walking by added_after gives every object once")
def walk_added_after(s: Session) -> str:
    s.filled(7)
    seen: list[str] = []
    query = "?limit=3"
    for _ in range(40):
        response = s.get(f"{s.path}manifest/{query}")
        records = s.json(response).get("objects", [])
        seen += [r.get("id", "") for r in records]
        if not records or len(seen) >= 100:
            break
        query = f"?limit=3&added_after={response.headers.get('x-taxii-date-added-last')}"
    whole = [r["id"] for r in s.objects("?limit=100", "manifest/")]
    expect(seen[: len(whole)] == whole[: len(seen)], "objects are missed or repeated")
    return f"{len(seen)} objects"


@check("32", "QUALITY", "3.5", "a forged next is 400")
def forged_next(s: Session) -> str:
    status = s.get(f"{s.path}objects/?next=forged-{uuid.uuid4().hex}").status_code
    expect(status == 400, str(status))
    return "400"


@check("32", "QUALITY", "3.5", "the same next asked twice gives the same page")
def next_twice(s: Session) -> str:
    s.filled(5)
    page = s.json(s.get(f"{s.path}manifest/?limit=2"))
    twice = [
        s.json(s.get(f"{s.path}manifest/?limit=2&next={page.get('next')}")).get("objects")
        for _ in range(2)
    ]
    expect(twice[0] == twice[1] and twice[0], "the pages differ")
    return "the same"


@check("35", "MUST", "3.4.1", "match[id] and match[type] filter objects and manifest")
def match_fields(s: Session) -> str:
    records = s.filled(3)
    number = records[1]["id"]
    kind = number.partition("--")[0]
    for path in ("objects/", "manifest/"):
        ids = [o.get("id") for o in s.objects(f"?match[id]={number}", path)]
        expect(ids == [number], f"{path} match[id] gives {len(ids)}")
        kinds = {
            str(o.get("id")).partition("--")[0]
            for o in s.objects(f"?match[type]={kind}&limit=50", path)
        }
        expect(kinds == {kind}, f"{path} match[type]={kind} gives {kinds}")
    return "filtered"


@check("36", "MUST", "3.4.1", "a comma is OR, fields are ANDed")
def match_or_and(s: Session) -> str:
    records = s.filled(3)
    two = [records[0]["id"], records[2]["id"]]
    ids = [str(o.get("id")) for o in s.objects(f"?match[id]={','.join(two)}")]
    expect(sorted(ids) == sorted(two), f"two ids give {len(ids)}")
    none = s.objects(f"?match[id]={two[0]}&match[type]=x-nothing-of-this-kind")
    expect(none == [], f"fields are not ANDed: {len(none)}")
    return "as asked"


@check("37", "MUST", "3.4.1", "no STIX type in match[type] is an error")
def match_types(s: Session) -> str:
    for kind in ("malware", "x-custom-thing", "ipv4-addr,url", "marking-definition"):
        status = s.get(f"{s.path}objects/?match[type]={kind}&limit=1").status_code
        expect(status == 200, f"{kind} → {status}")
    return "200"


@check("38,57", "MUST", "3.4.1", "match[version] refuses all with others, and no timestamp")
def match_version_malformed(s: Session) -> str:
    for value in ("all,last", "newest"):
        status = s.get(f"{s.path}objects/?match[version]={value}").status_code
        expect(status == 400, f"match[version]={value} → {status}")
    return "400"


@check("39", "MUST", "3.4.1", "match[spec_version]=2.0 leaves 2.1 objects out")
def match_spec_version(s: Session) -> str:
    s.filled(1)
    old = [
        o for o in s.objects("?match[spec_version]=2.0&limit=20") if o.get("spec_version") == "2.1"
    ]
    expect(old == [], f"{len(old)} objects of 2.1")
    expect(s.objects("?match[spec_version]=2.0,2.1&limit=20"), "2.0,2.1 gives nothing")
    return "left out"


@check("40", "MUST", "5.3.1", "manifest records: id, date_added, version, media_type")
def manifest_record(s: Session) -> str:
    for record in s.filled(3)[:20]:
        expect(_STAMP.fullmatch(str(record.get("date_added"))), str(record.get("date_added")))
        expect(parse_timestamp(str(record.get("version"))) is not None, str(record))
    return "well-formed"


@check("41", "MUST", "3.7", "an empty result is {} or has no objects")
def empty_result(s: Session) -> str:
    response = s.get(f"{s.path}objects/?added_after=2100-01-01T00:00:00.000000Z")
    expect(response.status_code == 200, str(response.status_code))
    expect("objects" not in s.json(response), f"body {response.text[:80]}")
    return response.text[:40]


@check("42", "MUST", "5.6", "an unknown object is 404; a known one filtered out is empty")
def unknown_object(s: Session) -> str:
    status = s.get(f"{s.path}objects/indicator--{uuid.uuid4()}/").status_code
    expect(status == 404, f"unknown id → {status}")
    return "404"


@check("43", "MUST", "5.8", "versions are listed, each once")
def versions_listed(s: Session) -> str:
    number = s.filled(1)[0]["id"]
    listed = s.json(s.get(f"{s.path}objects/{number}/versions/")).get("versions", [])
    expect(listed and len(set(listed)) == len(listed), f"versions: {listed}")
    return f"{len(listed)}"


@check("36,57", "MUST", "3.4.1", "a match field that stands twice is 400")
def match_twice(s: Session) -> str:
    status = s.get(f"{s.path}objects/?match[type]=malware&match[type]=tool").status_code
    expect(status == 400, str(status))
    return "400"
