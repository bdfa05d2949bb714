"""Static files: read once at start, served from memory under an address that names their version.

The address holds a digest of all of them, so that a browser may keep each for ever and a relative
address in a stylesheet stays right. Nothing is looked up on the disk: what is not in the table is
not there.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags

_YEAR = "public, max-age=31536000, immutable"
# A page from before an update asks for the old version: it gets what there is, for now.
_BRIEFLY = "public, max-age=60"
_TEXT = ("text/", "image/svg+xml", "application/javascript", "application/json")
_SERVED = frozenset({".css", ".js", ".svg", ".png", ".webp", ".ico", ".woff2", ".txt", ".md"})


class File(NamedTuple):
    """One file as it is sent: plain, and packed where that is shorter."""

    body: bytes
    packed: bytes | None
    kind: str
    etag: str


@functools.cache
def files() -> dict[str, File]:
    """Every static file of the installed apps by its name, as Django's finders find them."""
    found: dict[str, File] = {}
    for finder in get_finders():
        for name, storage in finder.list([]):
            suffix = name[name.rfind(".") :]
            if name in found or suffix not in _SERVED:
                continue
            with storage.open(name) as opened:
                found[name] = _file(name, opened.read())
    return found


def _file(name: str, body: bytes) -> File:
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    kind = "text/javascript" if name.endswith(".js") else kind
    packed = gzip.compress(body, 9, mtime=0) if kind.startswith(_TEXT) else None
    if packed is not None and len(packed) >= len(body):
        packed = None
    text = kind.startswith("text/")
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return File(body, packed, f"{kind}; charset=utf-8" if text else kind, etag)


@functools.cache
def version() -> str:
    """A digest of all names and contents."""
    all_of_them = hashlib.sha256()
    for name, file in sorted(files().items()):
        all_of_them.update(f"{name} {file.etag}\n".encode())
    return all_of_them.hexdigest()[:12]


class Storage(StaticFilesStorage):
    """Gives `{% static %}` its addresses."""

    def url(self, name: str | None) -> str:
        """The address of a file. *Raises* ValueError where there is none of that name."""
        if name not in files():
            raise ValueError(f"There is no static file {name!r}.")
        return f"{settings.STATIC_URL}{version()}/{name}"


class Static:
    """Middleware: answers for everything under STATIC_URL, before sessions and people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the file, or pass on what is none."""
        if not request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        asked, _, name = request.path_info.removeprefix(settings.STATIC_URL).partition("/")
        file = files().get(name)
        if file is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        return _sent(request, file, _YEAR if asked == version() else _BRIEFLY)


def _sent(request: HttpRequest, file: File, keep: str) -> HttpResponse:
    response: HttpResponse
    if file.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        takes = request.headers.get("Accept-Encoding", "").replace(" ", "").split(",")
        packed = file.packed if "gzip" in takes else None
        response = HttpResponse(file.body if packed is None else packed, content_type=file.kind)
        if packed is not None:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    response["ETag"] = file.etag
    response["Cache-Control"] = keep
    response["Vary"] = "Accept-Encoding"
    return response
