"""The bill of materials (CycloneDX) of each set of requirements, and the licences of all parts.

Called by tools/build with the folder to write into. The parts and their hashes are those of
requirements/*.txt; licences are read from the installed packages. Same input, same bytes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import wardline

_SETS = ("base", "hub")
_NAME = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)")


def bill(name: str, out: Path) -> None:
    """Write the bill of materials of one set."""
    raw = subprocess.run(  # noqa: S603 # our own words
        [
            sys.executable,
            *("-m", "cyclonedx_py", "requirements", f"requirements/{name}.txt"),
            *("--pyproject", "pyproject.toml", "--mc-type", "application"),
            *("--output-reproducible", "--spec-version", "1.6", "--of", "JSON", "-o", "-"),
            "--no-validate",  # a test holds its form; validating each time takes 3 s
        ],
        capture_output=True,
        check=True,
    )
    document: dict[str, Any] = json.loads(raw.stdout)
    when = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    document["metadata"]["timestamp"] = when.isoformat().replace("+00:00", "Z")
    for part in document["components"]:
        part["licenses"] = [{"license": {"name": licence(part["name"])}}]
        # Where a file was downloaded from is the builder's matter; what it must be is everybody's.
        files = [one for one in part.pop("externalReferences", []) if one.get("hashes")]
        part["externalReferences"] = [
            {"type": "distribution", "url": part["purl"], "hashes": one["hashes"]} for one in files
        ]
        part.pop("description", None)
    body = json.dumps(document, indent=2, sort_keys=True)
    number = uuid.uuid5(uuid.NAMESPACE_URL, body)
    document["serialNumber"] = f"urn:uuid:{number}"
    file = out / f"wardline-{wardline.__version__}-{name}.cdx.json"
    file.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def licence(name: str) -> str:
    """What an installed package says of its licence."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed on this kind of machine"
    found = told.get("License-Expression") or _classified(told) or told.get("License") or ""
    return found.strip().partition("\n")[0][:120] or "see the package"


def _classified(told: metadata.PackageMetadata) -> str:
    words = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    return ", ".join(word for word in words if word != "OSI Approved")


def notices(out: Path) -> None:
    """Write each part that a hub installs, with its licence and the text that it comes with."""
    lines = ["Parts of others that a Wardline hub installs, and their licences.", ""]
    for line in Path("requirements/hub.txt").read_text(encoding="utf-8").splitlines():
        match = _NAME.match(line)
        if match is None:
            continue
        lines += ["=" * 78, f"{match[1]} {match[2]}: {licence(match[1])}", ""]
        lines += _texts(match[1])
    (out / "THIRD-PARTY.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _texts(name: str) -> list[str]:
    """The licence and notice files of an installed package."""
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return []
    wanted = [
        one
        for one in files
        if ".dist-info" in str(one) and re.search(r"(?i)licen[cs]e|notice|copying", one.name)
    ]
    return [
        Path(str(one.locate())).read_text(encoding="utf-8", errors="replace")
        for one in sorted(wanted, key=str)
    ]


def main() -> None:
    """Write all of it."""
    out = Path(sys.argv[1])
    for name in _SETS:
        bill(name, out)
    notices(out)


if __name__ == "__main__":
    main()
