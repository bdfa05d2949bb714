"""The real medical advisories, ready to be asked."""

from __future__ import annotations

import json

import pytest

from wardline.devices.catalog import Catalog
from wardline.devices.csaf import read_csaf
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher


@pytest.fixture(name="documents", scope="session")
def documents_fixture(shared):
    return [json.loads(path.read_bytes()) for path in sorted(shared("csaf", "medical").iterdir())]


@pytest.fixture(name="matcher", scope="session")
def matcher_fixture(documents):
    advisories = [read_csaf(document, "real")[0] for document in documents]
    return Matcher(Catalog(advisories, Makers.bundled()))
