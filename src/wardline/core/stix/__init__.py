"""STIX 2.1 objects: the standard as tables, and what an object says against them."""

from wardline.core.stix.kinds import Issue
from wardline.core.stix.upgrade import is_stix20, upgrade
from wardline.core.stix.validate import errors, is_sco, is_versioned, version_of, warnings

__all__ = [
    "Issue",
    "errors",
    "is_sco",
    "is_stix20",
    "is_versioned",
    "upgrade",
    "version_of",
    "warnings",
]
