"""The parsers that need Django and a database, as in tests/fuzz/test_parsers.py."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from wardline.testing.fuzz import model, quick
from wardline.testing.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent.parent / "fuzz" / "corpus"
SECONDS = float(os.environ.get("WARDLINE_FUZZ_SECONDS", "0.25"))
SEED = random.randrange(2**32) if "WARDLINE_FUZZ_SECONDS" in os.environ else 20_261_127
OURS = [one for one in TARGETS if one.portal]


@pytest.mark.timeout(max(300, 3 * SECONDS + 120))
@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_hostile_bytes_end_in_a_result_or_in_our_error(portal, one):
    kept = quick.corpus(CORPUS / one.name)
    assert kept
    for data in kept:
        model.give(one, data)
    assert quick.run(one, kept, SECONDS, SEED)
