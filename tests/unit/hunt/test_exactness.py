"""A hunt finds what is there and nothing else, however it is written and however large the log."""

from __future__ import annotations

import json
import random

import pytest

from wardline.core.observables import Observable
from wardline.core.warninglists import WarningLists
from wardline.hunt.sieve import PAD, Sieve, apart
from wardline.hunt.wanted import want
from wardline.hunt.words import seen
from wardline.testing.readers import NOW, hunt, indicator


def observed(value, patterns, tmp_path, name="text"):
    """What a log with one value says of each pattern."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"ts": 1_795_000_000, name: value}) + "\n")
    hits, _, _ = hunt([path], [indicator(p, n) for n, p in enumerate(patterns)])
    return [hit.observed for hit in hits]


DOMAIN = ["[domain-name:value = 'evil.example']"]
ADDRESS = ["[ipv4-addr:value = '203.0.113.9']"]
URL = ["[url:value = 'http://bad.example/a%2fb?x=~1']"]
HASH = ["[file:hashes.'SHA-256' = '" + "AB" * 32 + "']"]


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        (DOMAIN, "evil.example", "evil.example"),
        (DOMAIN, "EVIL.Example.", "evil.example"),
        (DOMAIN, "a.b.evil.example", "a.b.evil.example"),
        (DOMAIN, "evil[.]example", "evil.example"),
        (DOMAIN, "evil[dot]example", "evil.example"),
        (DOMAIN, "evil (.) example".replace(" ", ""), "evil.example"),
        (DOMAIN, "hxxps[:]//evil.example/x", "evil.example"),
        (DOMAIN, "evil.example:443", "evil.example"),
        (DOMAIN, "user@evil.example", "evil.example"),
        (DOMAIN, "https://user:pw@evil.example:8443/a", "evil.example"),
        (DOMAIN, "host=evil.example", "evil.example"),
        (DOMAIN, "see <evil.example>, ok", "evil.example"),
        (DOMAIN, "(3)www(4)evil(7)example(0)", "www.evil.example"),
        (DOMAIN, "(7)notevil(7)example(0)", None),
        (DOMAIN, "notevil.example", None),
        (DOMAIN, "evil.example.com", None),
        (DOMAIN, "evil-example", None),
        (DOMAIN, "http://good.example/evil.example", None),
        (DOMAIN, "http://good.example/?u=http://evil.example/", None),
        (["[domain-name:value = 'xn--bse-sna.example']"], "böse.example", "xn--bse-sna.example"),
        (["[domain-name:value = 'böse.example']"], "XN--BSE-SNA.example", "xn--bse-sna.example"),
        (ADDRESS, "203.0.113.9", "203.0.113.9"),
        (ADDRESS, "203[.]0[.]113[.]9:8080", "203.0.113.9"),
        (ADDRESS, "::ffff:203.0.113.9", "203.0.113.9"),
        (ADDRESS, "http://203.0.113.9/x", "203.0.113.9"),
        (ADDRESS, "outside:203.0.113.9/443", "203.0.113.9"),
        (ADDRESS, "203.0.113.0/24", "203.0.113.0/24"),
        (ADDRESS, "0.0.0.0/0", None),
        (ADDRESS, "1203.0.113.9", None),
        (ADDRESS, "203.0.113.90", None),
        (ADDRESS, "203.0.113.9.4", None),
        (["[ipv4-addr:value = '198.51.96.0/20']"], "198.51.100.7", "198.51.100.7"),
        (["[ipv4-addr:value = '198.51.96.0/20']"], "198.51.112.1", None),
        (["[ipv4-addr:value = '198.51.96.0/20']"], "198.51.100.0/24", "198.51.100.0/24"),
        (["[ipv6-addr:value = '2001:db8::/33']"], "2001:0DB8:0::5", "2001:db8::5"),
        (["[ipv6-addr:value = '2001:db8::5']"], "[2001:db8:0:0:0:0:0:5]:443", "2001:db8::5"),
        (URL, "http://bad.example/a%2Fb?x=%7E1", "http://bad.example/a%2Fb?x=~1"),
        (URL, "HTTP://Bad.Example:80/a%2fb?x=~1#top", "http://bad.example/a%2Fb?x=~1"),
        (URL, "bad.example/a%2fb?x=~1", "http://bad.example/a%2Fb?x=~1"),
        (URL, "https://bad.example/a%2fb?x=~1", None),
        (URL, "http://bad.example/a/b?x=~1", None),
        (["[url:value = 'http://bad.example']"], "http://bad.example/", "http://bad.example/"),
        (["[email-addr:value = 'Eve@Evil.example']"], "<EVE@evil.EXAMPLE>", "eve@evil.example"),
        (HASH, "ab" * 32, "ab" * 32),
        (HASH, "SHA256=" + "AB" * 32, "ab" * 32),
        (HASH, "ab" * 31, None),
        (["[mac-addr:value = '00:1b:44:11:3a:b7']"], "001B.4411.3AB7", "00:1b:44:11:3a:b7"),
    ],
)
def test_a_value_is_found_in_each_of_its_forms_and_never_as_a_part(
    pattern, value, expected, tmp_path
):
    assert observed(value, pattern, tmp_path) == ([expected] if expected else [])


def test_values_without_a_form_need_a_field_that_says_what_they_are(tmp_path):
    patterns = ["[user-account:user_id = 'mallory']", "[mutex:name = 'Global\\\\abc']"]
    assert observed("mallory", patterns, tmp_path, "user.name") == ["mallory"]
    assert observed("mallory", patterns, tmp_path, "color") == []
    assert observed("Global\\abc", patterns, tmp_path, "mutex") == ["Global\\abc"]


# Forms in which a value of a kind may stand in a log, each between other text.
FRAMES = ["{}", "x={}", '"{}"', "({})", "<{}>", "{}.", "{},", "{};a", "[{}]", "a {} b", "\t{}\t"]
OTHER = ["", "/", ".", "_", "-", "é", "日", "%41", "\\", "\\u0041", "[.]", "a"]


def values(rng):
    label = "".join(rng.choice("abcdefxyz0189-") for _ in range(rng.randrange(1, 9))).strip("-")
    name = f"{label or 'a'}.{rng.choice(['example', 'evil-site.example', 'co.example', 'x.io'])}"
    number = [rng.randrange(256) for _ in range(4)]
    address = ".".join(map(str, number))
    groups = [rng.choice(["0", "1", "db8", "ff", f"{rng.getrandbits(16):x}"]) for _ in range(8)]
    path = "".join(rng.choice("abc/._-%~?=&0123456789") for _ in range(rng.randrange(0, 12)))
    digest = f"{rng.getrandbits(256):064x}"
    return rng.choice(
        [
            ("domain-name", name),
            ("ipv4-addr", address),
            ("ipv4-addr", f"{address}/{rng.randrange(9, 33)}"),
            ("ipv6-addr", ":".join(groups)),
            ("ipv6-addr", f"{':'.join(groups)}/{rng.randrange(17, 128)}"),
            ("url", f"http://{name}/{path}"),
            ("email-addr", f"{label or 'a'}@{name}"),
            ("file:hashes.'SHA-256'", digest),
        ]
    )


def written(kind, value, rng):
    """`value` as some log might write it."""
    import ipaddress

    forms = [value, value.upper()]
    if kind == "domain-name":
        forms.append("".join(f"({len(one)}){one}" for one in value.split(".")) + "(0)")
    if kind in ("domain-name", "ipv4-addr") and "/" not in value:
        forms += [value.replace(".", "[.]"), f"a.{value}", f"{value}:443", f"{value}."]
        if kind == "ipv4-addr":
            forms.append(
                str(ipaddress.ip_network(f"{value}/{rng.randrange(16, 32)}", strict=False))
            )
    if kind.startswith("ipv") and "/" in value:
        network = ipaddress.ip_network(value, strict=False)
        inside = network[rng.randrange(min(network.num_addresses, 1 << 60))]
        forms += [str(inside), inside.exploded]
    elif kind == "ipv6-addr":
        address = ipaddress.IPv6Address(value)
        forms += [str(address), address.exploded, address.exploded.upper()]
        forms.append(str(ipaddress.ip_network(f"{value}/{rng.randrange(32, 128)}", strict=False)))
    if kind == "url":
        forms += [value.removeprefix("http://"), value.replace("http", "hxxp"), value + "#f"]
    return rng.choice(forms)


@pytest.mark.parametrize("seed", range(12))
def test_the_sieve_lets_through_all_that_exact_comparison_finds(seed):
    """Each line that holds something when every line is compared is a candidate of the sieve."""
    rng = random.Random(seed)  # made up
    wanted_values = [values(rng) for _ in range(60)]
    indicators = [
        indicator(f"[{kind} = '{value}']" if ":" in kind else f"[{kind}:value = '{value}']", number)
        for number, (kind, value) in enumerate(wanted_values)
    ]
    wanted = want(indicators, NOW, WarningLists({}))
    assert wanted.used > 30
    plain, others = apart(wanted.index.values)
    others += [Observable(kind, one) for kind, many in wanted.index.ranges.items() for one in many]
    sieve = Sieve(others, wanted.triggers, plain)
    assert all(one.kind == "ipv6-addr" for one in sieve.everything)
    none = sieve.everything
    found = 0
    for _ in range(1500):
        kind, value = rng.choice(wanted_values) if rng.random() < 0.8 else values(rng)
        text = written(kind, value, rng)
        if rng.random() < 0.2:
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice(OTHER) + text[at:]
        line = rng.choice(FRAMES).format(text)
        held = [
            hit
            for word in {line, line.strip('"()<>[]\t.,;'), text, *line.split()}
            for one in seen(word)
            for hit in wanted.index.look(one)
            if not any(o.value in (hit.observed, *hit.how.split()) for o in none)
        ]
        if held:
            found += 1
            buffer = bytearray(b"\n" * PAD + line.encode() + b"\n" * PAD)
            assert sieve.places(buffer, len(buffer) - PAD), (line, held)
    assert found > 200
