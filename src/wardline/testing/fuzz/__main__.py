"""`python -m wardline.testing.fuzz NAME --seconds 600`: fuzz one parser, or list them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from wardline.core.errors import WardlineError, display
from wardline.testing.fuzz import guided, quick
from wardline.testing.fuzz.model import Finding, Target
from wardline.testing.fuzz.rooms import portal
from wardline.testing.fuzz.targets import TARGETS, target


def main(words: list[str]) -> int:
    """Run the command; its exit code: 0 nothing was found, 1 a finding (77 from the guided one)."""
    parser = argparse.ArgumentParser(prog="python -m wardline.testing.fuzz", description=__doc__)
    parser.add_argument("name", nargs="?", help="which parser")
    parser.add_argument("--list", action="store_true", help="name all parsers")
    parser.add_argument("--seconds", type=int, default=600, metavar="N", help="how long (600)")
    parser.add_argument("--quick", action="store_true", help="without atheris, without coverage")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="with --quick: the chance")
    corpus = Path("tests/fuzz/corpus")
    parser.add_argument("--corpus", type=Path, default=corpus, help="kept inputs, by target")
    parser.add_argument("--found", type=Path, help="where new inputs and findings go")
    args = parser.parse_args(words)
    if args.list or not args.name:
        sys.stdout.writelines(f"{one.name}\n" for one in TARGETS)
        return 0
    try:
        return _run(target(args.name), args)
    except WardlineError as error:
        sys.stderr.write(f"{error}\n")
        return display(error).exit_code


def _run(chosen: Target, args: argparse.Namespace) -> int:
    kept = args.corpus / chosen.name
    if not args.quick:
        found = args.found or Path(tempfile.gettempdir()) / "wardline-fuzz" / chosen.name
        sys.stderr.write(f"New inputs and findings go to {found}.\n")
        guided.run(chosen, guided.Run(args.seconds, kept, found))
    if chosen.portal:
        portal()
    try:
        count = quick.run(chosen, quick.corpus(kept), args.seconds, args.seed)
    except Finding as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{chosen.name}: {count} inputs, nothing found.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
