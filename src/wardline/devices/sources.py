"""Advisories and other findings about products out of bytes, whatever their format.

Takes CSAF 2.0 (advisories and VEX), OpenVEX, CycloneDX and FDA recalls (openFDA). What cannot be
taken is a loss with its place.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jiter
import msgspec

from wardline.devices.csaf import Reader, read_csaf
from wardline.devices.model import Advisory, Loss
from wardline.devices.recalls import is_recalls, read_recalls
from wardline.devices.vex import is_cyclonedx_vex, is_openvex, read_cyclonedx, read_openvex

_MAX_BYTES = 64 << 20


def read_document(data: bytes, file: str) -> tuple[dict[str, Any] | None, list[Loss]]:
    """The JSON object in `data`, as far as it goes where it is cut off or broken."""
    losses: list[Loss] = []
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=_reader(data)) as stream:
                data = stream.read(_MAX_BYTES)
        except (OSError, EOFError, zlib.error):
            return None, [Loss(file, "", "The compressed file is damaged.")]
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", errors="replace").encode()
    value: Any = None
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        try:
            repaired = data.decode("utf-8", errors="replace").encode()
            value = jiter.from_json(repaired, partial_mode="trailing-strings")
            losses.append(Loss(file, "", "The JSON is broken or cut off; read as far as it goes."))
        except (ValueError, RecursionError) as error:
            return None, [Loss(file, "", f"This is not JSON: {str(error)[:120]}.")]
    if not isinstance(value, dict):
        return None, [*losses, Loss(file, "", "This is not a JSON object.")]
    return value, losses


def _reader(data: bytes) -> Any:
    import io

    return io.BytesIO(data)


def read_advisories(
    files: Iterable[tuple[str, bytes]],
) -> Iterator[tuple[Advisory | None, list[Loss]]]:
    """For each (name, bytes): the advisory in it (None where there is none) and the losses.

    Of several revisions of one advisory only the newest is kept by `newest`.
    """
    for file, data in files:
        document, losses = read_document(data, file)
        if document is None:
            yield None, losses
            continue
        advisories, more = read_parsed(document, file)
        losses += more
        if not advisories:
            yield None, losses
        for advisory in advisories:
            yield advisory, losses
            losses = []


def read_parsed(document: dict[str, Any], file: str) -> tuple[list[Advisory], list[Loss]]:
    """The advisories in a document, whatever its format, and what was lost."""
    if is_openvex(document) or is_cyclonedx_vex(document):
        read = read_openvex if is_openvex(document) else read_cyclonedx
        advisory, losses = read(document, file)
    elif is_recalls(document):
        reader = Reader(document, file)
        return list(read_recalls(reader)), reader.losses
    elif "document" in document or "product_tree" in document:
        advisory, losses = read_csaf(document, file)
    else:
        return [], [Loss(file, "", "This is no CSAF, VEX or FDA recall document; left out.")]
    return [advisory], list(losses)


def wrong_hashes(file: str, data: bytes, beside: Mapping[str, bytes]) -> list[Loss]:
    """A loss for each hash beside a document that does not fit it; the document is taken."""
    losses = []
    for name, told in beside.items():
        said = told.split()[:1]
        if not said or said[0].decode("ascii", errors="replace").lower() != _hash(name, data):
            reason = "The hash beside it does not fit: it may have been changed on the way."
            losses.append(Loss(file, f".{name}", reason))
    return losses


def _hash(name: str, data: bytes) -> str:
    return hashlib.new(name, data).hexdigest()


def newest(advisories: Iterable[Advisory]) -> list[Advisory]:
    """The newest revision of each advisory, in the order in which their ids first came."""
    kept: dict[str, Advisory] = {}
    for advisory in advisories:
        known = kept.get(advisory.id)
        if known is None or advisory.revised >= known.revised:
            kept[advisory.id] = advisory
    return list(kept.values())
