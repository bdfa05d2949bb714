"""Where the room's pages are."""

from __future__ import annotations

from wardline.hub.notices import views
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("notices/", views.notices),
    ("notices/read/", views.read),
    ("notices/settings/", views.settings),
    ("notices/unsubscribe/<str:token>/", views.unsubscribe),
    ("notices/webhooks/", views.webhooks),
    ("notices/webhooks/<uuid:number>/", views.change_webhook),
)
