"""YARA rules that know files by their hash.

YARA looks into files: names, addresses and URLs in an indicator speak of traffic, not of the
letters in a file, so they make no rule.

*Source*: the YARA documentation, "hash module".
"""

from __future__ import annotations

from collections.abc import Sequence

from wardline.defend import text
from wardline.defend.base import About, Claim, Entry, Facts, Output, Told, pour


class Yara:
    """One rule for each hash."""

    about = About(
        "yara",
        "YARA 4 and YARA-X (with their hash module)",
        "yr scan wardline.yar FOLDER, or yara wardline.yar FOLDER",
        kinds=frozenset({"md5", "sha1", "sha256"}),
        only="knows files by MD5, SHA-1 and SHA-256 only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The hash's rule."""
        value, facts = claim.value, claim.facts
        if value is None:
            return "yara carries single hashes only"
        if value.role == "cert":
            return "a certificate's hash is no file's hash"
        body = (
            f"\nrule wardline_{value.kind}_{value.value}\n{{\n    meta:\n{_meta(facts)}"
            "    condition:\n"
            f'        hash.{value.kind}(0, filesize) == "{value.value}"\n}}\n'
        )
        return Entry((value.kind, value.value), body, facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """The import and all rules."""
        del told
        out.write(f'// {text.heading("YARA", len(entries))}\nimport "hash"\n'.encode())
        pour(entries, out)


def _meta(facts: Facts) -> str:
    told = [("description", text.words(facts.name) or "shared through Wardline")]
    told += text.origin(facts)
    return "".join(f'        {name} = "{value}"\n' for name, value in told)
