"""`wardline screen`: what is private in a text, and what may leave instead."""

from __future__ import annotations

import argparse
import codecs
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from wardline.core.errors import UsageError, WardlineError
from wardline.screen.model import Decision, Screened
from wardline.screen.profile import Profile
from wardline.screen.words import words

_EPILOG = """\
exit codes: 0 passes unchanged, 1 something was taken out or a person has to look,
2 wrong call or a line that could not be read, 3 the profile cannot be used, 5 blocked.
The profile (JSON or TOML) tells what is your own: domains, public_nets, ad, name, hosts, staff,
mrn_shape. It never leaves this machine, and neither does what was taken out.
PDF, office documents, pictures and what is no plain UTF-8 are read in a process of their own: what
leaves is their text, never the file."""
# No text of people or programs holds these.
_CONTROLS = re.compile(r"[\x00-\x06\x0e-\x1a]")
# What begins like text and is none.
_DOCUMENTS = (b"%PDF", b"{\\rtf")
_SENTENCES = {
    Decision.PASS: "PASS: this may leave as shown.",
    Decision.HOLD: "HOLD: a person has to look before this leaves.",
    Decision.BLOCK: "BLOCK: this must not leave.",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, the profile and the form of the answer."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: stdin")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="what is your own")
    parser.add_argument("--kind", metavar="KIND", help="a hint, like log, csv or narrative")
    parser.add_argument(
        "--strict", action="store_true", help="for what the public will read: ask sooner"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON document")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help='lines of {"id","text","kind","profile"} in, one answer for each out',
    )


def run(args: argparse.Namespace) -> int:
    """Screen the file or stdin."""
    profile = _profile(args.profile) if args.profile else Profile()
    with _opened(args.file) as source:
        if args.jsonl:
            return _lines(source, sys.stdout, profile, strict=args.strict)
        data = source.read()
    text = plain(data)
    if text is None:
        return _document(data, args, profile)
    from wardline.screen.text import screen

    screened = screen(text, profile, kind=args.kind, strict=args.strict)
    if args.json:
        print(json.dumps(document(screened)))
    else:
        _show(text, screened)
    return _code(screened)


def _profile(path: Path) -> Profile:
    """The profile in a file; unknown settings are told on stderr."""
    from wardline.agent.screening import read_profile

    profile = read_profile(path)
    if profile.unknown:
        sys.stderr.write(f"{path}: not known and not used: {', '.join(profile.unknown)}.\n")
    return profile


def plain(data: bytes) -> str | None:
    """The text that `data` plainly is (UTF-8, or what its mark says), or None."""
    if data.startswith(_DOCUMENTS):
        return None
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text


def _document(data: bytes, args: argparse.Namespace, profile: Profile) -> int:
    """Screen what is no plain text: by its content, in a process of its own."""
    from wardline.screen.files import screen_file

    name = args.file.name if args.file else "stdin"
    found = screen_file(data, name, profile, strict=args.strict)
    places = [*found.findings, *found.doubts]
    if args.json:
        only = found.parts[0] if len(found.parts) == 1 else None
        print(
            json.dumps(
                {
                    "decision": str(found.decision),
                    "text": found.text if found.parts else "",
                    "findings": [f._asdict() for f in only.findings] if only else [],
                    "residue": [left._asdict() for left in only.residue] if only else [],
                    "kind": found.kind,
                    "reason": found.reason,
                    "places": [place._asdict() for place in places],
                }
            )
        )
    else:
        sys.stdout.write(found.text if found.parts else "")
        sys.stderr.write(f"{_SENTENCES[found.decision]} {found.reason}".rstrip() + "\n")
        for place in places[:20]:
            shown = f", now {place.replacement}" if place.replacement else ""
            sys.stderr.write(f"  {place.place}: {words(place.label)}{shown}\n")
    if found.decision == Decision.BLOCK:
        return 5
    return 1 if places or found.decision == Decision.HOLD else 0


def document(screened: Screened) -> dict[str, Any]:
    """The answer as CONTRACT writes it."""
    return {
        "decision": str(screened.decision),
        "text": screened.text,
        "findings": [finding._asdict() for finding in screened.findings],
        "residue": [residue._asdict() for residue in screened.residue],
    }


def _opened(path: Path | None) -> BinaryIO:
    if path is None:
        return sys.stdin.buffer
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", hint="Name one file.")
    if not path.exists():
        raise UsageError(f"There is no file {path}.", hint="Check the name.")
    return path.open("rb")


def _code(screened: Screened) -> int:
    if screened.decision == Decision.BLOCK:
        return 5
    return 1 if screened.findings or screened.residue else 0


def _lines(source: BinaryIO, out: TextIO, profile: Profile, *, strict: bool) -> int:
    """Answer each line in order; a line that cannot be read is answered with an error."""
    codes = {0}
    for answer, code in _answers(source, profile, strict=strict):
        out.write(json.dumps(answer) + "\n")
        out.flush()
        codes.add(code)
    return next(code for code in (5, 2, 1, 0) if code in codes)


def _answers(
    source: BinaryIO, profile: Profile, *, strict: bool
) -> Iterator[tuple[dict[str, Any], int]]:
    from wardline.screen.text import screen

    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        identifier: Any = None
        try:
            item = _item(line, number)
            identifier = item.get("id")
            own = Profile.from_mapping(item["profile"]) if item.get("profile") else profile
            screened = screen(_text(item, number), own, kind=_kind(item), strict=strict)
        except WardlineError as error:
            yield {"id": identifier, "line": number, "error": str(error)}, 2
            continue
        yield {"id": identifier, **document(screened)}, _code(screened)


def _item(line: bytes, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        raise UsageError(f"Line {number} is no JSON.", hint="Write one object a line.") from None
    if not isinstance(item, dict):
        raise UsageError(f"Line {number} is no JSON object.", hint='Write {"id": …, "text": …}.')
    return item


def _text(item: dict[str, Any], number: int) -> str:
    text = item.get("text")
    if not isinstance(text, str):
        raise UsageError(f'Line {number} has no text under "text".', hint="Add it.")
    return text


def _kind(item: dict[str, Any]) -> str | None:
    kind = item.get("kind")
    return kind if isinstance(kind, str) else None


def _show(text: str, screened: Screened) -> None:
    """The text on stdout, the talk on stderr; on a terminal, what changed line by line."""
    if sys.stdout.isatty():
        _diff(text, screened)
    elif screened.decision != Decision.BLOCK:
        sys.stdout.buffer.write(screened.text.encode("utf-8", "replace"))
        sys.stdout.flush()
    sys.stderr.write("\n".join(_talk(text, screened)) + "\n")


def _talk(text: str, screened: Screened) -> Iterator[str]:
    yield _SENTENCES[screened.decision]
    counts: dict[str, int] = {}
    for finding in screened.findings:
        counts[finding.label] = counts.get(finding.label, 0) + 1
    for label, count in sorted(counts.items()):
        kept = " (it stays in the text)" if label == "MARKING" else ""
        yield f"  {count} x {words(label)}{kept}"
    for residue in screened.residue[:20]:
        line = text.count("\n", 0, residue.start) + 1
        column = residue.start - text.rfind("\n", 0, residue.start)
        yield f"  look at line {line}, column {column}: {residue.reason}"
    if len(screened.residue) > 20:  # noqa: PLR2004 # a screenful
        yield f"  and {len(screened.residue) - 20} more places"


def _diff(text: str, screened: Screened) -> None:
    """The lines that change, before and after, and the others as they are."""
    position = 0
    changes = {(f.start, f.end): f.replacement for f in screened.findings}
    for line in text.splitlines(keepends=True):
        end = position + len(line)
        new, last = "", position
        for (start, stop), replacement in _within(changes, end):
            new += text[last:start] + replacement
            last = min(stop, end)
        new += text[last:end]
        changed = new != line
        shown = [("- ", line), ("+ ", new)] if changed else [("  ", line)]
        for sign, content in shown:
            printable = content.rstrip("\r\n").encode("utf-8", "replace").decode()
            print(sign + "".join(c if c.isprintable() or c == "\t" else "?" for c in printable))
        position = end


def _within(changes: dict[tuple[int, int], str], end: int) -> Iterator[tuple[tuple[int, int], str]]:
    for span in list(changes):
        if span[0] >= end:
            return
        replacement = changes.pop(span)
        yield span, replacement
