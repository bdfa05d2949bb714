"""Where people draw tokens; programs do at /tokens/ (exchange/urls.py)."""

from __future__ import annotations

from wardline.hub.portal.route import routes
from wardline.hub.tokens import pages

urlpatterns = routes(("incidents/tokens/", pages.draw))
