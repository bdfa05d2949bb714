"""The portal as a WSGI application, for the data folder in WARDLINE_DATA."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from wardline.hub import setup

setup.portal(Path(os.environ["WARDLINE_DATA"]))
application = get_wsgi_application()

from wardline.hub.notices import sender  # noqa: E402 # Django is set up by now

sender.start()
