"""The JSON schema of a snapshot: `python -m wardline.report.schema > docs/report.schema.json`."""

from __future__ import annotations

import json
import sys
from typing import Any

import msgspec

from wardline.report.model import Snapshot


def schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12), strict: no key but those that are named."""
    made = msgspec.json.schema(Snapshot)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A snapshot of a report to Congress",
        **made,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=1, sort_keys=True) + "\n")
