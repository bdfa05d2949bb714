"""All that /openapi.json describes, tried by schemathesis against a running hub, every check on.

WARDLINE_HTTP_EXAMPLES (2) makes it longer; then each run draws other data. The stream is asked for
collections that are not there only: one that is there never ends its answer (test_stream.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXAMPLES = os.environ.get("WARDLINE_HTTP_EXAMPLES", "")
# Each object and each answer is judged by itself, in a 200 or 202 that says so; a cursor is signed;
# and a report has to say what happened: no schema can ask for that.
EXCEPT = """
[checks]
negative_data_rejection.expected-statuses = ["4xx"]

[[operations]]
include-path-regex = "^/taxii2/|^/advisories/answers/|^/incidents/reports/|^/tokens/|^/stream/"
checks.positive_data_acceptance.enabled = false

[[operations]]
include-path-regex = "^/advisories/answers/|/objects/$"
include-method = "POST"
checks.negative_data_rejection.enabled = false
"""


def run(hub, key: str, folder: Path, *words: str, settings: str = "") -> str:
    """What schemathesis says of a hub."""
    config = folder / "schemathesis.toml"
    config.write_text(settings + EXCEPT, encoding="utf-8")
    seed = [] if EXAMPLES else ["--seed", "405"]
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
    done = subprocess.run(
        [
            *command,
            f"{hub.url}openapi.json",
            *words,
            *("-H", f"Authorization: Bearer {key}"),
            *("--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--no-color"),
            *("-n", EXAMPLES or "2", *seed, "--request-timeout", "30", "--warnings", "off"),
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "openapi_hooks", "PYTHONPATH": python_path()},
        timeout=3600 if EXAMPLES else 280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    return done.stdout


def python_path() -> str:
    return os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH", ""))))


@pytest.fixture(name="started", scope="module")
def started_fixture(make_hub):
    return make_hub("sqlite")


def test_every_operation_answers_as_the_document_says(started, make_indicator, tmp_path):
    member, collection = started.member(), started.collection()
    objects = [make_indicator(n) for n in range(3)]
    status = member.post(collection, objects).json()["id"]
    fixed = f"""
[parameters]
"path.collection" = "{collection}"
"path.status" = "{status}"
"path.object" = "{objects[0]["id"]}"
"""
    said = run(
        started, member.key, tmp_path, "--exclude-path", "/stream/{collection}", settings=fixed
    )
    assert re.search(r"Tested: (\d+)", said)[1] == re.search(r"Selected: (\d+)", said)[1]
    assert member.objects(collection).status_code == 200


def test_the_stream_of_a_collection_that_is_not_there(started, tmp_path):
    path = "/stream/{collection}"
    said = run(started, started.member().key, tmp_path, "--include-path", path)
    assert re.search(r"Tested: (\d+)", said)[1] == "1"
