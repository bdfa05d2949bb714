"""What enters a format, what does not, and why."""

import pytest

from wardline.core.tlp import TLP
from wardline.core.warninglists import WarningLists
from wardline.defend import FORMATS, load, sids
from wardline.defend.base import Entry, Facts
from wardline.defend.claims import parts
from wardline.defend.listing import Listing
from wardline.defend.rpz import trigger
from wardline.defend.select import Rules
from wardline.testing.exporters import NOW, Sink, indicator

LISTS = WarningLists.bundled()
MARKINGS = {tlp: tlp.marking_id for tlp in TLP}


def build(name, indicators, now=NOW, rules=None):
    listing = Listing(load(name), rules or Rules(LISTS))
    for one in indicators:
        listing.put(one)
    sink = Sink()
    listing.write(now, sink)
    left = {one.what: one.reason for one in listing.left_out(now) if not one.other_kind}
    return sink.body.decode(), left


def test_a_block_list_says_what_it_leaves_out_and_why():
    body, left = build(
        "edl-ip",
        [
            indicator(1, "[ipv4-addr:value = '203.0.113.9']"),
            indicator(2, "[ipv4-addr:value = '203.0.113.9/32']"),
            indicator(3, "[ipv4-addr:value IN ('198.51.100.7', '8.8.8.8')]"),
            indicator(4, "[ipv4-addr:value = '198.51.100.0/24']"),
            indicator(5, "[ipv6-addr:value = '2001:DB8:0::1']"),
            indicator(6, "[ipv4-addr:value = '203.0.113.77']", revoked=True),
            indicator(7, "[ipv4-addr:value = '203.0.113.78']", valid_until="2026-02-01T00:00:00Z"),
            indicator(8, "[ipv4-addr:value = '203.0.113.1' AND ipv4-addr:value = '203.0.113.2']"),
            indicator(9, "[domain-name:value = 'evil.example']"),
            indicator(
                10, "[ipv4-addr:value = '203.0.113.80'] FOLLOWEDBY [ipv4-addr:value = '1.1.1.9']"
            ),
        ],
    )
    assert body == "198.51.100.0/24\n203.0.113.9\n2001:db8::1\n"
    ids = {n: f"indicator--00000000-0000-4000-8000-{n:012d}" for n in (8, 10)}
    assert set(left) == {"8.8.8.8", "203.0.113.77", "203.0.113.78", *ids.values()}
    assert "public DNS resolvers" in left["8.8.8.8"]
    assert left["203.0.113.77"] == "revoked by its sharer"
    assert left["203.0.113.78"] == "expired on 2026-02-01"
    assert left[ids[8]] == "edl-ip carries addresses only"
    assert "FOLLOWEDBY" in left[ids[10]]


def test_a_value_that_another_indicator_holds_up_is_not_left_out():
    expired = indicator(
        1, "[domain-name:value = 'evil.example']", valid_until="2026-02-01T00:00:00Z"
    )
    good = indicator(2, "[domain-name:value = 'evil.example']")
    assert build("edl-domain", [expired, good]) == ("evil.example\n", {})


def test_domain_url_and_hosts_formats():
    every = [
        indicator(1, "[domain-name:value = 'EVIL.example.'] OR [domain-name:value = 'b.example']"),
        indicator(2, "[url:value = 'HTTPS://Evil.example:443/A?b=C#d']"),
    ]
    assert build("edl-domain", every)[0] == "b.example\nevil.example\n"
    assert build("edl-url", every)[0] == "evil.example/A?b=C\n"
    told = "# indicator=indicator--00000000-0000-4000-8000-000000000001 tlp=GREEN"
    assert build("hosts", every)[0].splitlines()[1:] == [
        f"0.0.0.0 b.example {told}",
        f"0.0.0.0 evil.example {told}",
    ]


@pytest.mark.parametrize(
    "url", ["https://evil.example/a*b", "https://evil.example/a^b", "ftp://evil.example/a",
            "https://user@evil.example/a", "https://evil.example/é"]
)  # fmt: skip
def test_a_url_that_a_firewall_would_widen_or_not_read_is_left_out(url):
    body, left = build("edl-url", [indicator(1, f"[url:value = '{url}']")])
    assert body == ""
    assert left


@pytest.mark.parametrize("name", FORMATS)
def test_tlp_red_stays_with_persons_and_the_limit_can_be_lowered(name):
    value = {
        "edl-ip": "[ipv4-addr:value = '203.0.113.9']",
        "edl-url": "[url:value = 'https://evil.example/a']",
        "yara": "[file:hashes.MD5 = '" + "a" * 32 + "']",
    }.get(name, "[domain-name:value = 'evil.example']")
    for tlp, marking in MARKINGS.items():
        one = indicator(1, value, object_marking_refs=[marking])
        for most in TLP:
            listing = Listing(load(name), Rules(LISTS, most))
            listing.put(one)
            assert bool(listing.entries(NOW)) == (tlp <= most)
        body, left = build(name, [one])
        assert bool(left) == (tlp is TLP.RED)
        if left:
            assert "TLP:RED" in next(iter(left.values()))
            assert "evil" not in body
            assert "203.0.113.9" not in body


def test_a_part_marked_red_and_a_marking_that_nobody_can_read():
    granular = [{"marking_ref": MARKINGS[TLP.RED], "selectors": ["description"]}]
    unknown = ["marking-definition--11111111-1111-4111-8111-111111111111"]
    value = "[domain-name:value = 'evil.example']"
    assert build("edl-domain", [indicator(1, value, granular_markings=granular)])[0] == ""
    one = indicator(1, value, object_marking_refs=unknown)
    assert build("edl-domain", [one])[0] == "evil.example\n"
    assert build("edl-domain", [one], rules=Rules(LISTS, TLP.AMBER))[0] == ""


def test_own_names_are_never_blocked():
    rules = Rules(WarningLists.with_own(["hospital.example"], ["203.0.113.0/24"]))
    body, left = build(
        "rpz",
        [
            indicator(1, "[domain-name:value = 'ehr.hospital.example']"),
            indicator(2, "[ipv4-addr:value = '203.0.113.9']"),
            indicator(3, "[domain-name:value = 'evil.example']"),
        ],
        rules=rules,
    )
    assert "hospital" not in body
    assert "rpz-ip" not in body
    assert set(left) == {"ehr.hospital.example", "203.0.113.9"}


def test_only_the_part_of_a_pattern_that_a_rule_can_say_exactly_becomes_one():
    pattern = (
        "[domain-name:value = 'evil.example'] OR "
        "[file:name = 'a.exe' AND x-thing:value = 'b'] OR "
        "([ipv4-addr:value = '203.0.113.9'] AND [ipv4-addr:value = '203.0.113.8'])"
    )
    found = parts(indicator(1, pattern))
    assert [value.value for value in found.values] == ["evil.example"]
    assert len(found.tests) == 1
    assert found.refusal == "it joins observations by AND"
    body, left = build("sigma", [indicator(1, pattern)])
    assert "evil.example" in body
    assert "a.exe" not in body
    assert "203.0.113" not in body
    assert left


@pytest.mark.parametrize(
    ("pattern", "head"),
    [
        (("network-traffic:dst_ref.value = '203.0.113.9' AND network-traffic:dst_port = 443 AND "
         "network-traffic:protocols[*] = 'tcp'"), "alert tcp any any -> 203.0.113.9 443 ("),
        ("network-traffic:src_ref.value = '2001:db8::1' AND network-traffic:protocols[*] = 'udp'",
         "alert udp 2001:db8::1 any -> any any ("),
        # A port without its protocol, a port alone, a negation, two addresses on one side.
        ("network-traffic:dst_ref.value = '203.0.113.9' AND network-traffic:dst_port = 443", ""),
        ("network-traffic:dst_port = 443 AND network-traffic:protocols[*] = 'tcp'", ""),
        ("network-traffic:dst_ref.value = '203.0.113.9' AND network-traffic:dst_port != 443", ""),
        (("network-traffic:dst_ref.value = '203.0.113.9' AND "
         "network-traffic:dst_ref.value = '203.0.113.8'"), ""),
        ("network-traffic:dst_ref.value = '203.0.113.9' AND network-traffic:x_a = 'b'", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["suricata", "snort"])
def test_a_header_says_all_of_a_conjunction_or_nothing(name, pattern, head):
    body, left = build(name, [indicator(1, f"[{pattern}]")])
    rules = [line for line in body.splitlines() if not line.startswith("#")]
    if head:
        assert [rule[: len(head)] for rule in rules] == [head]
        assert not left
    else:
        assert rules == []
        assert left


def _numbers(name, indicators):
    body, _ = build(name, indicators)
    return {line.partition("sid:")[2] for line in body.splitlines() if "sid:" in line}


@pytest.mark.parametrize("name", ["suricata", "snort"])
def test_a_rules_number_stays_and_its_revision_rises(name):
    one = indicator(1, "[ipv4-addr:value = '203.0.113.9']")
    other = indicator(2, "[ipv4-addr:value = '203.0.113.10']")
    (before,) = _numbers(name, [one])
    assert before in _numbers(name, [one, other])
    (after,) = _numbers(name, [{**one, "modified": "2026-05-01T00:00:00.000Z", "name": "new"}])
    assert before.partition(";")[0] == after.partition(";")[0]
    revisions = [int(n.partition("rev:")[2].partition(";")[0]) for n in (before, after)]
    assert revisions[0] < revisions[1]


def test_two_rules_never_share_a_number(monkeypatch):
    monkeypatch.setattr(sids, "COUNT", 7)
    facts = Facts("indicator--x", "", TLP.GREEN, None, 0, 0, 0)
    entries = [Entry((n,), (sids.Rule("alert (", n * 7),), facts) for n in range(7)]
    lines = list(sids.numbered(entries))
    assert len({line.partition("sid:")[2] for line in lines}) == 7
    assert lines == list(sids.numbered(entries))


def test_the_zones_serial_rises_with_each_change():
    def serial(indicators, now=NOW):
        body, _ = build("rpz", indicators, now)
        return int(body.partition("wardline.invalid. ")[2].split()[0])

    one = indicator(1, "[domain-name:value = 'a.example']", valid_until="2026-12-01T00:00:00Z")
    two = indicator(2, "[domain-name:value = 'b.example']", modified="2026-06-01T00:00:00.000Z")
    first = serial([one])
    second = serial([one, two])
    third = serial([{**one, "revoked": True, "modified": "2026-07-01T00:00:00.000Z"}, two])
    later = serial([one, two], NOW + 100 * 86_400_000_000)
    assert first < second < third < later
    assert serial([one, two]) == second


@pytest.mark.parametrize(
    ("value", "labels"),
    [
        ("203.0.113.9", "32.9.113.0.203"),
        ("198.51.100.0/25", "25.0.100.51.198"),
        ("2001:db8::1", "128.1.zz.db8.2001"),
        ("2001:db8::/32", "32.zz.db8.2001"),
        ("2001:0:0:1:0:0:0:1", "128.1.zz.1.0.0.2001"),
    ],
)
def test_addresses_as_rpz_triggers(value, labels):
    assert trigger(value) == labels


def test_an_indicator_of_another_language_and_a_broken_one_are_told():
    yara = indicator(1, "rule a { condition: true }", pattern_type="yara")
    broken = indicator(2, "[domain-name:value = ")
    missing = {"type": "indicator", "id": "indicator--00000000-0000-4000-8000-000000000003"}
    _, left = build("csv", [yara, broken, missing])
    reasons = list(left.values())
    assert "its pattern is yara, which is not rewritten" in reasons
    assert any("column" in reason for reason in reasons)
    assert "it has no pattern" in reasons


def test_many_values_are_split_into_rules_that_tools_take_and_a_change_touches_one():
    every = [indicator(n, f"[domain-name:value = 'h{n}.evil.example']") for n in range(3000)]
    before = build("sigma", every)[0].split("---\n")
    assert len(before) >= 3000 / 500
    assert max(document.count("# indicator=") for document in before) <= 2 * 500
    assert build("sigma", reversed(every))[0].split("---\n") == before
    after = build("sigma", [*every, indicator(9999, "[domain-name:value = 'h1500a.evil.example']")])
    changed = set(after[0].split("---\n")) ^ set(before)
    # Two texts of one rule, and the heading that counts.
    assert len({document.partition("\nid: ")[2][:36] for document in changed}) <= 2
    ids = [document.partition("\nid: ")[2][:36] for document in before]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("value", ["a  b.exe", "a\tb.exe", "a\nb.exe", "a\u2028b.exe"])
def test_a_value_that_a_line_would_change_is_left_out_not_changed(value):
    one = indicator(1, f"[file:name = '{value}']")
    body, left = build("zeek-intel", [one])
    assert len(body.splitlines()) == 1
    assert list(left) == [value]
    body, left = build("csv", [one])
    assert (value in body) != bool(left)


def test_fields_of_the_wrong_type_are_no_fault_of_ours():
    wrong = indicator(
        1,
        "[domain-name:value = 'evil.example']",
        object_marking_refs=5,
        granular_markings={"a": 1},
        name=["x"],
        confidence="high",
        valid_until=7,
        modified=None,
    )
    for name in FORMATS:
        build(name, [wrong, {"type": "indicator", "pattern": 5}, {"type": "indicator"}])


@pytest.mark.parametrize("tlp", [tlp for tlp in TLP if tlp is not TLP.RED])
def test_sigma_knows_the_tlp_tag(tlp):
    from sigma.collection import SigmaCollection
    from sigma.validation import SigmaValidator
    from sigma.validators.core import validators

    one = indicator(1, "[domain-name:value = 'evil.example']", object_marking_refs=[tlp.marking_id])
    rules = SigmaCollection.from_yaml(build("sigma", [one])[0]).rules
    chosen = {validators[name] for name in ("tlpv2_tag", "tag_format", "namespace_tag")}
    assert list(SigmaValidator(chosen).validate_rules(iter(rules))) == []
