"""`wardline csaf check`, `publish`, `add`, `list`, `remove`, `pull`, `picture`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from wardline.cli.hubdata import add_data, add_json, show, table, use
from wardline.cli.terminal import say, tell
from wardline.core import jsonio
from wardline.core.clock import format_timestamp, parse_timestamp
from wardline.core.errors import UsageError, WardlineError


def add_arguments_check(parser: argparse.ArgumentParser) -> None:
    """Take the files."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSAF documents")
    add_json(parser)


def run_check(args: argparse.Namespace) -> int:
    """Test any CSAF 2.0 document by schema and mandatory tests; exit 1 where one fails."""
    from wardline.advisories import document

    told: list[dict[str, Any]] = []
    for path in args.files:
        try:
            found = document.check(jsonio.decode(path.read_bytes()))
            issues = [one._asdict() for one in found]
        except WardlineError as error:
            issues = [{"test": "json", "pointer": error.pointer, "message": str(error)}]
        told.append({"file": str(path), "valid": not issues, "issues": issues})
    if args.json:
        show({"files": told})
    else:
        for one in told:
            say(f"{one['file']}: {'valid' if one['valid'] else 'not valid'}")
            for issue in one["issues"]:
                say(f"  {issue['test']} {issue['pointer'] or '/'}: {issue['message']}")
    return 0 if all(one["valid"] for one in told) else 1


def add_arguments_publish(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the CSAF document")
    parser.add_argument(
        "--named", nargs="*", default=[], metavar="ORG", help="for TLP:RED: who it is for"
    )
    add_data(parser)
    add_json(parser)


def run_publish(args: argparse.Namespace) -> int:
    """Publish an advisory of the hub's, or its next version."""
    data = args.file.read_bytes()
    use(args.data)
    from wardline.hub.advisories import service
    from wardline.hub.members.actor import COMMAND_LINE

    made = service.submit(COMMAND_LINE, data, args.named)
    if args.json:
        show(made._asdict())
    else:
        print("It waits for a second person." if made.waiting else "It is published and signed.")
    return 0


def add_arguments_add(parser: argparse.ArgumentParser) -> None:
    """Take the address."""
    parser.add_argument("url", metavar="URL", help="domain, or address of provider-metadata.json")
    parser.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        help="a key, or user:password, for what is not for everybody; it is read there each time",
    )
    parser.add_argument(
        "--header", default="", metavar="NAME", help="the key goes in this header, like X-Api-Key"
    )
    parser.add_argument(
        "--client-cert",
        type=Path,
        metavar="FILE",
        help="our certificate (PEM), for a provider whose TLS asks for one",
    )
    parser.add_argument(
        "--client-key", type=Path, metavar="FILE", help="its key (PEM), for its owner alone to read"
    )
    add_data(parser)
    add_json(parser)


def run_add(args: argparse.Namespace) -> int:
    """Take in another provider's advisories from now on."""
    if args.header and args.key_file is None:
        raise UsageError(
            "--header belongs to --key-file.", hint="Name the file that holds the key."
        )
    if (args.client_cert is None) != (args.client_key is None):
        raise UsageError("--client-cert and --client-key belong together.", hint="Name both.")
    use(args.data)
    from wardline.client.http import Certificate
    from wardline.hub.advisories import intake
    from wardline.hub.members.actor import COMMAND_LINE

    key = intake.Key(args.key_file, args.header) if args.key_file else None
    shown = Certificate(args.client_cert, args.client_key) if args.client_cert else None
    made = intake.add(COMMAND_LINE, args.url, key, shown)
    show({"id": made.id}) if args.json else print(made.id)
    return 0


def add_arguments_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_list(args: argparse.Namespace) -> int:
    """List the providers that the hub takes from, and how each one is doing."""
    use(args.data)
    from wardline.hub.advisories import intake

    rows = [
        {
            "id": one.id,
            "name": one.name,
            "url": one.url,
            "looked": None if one.pulled_at is None else format_timestamp(one.pulled_at),
            "taken": one.taken,
            "problem": one.problem or None,
        }
        for one in intake.providers()
    ]
    if args.json:
        show(rows)
    else:
        table(rows, "No provider yet. Add one: wardline csaf add DOMAIN")
    return 0


def add_arguments_remove(parser: argparse.ArgumentParser) -> None:
    """Take the provider."""
    parser.add_argument("provider", metavar="ID", help="a provider, by its id: wardline csaf list")
    add_data(parser)
    add_json(parser)


def run_remove(args: argparse.Namespace) -> int:
    """Take nothing more of a provider; what was taken stays."""
    use(args.data)
    from wardline.hub.advisories import intake
    from wardline.hub.members.actor import COMMAND_LINE

    intake.remove(COMMAND_LINE, args.provider)
    if args.json:
        show({"id": args.provider})
    return 0


def add_arguments_pull(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_pull(args: argparse.Namespace) -> int:
    """Look at every provider once; exit 4 where one failed, 1 where something was kept aside."""
    use(args.data)
    from wardline.hub.advisories import intake
    from wardline.hub.audit.service import command_line

    done = []
    for one in intake.providers():
        result = intake.pull(one, command_line())
        done.append(result)
        tell(f"{result.url}: taken {result.taken}, kept aside {result.aside}. {result.problem}")
    if args.json:
        show({"providers": [one._asdict() for one in done]})
    if any(one.problem for one in done):
        return 4
    return 1 if any(one.aside for one in done) else 0


def add_arguments_picture(parser: argparse.ArgumentParser) -> None:
    """Take the date."""
    parser.add_argument("--as-of", required=True, metavar="DATE", help="like 2026-10-01 (UTC)")
    add_data(parser)
    add_json(parser)


def run_picture(args: argparse.Namespace) -> int:
    """Publish the sector's picture of a date, or check the one that there is."""
    as_of = parse_timestamp(f"{args.as_of}T00:00:00Z")
    if as_of is None:
        raise UsageError(f"--as-of {args.as_of!r} is no date.", hint="Write it like 2026-10-01.")
    use(args.data)
    from wardline.hub.advisories import picture
    from wardline.hub.audit.service import command_line

    edition, new = picture.build(as_of, command_line())
    if args.json:
        show({"new": new, "digest": edition.digest, **json.loads(edition.body)})
        return 0
    done = "Published" if new else "Reckoned again, and the same:"
    figures = len(picture.body(edition).figures)
    print(f"{done} edition {edition.number + 1}, {figures} figures. SHA-256 {edition.digest}")
    return 0
