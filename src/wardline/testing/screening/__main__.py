"""`python -m wardline.testing.screening`: make labelled texts, and score a gate on them.

… make --seed 1 --count 600 [--group open|sealed|fresh|wild|exam|unseen|all] [--reach ours|foreign|all] > texts.jsonl
… score [--engine python | --command "wardline screen --jsonl"] [--texts FILE | --seed 1 --count 600 …]
        [--show LABEL|ALL|ALARMS|HOLDS --most N] [--by label|kind|template|twist] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from wardline.core.errors import ConfigError, WardlineError, display
from wardline.testing.screening import table as tables
from wardline.testing.screening.make import GROUPS, texts
from wardline.testing.screening.model import Labelled, read
from wardline.testing.screening.score import Engine, Judged, Scored, command, function, score

_KEYS: dict[str, Callable[[Judged], str]] = {
    "label": tables.by_label,
    "kind": lambda each: f"{each.item.kind} {each.span.action}",
    "template": lambda each: f"{each.item.template} {each.span.action} {each.span.label}",
    "twist": lambda each: f"{each.span.twist or 'plain'} {each.span.action} {each.span.label}",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m wardline.testing.screening")
    sub = parser.add_subparsers(dest="verb", required=True)
    for verb in ("make", "score"):
        each = sub.add_parser(verb)
        each.add_argument("--seed", type=int, default=1)
        each.add_argument("--count", type=int, default=600)
        each.add_argument("--group", choices=(*GROUPS, "all"), default="open")
        each.add_argument("--reach", choices=("ours", "foreign", "all"), default="all")
        each.add_argument("--kind", default="")
    scoring = sub.choices["score"]
    scoring.add_argument("--texts", type=Path, help="labelled texts, one JSON object a line")
    scoring.add_argument(
        "--engine",
        choices=("python", "command"),
        help="this package in this process (default), or --command",
    )
    scoring.add_argument("--command", help="a command that speaks --jsonl")
    scoring.add_argument(
        "--show", metavar="LABEL", help="list what failed: a label, ALL, ALARMS, HOLDS"
    )
    scoring.add_argument("--most", type=int, default=30, help="at most that many of --show")
    scoring.add_argument("--by", choices=tuple(_KEYS), help="a second table by label, kind, …")
    scoring.add_argument("--json", action="store_true")
    return parser


def _items(args: argparse.Namespace) -> Iterable[Labelled]:
    if getattr(args, "texts", None):
        try:
            lines = args.texts.read_text("utf-8").splitlines()
            return [read(json.loads(line)) for line in lines if line]
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"The texts in {args.texts} cannot be read: {error}.",
                hint="Give a file that 'make' wrote: a JSON object a line.",
            ) from None
    return texts(args.seed, args.count, group=args.group, reach=args.reach, kind=args.kind)


def _engine(args: argparse.Namespace) -> Engine:
    if args.engine == "command" and not args.command:
        raise ConfigError("--engine command needs --command with the program to judge.")
    if args.command and args.engine != "python":
        return command(args.command)
    return function(_own_screen())


def _own_screen() -> Callable[..., Any]:
    """The gate of this package, with the profile as JSON gives it."""
    try:
        gate = import_module("wardline.screen.text").screen
        profile_of = import_module("wardline.screen.profile").Profile.from_mapping
    except ImportError:
        raise ConfigError("This package has no privacy gate. Give --command.") from None
    return lambda text, profile, *, kind: gate(text, profile_of(profile), kind=kind)


def _shown(args: argparse.Namespace, scored: Scored) -> Iterable[str]:
    if args.by:
        yield "\n" + tables.breakdown(scored, _KEYS[args.by])
    if args.show == "ALARMS":
        yield from tables.alarms(scored, args.most)
    elif args.show == "HOLDS":
        yield from tables.holds(scored, args.most)
    elif args.show:
        yield from tables.failures(scored, args.show, args.most)


def main(argv: list[str] | None = None) -> int:
    """Make or score; exit 1 where a row misses its must."""
    args = _parser().parse_args(argv)
    try:
        if args.verb == "make":
            for item in _items(args):
                sys.stdout.write(json.dumps(item.as_dict(), ensure_ascii=False) + "\n")
            return 0
        scored = score(_items(args), _engine(args))
    except WardlineError as error:
        sys.stderr.write(f"{error}\n")
        return display(error).exit_code
    rows = tables.table(scored)
    if args.json:
        shown = [row._asdict() | {"verdict": row.verdict} for row in rows]
        sys.stdout.write(json.dumps(shown) + "\n")
    else:
        sys.stdout.write(tables.as_markdown(rows) + "\n")
        sys.stdout.writelines(line + "\n" for line in _shown(args, scored))
    return int(any(row.verdict == "FAIL" for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
