"""Makes `src/wardline/incidents/data/veris/words.json` from the merged schema of VERIS.

    python tools/build_veris.py ../shared/data/schemas/veris/verisc-merged.json

Takes the enumerations alone: the path of each property and its words, in VERIS's order.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "src/wardline/incidents/data/veris/words.json"


def enumerations(node: dict[str, Any], path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each enumeration below `node` with its dotted path."""
    if "enum" in node:
        yield path, node["enum"]
    for name, below in node.get("properties", {}).items():
        yield from enumerations(below, f"{path}.{name}".lstrip("."))
    if isinstance(node.get("items"), dict):
        yield from enumerations(node["items"], path)


def main() -> None:
    """Write the file."""
    schema = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    found = dict(sorted(enumerations(schema)))
    OUT.write_text(json.dumps(found, indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
