"""Attachments: read in a child process (`screen.files`); only their text can become public."""

from __future__ import annotations

import re
import threading

from django.utils.translation import gettext as _

from wardline.core.errors import InputError, RateLimitedError, TooLargeError
from wardline.docket.record import File
from wardline.hub.docket.service import Upload
from wardline.screen.files.model import LIMITS, Extract
from wardline.screen.files.picture import PICTURES
from wardline.screen.files.run import read_apart
from wardline.screen.model import Decision

MOST_BYTES = 10 * 2**20
# *Source*: EICAR, "Anti-Malware Testfile" (2003): what every scanner must know.
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_LONGEST_NAME = 200
# So many files are read at once, and so many wait: of the four threads of the pages (the usual
# portal.threads) one stays free. *Units*: seconds that one waits, and until it is sent again.
_READERS = threading.BoundedSemaphore(2)
_WAITING = threading.BoundedSemaphore(1)
_PATIENCE = 5.0
_AGAIN = 60


def take(data: bytes, name: str) -> tuple[File, Upload]:
    """An attachment's text and its bytes. *Raises* InputError that says what to do instead."""
    shown = name.replace("\\", "/").rpartition("/")[2][-_LONGEST_NAME:] or "file"
    if len(data) > MOST_BYTES:
        raise TooLargeError(
            _("“%(name)s” is larger than 10 MB.") % {"name": shown},
            hint=_("Send a smaller file, or the pages that matter."),
        )
    if not data.strip():
        raise InputError(_("“%(name)s” is empty.") % {"name": shown})
    if _EICAR in data:
        raise InputError(
            _("“%(name)s” looks like a virus to us. We did not keep it.") % {"name": shown},
            hint=_("Check your computer, then send the text without this file."),
        )
    found = _read(data)
    if any(_EICAR.decode() in part.text for part in found.parts):
        raise InputError(
            _("“%(name)s” looks like a virus to us. We did not keep it.") % {"name": shown},
            hint=_("Check your computer, then send the text without this file."),
        )
    _check(found, shown)
    text = "\n\n".join(part.text.strip() for part in found.parts)
    return File(shown, text), Upload(data)


def _read(data: bytes) -> Extract:
    """What a file says. Anybody may send some that take long: the pages must not wait for them."""
    if not _admitted():
        raise RateLimitedError(
            _("Very many files come in just now. Yours is not sent yet."),
            retry_after=_AGAIN,
            hint=_("Wait a minute, then choose your files again. What you wrote is still here."),
        )
    try:
        return read_apart(data, LIMITS._replace(file=MOST_BYTES, text=2_000_000, wall=15))
    finally:
        _READERS.release()


def _admitted() -> bool:
    """Whether it is this one's turn to be read, now or after a short wait."""
    if _READERS.acquire(blocking=False):
        return True
    if not _WAITING.acquire(blocking=False):
        return False
    try:
        return _READERS.acquire(timeout=_PATIENCE)
    finally:
        _WAITING.release()


def _check(found: Extract, name: str) -> None:
    if found.kind in PICTURES:
        ending = _ENDING.search(name)
        told = {"name": name, "ending": ending[1] if ending else "", "kind": found.kind}
        if ending and ending[1].lower() in ("pdf", "docx", "txt", "xlsx", "odt", "rtf", "csv"):
            raise InputError(
                _("“%(name)s” is a picture (%(kind)s), not a %(ending)s file.") % told,
                hint=_("We cannot read pictures. Type out what matters, or send a text file."),
            )
        raise InputError(
            _("“%(name)s” is a picture. We cannot read pictures.") % told,
            hint=_("Type out what matters, or send a text file."),
        )
    if found.decision is not Decision.PASS or not found.parts:
        raise InputError(
            _("We could not take “%(name)s”.") % {"name": name},
            hint=" ".join(
                part
                for part in (found.reason, _("You can also paste its text into a box above."))
                if part
            ),
        )
