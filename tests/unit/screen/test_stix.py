"""STIX objects through the gate: what stays, what is replaced, what passes untouched."""

# ruff: noqa: E501 # objects stand on one line, as they do in files

import copy
import json

import pytest

from wardline.core import ids, stix
from wardline.screen.model import Decision
from wardline.screen.stix import screen_object, screen_objects

PLAIN_ID = "malware--00000000-0000-4000-8000-000000000001"
PROFILE_REAL = {"domains": ["stmary.example"], "public_nets": ["203.0.113.0/24"], "ad": "STMARY"}
T = "2026-01-02T03:04:05.000Z"


def sdo(kind, number=1, **more):
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--00000000-0000-4000-8000-{number:012d}",
        "created": T,
        "modified": T,
        **more,
    }


def sco(kind, **more):
    made = {"type": kind, "spec_version": "2.1", **more}
    return {**made, "id": ids.sco_id(made)}


def indicator(pattern, **more):
    return sdo("indicator", pattern=pattern, pattern_type="stix", valid_from=T, **more)


def relation(source, target, kind="related-to", number=90):
    return sdo(
        "relationship",
        number,
        relationship_type=kind,
        source_ref=source["id"],
        target_ref=target["id"],
    )


def answer(obj, gate):
    before = copy.deepcopy(obj)
    got = screen_object(obj, gate)
    assert obj == before, "the object that was given is never changed"
    if got.object is not None:
        assert stix.errors(got.object) == []
    return got


# Untouched


PLAIN = [
    indicator("[ipv4-addr:value = '198.51.100.7']", name="C2", labels=["ransomware"], confidence=80),
    indicator("[url:value = 'http://evil.example/a?id=abcdefghijklmnop']"),
    indicator("[file:hashes.'SHA-256' = '" + "ab" * 32 + "' OR file:name = 'inv.exe']"),
    indicator("[email-message:from_ref.value = 'bad@evil.example' AND email-message:subject = 'x']"),
    indicator("[network-traffic:dst_ref.value ISSUBSET '10.0.0.0/8']"),
    indicator("[process:command_line LIKE '%C:\\\\\\\\Users\\\\\\\\Public\\\\\\\\a.exe%']"),
    indicator("[domain-name:value = 'stmary.example.evil.test']"),
    indicator("[ipv4-addr:value = '169.254.169.254']"),
    sdo("malware", name="Vale", is_family=True, malware_types=["ransomware"], aliases=["Jane Roe"]),
    sdo("threat-actor", name="Max Muster", threat_actor_types=["crime-syndicate"]),
    sdo("relationship", relationship_type="indicates", source_ref=PLAIN_ID, target_ref=PLAIN_ID),
    sdo("attack-pattern", name="Phish", external_references=[
        {"source_name": "mitre-attack", "external_id": "T1566.001", "url": "https://attack.example/T1566"},
        {"source_name": "x", "url": "https://pub.example/", "description": "Jane Roe. (2017). A paper."}]),
    sco("file", hashes={"MD5": "a" * 32}, name="invoice.exe", size=77),
    sco("domain-name", value="evil.example"),
    sco("url", value="https://evil.example/login"),
    sco("email-addr", value="bad@evil.example"),
    sco("user-account", account_type="twitter", account_login="evilguy"),
    sco("user-account", account_login="Administrator"),
    sco("x509-certificate", serial_number="36:f7:d4", issuer="CN=evil.example", subject="CN=localhost"),
    sco("network-traffic", protocols=["tcp", "http"], dst_port=443, dst_ref=ids.sco_id(
        {"type": "ipv4-addr", "value": "198.51.100.7"})),
    sco("windows-registry-key", key="HKEY_LOCAL_MACHINE\\Software\\Run", values=[
        {"name": "x", "data": "C:\\Windows\\a.exe", "data_type": "REG_SZ"}]),
    sdo("identity", name="FireEye", identity_class="organization", contact_information="soc@cert.example"),
    sdo("location", country="US", administrative_area="NV", latitude=36.5, longitude=-115.0),
    sdo("location", region="northern-america"),
    sdo("note", content="See the report.", object_refs=[PLAIN_ID]),
]  # fmt: skip


@pytest.mark.parametrize("obj", PLAIN, ids=lambda obj: obj["type"])
def test_what_holds_nothing_private_is_the_very_same_object(obj, gate):
    assert stix.errors(obj) == []
    got = answer(obj, gate)
    assert got.decision is Decision.PASS, got
    assert got.object is obj
    assert (got.findings, got.doubts) == ((), ())


# Text


def test_free_text_is_replaced_wherever_it_stands(gate):
    obj = sdo(
        "report",
        name="Jane Roe at 10.1.2.3",
        description="pw hunter2",
        published=T,
        object_refs=[PLAIN_ID],
        labels=["seen", "at 10.1.2.3"],
        external_references=[
            {
                "source_name": "ehr",
                "description": "Jane Roe",
                "url": "https://intra.stmary.example/1",
            }
        ],
        x_patient_name="Oddname",
        x_deep={"mrn": 1234567, "inner": ["123-45-6789"]},
    )
    got = answer(obj, gate)
    assert got.decision is Decision.PASS
    out = json.dumps(got.object)
    for private in (
        "Jane Roe",
        "10.1.2.3",
        "hunter2",
        "stmary",
        "Oddname",
        "1234567",
        "123-45-6789",
    ):
        assert private not in out
        assert private not in str(got.findings)
    assert got.object["labels"] == ["seen", "at [IP-1]"]
    assert got.object["x_patient_name"] == "[NAME-2]"
    assert {found.pointer for found in got.findings} == {
        "/name", "/description", "/labels/1", "/external_references/0/description",
        "/external_references/0/url", "/x_patient_name", "/x_deep/mrn", "/x_deep/inner/0",
    }  # fmt: skip


def test_a_doubt_in_a_text_holds_and_a_bar_keeps_the_object(gate):
    held = answer(sdo("note", content="ODD 10.1.2.3", object_refs=[PLAIN_ID]), gate)
    assert held.decision is Decision.HOLD
    assert [d.pointer for d in held.doubts] == ["/content"]
    assert held.object["content"] == "ODD [IP-1]"
    kept = answer(sdo("note", content="STAYS", object_refs=[PLAIN_ID]), gate)
    assert (kept.decision, kept.object) == (Decision.BLOCK, None)


def test_authors_of_notes_and_opinions_go(gate):
    for obj in (
        sdo("note", content="x", object_refs=[PLAIN_ID], authors=["Any Body"]),
        sdo("opinion", opinion="agree", object_refs=[PLAIN_ID], authors=["Any Body"]),
    ):
        got = answer(obj, gate)
        assert got.decision is Decision.PASS
        assert "authors" not in got.object


def test_translations_and_extensions_are_read(gate):
    translated = sdo(
        "language-content",
        object_ref=PLAIN_ID,
        contents={"de": {"description": "10.1.2.3", "name": "Vale"}},
    )
    assert answer(translated, gate).object["contents"]["de"] == {
        "description": "[IP-1]",
        "name": "Vale",
    }
    extended = sdo("malware", name="x", is_family=False, extensions={
        "extension-definition--00000000-0000-4000-8000-000000000001": {
            "extension_type": "property-extension", "where": "at 10.1.2.3", "count": 7}})  # fmt: skip
    inner = answer(extended, gate).object["extensions"]
    assert next(iter(inner.values())) == {
        "extension_type": "property-extension",
        "where": "at [IP-1]",
        "count": 7,
    }


def test_a_word_outside_a_vocabulary_is_read(gate):
    got = answer(
        sdo("malware", name="x", is_family=False, malware_types=["ransomware", "10.1.2.3"]), gate
    )
    assert got.object["malware_types"] == ["ransomware", "[IP-1]"]


def test_a_private_thing_in_a_propertys_name_is_held(gate):
    got = answer(sdo("malware", name="x", is_family=False, x_a={"hunter2": True}), gate)
    assert got.decision is Decision.HOLD
    assert "hunter2" not in str(got.doubts)


def test_what_is_not_valid_stays_and_the_reason_quotes_nothing(gate):
    for obj in (
        {"type": "indicator"},
        sdo("malware", is_family="Jane Roe"),
        {**sdo("malware", name="x", is_family=False), "Jane Roe 123-45-6789": 1},
    ):
        got = screen_object(obj, gate)
        assert (got.decision, got.object) == (Decision.BLOCK, None)
        assert "Jane" not in str(got)


# Patterns


@pytest.mark.parametrize(
    "pattern",
    [
        "[ipv4-addr:value = '10.1.2.3']",
        "[ipv4-addr:value = '203.0.113.9']",
        "[ipv4-addr:value ISSUBSET '10.1.2.0/24']",
        "[ipv6-addr:value = 'fd00::7']",
        "[ipv6-addr:value = '::ffff:10.1.2.3']",
        "[network-traffic:src_ref.value = '192.168.1.1']",
        "[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:src_ref.value = '203.0.113.9']",
        "[domain-name:value = 'mail.stmary.example']",
        "[domain-name:value = 'printer.local']",
        "[domain-name:value = 'STMARY-ICU-7']",
        "[domain-name:value MATCHES '.*\\\\.stmary\\\\.example$']",
        "[domain-name:value LIKE '%.stmary.example']",
        "[url:value = 'https://www.stmary.example/x']",
        "[url:value = 'https://evil.example/?u=boss%40stmary.example']",
        "[url:value = 'https://evil.example/#Ym9zc0BzdG1hcnkuZXhhbXBsZQ==']",
        "[url:value = 'https://user:pw@evil.example/']",
        "[email-addr:value = 'boss@stmary.example']",
        "[email-message:to_refs[*].value = 'anyone@else.example']",
        "[file:name = 'C:\\\\Users\\\\jdoe\\\\a.exe']",
        "[directory:path = '/home/jdoe/.ssh']",
        "[windows-registry-key:key = 'HKEY_USERS\\\\S-1-5-21-1-2-3-1001\\\\Run']",
        "[process:command_line = 'net use x hunter2']",
        "[user-account:account_login = 'STMARY\\\\anyone']",
        "[user-account:user_id = 'jroe']",
        "[x509-certificate:subject = 'CN=vpn.stmary.example']",
        "[x-custom:value = '10.1.2.3']",
        "[file:name IN ('a.exe', 'b 123-45-6789.exe')]",
        "[file:name = 'a'] AND ([ipv4-addr:value = '198.51.100.7'] FOLLOWEDBY [ipv4-addr:value != '10.1.2.3']) WITHIN 5 SECONDS",
        "[file:name = 'a'] /* seen by 10.1.2.3 */",
        "[file:name = 'a'] // 10.1.2.3",
        "[file:x_a.'10.1.2.3' = 'a']",
        "[artifact:payload_bin = b'MTAuMS4yLjM=']",
    ],
)  # fmt: skip
def test_a_pattern_that_names_something_private_is_held_unchanged(pattern, gate):
    obj = indicator(pattern)
    assert stix.errors(obj) == []
    got = answer(obj, gate)
    assert got.decision is Decision.HOLD
    assert got.object is obj
    assert got.doubts[0].pointer == "/pattern"
    for private in ("10.1.2.3", "203.0.113", "stmary", "jdoe", "hunter2", "boss", "else.example"):
        assert private not in got.doubts[0].reason


def test_rules_of_other_languages_are_read_whole(gate):
    rule = 'rule x { meta: author = "Jane Roe" strings: $a = "evil" condition: $a }'
    passed = sdo("indicator", pattern=rule, pattern_type="yara", valid_from=T)
    assert answer(passed, gate).object is passed
    held = sdo(
        "indicator", pattern=rule.replace("evil", "10.1.2.3"), pattern_type="yara", valid_from=T
    )
    assert answer(held, gate).decision is Decision.HOLD


# Observables


@pytest.mark.parametrize(
    "obj",
    [
        sco("ipv4-addr", value="10.1.2.3"),
        sco("ipv4-addr", value="203.0.113.9"),
        sco("ipv6-addr", value="fd00::1"),
        sco("domain-name", value="ehr.stmary.example"),
        sco("domain-name", value="mri7.anything.example"),
        sco("url", value="https://stmary.example/a"),
        sco("email-addr", value="x@stmary.example"),
        sco("user-account", account_login="STMARY\\x"),
        sco("user-account", user_id="x@stmary.example", account_type="windows-domain"),
        sco("user-account", display_name="Jane Roe"),
        sco("x509-certificate", subject="C=US, CN=vpn.stmary.example", serial_number="1"),
        sdo(
            "identity",
            name="Any Body",
            identity_class="individual",
            contact_information="x@y.example",
        ),
        sdo("identity", name="Jane Roe", identity_class="individual"),
    ],
    ids=lambda obj: obj["type"],
)
def test_what_is_the_organizations_own_stays(obj, gate):
    got = answer(obj, gate)
    assert (got.decision, got.object) == (Decision.BLOCK, None)
    for value in (
        v for k, v in obj.items() if k in ("value", "name", "subject", "account_login", "user_id")
    ):
        assert value not in str(got)


@pytest.mark.parametrize(
    "obj",
    [
        sco("mac-addr", value="00:1a:2b:3c:4d:5e"),
        sco("user-account", account_login="jdoe"),
        sdo("identity", name="Any Body", identity_class="individual"),
        sdo("location", latitude=36.17123, longitude=-115.13994),
        sco("artifact", payload_bin="AAEC/w==", mime_type="application/octet-stream"),
        sco("artifact", payload_bin="c2VlbiBhdCAxMC4xLjIuMw=="),
    ],
    ids=lambda obj: obj["type"],
)
def test_what_may_be_anybodys_is_held(obj, gate):
    got = answer(obj, gate)
    assert got.decision is Decision.HOLD
    assert got.object is obj


def test_a_place_keeps_its_country_and_loses_its_door(gate):
    obj = sdo("location", country="US", city="Reno", street_address="1 Elm St", postal_code="89501",
              latitude=39.52963, longitude=-119.8138, precision=10.0)  # fmt: skip
    got = answer(obj, gate)
    assert got.decision is Decision.PASS
    assert got.object == sdo("location", country="US")


def test_names_of_people_in_paths_keys_and_variables_are_replaced(gate):
    obj = sco("file", name="C:\\Users\\jdoe\\Desktop\\inv.exe")
    got = answer(obj, gate)
    assert got.object["name"] == "C:\\Users\\[USER-1]\\Desktop\\inv.exe"
    assert got.object["id"] == ids.sco_id(got.object) != obj["id"]
    key = answer(sco("windows-registry-key", key="HKEY_USERS\\S-1-5-21-11-22-33-1001\\Run"), gate)
    assert key.object["key"] == "HKEY_USERS\\[SID-1]\\Run"
    process = sdo("x", type="process", id="process--00000000-0000-4000-8000-000000000001", command_line="a -p hunter2",
        environment_variables={"USERNAME": "jdoe", "API_KEY": "k", "PATH": "C:\\Windows", "X": "10.1.2.3"},
        extensions={"windows-process-ext": {"owner_sid": "S-1-5-21-1-2-3-1001", "priority": "HIGH"}})  # fmt: skip
    del process["created"], process["modified"]
    out = answer(process, gate).object
    assert out["command_line"] == "a -p [SECRET]"
    assert out["environment_variables"] == {"PATH": "C:\\Windows", "X": "[IP-1]"}
    assert out["extensions"] == {"windows-process-ext": {"priority": "HIGH"}}


def test_credentials_go_and_the_account_stands_if_it_can(gate):
    account = sco("user-account", account_type="twitter", account_login="evil", credential="s3cr3t")
    got = answer(account, gate)
    assert "credential" not in got.object
    assert got.object["id"] == account["id"]
    bare = sco("user-account", credential="s3cr3t", account_login="")
    assert "s3cr3t" not in str(answer(bare, gate))


def test_a_phishing_mail_keeps_its_sender_and_loses_its_recipients(gate):
    sender, victim = sco("email-addr", value="bad@evil.example", display_name="Jane Roe"), sco(
        "email-addr", value="anybody@gmail.example")  # fmt: skip
    mail = sco("email-message", is_multipart=True, from_ref=sender["id"], to_refs=[victim["id"]],
        subject="Jane Roe, pay", message_id="<1@mx.stmary.example>",
        received_lines=["from evil.example by 10.1.2.3"],
        additional_header_fields={"Delivered-To": ["anybody@gmail.example"], "Reply-To": ["bad@evil.example"],
                                  "X-Note": ["for 10.1.2.3"], "Cc": ["x"]},
        body_multipart=[{"body": "Dear Jane Roe", "content_type": "text/plain"}])  # fmt: skip
    batch = screen_objects([sender, victim, mail], gate)
    first, second, third = batch.objects
    assert batch.decision is Decision.PASS
    assert first.object["value"] == "bad@evil.example"
    assert "display_name" not in first.object
    assert second.object is None
    out = third.object
    assert stix.errors(out) == []
    assert "to_refs" not in out
    assert "message_id" not in out
    assert out["subject"] == "[NAME-1], pay"
    assert out["additional_header_fields"] == {
        "Reply-To": ["bad@evil.example"],
        "X-Note": ["for [IP-1]"],
    }
    assert out["id"] == ids.sco_id(out) != mail["id"]
    assert third.removed_refs == ("/to_refs/0",)
    assert batch.renamed == {mail["id"]: out["id"]}
    assert batch.dropped == {victim["id"]}


def test_an_address_that_sent_and_received_is_held(gate):
    both = sco("email-addr", value="who@knows.example")
    mail = sco("email-message", is_multipart=False, from_ref=both["id"], to_refs=[both["id"]])
    assert screen_objects([both, mail], gate).objects[0].decision is Decision.HOLD


# References


def test_relations_to_what_stays_stay_too_and_lists_shrink(gate):
    own, evil = sco("ipv4-addr", value="10.1.2.3"), sco("ipv4-addr", value="198.51.100.7")
    malware = sdo("malware", name="x", is_family=False)
    report = sdo(
        "report", 2, name="r", published=T, object_refs=[own["id"], evil["id"], malware["id"]]
    )
    traffic = sco("network-traffic", protocols=["tcp"], src_ref=own["id"], dst_ref=evil["id"])
    lonely = sdo(
        "observed-data",
        3,
        first_observed=T,
        last_observed=T,
        number_observed=1,
        object_refs=[own["id"]],
    )
    link, loose = relation(malware, own), relation(malware, lonely, number=91)
    sighting = sdo("sighting", 4, sighting_of_ref=malware["id"], observed_data_refs=[lonely["id"]])
    objects = [report, traffic, own, evil, malware, lonely, link, loose, sighting]
    batch = screen_objects(objects, gate)
    by_id = {obj["id"]: got for obj, got in zip(objects, batch.objects, strict=True)}
    assert by_id[report["id"]].object["object_refs"] == [evil["id"], malware["id"]]
    assert by_id[report["id"]].removed_refs == ("/object_refs/0",)
    changed = by_id[traffic["id"]].object
    assert "src_ref" not in changed
    assert changed["id"] == ids.sco_id(changed) != traffic["id"]
    for gone in (own, lonely, link, loose):
        assert by_id[gone["id"]].object is None
    assert "observed_data_refs" not in by_id[sighting["id"]].object
    assert by_id[evil["id"]].object is evil
    assert all(stix.errors(got.object) == [] for got in batch.objects if got.object)
    assert own["id"] not in json.dumps([got.object for got in batch.objects])
    assert batch.decision is Decision.PASS


def test_new_identifiers_travel_through_chains(gate):
    folder = sco("directory", path="/home/jdoe/x")
    inner = sco("file", name="a.exe", parent_directory_ref=folder["id"])
    message = sdo(
        "observed-data",
        first_observed=T,
        last_observed=T,
        number_observed=1,
        object_refs=[inner["id"]],
    )
    batch = screen_objects([message, inner, folder], gate)
    new_folder, new_file = batch.objects[2].object, batch.objects[1].object
    assert new_folder["path"] == "/home/[USER-1]/x"
    assert new_file["parent_directory_ref"] == new_folder["id"]
    assert new_file["id"] == ids.sco_id(new_file)
    assert batch.objects[0].object["object_refs"] == [new_file["id"]]


def test_what_an_own_host_resolves_to_stays(gate):
    mac = sco("mac-addr", value="00:1a:2b:3c:4d:5e")
    own = sco("ipv4-addr", value="10.1.2.3", resolves_to_refs=[mac["id"]])
    assert [got.decision for got in screen_objects([mac, own], gate).objects] == [
        Decision.BLOCK
    ] * 2


def test_a_person_behind_an_actor_is_part_of_the_threat(gate):
    person = sdo("identity", name="Any Crook", identity_class="individual")
    actor = sdo("threat-actor", 2, name="x")
    batch = screen_objects([person, actor, relation(actor, person, "attributed-to")], gate)
    assert [got.decision for got in batch.objects] == [Decision.PASS] * 3


def test_a_reference_to_a_person_who_stays_goes_from_created_by(gate):
    person = sdo("identity", name="Jane Roe", identity_class="individual")
    malware = sdo("malware", 2, name="x", is_family=False, created_by_ref=person["id"])
    got = screen_objects([person, malware], gate).objects[1]
    assert "created_by_ref" not in got.object


def test_observables_inside_observed_data_are_judged_too(gate):
    obj = sdo("observed-data", first_observed=T, last_observed=T, number_observed=1, objects={
        "0": {"type": "ipv4-addr", "value": "10.1.2.3"},
        "1": {"type": "ipv4-addr", "value": "198.51.100.7"},
        "2": {"type": "network-traffic", "protocols": ["tcp"], "src_ref": "0", "dst_ref": "1"},
        "3": {"type": "file", "name": "/home/jdoe/a"},
        "4": {"type": "x-strange", "note": "at 10.1.2.3"}})  # fmt: skip
    out = answer(obj, gate).object["objects"]
    assert out == {
        "1": {"type": "ipv4-addr", "value": "198.51.100.7"},
        "2": {"type": "network-traffic", "protocols": ["tcp"], "dst_ref": "1"},
        "3": {"type": "file", "name": "/home/[USER-1]/a"},
        "4": {"type": "x-strange", "note": "at [IP-1]"},
    }


def test_granular_markings_follow_what_they_mark(gate):
    mark = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"
    own, evil = sco("ipv4-addr", value="10.1.2.3"), sco("ipv4-addr", value="198.51.100.7")
    report = sdo("report", name="r", published=T, object_refs=[own["id"], PLAIN_ID, evil["id"]],
        granular_markings=[{"marking_ref": mark, "selectors": ["object_refs.[0]", "object_refs.[2]", "name"]},
                           {"marking_ref": mark, "selectors": ["object_refs.[0]"]}])  # fmt: skip
    out = screen_objects([report, own, evil], gate).objects[0].object
    assert out["granular_markings"] == [
        {"marking_ref": mark, "selectors": ["object_refs.[1]", "name"]}
    ]
    assert stix.errors(out) == []
    note = sdo("note", content="x", object_refs=[PLAIN_ID], authors=["A"], granular_markings=[
        {"marking_ref": mark, "selectors": ["authors"]}])  # fmt: skip
    assert "granular_markings" not in answer(note, gate).object


def test_a_long_chain_of_what_falls_ends(gate):
    first = sco("ipv4-addr", value="10.1.2.3")
    chain, last = [first], first
    for number in range(3000):
        last = sdo("note", number, content="x", object_refs=[last["id"]])
        chain.append(last)
    batch = screen_objects(chain, gate)
    assert batch.objects[1].decision is Decision.BLOCK
    assert batch.objects[0].decision is Decision.BLOCK


def test_the_answer_of_the_gate_is_stable(gate):
    own = sco("ipv4-addr", value="10.1.2.3")
    objects = [
        own,
        sco("file", name="/home/jdoe/a"),
        sdo("note", content="at 10.1.2.3", object_refs=[own["id"], PLAIN_ID]),
    ]
    once = [got.object for got in screen_objects(objects, gate).objects if got.object]
    again = screen_objects(once, gate)
    assert [got.object for got in again.objects] == once
    assert all(got.object is obj for got, obj in zip(again.objects, once, strict=True))


def test_two_gates_do_not_share_what_they_know(gate):
    from wardline.screen.stix import Gate

    other = Gate(gate._screen, {"domains": ["evil.example"]})
    obj = sco("domain-name", value="evil.example")
    assert answer(obj, gate).decision is Decision.PASS
    assert answer(obj, other).decision is Decision.BLOCK


def test_citations_and_credits_of_attack_are_public(gate):
    passed = sdo("relationship", relationship_type="uses", source_ref=PLAIN_ID, target_ref=PLAIN_ID,
        description="It spreads.(Citation: Jane Roe Report 2020)", x_mitre_contributors=["Jane Roe, @jr"])  # fmt: skip
    assert answer(passed, gate).object is passed
    mixed = {**passed, "description": "Jane Roe.(Citation: Jane Roe Report)(Citation: 123-45-6789)"}
    assert (
        answer(mixed, gate).object["description"]
        == "[NAME-1].(Citation: Jane Roe Report)(Citation: [SSN])"
    )


def test_what_a_file_name_tells_goes_from_it():
    from wardline.screen.stix import Gate

    gate = Gate.of(PROFILE_REAL)
    for name, out in (
        ("MRN_12345678.pdf", "MRN_[MRN-1].pdf"),
        ("C:\\temp\\report_SSN_219-09-9999.xlsx", "C:\\temp\\report_SSN_[SSN-1].xlsx"),
        ("20190611_payment.exe", None),
        ("setup-12345678.exe", None),
        ("M0Z1LL4_12345678.dat", None),
    ):
        obj = sco("file", name=name)
        got = answer(obj, gate)
        assert got.decision is Decision.PASS
        assert got.object["name"] == (out or name)
        held = answer(indicator("[file:name = '" + name.replace("\\", "\\\\") + "']"), gate)
        assert held.decision is (Decision.HOLD if out else Decision.PASS)


def test_registry_values_are_read_with_their_names():
    from wardline.screen.stix import Gate

    values = [
        {"name": "DefaultPassword", "data": "hunter22", "data_type": "REG_SZ"},
        {"name": "x", "data": "00000001", "data_type": "REG_DWORD"},
        {"name": "y", "data": "C:\\Windows\\evil.exe", "data_type": "REG_SZ"},
    ]
    got = answer(sco("windows-registry-key", key="HKLM\\Run", values=values), Gate.of(PROFILE_REAL))
    assert got.decision is Decision.PASS
    assert [value["data"] for value in got.object["values"]] == [
        "[SECRET-1]",
        *(v["data"] for v in values[1:]),
    ]


def test_a_certificate_of_a_private_address_is_held_and_tokens_in_addresses_pass(gate):
    assert (
        answer(sco("x509-certificate", subject="CN=192.168.1.1", serial_number="1"), gate).decision
        is Decision.HOLD
    )
    from wardline.screen.stix import Gate

    address = sco("url", value="http://198.51.100.7/gate.php?id=1234567890&token=abcd1234efgh5678")
    assert answer(address, Gate.of(PROFILE_REAL)).object is address


def test_terms_that_link_to_what_is_published_are_public(gate):
    text = "[Jane Roe](https://attack.example/S1) and Jane Roe, [Max Muster](https://ehr.stmary.example/7)"
    out = answer(sdo("note", content=text, object_refs=[PLAIN_ID]), gate).object["content"]
    assert out.startswith("[Jane Roe](https://attack.example/S1) and [NAME-1], [[NAME-1]]")
