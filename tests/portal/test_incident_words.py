"""What the pure room of incidents says, the translators are shown."""

from __future__ import annotations

import datetime as dt

from wardline.incidents import clocks, model, problems

ODD = (
    {"what": {"certainty": "false-positive", "harms": ["data-taken"]}},
    {"what": {"certainty": "near-miss", "harms": ["data-taken"]}},
    {"what": {"text": "x"}, "touched": {"devices": "no", "device_count": 2}},
    {"what": {"text": "x"}, "touched": {"ehr": "no", "ehr_product": "y"}},
    {"what": {"text": "x"}, "touched": {"vendor": "no", "vendor_name": "y"}},
    {"what": {"text": "x"}, "care": {"diversion": "no", "diversion_hours": 2}},
    {"what": {"text": "x", "certainty": "false-positive"}, "care": {"harm": "confirmed"}},
    {"what": {"text": "x", "harms": ["data-taken"]}, "extent": {"disclosure": "no"}},
    {"what": {"text": "x", "certainty": "false-positive"}, "extent": {"disclosure": "yes"}},
    {"what": {"text": "x"}, "extent": {"records": 0, "persons": 3}},
    {"what": {"text": "x"}, "extent": {"records": 3, "persons": 0, "data": ["Medical"]}},
    {"what": {"text": "x"}, "attacker": {"ransom": {"paid": "yes", "demanded": "no"}}},
    {"what": {"text": "x"}, "attacker": {"ransom": {"paid": "no", "amount": 3,
                                                     "paid_at": {"at": "1980-01-01T00:00:00Z"}}}},
    {
        "what": {"text": "x"},
        "when": {
            "started": {"at": "2026-01-05T00:00:00Z"},
            "found": {"at": "2026-01-04T00:00:00Z"},
            "contained": {"at": "2026-01-03T00:00:00Z"},
            "recovered": {"at": "2026-01-02T00:00:00Z"},
        },
        "attacker": {"ransom": {"paid_at": {"at": "2099-01-01T00:00:00Z"}}},
    },
)  # fmt: skip # one contradiction each


def test_every_word_of_the_room_is_shown_to_the_translators(portal):
    from wardline.hub.incidents import speaking
    from wardline.hub.incidents.wording import WORDS

    said = {text for text in speaking.offered() if text}
    now = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    for told in ODD:
        report = model.checked(model.parse(model.encode(_report(told))))
        found = problems.problems(report, now)
        assert found, told
        said |= {one.message for one in found}
    for disclosure in ("", "potentially", "yes"):
        for data in ([], ["Medical"], ["Personal"]):
            told = {
                "what": {"text": "x", "harms": ["operations-disrupted"]},
                "extent": {"disclosure": disclosure, "data": data},
                "attacker": {"ransom": {"demanded": "yes"}},
            }
            for due in clocks.due(_report(told), clocks.standard(), now):
                said |= {due.why, *(one.question for one in due.missing)}
    said |= {one.question for one in clocks.worksheet(_report(ODD[0]))}
    assert sorted(said - set(WORDS)) == []


def _report(told):
    import msgspec

    return msgspec.convert(told, model.Report)
