"""The child process: reads one attachment from its standard input, answers on its output.

Its limits are set before the first foreign byte is looked at: no new files, sockets or processes,
a ceiling on CPU time and memory. It answers with one MessagePack document.
"""

from __future__ import annotations

import os
import re
import sys


def main() -> None:
    """Read, extract, answer."""
    import resource

    import msgspec

    from wardline.screen.files.extract import extract
    from wardline.screen.files.model import LIMITS, Limits

    limits = Limits(*map(int, sys.argv[1:])) if len(sys.argv) > 1 else LIMITS
    data = sys.stdin.buffer.read(limits.file + 1)
    _import_what_is_needed(data)
    _close_the_network()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    # No descriptor above standard error: nothing can be opened any more, no file and no socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    answer = msgspec.msgpack.encode(extract(data, limits))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def _import_what_is_needed(data: bytes) -> None:
    """Everything that reading may import, while files can still be opened."""
    import codecs

    from wardline.screen.files import markup, office, packed, plaintext, sheets, xml

    loaded = [markup, office, packed, plaintext, sheets, xml]
    for name in _CODECS.split():
        codecs.lookup(name)
    if not data.startswith((b"PK", b"%PDF-", b"\x89PNG", b"\xff\xd8")):
        import re2

        from wardline.screen.files import mail

        loaded += [mail, re2]
        _import_encodings(data)
    # In base64, as mails carry it, %PDF- reads JVBERi0.
    if b"%PDF-" in data or b"JVBERi0" in data:
        _import_pypdf()


_STATED = re.compile(rb"(?i)(?:charset=\"?|=\?)([a-z0-9_.:-]{2,40})")
_MOST_ENCODINGS = 40


def _import_encodings(data: bytes) -> None:
    """The encodings that a mail names; Python imports each on its first use."""
    import codecs

    for name in list(dict.fromkeys(_STATED.findall(data)))[:_MOST_ENCODINGS]:
        try:
            codecs.lookup(name.decode("ascii"))
        except LookupError:
            continue


def _import_pypdf() -> None:
    """All of pypdf: it imports parts of itself late."""
    import importlib
    import pkgutil

    import pypdf

    from wardline.screen.files import pdf

    pdf.quiet()
    for module in pkgutil.walk_packages(pypdf.__path__, "pypdf."):
        try:
            importlib.import_module(module.name)
        except ImportError:
            continue  # Wants a library that we do not have, nor need.


_CODECS = """
utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be ascii latin-1 cp1252 cp437
idna punycode iso8859-2 iso8859-9 iso8859-15 cp1250 cp1251 cp1254 koi8-r gb2312 gbk gb18030 big5
shift_jis euc-jp iso2022_jp euc-kr unicode_escape raw_unicode_escape
"""


def _close_the_network() -> None:
    """Leave the network where the system lets us; the limit on descriptors bars it in any case."""
    import ctypes

    new_user, new_net = 0x10000000, 0x40000000
    try:
        ctypes.CDLL(None, use_errno=True).unshare(new_user | new_net)
    except (OSError, AttributeError):
        return


if __name__ == "__main__":
    main()
