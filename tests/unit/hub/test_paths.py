"""Paths: who gave an object on is added, nobody stands in one twice, none grows without end."""

from __future__ import annotations

import uuid

import pytest

from wardline.hub.exchange.paths import MOST_HUBS, onwards, through

A, B, C = (str(uuid.UUID(int=number)) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ("", C),
        (A, f"{A},{C}"),
        (f"{A},{B}", f"{A},{B},{C}"),
        # It came back to the giver: once is enough.
        (f"{C},{A},{C}", f"{A},{C}"),
        (f"{A},{A},{B}", f"{A},{B},{C}"),
        ("nonsense'; DROP TABLE", C),
        (A.upper(), f"{A},{C}"),
    ],
)
def test_the_giver_stands_last(told, path):
    assert onwards(told, C) == path


def test_a_path_told_too_long_is_cut_at_its_old_end():
    told = ",".join(str(uuid.UUID(int=number)) for number in range(10, 1000))
    path = onwards(told, C).split(",")
    assert len(path) == MOST_HUBS
    assert path[-1] == C


def test_a_path_leads_through_whole_ids_only():
    assert through(f"{A},{B}", A)
    assert not through(f"{A},{B}", A[:-1])
    assert not through("", A)
