"""Where anonymous reports are handed in and answered."""

from __future__ import annotations

from wardline.hub.anonymous import views
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("incidents/anonymous", views.hand_in),
    ("incidents/anonymous/new", views.new),
    ("incidents/anonymous/reply", views.reply),
)
