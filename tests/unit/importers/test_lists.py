"""Lists as others publish them: each form, with made-up values, and what becomes of it."""

from __future__ import annotations

import json

import pytest

from wardline.core.errors import MalformedError
from wardline.core.tlp import TLP
from wardline.importers import Failure, detect, lines, read

HASH = {"sha256": "a" * 64, "sha1": "b" * 40, "md5": "c" * 32}
# The name of the file, what stands in it, and the values that it lists.
LISTS = {
    "a comment behind a network": (
        "drop.txt",
        "; Made-up DROP List 2026/11/20\n203.0.113.0/24 ; SBL1\n198.51.100.0/25 ; SBL2\n",
        ["203.0.113.0/24", "198.51.100.0/25"],
    ),
    "a count behind an address": ("ip.txt", "# Made up\n203.0.113.9\t8\n203.0.113.10 7\n",
                                  ["203.0.113.9", "203.0.113.10"]),
    "times and words in columns": (
        "ip.txt", "203.0.113.9,QakBot,2026-11-20 10:00:00\n203.0.113.10|made up|9\n",
        ["203.0.113.9", "203.0.113.10"],
    ),
    "addresses with ports": (
        "c2.txt", "203.0.113.9:4444\n[2001:db8::9]:443\nevil.example:8080\n",
        ["203.0.113.9", "2001:db8::9", "evil.example"],
    ),
    "defanged": (
        "ioc.txt", "hxxps://evil[.]example/a\n203.0.113[.]4\nevil[dot]example\nx[@]evil.example\n",
        ["https://evil.example/a", "203.0.113.4", "evil.example", "x@evil.example"],
    ),
    "a hosts file": (
        "hosts", ("127.0.0.1 localhost\n::1 localhost\n0.0.0.0 evil.example bad.example # x\n"
        "127.0.0.1\tworse.example\n"),
        ["evil.example", "bad.example", "worse.example"],
    ),
    "rules of an ad blocker": (
        "list.txt",
        ("[Adblock Plus]\n! Title: made up\n||evil.example^\n||bad.example^$third-party\n"
        "@@||good.example^\n"),
        ["evil.example", "bad.example"],
    ),
    "dnsmasq": (
        "dns.txt", ("address=/evil.example/0.0.0.0\naddress=/bad.example/worse.example/#\n"
        "server=/lost.example/\n"),
        ["evil.example", "bad.example", "worse.example", "lost.example"],
    ),
    "unbound": (
        "dns.txt", ('server:\nlocal-zone: "evil.example." always_nxdomain\n'
        'local-data: "evil.example A 0.0.0.0"\nlocal-zone: "good.example" transparent\n'),
        ["evil.example"],
    ),
    "a response policy zone": (
        "zone.txt",
        ("$TTL 60\n@ IN SOA localhost. root.localhost. 1 1 1 1 1\n@ NS localhost.\n"
        "evil.example CNAME .\nbad.example. 300 IN CNAME *.\ngood.example CNAME rpz-passthru.\n"
        "32.9.113.0.203.rpz-ip CNAME .\n24.0.100.51.198.rpz-ip CNAME rpz-drop.\n"),
        ["evil.example", "bad.example", "203.0.113.9", "198.51.100.0/24"],
    ),
    "DShield's blocks": (
        "block.txt", ("# made up\nStart\tEnd\tNetmask\tAttacks\tName\tCountry\temail\n"
        "203.0.113.0\t203.0.113.255\t24\t2000\tX\tUS\tx@y.example\n"),
        ["203.0.113.0/24"],
    ),
    "ranges": (
        "ranges.txt", "203.0.113.0-203.0.113.127\n198.51.100.8 - 198.51.100.9\n",
        ["203.0.113.0/25", "198.51.100.8/31"],
    ),
    "exits": (
        "exits.txt", ("ExitNode 0011BD2485AD45D984EC4159C88FC066E5E3300E\n"
        "Published 2026-11-20 10:00:00\nExitAddress 203.0.113.77 2026-11-20 10:05:00\n"),
        ["203.0.113.77"],
    ),
    "rules of servers and firewalls": (
        "rules.txt", ("deny 203.0.113.1;\ndeny from 203.0.113.2\ncreate bad hash:net family inet\n"
        "add bad 203.0.113.0/24\nCOMMIT\n"),
        ["203.0.113.1", "203.0.113.2", "203.0.113.0/24"],
    ),
    "what lets names pass in a response policy zone": (
        "zone.txt", ("good.example CNAME good.example.\n*.good.example IN CNAME *.good.example.\n"
        "*.good.example 60 IN CNAME rpz-passthru.\nslow.example CNAME rpz-tcp-only.\n"
        "evil.example CNAME .\n"),
        ["evil.example"],
    ),
    "what lets names pass in unbound": (
        "dns.txt", ('local-zone: "a.example" always_transparent\n'
        'local-zone: "b.example." typetransparent\nlocal-zone: c.example nodefault\n'
        'local-zone: "evil.example" always_null\n'),
        ["evil.example"],
    ),
    "what dnsmasq forwards": (
        "dns.txt", ("server=/corp.example/10.0.0.1\nserver=/good.example/#\nserver=192.0.2.1\n"
        "local=/evil.example/\n"),
        ["evil.example"],
    ),
    "what a set leaves out": (
        "set.txt", "add bad 203.0.113.0/24\nadd bad 203.0.113.9 nomatch\n", ["203.0.113.0/24"],
    ),
    "what an ad blocker edits or takes back": (
        "list.txt", ("||a.example^$badfilter\n||b.example^$removeparam=utm\n"
        "||c.example^$third-party,csp=script-src\n@@||d.example^$document\n@@\n"
        "||evil.example^$important\n"),
        ["evil.example"],
    ),
    "CSV with its header in a comment": (
        "urls.csv",
        ("#####\n# made up, it isn't \"closed\n# id,dateadded,url,url_status,threat,tags\n"
        '"1","2026-11-20 09:59:05","http://203.0.113.7:8080/x.sh","online","made_up","elf,mips"\n'
        '"2","2026-11-20 09:58:05","https://evil.example/a?b=c,d","offline","made_up","None"\n'),
        ["http://203.0.113.7:8080/x.sh", "https://evil.example/a?b=c,d"],
    ),
    "CSV with spaces before its quotes, and footer": (
        "iocs.csv",
        ('# "first_seen_utc","ioc_id","ioc_value","ioc_type"\n'
        '"2026-11-20 10:00:00", "1", "203.0.113.9:443", "ip:port"\n'
        f'"2026-11-20 10:00:00", "2", "{HASH["md5"]}", "md5_hash"\n# Number of entries: 2\n'),
        ["203.0.113.9", HASH["md5"]],
    ),
    "CSV with columns of one kind": (
        "c2.csv", "first_seen_utc,dst_ip,dst_port,malware\n2026-01-17 15:01,203.0.113.10,443,X\n",
        ["203.0.113.10"],
    ),
    "CSV with several hashes": (
        "samples.csv",
        (f'first_seen,sha256_hash,md5_hash,sha1_hash\n2026-01-17,{",".join(HASH.values())}\n'
        f'2026-01-17,n/a,{HASH["md5"]},\n'),
        [HASH["sha256"], HASH["md5"]],
    ),
    "CSV with semicolons and no header": (
        "list.csv", "made up;203.0.113.9;x\nmade up;evil.example;y\n",
        ["203.0.113.9", "evil.example"],
    ),
    "CSV with cells of several lines": (
        "notes.csv", 'indicator,description\nevil.example,"a\nb"\nbad.example,"say ""x"""\n',
        ["evil.example", "bad.example"],
    ),
    "JSON of objects": (
        "c2.json", json.dumps([{"ip_address": "203.0.113.10", "port": 443, "hostname": None}]),
        ["203.0.113.10"],
    ),
    "JSON of lists by number": (
        "iocs.json",
        json.dumps({"1": [{"ioc_value": "203.0.113.9:443", "ioc_type": "ip:port"}],
                    "2": [{"ioc_value": "evil.example", "ioc_type": "domain"}]}),
        ["203.0.113.9", "evil.example"],
    ),
    "JSON of pulses": (
        "pulses.json",
        json.dumps({"results": [{"name": "Made up", "tags": ["x"], "indicators": [
            {"indicator": HASH["sha256"], "type": "FileHash-SHA256", "description": ""},
            {"indicator": "203.0.113.0/24", "type": "CIDR"},
            {"indicator": "www.evil.example", "type": "hostname"}]}]}),
        [HASH["sha256"], "203.0.113.0/24", "www.evil.example"],
    ),
    "JSON of values alone": ("domains.json", '["evil.example", "bad.example"]',
                             ["evil.example", "bad.example"]),
    "JSON of values by kind": (
        "day.json",
        '{"day": "2026-11-20", "ips": ["203.0.113.9"], "domains": ["evil.example"], "tags": ["x"]}',
        ["203.0.113.9", "evil.example"],
    ),
    "JSON with its publisher": (
        "feed.json",
        json.dumps({"url": "https://publisher.example/feed", "status": "ok",
                    "entries": [{"ip": "203.0.113.9"}, {"ip": "203.0.113.10"}]}),
        ["203.0.113.9", "203.0.113.10"],
    ),
    "JSON of values with their publisher": (
        "feed.json", '{"url": "https://publisher.example/feed", "ips": ["203.0.113.9"]}',
        ["203.0.113.9"],
    ),
    "JSON of several values under one name": (
        "feed.json", '{"urls": ["https://evil.example/a", "https://bad.example/b"]}',
        ["https://evil.example/a", "https://bad.example/b"],
    ),
    "JSON of values with more about each": (
        "samples.json",
        json.dumps([{"sha256_hash": HASH["sha256"], "tags": ["x"],
                     "file_information": [{"value": "https://analyst.example/1"}]},
                    {"ioc_value": "evil.example", "samples": [{"md5_hash": HASH["md5"]}]}]),
        [HASH["sha256"], "evil.example"],
    ),
    "JSON, one object a line": (
        "iocs.jsonl", '{"url": "https://evil.example/x"}\n{"url": "https://bad.example/y"}\n',
        ["https://evil.example/x", "https://bad.example/y"],
    ),
}  # fmt: skip


UNKNOWN = {
    "CSV with semicolons and no header",
    "JSON of objects",
    "JSON of values by kind",
    "JSON with its publisher",
    "JSON of values with their publisher",
    "JSON of several values under one name",
    "JSON of values with more about each",
    "JSON, one object a line",
}
# Given by name alone they are asked for: --kind json.
ASKED = {name for name in UNKNOWN if name.startswith("JSON")}


@pytest.mark.parametrize("form", LISTS)
def test_each_form_gives_its_values_and_nothing_else(form):
    name, text, values = LISTS[form]
    made = list(read(text.encode(), name=name, kind="json" if form in ASKED else None))
    assert [one for one in made if isinstance(one, Failure)] == []
    assert [one.object["name"].lower() for one in made] == values


@pytest.mark.parametrize("form", LISTS)
def test_a_list_is_known_again_by_its_content_alone(form):
    _, text, values = LISTS[form]
    if form in UNKNOWN:
        # Nothing but its name, or who gives it, says what it is.
        return
    chosen = detect(text.encode(), "made-up")
    made = list(read(text.encode(), name="made-up", kind=chosen))
    assert [one.object["name"].lower() for one in made if not isinstance(one, Failure)] == values


def test_what_is_known_to_be_good_becomes_no_indicator(shared):
    files = sorted(shared("warninglists").glob("*.json"))
    assert len(files) > 30
    for file in files:
        with pytest.raises(MalformedError, match="warning list"):
            list(read(file.read_bytes(), kind="json"))
        try:
            made = list(read(file.read_bytes(), name=file.name))
        except MalformedError:
            continue
        # One whose name of them stands behind its first 64 kB.
        assert not any("pattern" in one.object for one in made if not isinstance(one, Failure))


@pytest.mark.parametrize(
    "document",
    [
        '{"products": [{"name": "x", "url": "https://vendor.example/", "created": "2026-11-01"}]}',
        '[{"login": "x", "url": "https://api.example/u/1", "tags": [], "description": "y"}]',
        '{"resourceType": "Bundle", "entry": [{"fullUrl": "https://ehr.example/1", "value": "x"}]}',
    ],
)
def test_other_json_with_addresses_is_no_list_of_threats(document):
    with pytest.raises(MalformedError, match="not known"):
        list(read(document.encode(), name="x"))


def test_what_a_table_tells_of_a_value_is_kept():
    text = (
        "# first_seen_utc,ioc_value,ioc_type,threat_type,malware_printable,confidence_level,tags\n"
        '2026-11-20 10:00:00 UTC,203.0.113.9:443,ip:port,botnet_cc,Made up,90,"x,None, y"\n'
        "2026-11-20T10:00:00+00:00,evil.example,domain,botnet_cc,n/a,101,\n"
    )
    first, second = [one.object for one in read(text.encode(), name="x")]
    assert first["valid_from"] == second["valid_from"] == "2026-11-20T10:00:00.000Z"
    assert first["description"] == "Made up, botnet_cc; port 443"
    assert first["labels"] == ["x", "y"]
    assert first["confidence"] == 90
    assert second["description"] == "botnet_cc"
    assert not second.keys() & {"labels", "confidence"}


@pytest.mark.parametrize(
    "line",
    [
        "evil.example is a made-up site",
        "203.0.113.9 203.0.113.10",
        "see evil.example for more",
        "203.0.113.0-2001:db8::",
        "0.0.0.0-255.255.255.254",
        "203.0.113.9:made-up",
        "||evil.example/path^",
        "/banner[0-9]+/",
    ],
)
def test_a_line_of_which_nobody_knows_what_it_means_is_told(line):
    [failure] = read(f"{line}\n".encode(), kind="text")
    assert isinstance(failure, Failure)
    assert failure.pointer == "line 1"


def test_json_that_lists_nothing_gives_nothing_and_broken_json_is_refused():
    assert list(read(b'{"a": {"b": [1, null, true, {"c": "d"}]}}', kind="json")) == []
    made = list(read(b'{"url": "https://evil.example/x"}\n{"url": \n', kind="json"))
    assert [isinstance(one, Failure) for one in made] == [False, True]
    with pytest.raises(MalformedError):
        list(read(b'{"url": ', kind="json"))
    deep = b'{"a":' * 50 + b'["evil.example"]' + b"}" * 50
    assert list(read(deep, kind="json")) == []


@pytest.mark.parametrize(
    "text",
    [
        'ip,name\n203.0.113.9,x\n203.0.113.10,"x\n203.0.113.11,y\n',
        'ip,name\n203.0.113.10,"x\n203.0.113.11,y\n203.0.113.12,"z"\n',
        'ip,name\n203.0.113.10,"x\n' + "203.0.113.11,y\n" * 200 + '203.0.113.12,z"\n',
        'ip,name\n203.0.113.10,"x',
    ],
)
def test_rows_behind_a_quotation_mark_that_is_not_closed_are_not_taken_for_missing(text):
    with pytest.raises(MalformedError, match=r"line [23] is not closed"):
        list(read(text.encode(), kind="csv"))


def test_a_row_with_an_odd_quotation_mark_hides_no_other():
    text = 'ip,name\n203.0.113.9,"x"y\n203.0.113.10,z\n'
    failure, taken = read(text.encode(), kind="csv")
    assert isinstance(failure, Failure)
    assert failure.pointer == "line 2"
    assert taken.object["name"] == "203.0.113.10"


def test_a_long_line_of_spaces_is_split_at_once():
    split = lines._COLUMNS.split(f"a{' ' * 200_000}b{' ' * 200_000}7")
    assert [part.strip() for part in split] == [f"a{' ' * 200_000}b", "7"]


@pytest.mark.parametrize("kind", ["csv", "text", "json"])
@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html><p>evil.example", "\ufeff\n <Html>\n<a href=https://x.example/>\n"]
)
def test_a_web_page_is_no_list(kind, page):
    with pytest.raises(MalformedError):
        list(read(page.encode(), kind=kind))


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "rate limit"},
        {"message": "rate limited", "host": "api.example"},
        {"status": "denied", "detail": {"url": "https://api.example/keys"}},
    ],
)
def test_an_answer_that_is_a_message_is_no_list(answer):
    with pytest.raises(MalformedError, match="lists nothing"):
        list(read(json.dumps(answer).encode(), kind="json"))


def test_of_two_ends_of_a_connection_none_is_chosen():
    text = "time,dst_ip,dst_port,src_ip\n2026-11-20,203.0.113.9,443,198.51.100.7\n"
    for kind in (None, "csv"):
        with pytest.raises(MalformedError, match="dst_ip and src_ip"):
            list(read(text.encode(), kind=kind))
    [failure] = read(b'[{"src_ip": "198.51.100.7", "dst_ip": "203.0.113.9"}]', kind="json")
    assert "src_ip and dst_ip" in failure.reason
    # A URL tells more than either.
    text = "url,dst_ip,src_ip\nhttps://evil.example/,203.0.113.9,198.51.100.7\n"
    [taken] = read(text.encode(), kind="csv")
    assert taken.object["name"] == "https://evil.example/"


@pytest.mark.parametrize(
    "text",
    [
        "reporter,c2\nsoc@hospital.example,203.0.113.9\n",
        "Start,End,Attacks,Name,Country,email\n203.0.113.0,203.0.113.255,9,X,US,x@y.example\n",
    ],
)
def test_who_is_written_to_about_a_value_is_no_indicator(text):
    made = list(read(text.encode(), kind="csv"))
    assert made
    assert all(isinstance(one, Failure) for one in made)


def test_what_had_expired_at_its_start_is_told_and_not_taken():
    text = (
        "indicator,first_seen,expires\nevil.example,,2020-01-01\n"
        "bad.example,2026-11-20,2026-11-20\nworse.example,2026-11-20,2026-11-21\n"
    )
    old, same, taken = read(text.encode(), kind="csv")
    assert "expired" in old.reason
    assert "expired" in same.reason
    assert taken.object["valid_until"] == "2026-11-21T00:00:00.000Z"


def test_exports_of_misp_give_no_victim_and_nothing_that_is_not_to_be_looked_for():
    text = (
        "uuid,type,value,to_ids,object_name\n"
        "1,target-email,nurse@hospital.example,1,\n2,target-machine,pc.hospital.example,1,\n"
        "3,domain,hospital.example,1,victim\n4,domain,seen.example,0,\n"
        "5,domain,other.example,False,\n6,domain,evil.example,1,domain-ip\n"
    )
    *withheld, taken = read(text.encode(), kind="csv")
    assert all(isinstance(one, Failure) for one in withheld)
    assert not any(".example" in one.reason for one in withheld)
    assert taken.object["name"] == "evil.example"
    rows = [{"type": "domain", "value": "a.example", "to_ids": False}]
    [failure] = read(json.dumps(rows).encode(), kind="json")
    assert isinstance(failure, Failure)


@pytest.mark.parametrize(
    ("feed", "own", "label"),
    [
        ("red", "", TLP.RED),
        ("red", "green", TLP.RED),
        ("clear", "amber", TLP.AMBER),
        ("n/a", "red", TLP.RED),
        ("made up", "green", None),
    ],
)
def test_the_label_of_a_feed_holds_for_what_it_lists(feed, own, label):
    document = {"tlp": feed, "entries": [{"ip": "203.0.113.9", "tlp": own}]}
    [made] = read(json.dumps(document).encode(), kind="json")
    if label is None:
        assert "no TLP label" in made.reason
    else:
        assert made.object["object_marking_refs"] == [label.marking_id]
