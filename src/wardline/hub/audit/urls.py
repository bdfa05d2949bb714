"""Where the log's pages are."""

from __future__ import annotations

from wardline.hub.audit import views
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("audit/", views.own),
    ("audit/heads/", views.heads),
    ("audit/consistency/", views.consistency),
    ("audit/entries/<uuid:number>/", views.entry),
    ("staff/audit/", views.everything),
    ("staff/audit/entries/<uuid:number>/", views.any_entry),
)
