"""Every exporter keeps the contract, and the real tools' own parsers take what it writes."""

import csv
import io
import json
import logging
import re
import subprocess

import pytest
import stix2
import yaml
import yara_x
from pymisp import MISPEvent
from sigma.collection import SigmaCollection
from sigma.rule import SigmaRule
from sigma.validation import SigmaValidator
from sigma.validators.core import validators

from wardline.core import jsonio
from wardline.core.warninglists import WarningLists
from wardline.defend import FORMATS, load
from wardline.defend.listing import Listing
from wardline.defend.select import Rules
from wardline.testing import rules
from wardline.testing.exporters import NOW, ExporterContract, Sink, indicator, sample

RULES = Rules(WarningLists.bundled())


def _contract(name):
    return type(f"Test_{name.replace('-', '_')}", (ExporterContract,), {"exporter": load(name)})


globals().update({f"Test_{name.replace('-', '_')}": _contract(name) for name in FORMATS})


def made(name, indicators=None):
    listing = Listing(load(name), RULES)
    for one in sample() if indicators is None else indicators:
        listing.put(one)
    sink = Sink()
    count = listing.write(NOW, sink, "wardline.rules")
    return sink, count


def text(name, indicators=None):
    return made(name, indicators)[0].body.decode()


def test_rpz_is_a_zone_that_bind_loads(tmp_path):
    path = tmp_path / "rpz"
    path.write_bytes(made("rpz")[0].body)
    done = subprocess.run(
        ["named-checkzone", "-D", "-o", str(tmp_path / "out"), "rpz.wardline", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    loaded = (tmp_path / "out").read_text()
    # One trigger for each name (and one for all below it), one for each address; SOA and NS.
    assert len(loaded.splitlines()) == 2 + 18 * 2 + 18 + 3
    assert re.search(
        r"^\*\.h0\.evil\.example\.rpz\.wardline\.\s+300\s+IN\s+CNAME\s+\.$", loaded, re.MULTILINE
    )
    assert "128.1.zz.db8.2001.rpz-ip.rpz.wardline." in loaded
    assert "25.0.100.51.198.rpz-ip.rpz.wardline." in loaded
    assert "hospital" not in loaded


def test_suricata_rules_hold_nothing_but_what_was_meant(caplog):
    sink, _ = made("suricata")
    found = rules.rules(sink.body.decode(), rules.SURICATA_WORDS)
    hosts = {value for rule in found for value in rule.all("content") if value.startswith(".")}
    assert hosts == {f".h{at}.evil.example" for at in range(18)}
    paths = [r.all("content")[1] for r in found if "http.uri.raw" in dict(r.options)]
    assert '/a?q=x";+sid:1;+content:"a' in paths
    assert "/a?q=|41+41|" in paths
    assert all(1_000_000_000 <= int(rule.one("sid")) < 2_000_000_000 for rule in found)
    assert sink.files["sha256"].decode().splitlines() == sorted(f"{n:064x}" for n in range(18))
    assert {v for r in found for v in r.all("filesha256")} == {"wardline.rules.sha256"}
    traffic = next(rule for rule in found if "8443" in rule.head)
    assert traffic.head == "alert tcp any any -> 203.0.113.201 8443 ("


def test_suricata_check_knows_every_option(caplog):
    from suricata_check import analyze_rule
    from suricata_check.utils.rule import parse

    with caplog.at_level(logging.WARNING):
        for line in text("suricata").splitlines():
            if not line.startswith("#"):
                parsed = parse(line)
                assert parsed is not None, line
                analyze_rule(parsed)
    told = [m for m in caplog.messages if m.startswith("Option ") and "not recognized" in m]
    # Its own table lacks the lists of file hashes (Suricata user guide, "File Keywords").
    unknown = {m.split()[1] for m in told} - {"filemd5", "filesha1", "filesha256"}
    assert unknown == set()


def test_suricata_check_would_tell_an_unknown_option(caplog):
    from suricata_check import analyze_rule
    from suricata_check.utils.rule import parse

    with caplog.at_level(logging.WARNING):
        analyze_rule(parse('alert dns any any -> any any (msg:"a"; dns.qery; sid:1; rev:1;)'))
    assert any("dns.qery" in m and "not recognized" in m for m in caplog.messages)


def test_snort_rules_hold_nothing_but_what_was_meant():
    found = rules.rules(text("snort"), rules.SNORT_WORDS)
    wire = [value for rule in found for value in rule.all("content") if value.endswith("\0")]
    assert "\2h0\4evil\7example\0" in wire
    assert len(wire) == 18


def test_the_strict_reader_refuses_what_it_should():
    good = 'alert ip any any -> any any (msg:"a"; sid:1; rev:1;)'
    assert rules.rule(good, rules.SURICATA_WORDS).one("sid") == "1"
    for bad in (
        good.replace('"a"', '"a\\";"'),
        good.replace('"a"', '"a;b"'),
        good.replace("rev:1;", 'content:"|4|";'),
        good.replace("rev:1;", "lua:x;"),
        good + " alert",
        good.replace("alert", "drop"),
    ):
        with pytest.raises(rules.RuleError):
            rules.rule(bad, rules.SURICATA_WORDS)


def test_zeek_takes_each_line():
    found = rules.zeek_intel(text("zeek-intel"))
    assert {row["indicator_type"] for row in found} >= {
        "Intel::ADDR",
        "Intel::SUBNET",
        "Intel::DOMAIN",
        "Intel::URL",
        "Intel::EMAIL",
        "Intel::FILE_HASH",
        "Intel::FILE_NAME",
        "Intel::CERT_HASH",
    }
    assert all(row["meta.source"] == "Wardline TLP:GREEN" for row in found)
    urls = [row["indicator"] for row in found if row["indicator_type"] == "Intel::URL"]
    assert all(url.startswith("evil.example/") for url in urls)


def test_sigma_rules_pass_all_of_sigmas_validators():
    written = text("sigma")
    # pySigma reads them, and PyYAML's safe loader, as one document a rule.
    collection = SigmaCollection.from_yaml(written)
    assert not collection.errors
    parsed = list(yaml.safe_load_all(written))
    assert len(parsed) == len(collection.rules)
    # Each of pySigma's checks but two that fetch MITRE's catalogues for tags that we do not use.
    chosen = {v for name, v in validators.items() if name not in ("attacktag", "d3_fendtag")}
    validator = SigmaValidator(chosen)
    issues = validator.validate_rules(iter(collection.rules))
    told = {type(issue).__name__ for issue in issues}
    assert told <= ALLOWED_ISSUES, [
        str(i) for i in issues if type(i).__name__ not in ALLOWED_ISSUES
    ][:5]
    assert len({rule.id for rule in collection.rules}) == len(collection.rules)
    assert all(rule.id.version == 5 for rule in collection.rules if isinstance(rule, SigmaRule))


# A literal * or ? of a value is escaped on purpose.
ALLOWED_ISSUES = {"EscapedWildcardIssue"}


def test_yara_compiles_and_finds_the_file(tmp_path):
    compiler = yara_x.Compiler()
    data = b"made up"
    import hashlib

    digest = hashlib.sha256(data).hexdigest()
    known = indicator(900, f"[file:hashes.'SHA-256' = '{digest}']", name='a" } rule x {')
    compiler.add_source(text("yara", [*sample(), known]))
    scanned = yara_x.Scanner(compiler.build()).scan(data)
    assert [rule.identifier for rule in scanned.matching_rules] == [f"wardline_sha256_{digest}"]
    meta = dict(scanned.matching_rules[0].metadata)
    assert meta["indicator"] == known["id"]
    assert meta["tlp"] == "GREEN"
    assert len(list(yara_x.Scanner(compiler.build()).scan(b"other").matching_rules)) == 0


def test_csv_never_calculates():
    rows = list(csv.DictReader(io.StringIO(made("csv")[0].body.decode(), newline="")))
    assert list(rows[0]) == (
        [
            "type",
            "value",
            "role",
            "indicator",
            "name",
            "tlp",
            "confidence",
            "valid_from",
            "valid_until",
            "modified",
        ]
    )
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    names = {row["value"] for row in rows if row["type"] == "file-name"}
    assert '\'=HYPERLINK("http://x")' in names
    assert "'-" in names


def test_pymisp_loads_the_event():
    event = MISPEvent()
    event.load(json.loads(text("misp")))
    by_type = {}
    for attribute in event.attributes:
        by_type.setdefault(attribute.type, []).append(attribute)
    assert len(by_type["ip-dst"]) == 18 + 2
    assert [a.value for a in by_type["ip-src"]] == ["203.0.113.200"]
    assert [a.value for a in by_type["x509-fingerprint-sha1"]] == ["c" * 40]
    assert len({a.uuid for a in event.attributes}) == len(event.attributes)
    assert {tag.name for a in event.attributes for tag in a.tags} == {"tlp:green"}


def test_stix2_parses_the_bundle_and_the_bytes_are_the_hubs():
    indicators = sample()
    body = made("stix", indicators)[0].body
    bundle = stix2.parse(json.loads(body), allow_custom=True)
    assert len(bundle.objects) == len(indicators)
    for one in indicators:
        assert jsonio.encode(one) in body


SIEMS = ("splunk", "kql", "elastic")


@pytest.mark.parametrize("name", SIEMS)
def test_searches_keep_hostile_values_inside_their_strings(name):
    values = ('a" OR *', 'b\\" | delete', "c\\", 'd" or 1==1 //', "e) | x (", "f`g`")
    patterns = [
        indicator(n, "[process:command_line = '" + v.replace("\\", "\\\\") + "']")
        for n, v in enumerate(values)
    ]
    found = {value for query in _queries(name, patterns) for value in _strings(name, query)}
    wanted = {v for v in values if not (name == "splunk" and "*" in v)}
    assert wanted <= found


def _queries(name, indicators):
    written = text(name, indicators)
    if name == "splunk":
        return re.findall(r"^search = (.*)$", written, re.MULTILINE)
    if name == "kql":
        return re.findall(r"^\| where (.*)$", written, re.MULTILINE)
    return [json.loads(line)["query"] for line in written.splitlines()]


def _strings(name, query):
    """The values of a search as its tool reads them; fails where one does not end."""
    if name == "elastic":
        words = re.findall(r'"(?:[^"\\]|\\.)*"|(?:[^\s()"\\]|\\.)+', query.partition(":(")[2])
        return [re.sub(r"\\(.)", r"\1", word.strip('"')) for word in words]
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", query)
    assert '"' not in outside
    assert not set("|`") & set(outside.replace("| where", ""))
    return [re.sub(r"\\(.)", r"\1", s[1:-1]) for s in re.findall(r'"(?:[^"\\]|\\.)*"', query)]


@pytest.mark.parametrize("name", SIEMS)
def test_a_search_says_exactly_what_the_pattern_says(name):
    pattern = (
        "[(network-traffic:dst_port IN (4444, 8443) OR network-traffic:dst_port > 60000) AND "
        "network-traffic:dst_ref.value ISSUBSET '203.0.113.0/24' AND "
        "network-traffic:protocols[*] != 'udp']"
    )
    (query,) = _queries(name, [indicator(1, pattern)])
    assert re.sub(r"\s+", " ", query) == EXACT[name]


EXACT = {
    # In Splunk's search, OR binds tighter than the AND between terms.
    "splunk": "tag=network tag=communicate (dest_port IN (4444, 8443) OR dest_port>60000 "
    'dest_ip="203.0.113.0/24" transport=* NOT transport="udp")',
    "kql": "((DstPortNumber in (4444, 8443)) or DstPortNumber > 60000) and "
    'ipv4_is_in_range(DstIpAddr, "203.0.113.0/24") and '
    '(isnotempty(NetworkProtocol) and (not(NetworkProtocol =~ "udp")))',
    "elastic": "((destination.port:(4444 OR 8443)) OR destination.port:>60000) AND "
    "destination.ip:203.0.113.0\\/24 AND "
    "(_exists_:network.transport AND (NOT network.transport:udp))",
}
