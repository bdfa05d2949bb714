"""The kit that judges the privacy gate: its labels say what they say, its scorer counts right."""

import json
import re
from collections import Counter
from ipaddress import ip_address, ip_network

import pytest

from wardline.core.errors import ConfigError, MalformedError
from wardline.testing.screening import lists, lists_fresh, numbers
from wardline.testing.screening.__main__ import main
from wardline.testing.screening.make import texts
from wardline.testing.screening.model import Labelled, Span, read
from wardline.testing.screening.score import command, function, score
from wardline.testing.screening.table import table
from wardline.testing.screening.weave import templates

SAMPLE_LABELS = {
    "ACCOUNT",
    "ADDRESS",
    "AGE90",
    "ATTACK_ID",
    "BIOMETRIC",
    "CARD",
    "CARE_DATE",
    "CVE",
    "DEVICE_SERIAL",
    "DOB",
    "DOCKET",
    "EMAIL",
    "EPONYM",
    "EVENT_DATE",
    "FAX",
    "HOST",
    "IOC_DOMAIN",
    "IOC_EMAIL",
    "IOC_FILE",
    "IOC_HASH",
    "IOC_IP",
    "IOC_IP6",
    "IOC_REG",
    "IOC_UA",
    "IOC_URL",
    "IOC_WALLET",
    "LICENSE",
    "MARKING",
    "MODEL",
    "MRN",
    "NAME",
    "NUMBER",
    "OID",
    "OWN_PUBLIC_IP",
    "PATIENT_URL",
    "PHONE",
    "PHRASE",
    "PLAN_ID",
    "PRIV_IP",
    "PUBLIC_LINE",
    "SECRET",
    "SSN",
    "TICKET",
    "USER",
    "UUID",
    "VEHICLE",
    "VENDOR",
    "VERSION",
    "ZIP",
}


@pytest.fixture(scope="module")
def made():
    return list(texts(11, 900, reach="all"))


def values(made, label, sub=None):
    return [
        item.text[span.start : span.end]
        for item in made
        for span in item.spans
        if span.label == label and span.twist == "" and sub in (None, span.sub)
    ]


def answers(items, pick, decision="pass"):
    """An engine that finds what `pick(span)` says."""
    known = {item.id: item for item in items}

    def run(requests):
        return [
            {
                "id": request["id"],
                "decision": decision,
                "text": "",
                "findings": [
                    {
                        "start": s.start,
                        "end": s.end,
                        "label": s.label,
                        "rule": "x",
                        "replacement": "",
                    }
                    for s in known[request["id"].split("/")[0]].spans
                    if pick(s)
                ],
                "residue": [],
            }
            for request in requests
        ]

    return run


def found(rows, start):
    return next(row for row in rows if row.measure.startswith(start))


def test_a_seed_gives_the_same_texts_and_another_seed_others():
    first = [item.as_dict() for item in texts(4, 80, reach="all")]
    assert first == [item.as_dict() for item in texts(4, 80, reach="all")]
    other = [item.text for item in texts(5, 80, reach="all")]
    assert not {item["text"] for item in first} & set(other)


def test_a_longer_run_begins_with_the_shorter_one():
    assert list(texts(4, 90))[:40] == list(texts(4, 40))


def test_every_label_of_the_samples_is_there_and_many_kinds(made):
    assert {span.label for item in made for span in item.spans} >= SAMPLE_LABELS
    assert len({item.kind for item in made}) >= 14
    assert len({item.template for item in made}) >= 50


def test_spans_are_in_order_apart_and_inside_the_text(made):
    for item in made:
        at = 0
        for span in item.spans:
            assert at <= span.start < span.end <= len(item.text), item.id
            at = span.end
        assert "«" not in item.text


@pytest.fixture(scope="module")
def fresh():
    return list(texts(12, 700, group="fresh", reach="all"))


def test_the_fresh_group_has_every_label_and_spans_in_place(fresh):
    assert {span.label for item in fresh for span in item.spans} >= SAMPLE_LABELS
    for item in fresh:
        at = 0
        for span in item.spans:
            assert at <= span.start < span.end <= len(item.text), item.id
            at = span.end
        assert "«" not in item.text
        if item.kind in ("stix", "fhir"):
            json.loads(item.text)


def test_every_fresh_template_has_what_looks_private_and_is_not():
    for template in templates("fresh"):
        if template.mode != "record":
            body = "\n".join(template.lines)
            looks = re.findall(
                r"«(?:!|vendor|model|eponym|phrase|actor|public_line|version|event_date|ts|number|"
                r"docket|ticket|uuid|oid|luhn|age\b)",
                body,
            )
            assert len(looks) >= 2, template.name


def test_the_fresh_group_shares_no_sentence_and_no_word_list_with_the_others():
    known = {line for group in ("open", "sealed") for t in templates(group) for line in t.lines}
    ours = {line for t in templates("fresh") if t.mode != "record" for line in t.lines if line}
    # Heads of mails and of Windows events are their standard's, not ours.
    assert not {line for line in ours & known if len(line.split()) > 3}
    for name in ("VENDORS", "MODELS", "EPONYMS", "MARKINGS", "NUMBERS", "LURES", "STREET_NAMES"):
        assert not set(getattr(lists, name)) & set(getattr(lists_fresh, name)), name


def test_what_may_go_or_stay_is_not_judged(fresh):
    item = next(i for i in fresh if any(s.action == "either" for s in i.spans))
    scored = score([item], answers([item], lambda span: span.action == "either"))
    assert not scored.alarms
    assert all(each.span.action != "either" for each in scored.spans)


def test_lines_survive_json(made):
    for item in made[:60]:
        assert read(json.loads(json.dumps(item.as_dict()))) == item


def test_json_texts_are_json(made):
    stix = [item for item in made if item.kind in ("stix", "fhir")]
    assert stix
    for item in stix:
        json.loads(item.text)


def test_numbers_with_check_digits_hold_them(made):
    cards = [re.sub(r"\D", "", value) for value in values(made, "CARD")]
    assert cards
    assert all(numbers.luhn_total(card) % 10 == 0 and len(card) in (15, 16) for card in cards)
    npis = values(made, "LICENSE", "npi")
    assert npis
    assert all(numbers.luhn_total("80840" + npi) % 10 == 0 for npi in npis)
    for dea in values(made, "LICENSE", "dea"):
        digits = [int(c) for c in dea[2:]]
        total = digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])
        assert total % 10 == digits[6], dea


def test_known_numbers_pass_the_check_digits():
    assert numbers.luhn_total("4111111111111111") % 10 == 0
    assert numbers.with_luhn("411111111111111") == "4111111111111111"
    assert numbers.luhn_total("4111111111111112") % 10 != 0


def test_vehicle_numbers_hold_their_check_digit(made):
    """The worked example of 49 CFR 565 is 1M8GDM9AXKP042788: X is its check digit."""
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    value = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)],
                     strict=True)) | {str(n): n for n in range(10)}  # fmt: skip

    def holds(vin):
        total = sum(value[c] * w for c, w in zip(vin, weights, strict=True))
        return vin[8] == "0123456789X"[total % 11]

    vins = values(made, "VEHICLE", "vin")
    assert holds("1M8GDM9AXKP042788")
    assert vins
    assert all(holds(vin) for vin in vins)


def test_medicare_numbers_have_the_shape_of_cms(made):
    letters = "[AC-HJKMNP-RT-Y]"
    shape = re.compile(
        f"[1-9]{letters}(?:{letters}|\\d)\\d-?{letters}(?:{letters}|\\d)\\d-?{letters}{{2}}\\d\\d"
    )
    found = values(made, "PLAN_ID", "mbi")
    assert found
    assert all(shape.fullmatch(value) for value in found)


def test_addresses_are_on_the_side_that_their_label_says(made):
    shared = ip_network("100.64.0.0/10")
    for value in values(made, "PRIV_IP"):
        network = ip_network(value)
        assert network.is_private or network.is_link_local or network.subnet_of(shared), value
    for item in made:
        own = ip_network(item.profile["public_nets"][0])
        for span in item.spans:
            value = item.text[span.start : span.end]
            if span.label == "OWN_PUBLIC_IP":
                assert ip_address(value) in own
            elif span.label == "IOC_IP":
                plain = re.sub(r"\[\.]|\(\.\)|\[dot]", ".", value)
                assert ip_address(plain).is_global
                assert ip_address(plain) not in own


def test_social_security_numbers_may_have_been_issued(made):
    for value in values(made, "SSN"):
        digits = re.sub(r"\D", "", value)
        assert len(digits) == 9
        assert digits[:3] not in ("000", "666")
        assert digits[0] != "9"
        assert digits[3:5] != "00"
        assert digits[5:] != "0000"


def test_names_come_from_all_origins_and_are_not_few(made):
    origins = Counter(span.sub for item in made for span in item.spans if span.label == "NAME")
    assert set(origins) == {"common", "world", "oov", "tricky"}
    assert min(origins.values()) > 50
    assert len(set(values(made, "NAME"))) > 800


def test_tricks_of_spelling_are_named(made):
    twists = {span.twist for item in made for span in item.spans}
    assert twists >= {"fullwidth", "zero-width", "nbsp", "lookalike"}


def test_a_perfect_engine_reaches_every_aim(made):
    rows = table(score(made, answers(made, lambda span: span.action == "remove")))
    assert [row.measure for row in rows if row.verdict != "aim"] == []


def test_an_engine_that_finds_nothing_fails_every_recall_and_harms_nothing(made):
    rows = table(score(made, answers(made, lambda _: False)))
    assert found(rows, "SSN").found == 0
    assert found(rows, "names: ours").found == 0
    assert found(rows, "names that leak without HOLD: ours").found == 1
    assert found(rows, "confidentiality marks").found == 0
    assert found(rows, "threat indicators").found == 1
    assert found(rows, "span precision").verdict == "-"


def test_an_engine_that_removes_everything_destroys_everything(made):
    rows = table(score(made, answers(made, lambda _: True)))
    assert found(rows, "SSN").found == 1
    assert found(rows, "threat indicators").found == 0
    assert found(rows, "hard negatives").found == 0
    assert 0 < found(rows, "span precision").found < 1


def test_holding_everything_leaks_no_name_and_counts_as_held(made):
    rows = table(score(made, answers(made, lambda _: False, decision="hold")))
    assert found(rows, "names that leak without HOLD: ours").found == 0
    assert found(rows, "names: ours").found == 0
    assert found(rows, "confidentiality marks").found == 1
    assert found(rows, "texts held: structured").found == 1


def judged(text, spans, findings, decision="pass"):
    blank = {"label": "X", "rule": "x", "replacement": ""}
    item = Labelled("t-1", "narrative", text, {}, spans)
    answer = {
        "id": "t-1", "decision": decision, "text": "", "residue": [],
        "findings": [dict(blank, start=a, end=b) for a, b in findings],
    }  # fmt: skip
    return score([item], lambda _: [answer])


def test_a_span_counts_as_covered_letter_by_letter():
    spans = (Span(0, 8, "SSN", "remove"),)
    assert judged("12345678", spans, [(0, 4), (4, 8)]).spans[0].good
    assert judged("12345678", spans, [(2, 8), (0, 3)]).spans[0].good
    assert not judged("12345678", spans, [(0, 7)]).spans[0].good
    assert not judged("12345678", spans, [(0, 3), (4, 8)]).spans[0].good


def test_one_touched_letter_destroys_an_indicator_and_a_finding_on_it_is_wrong():
    scored = judged("8.8.4.4 x", (Span(0, 7, "IOC_IP", "keep"),), [(6, 8)])
    assert not scored.spans[0].good
    assert (scored.right, len(scored.alarms)) == (0, 1)
    assert judged("8.8.4.4 x", (Span(0, 7, "IOC_IP", "keep"),), [(7, 9)]).spans[0].good


def test_a_mark_is_flagged_by_a_touch_or_by_a_hold():
    spans = (Span(0, 12, "MARKING", "remove"),)
    assert judged("CONFIDENTIAL", spans, [(0, 3)]).spans[0].good
    assert judged("CONFIDENTIAL", spans, [], "block").spans[0].good
    assert not judged("CONFIDENTIAL", spans, []).spans[0].good


def test_answers_that_miss_a_line_or_swap_two_are_refused():
    items = list(texts(2, 3))
    right = answers(items, lambda _: False)
    with pytest.raises(MalformedError, match="order"):
        score(items, lambda requests: list(reversed(right(requests))))
    with pytest.raises(MalformedError, match="answered 0 of"):
        score(items, command("true"))


def test_a_python_function_can_be_judged():
    from wardline.screen.model import Decision, Screened

    def held(text, _profile, *, kind):
        assert kind
        return Screened(Decision.HOLD, text, (), ())

    scored = score(texts(2, 6), function(held))
    assert {decision for _, decision, _ in scored.decisions} == {"hold"}


def test_the_command_line_makes_and_scores(tmp_path, capsys):
    assert main(["make", "--seed", "3", "--count", "8"]) == 0
    made = capsys.readouterr().out
    path = tmp_path / "texts.jsonl"
    path.write_text(made, "utf-8")
    assert len([json.loads(line) for line in made.splitlines()]) == 8
    engine = tmp_path / "engine.py"
    engine.write_text(
        "import sys, json\n"
        "for line in sys.stdin:\n"
        "    r = json.loads(line)\n"
        "    print(json.dumps({'id': r['id'], 'decision': 'pass', 'text': r['text'],"
        " 'findings': [], 'residue': []}))\n"
    )
    import sys

    asked = ["score", "--texts", str(path), "--command", f"{sys.executable} {engine}"]
    assert main([*asked, "--by", "label", "--show", "ALL", "--most", "3"]) == 1
    shown = capsys.readouterr().out
    assert "| FAIL |" in shown
    assert "no finding" in shown


def test_an_unknown_group_says_what_to_choose():
    with pytest.raises(ConfigError, match="Choose open, sealed or fresh"):
        list(texts(1, 1, group="other"))


@pytest.mark.parametrize("record", [{}, {"id": "x", "spans": [{"start": 1}]}, {"spans": 3}])
def test_a_wrong_line_is_refused_with_a_sentence(record):
    with pytest.raises(MalformedError, match="Each line needs"):
        read(record)


def test_the_unseen_group_is_whole():
    """All its templates weave, with labels that the table knows, and no name of another group's."""
    count = len(templates("unseen"))
    assert count >= 60
    made = list(texts(5, count, group="unseen", reach="all"))
    assert len({item.template for item in made}) == count
    assert {span.label for item in made for span in item.spans if span.action != "either"} <= (
        SAMPLE_LABELS | {"OWN_DOMAIN", "OWN_ORG"}
    )
    assert not any(sign in item.text for item in made for sign in "«»")
    for item in made:
        if item.kind in ("stix", "fhir"):
            json.loads(item.text)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--texts", "{folder}/nowhere.jsonl"], 3),
        (["--texts", "{folder}/broken.jsonl"], 3),
        (["--texts", "{folder}/other.jsonl"], 2),
        (["--count", "1", "--command", "no-such-program-of-anybody"], 3),
        (["--count", "1", "--command", "'"], 3),
        (["--count", "1", "--command", "true"], 2),
    ],
)
def test_what_cannot_be_judged_is_a_sentence(words, code, tmp_path, capsys):
    (tmp_path / "broken.jsonl").write_text("{")
    (tmp_path / "other.jsonl").write_text('{"id":"x"}')
    assert main(["score", *(word.format(folder=tmp_path) for word in words)]) == code
    assert "Traceback" not in capsys.readouterr().err
