"""What must hold for any text: nothing raises, and unknown is never told as safe."""

from __future__ import annotations

import openpyxl  # noqa: F401 # read when first used: an import is no part of an example
from hypothesis import given
from hypothesis import strategies as st

from wardline.core.errors import WardlineError
from wardline.devices.catalog import Catalog
from wardline.devices.inventory import Inventory
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Advisory, Device, Product
from wardline.devices.names import parse_names
from wardline.devices.ranges import read_range
from wardline.devices.versions import Answer, evaluate, read_versions

MAKERS = Makers.bundled()
NUMBERS = st.lists(st.integers(0, 30), min_size=2, max_size=4)
ODD = st.text(st.characters(codec="utf-8"), max_size=60)


def matcher_for(text):
    constraint = read_range(text).constraint
    product = Product(("Velcoria 77X Pump",), ("Norvane Medical",), constraint)
    return Matcher(Catalog([Advisory("A", "", "", "", (product,), ())], MAKERS))


@given(ODD, ODD)
def test_any_text_is_read_without_an_error(one, other):
    parse_names(one)
    evaluate(read_range(one).constraint, read_versions(other))


@given(ODD, ODD, ODD, ODD)
def test_any_device_is_matched_without_an_error(maker, model, version, notes):
    list(matcher_for("<= 4.1").match([Device("1", maker, model, version, notes=notes)]))


@given(NUMBERS, NUMBERS)
def test_plain_numbers_agree_with_plain_comparison_or_stay_unknown(have, bound):
    text, limit = (".".join(map(str, parts)) for parts in (have, bound))
    answer = evaluate(read_range(f"<= {limit}").constraint, read_versions(text))
    size = max(len(have), len(bound))
    inside = have + [0] * (size - len(have)) <= bound + [0] * (size - len(bound))
    assert answer in (Answer.UNKNOWN, Answer.YES if inside else Answer.NO)
    if len(have) == len(bound) and inside:
        assert answer is Answer.YES


@given(st.text(st.characters(categories=["L", "P", "Z"]), max_size=20))
def test_a_version_without_a_number_is_never_safe(version):
    found = list(matcher_for("<= 4.1").match([Device("1", "Norvane", "Velcoria 77X", version)]))
    assert [match.status.value for match in found] == ["check"]


@given(st.text(max_size=20))
def test_all_versions_are_affected_whatever_stands_there(version):
    found = list(matcher_for("vers:all/*").match([Device("1", "Norvane", "Velcoria 77X", version)]))
    assert [match.status.value for match in found] == ["affected"]


@given(st.binary(max_size=300))
def test_any_bytes_are_an_inventory_or_a_sentence(data):
    inventory = Inventory(data, "x")
    try:
        taken = len(list(inventory.devices()))
    except WardlineError:
        return
    assert inventory.rows >= taken
