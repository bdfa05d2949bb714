"""The portal as a WSGI application, for the data folder in WARDLINE_DATA."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from wardline.hub import config, logs, setup
from wardline.hub.objects import export, follower

setup.portal(Path(os.environ["WARDLINE_DATA"]))
logs.start("portal", config.load(Path(os.environ["WARDLINE_DATA"])))
application = get_wsgi_application()
follower.start(Path(os.environ["WARDLINE_DATA"]))

from wardline.hub.docket import screener  # noqa: E402 # its tables need Django set up
from wardline.hub.notices import sender  # noqa: E402 # as above

sender.start()
screener.start()
threading.Thread(target=export.warm, daemon=True, name="wardline-warm").start()
