"""The portal's process: `python -m wardline.hub.portal.run SOCKET`, started by `wardline serve`.

It ends when its standard input does: so it never outlives the process that started it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from wardline.hub.config import load


def _end_with_parent() -> None:
    # Not sys.stdin: its lock would be held when granian forks, and its child waits for it forever.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serve until the parent goes."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # The keyboard's interrupt goes to the whole group; the parent decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    config = load(Path(os.environ["WARDLINE_DATA"]))
    # A predecessor that was killed left its socket behind, and nobody could bind it again.
    Path(sys.argv[1]).unlink(missing_ok=True)
    Granian(
        "wardline.hub.portal.wsgi:application",
        uds=Path(sys.argv[1]),
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=config["portal.threads"],
        http=HTTPModes.http1,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=2,
    ).serve()


if __name__ == "__main__":
    main()
