"""Checks of writing, deleting, status and errors (checklist 5, 16, 18 to 21, 38, 44 to 58)."""

from __future__ import annotations

import json
import re
import threading
import uuid
from typing import Any

from wardline.testing.taxii.session import MEDIA, Failed, NotRun, Session, check, expect

_TRACE = re.compile(r"Traceback|File \"|/site-packages/|at [\w.]+\(\w+\.java")


@check("5", "MUST", "1.6.8", "POST is taken with and without version; other types are 415")
def post_content_type(s: Session) -> str:
    for kind, wanted in (
        ("application/taxii+json", 202),
        (MEDIA, 202),
        ("text/plain", 415),
        ("application/taxii+json;version=2.0", 415),
    ):
        status = s.add([s.indicator()], **{"content-type": kind}).status_code
        expect(status == wanted, f"{kind} → {status}")
    return "202 and 415"


@check("16", "MUST", "4.2", "a body over max_content_length is 413")
def too_large(s: Session) -> str:
    limit = int(s.root_resource.get("max_content_length", 0))
    if not s.write or not 0 < limit <= 64 * 2**20:
        raise NotRun("it writes, or the limit is above 64 MiB")
    body = json.dumps({"objects": [s.indicator(description="")]}).encode()
    body = body.replace(b'"description": ""', b'"description": "' + b"x" * limit + b'"')
    response = s.request("POST", f"{s.path}objects/", content=body, headers={"content-type": MEDIA})
    expect(response.status_code == 413, str(response.status_code))
    return "413"


@check("18,19,45", "MUST", "4.3", "POST gives 202 and a status resource whose counts add up")
def status_resource(s: Session) -> str:
    status = s.add_done([s.indicator(), s.indicator()])
    expect(uuid.UUID(str(status.get("id"))).version == 4, f"id {status.get('id')}")
    counts = [status.get(f"{n}_count") for n in ("success", "failure", "pending")]
    expect(all(type(c) is int for c in counts), f"counts {counts}")
    expect(sum(int(c or 0) for c in counts) == status.get("total_count") == 2, str(counts))
    for name in ("successes", "failures", "pendings"):
        expect(status.get(name) != [], f"{name} is an empty list")
    return "complete"


@check("20", "MUST", "4.3", "a status can be asked again; an unknown one is 404")
def status_again(s: Session) -> str:
    status = s.add_done([s.indicator()])
    again = s.get(f"{s.root}status/{status['id']}/")
    expect(again.status_code == 200, f"its own status → {again.status_code}")
    unknown = s.get(f"{s.root}status/{uuid.uuid4()}/").status_code
    expect(unknown == 404, f"unknown status → {unknown}")
    return "200 and 404"


@check("20", "QUALITY", "4.3", "another organization's status is 404")
def status_of_others(s: Session) -> str:
    if "other" not in s.others:
        raise NotRun("it needs --other-key-file")
    status = s.add_done([s.indicator()])
    found = s.get(f"{s.root}status/{status['id']}/", who="other").status_code
    expect(found == 404, str(found))
    return "404"


@check("25,45,54", "MUST", "5", "a key that may only read cannot write or delete")
def read_only(s: Session) -> str:
    if "read" not in s.others or not s.write:
        raise NotRun("it needs --read-key-file and writing")
    made = s.indicator()
    s.add_done([made])
    body = json.dumps({"objects": [s.indicator()]}).encode()
    posted = s.request(
        "POST", f"{s.path}objects/", who="read", content=body, headers={"content-type": MEDIA}
    ).status_code
    gone = s.request("DELETE", f"{s.path}objects/{made['id']}/", who="read").status_code
    expect(posted in (403, 404) and gone in (403, 404), f"POST {posted}, DELETE {gone}")
    return f"POST {posted}, DELETE {gone}"


@check("25,54", "MUST", "5", "a key that may only write cannot read")
def write_only(s: Session) -> str:
    if "write" not in s.others:
        raise NotRun("it needs --write-key-file")
    for path in ("objects/", "manifest/"):
        status = s.get(f"{s.path}{path}", who="write").status_code
        expect(status in (403, 404), f"{path} → {status}")
    return "403 or 404"


@check("38,47", "MUST", "3.4.1", "versions: last by default, first, all, exact, in any order")
def versions(s: Session) -> str:
    base = s.indicator()
    times = ["2026-03-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"]
    for modified in times:
        s.add_done([{**base, "modified": modified}])
    path = f"objects/{base['id']}/"
    for query, wanted in (
        ("", times[:1]),
        ("?match[version]=last", times[:1]),
        ("?match[version]=first", times[1:2]),
        ("?match[version]=all", times),
        (f"?match[version]={times[2]}", times[2:]),
        ("?match[version]=2026-02-01T00:00:00Z", times[2:]),
    ):
        got = [str(o.get("modified")) for o in s.objects(query, path)]
        expect(sorted(got) == sorted(wanted), f"{query or 'default'} gives {got}")
    return "as asked"


@check("44", "MUST", "5.5", "objects come back property for property")
def round_trip(s: Session) -> str:
    made = s.indicator(x_made_up={"b": [1, 2.5, True], "a": "é\u2028😀"}, confidence=50)
    s.add_done([made])
    got = s.objects(path=f"objects/{made['id']}/")
    expect(got == [made], f"came back as {json.dumps(got)[:200]}")
    return "equal"


@check("46", "MUST", "5.5", "a duplicate is no error and is not stored twice")
def duplicate(s: Session) -> str:
    made = s.indicator()
    for _ in range(2):
        status = s.add_done([made])
        expect(status.get("failure_count") == 0, f"failures {status.get('failures')}")
    count = len(s.objects("?match[version]=all", f"objects/{made['id']}/"))
    expect(count == 1, f"stored {count} times")
    return "once"


@check("46", "QUALITY", "5.5", "the same version with other content fails, and the first stays")
def conflict(s: Session) -> str:
    made = s.indicator()
    s.add_done([made])
    status = s.add_done([{**made, "name": "Other content"}])
    expect(status.get("failure_count") == 1, f"failure_count {status.get('failure_count')}")
    expect(s.objects(path=f"objects/{made['id']}/") == [made], "the first was replaced")
    return "the first stays"


@check("48,50", "MUST", "3.6", "malformed bodies are 4xx, never 5xx")
def malformed(s: Session) -> str:
    if not s.write:
        raise NotRun("it writes")
    for body in (
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"objects":[]}',
        b'{"objects":{}}',
        b"null",
        b'{"objects":[NaN]}',
        b'{"objects":' + b"[" * 100_000,
        b"\xff\xfe",
    ):
        status = s.request(
            "POST", f"{s.path}objects/", content=body, headers={"content-type": MEDIA}
        ).status_code
        expect(400 <= status < 500, f"{body[:20]!r} → {status}")
    return "4xx"


@check("48", "MUST", "5.5", "one bad object among good: the good are in, the bad is told")
def one_bad(s: Session) -> str:
    good = [s.indicator(), s.indicator()]
    response = s.add([good[0], {"type": "indicator"}, good[1]])
    if response.status_code in (400, 422):
        raise Failed(f"{response.status_code}: the good objects are lost with the bad one")
    status = s.json(response)
    expect(status.get("failure_count") == 1, f"failure_count {status.get('failure_count')}")
    ids = [o.get("id") for o in s.objects(f"?match[id]={good[0]['id']},{good[1]['id']}")]
    expect(len(ids) == 2, f"{len(ids)} of 2 good objects are there")
    expect((status.get("failures") or [{}])[0].get("message"), "the failure has no message")
    return str((status.get("failures") or [{}])[0].get("message"))[:80]


@check("49", "MUST", "5.5", "observables and marking-definitions are taken")
def unversioned(s: Session) -> str:
    made: list[dict[str, Any]] = [
        {
            "type": "domain-name",
            "spec_version": "2.1",
            "id": f"domain-name--{uuid.uuid4()}",
            "value": "conformance.example",
        },
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": f"marking-definition--{uuid.uuid4()}",
            "created": "2026-01-01T00:00:00.000Z",
            "definition_type": "statement",
            "definition": {"statement": "Test."},
        },
    ]
    status = s.add_done(made)
    expect(status.get("failure_count") == 0, str(status.get("failures")))
    for item in made:
        expect(s.objects(path=f"objects/{item['id']}/") == [item], f"{item['type']} is not there")
    return "stored"


@check("33,34", "QUALITY", "3.5", "a walk while others write misses nothing")
def concurrent_walk(s: Session) -> str:
    if not s.write:
        raise NotRun("it writes")
    start = s.objects("", "manifest/")
    stamp = str(start[-1]["date_added"]) if start else "2000-01-01T00:00:00.000000Z"
    sent: list[str] = []

    def write() -> None:
        for _ in range(10):
            batch: list[Any] = [s.indicator() for _ in range(5)]
            if s.add(batch).status_code == 202:
                sent.extend(str(o["id"]) for o in batch)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    seen: list[str] = []
    idle = 0
    while idle < 2:
        done = not any(writer.is_alive() for writer in writers)
        response = s.get(f"{s.path}manifest/?limit=4&added_after={stamp}")
        records = s.json(response).get("objects", [])
        seen += [r.get("id", "") for r in records]
        stamp = str(response.headers.get("x-taxii-date-added-last", stamp))
        idle = idle + 1 if done and not records else 0
        expect(len(seen) < 2000, "the walk does not end")
    missed = set(sent) - set(seen)
    expect(not missed, f"{len(missed)} of {len(sent)} objects were missed")
    return f"{len(sent)} objects, none missed"


@check("53", "MUST", "5.7", "DELETE takes an object out of every endpoint")
def delete(s: Session) -> str:
    made = s.indicator()
    s.add_done([made])
    status = s.request("DELETE", f"{s.path}objects/{made['id']}/").status_code
    expect(status == 200, f"DELETE → {status}")
    found = s.get(f"{s.path}objects/{made['id']}/").status_code
    expect(found == 404, f"the object → {found}")
    expect(s.objects(f"?match[id]={made['id']}", "manifest/") == [], "it is in the manifest")
    return "gone"


@check("53", "MUST", "5.7", "DELETE with match[version] takes only that version")
def delete_version(s: Session) -> str:
    base = s.indicator()
    newer = {**base, "modified": "2026-02-01T00:00:00.000Z"}
    s.add_done([base])
    s.add_done([newer])
    path = f"{s.path}objects/{base['id']}/"
    status = s.request("DELETE", f"{path}?match[version]={newer['modified']}").status_code
    expect(status == 200, f"DELETE → {status}")
    left = s.objects("?match[version]=all", f"objects/{base['id']}/")
    expect(left == [base], f"{len(left)} versions are left")
    return "one left"


@check("55", "MUST", "5.7", "DELETE of an unknown object is 404")
def delete_unknown(s: Session) -> str:
    if not s.write:
        raise NotRun("it writes")
    status = s.request("DELETE", f"{s.path}objects/indicator--{uuid.uuid4()}/").status_code
    expect(status == 404, str(status))
    return "404"


@check("56", "MUST", "3.6", "errors are error resources without inner details")
def error_resource(s: Session) -> str:
    for url in (
        f"{s.root}collections/{uuid.uuid4()}/",
        f"{s.path}objects/?limit=x",
        f"{s.root}nothing-here/",
    ):
        response = s.get(url)
        body = s.json(response)
        expect(isinstance(body.get("title"), str), f"{url}: no title: {response.text[:80]}")
        stated = body.get("http_status")
        expect(stated in (None, str(response.status_code)), f"http_status {stated!r}")
        expect(not _TRACE.search(response.text), "it shows the server's inside")
    return "title, http_status"


@check("58", "MUST", "2", "no list in any resource is empty")
def no_empty_lists(s: Session) -> str:
    for url in (s.discovery_url, s.root, f"{s.root}collections/", s.path):
        body = s.json(s.get(url))
        empty = [name for name, value in body.items() if value == []]
        expect(not empty, f"{url}: {empty}")
    return "none"


@check("10", "MUST", "8.5.1", "TLS 1.2 is accepted")
def tls(s: Session) -> str:
    if not s.url.startswith("https://"):
        raise NotRun("the address is not https")
    return "the connection stands"


@check("52", "MUST", "5.5", "what was answered complete survives a crash")
def crash_safety(s: Session) -> str:
    raise NotRun("it cannot be seen from outside")


@check("59", "SHOULD", "1.6.2", "a DNS SRV record leads to the server")
def dns_srv(s: Session) -> str:
    raise NotRun("it is a matter of DNS, not of the server")
