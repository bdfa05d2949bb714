"""What every test may use: the shared real data, and a held clock."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared(*parts: str) -> Path:
    """A path in the folder of real data (../shared/data, or $WARDLINE_SHARED/data)."""
    base = Path(os.environ.get("WARDLINE_SHARED", ROOT.parent / "shared"))
    path = base.joinpath("data", *parts)
    if not path.exists():
        pytest.fail(f"{path} is missing: set WARDLINE_SHARED to the folder that holds data/.")
    return path


@pytest.fixture(name="shared")
def shared_fixture():
    """The function `shared`, for tests that cannot import this file."""
    return shared
