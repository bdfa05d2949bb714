"""Advisories and other findings about products out of bytes, whatever their format.

Takes CSAF 2.0 (advisories and VEX), OpenVEX and CycloneDX. What cannot be taken is a loss with
its place.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import jiter
import msgspec

from wardline.devices.csaf import read_csaf
from wardline.devices.model import Advisory, Loss
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
        if is_openvex(document) or is_cyclonedx_vex(document):
            reader = read_openvex if is_openvex(document) else read_cyclonedx
            advisory, more = reader(document, file)
            yield advisory, [*losses, *more]
            continue
        if "document" not in document and "product_tree" not in document:
            yield None, [*losses, Loss(file, "", "This is no CSAF or VEX document; left out.")]
            continue
        advisory, more = read_csaf(document, file)
        yield advisory, [*losses, *more]


def newest(advisories: Iterable[Advisory]) -> list[Advisory]:
    """The newest revision of each advisory, in the order in which their ids first came."""
    kept: dict[str, Advisory] = {}
    for advisory in advisories:
        known = kept.get(advisory.id)
        if known is None or advisory.revised >= known.revised:
            kept[advisory.id] = advisory
    return list(kept.values())
