"""The reach of the privacy gate, row by row of its table, on texts that nobody tuned on."""

from functools import cache

import pytest

from wardline.screen.profile import Profile
from wardline.screen.text import screen as gate
from wardline.testing.screening.make import texts
from wardline.testing.screening.score import function, score
from wardline.testing.screening.table import Row, table

SEED = 811_205  # drawn once; whoever improves the gate uses other seeds
MEASURES = (
    "SSN, card, MBI, DEA, VIN, MRN, birth date, shaped secrets, PEM, JWT",
    "e-mail, phone, fax",
    "prose passwords, account, licence, device serial",
    "private address, own range, own domain",
    "host / user with profile",
    "host / user without profile",
    "address, ZIP, date of care",
    "names: ours",
    "names: foreign",
    "names that leak without HOLD: ours",
    "names that leak without HOLD: foreign",
    "confidentiality marks flagged",
    "threat indicators that survive",
    "hard negatives kept",
    "span precision",
    "texts held: structured",
    "texts held: narrative",
)


def screen(text, profile, *, kind):
    return gate(text, Profile.from_mapping(profile), kind=kind)


@cache
def rows(group: str) -> dict[str, Row]:
    scored = score(texts(SEED, 600, group=group, reach="all"), function(screen))
    return {row.measure: row for row in table(scored)}


@pytest.mark.parametrize("group", ["open", "sealed"])
@pytest.mark.parametrize("measure", MEASURES)
def test_the_gate_reaches(measure, group):
    row = rows(group)[measure]
    assert row.n > 0
    sign = "at most" if row.low else "at least"
    assert row.verdict in ("must", "aim"), f"{row.found:.4f}, wanted {sign} {row.must} (n={row.n})"


@pytest.mark.parametrize("group", ["open", "sealed"])
def test_no_kind_of_indicator_is_lost(group):
    weakest = next(row for name, row in rows(group).items() if "weakest kind" in name)
    assert weakest.verdict in ("must", "aim"), f"{weakest.measure.strip()}: {weakest.found:.4f}"
