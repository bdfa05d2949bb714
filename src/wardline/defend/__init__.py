"""Indicators into defensive measures that a hospital's tools can read.

Formats are plug-ins of the entry-point group `wardline.exporters`, loaded by name when needed.
"""

from __future__ import annotations

from importlib.metadata import entry_points

from wardline.core.errors import UsageError
from wardline.defend.base import Exporter

__all__ = ["FORMATS", "load"]

# In the order in which they are told.
FORMATS = (
    "edl-ip",
    "edl-domain",
    "edl-url",
    "hosts",
    "rpz",
    "suricata",
    "snort",
    "zeek-intel",
    "sigma",
    "splunk",
    "kql",
    "elastic",
    "yara",
    "csv",
    "misp",
    "stix",
)


def load(name: str) -> Exporter:
    """The exporter called `name`. *Raises* UsageError where there is none."""
    for point in entry_points(group="wardline.exporters", name=name):
        exporter: Exporter = point.load()()
        return exporter
    raise UsageError(f"There is no format {name[:40]!r}.", hint=f"There are {', '.join(FORMATS)}.")
