"""`wardline defend` and the hub's lists as those who use them see them."""

import datetime as dt
import gzip
import json
import stat

import httpx
import pytest

import console
from wardline.defend import FORMATS
from wardline.testing import rules


def defend(*words, code=0):
    done = console.run("defend", *words, text=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, out + err
    assert "Traceback" not in err
    return out, err


@pytest.fixture(name="listed")
def listed_fixture(tmp_path):
    path = tmp_path / "iocs.txt"
    path.write_text(
        "evil[.]example\n203.0.113.9\n8.8.8.8\n" + "a" * 64 + "\nhttps://evil.example/a\n"
    )
    return path


def test_the_list_of_formats_names_each_with_its_tool():
    out, _ = defend("--list")
    assert [line.split()[0] for line in out.splitlines()] == list(FORMATS)
    out, _ = defend("--list", "--json")
    assert all(one["tool"] and one["load"] for one in json.loads(out))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_whole_files_and_tells_what_it_did(name, listed, tmp_path):
    target = tmp_path / "out" / "wardline.out"
    target.parent.mkdir()
    out, err = defend(name, "--indicators", listed, "--out", target, "--json")
    told = json.loads(out)
    assert told["format"] == name
    assert told["indicators"] == 5
    assert told["entries"] > 0
    assert told["bytes"] == target.stat().st_size
    assert sorted(told["files"]) == sorted(str(path) for path in target.parent.iterdir())
    assert "left out" in err
    assert b"8.8.8.8" not in target.read_bytes()
    # What is printed without --out is the same; hash lists beside it need a file.
    if name != "suricata":
        assert defend(name, "--indicators", listed)[0].encode() == target.read_bytes()
    again = target.read_bytes()
    defend(name, "--indicators", listed, "--out", target)
    assert target.read_bytes() == again


def test_suricata_hash_lists_lie_beside_the_rules(listed, tmp_path):
    target = tmp_path / "w.rules"
    defend("suricata", "--indicators", listed, "--out", target)
    assert (tmp_path / "w.rules.sha256").read_text() == "a" * 64 + "\n"
    found = rules.rules(target.read_text(), rules.SURICATA_WORDS)
    assert "w.rules.sha256" in {value for rule in found for value in rule.all("filesha256")}
    out, _ = defend("suricata", "--indicators", listed)
    assert "filesha256" not in out
    assert "use --out" in out


def test_what_is_left_out_is_told_and_listed(listed, tmp_path):
    full = tmp_path / "left.csv"
    _, err = defend("edl-ip", "--indicators", listed, "--left-out", full)
    assert "1 left out: on a warning list" in err
    assert "8.8.8.8:" in err
    lines = full.read_text().splitlines()
    assert lines[0] == "what,reason,indicator"
    assert len(lines) == 1 + 4


def test_an_output_keeps_its_rights_and_no_part_is_left(listed, tmp_path):
    target = tmp_path / "list.txt"
    target.write_text("old")
    target.chmod(0o640)
    defend("edl-ip", "--indicators", listed, "--out", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["iocs.txt", "list.txt"]


def test_wrong_calls_say_what_to_do(listed, tmp_path):
    assert "There are edl-ip" in defend("nonsense", "--indicators", listed, code=2)[1]
    assert "--list" in defend(code=2)[1]
    assert "--out" in defend("csv", "--json", "--indicators", listed, code=2)[1]
    assert "folder" in defend("csv", "--out", tmp_path, "--indicators", listed, code=2)[1]
    assert "green" in defend("csv", "--max-tlp", "pink", "--indicators", listed, code=2)[1]
    assert "neither" in defend("csv", "--own", "?!", "--indicators", listed, code=2)[1]
    assert "no file" in defend("csv", "--indicators", tmp_path / "none", code=2)[1]
    missing = tmp_path / "no" / "such.txt"
    _, err = defend("csv", "--indicators", listed, "--out", missing, code=3)
    assert "no" in err


def test_own_names_given_on_the_command_line_are_protected(listed):
    out, err = defend("edl-domain", "--indicators", listed, "--own", "evil.example", "10.0.0.0/8")
    assert out == ""
    assert "Your own organization" in err


def test_real_indicators_give_rules_in_every_format(shared, tmp_path):
    for name in FORMATS:
        target = tmp_path / name
        out, _ = defend(
            name, "--indicators", shared("stix", "cytrox.stix2.json"),
            "--out", target, "--json",
        )  # fmt: skip
        told = json.loads(out)
        assert told["indicators"] > 100
        assert (told["entries"] > 0) == (name not in NONE_IN_CYTROX), name


# It holds names and mail addresses only, no address, URL or hash.
NONE_IN_CYTROX = ("edl-ip", "edl-url", "yara")


# The hub's lists


def test_every_format_is_served_and_told_in_the_openapi(member, collection, make_indicator):
    patterns = (
        "[domain-name:value = 'evil.example']",
        "[ipv4-addr:value = '203.0.113.9']",
        "[url:value = 'https://evil.example/a']",
        "[file:hashes.'SHA-256' = '" + "a" * 64 + "']",
    )
    member.post(collection, [make_indicator(pattern=pattern) for pattern in patterns])
    document = member.http.get("/openapi.json").json()
    operation = document["paths"]["/lists/{collection}/{format}"]["get"]
    names = operation["parameters"][1]["schema"]["enum"]
    media = set(operation["responses"]["200"]["content"])
    assert set(FORMATS) <= set(names)
    for name in names:
        got = member.http.get(f"/lists/{collection}/{name}")
        assert got.status_code == 200, name
        assert got.headers["content-type"] in media
        assert got.content
        etag = got.headers.get("etag")
        if not name.endswith(".json"):
            again = member.http.get(
                f"/lists/{collection}/{name}", headers={"if-none-match": f'"x", W/{etag}'}
            )
            assert (again.status_code, again.content) == (304, b"")


def test_a_list_follows_each_change_at_the_next_poll(member, collection, make_indicator):
    def zone():
        return member.http.get(f"/lists/{collection}/rpz").text

    first = make_indicator(pattern="[domain-name:value = 'a.example']")
    second = make_indicator(pattern="[domain-name:value = 'b.example']")
    member.post(collection, [first, second])
    before = zone()
    assert "a.example CNAME" in before
    revoked = {**first, "modified": "2026-05-01T00:00:00.000Z", "revoked": True}
    member.post(collection, [revoked])
    assert "a.example" not in zone()
    assert "b.example CNAME" in zone()
    member.delete(collection, second["id"])
    after = zone()
    assert "b.example" not in after

    def serial(text):
        return int(text.partition("wardline.invalid. ")[2].split()[0])

    assert serial(before) < serial(after)


def test_a_list_ends_to_hold_by_itself(member, collection, make_indicator, eventually):
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    until = soon.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    member.post(
        collection,
        [make_indicator(pattern="[domain-name:value = 'a.example']", valid_until=until)],
    )

    def poll():
        return member.http.get(f"/lists/{collection}/domain").text

    eventually(lambda: poll() == "")


def test_a_list_shows_each_key_only_what_it_may_see(hub, make_indicator, eventually):
    owner, other = hub.member(), hub.member()
    collection = hub.collection()
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    open_one = make_indicator(pattern="[domain-name:value = 'open.example']")
    secret = make_indicator(
        pattern="[domain-name:value = 'secret.example']",
        granular_markings=[{"marking_ref": red, "selectors": ["pattern"]}],
    )
    closed = make_indicator(
        pattern="[domain-name:value = 'red.example']", object_marking_refs=[red]
    )
    owner.post(collection, [open_one, secret, closed])
    for who in (owner, other):
        # On PostgreSQL a first object of a new kind of visibility shows within a second.
        url = f"/lists/{collection}/csv"
        got = eventually(lambda w=who, u=url: "open.ex" in (r := w.http.get(u)).text and r)
        assert "secret" not in got.text
        assert "red.example" not in got.text
    # The owner is told why; the other does not learn that there is anything.
    assert "red.example" in owner.http.get(f"/lists/{collection}/csv.json").text
    twin = other.http.get(f"/lists/{collection}/csv.json").text
    assert "red.example" not in twin
    assert "secret.example" not in twin
    closed_to_all = hub.collection(read=(owner.organization,), write=(owner.organization,))
    assert other.http.get(f"/lists/{closed_to_all}/csv").status_code == 404


def test_lists_come_compressed_once(member, collection, make_indicator):
    many = [make_indicator(pattern=f"[domain-name:value = 'h{n}.example']") for n in range(200)]
    member.post(collection, many)
    url = f"/lists/{collection}/domain"
    for coding in ("gzip", "zstd, gzip", "gzip"):
        with member.http.stream("GET", url, headers={"accept-encoding": coding}) as answer:
            raw = b"".join(answer.iter_raw())
            assert answer.headers["content-encoding"] == coding.partition(",")[0]
            assert answer.headers["vary"] == "accept-encoding"
        if coding == "gzip":
            assert len(gzip.decompress(raw).splitlines()) == 200
    plain = httpx.get(
        f"{member.hub.url.rstrip('/')}{url}",
        headers={"authorization": f"Bearer {member.key}", "accept-encoding": "identity"},
    )
    assert len(plain.text.splitlines()) == 200
