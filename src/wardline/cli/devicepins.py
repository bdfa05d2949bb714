"""`wardline devices trust`: pin the OpenPGP keys of a CSAF provider, and tell when they change."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wardline.cli.agentdata import add_data, add_json, clean, say
from wardline.core.clock import now
from wardline.core.errors import (
    ConflictError,
    RefusedError,
    UnprocessableError,
    UsageError,
    WardlineError,
)

if TYPE_CHECKING:
    from wardline.agent.pins import Signatures, Told
    from wardline.agent.worklist import Worklist
    from wardline.devices.model import Loss

_WELL_KNOWN = "/.well-known/csaf/provider-metadata.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whose keys; without a source the pinned ones are listed."""
    parser.add_argument(
        "source",
        nargs="?",
        metavar="DOMAIN|URL|FILE",
        help="the provider, or its provider-metadata.json with its keys beside",
    )
    parser.add_argument(
        "--renew", action="store_true", help="take keys that changed: you asked the provider"
    )
    parser.add_argument("--who", default="", metavar="NAME", help="who renews them")
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Pin a provider's keys, or list those that are pinned."""
    from wardline.agent.pins import Pins
    from wardline.agent.worklist import Worklist

    if args.renew and not args.who.strip():
        raise UsageError("--who is missing.", hint="Name who asked the provider.")
    pins = Pins(Worklist(args.data, create=args.source is not None))
    if args.source:
        told = _told(args.source)
        changed = pins.see(told, now())
        if changed and not args.renew:
            raise ConflictError(changed, hint="Until then its documents are held against the old.")
        if changed:
            pins.renew(told, args.who, now())
    held = pins.all()
    if args.json:
        print(json.dumps({"pinned": held}))
        return 0
    for namespace, prints in held.items():
        say(f"{namespace}  {', '.join(prints)}")
    return 0


def _told(source: str) -> Told:
    """What a provider says of itself, from the network or from a file."""
    path = Path(source)
    if path.exists():
        return _from_file(path / "provider-metadata.json" if path.is_dir() else path)
    from wardline.agent.pins import read_metadata
    from wardline.client.http import Client

    address = _safe(source if "://" in source else f"https://{source}{_WELL_KNOWN}")
    client = Client(address)
    try:
        document = _object(client.request("GET", address).body, address)
        return read_metadata(document, lambda url: client.request("GET", _safe(url)).body)
    finally:
        client.close()


def _safe(address: str) -> str:
    """An address that keys may come from. *Raises* RefusedError."""
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise RefusedError(
            f"Keys that come by http:// may be anybody's ({address[:200]}).",
            hint="Use https://, or a file.",
        )
    return address


def _from_file(path: Path) -> Told:
    from wardline.agent.pins import read_metadata

    if not path.is_file():
        raise UsageError(f"There is no file {path}.", hint="Check its name.")
    return read_metadata(_object(path.read_bytes(), str(path)), lambda url: _beside(path, url))


def _object(data: bytes, place: str) -> dict[str, Any]:
    from wardline.devices.sources import read_document

    document, losses = read_document(data, place)
    if document is None or losses:
        raise UnprocessableError(f"{place}: {losses[0].reason}", hint="Fetch it again.")
    return document


def _beside(metadata: Path, url: str) -> bytes:
    """The key that lies beside the metadata under the name that its address ends in."""
    name = urlsplit(url).path.rpartition("/")[2]
    for folder in (metadata.parent, metadata.parent / "openpgp"):
        if name and (folder / name).is_file():
            return (folder / name).read_bytes()
    raise UnprocessableError(
        f"The key {name} is not beside {metadata}.",
        hint=f"Put it there, or take the provider's domain: wardline devices trust DOMAIN ({url}).",
    )


def signatures(data: Path, worklist: Worklist | None, files: list[Path]) -> Signatures:
    """Signatures as this run holds them against the pins, with what the folders' metadata says.

    `files` are the provider-metadata.json that were found; they are pinned at first sight.
    """
    from wardline.agent.pins import Pins, Signatures
    from wardline.agent.worklist import FILE_NAME, Worklist

    # A run that does not track writes nothing, but holds to what is pinned.
    keep = worklist is not None
    if worklist is None and (data / FILE_NAME).exists():
        worklist = Worklist(data)
    found = Signatures(Pins(worklist, keep=keep), worklist)
    for file in files:
        found.losses += _sighted(found, file)
    return found


def _sighted(found: Signatures, file: Path) -> list[Loss]:
    from wardline.devices.model import Loss

    try:
        changed = found.pins.see(_from_file(file), now())
    except WardlineError as error:
        return [Loss(str(file), "", str(error))]
    return [Loss(str(file), "/public_openpgp_keys", changed)] if changed else []


def tell(found: Signatures) -> None:
    """Say on stderr what was taken without a look at its signature."""
    told = found.told()
    if told:
        sys.stderr.write(clean(f"{told}\n"))
