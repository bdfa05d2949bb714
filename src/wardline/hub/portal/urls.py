"""Every address of the portal; each room brings its own."""

from __future__ import annotations

from django.urls import include, path

from wardline.hub.portal import views
from wardline.hub.portal.route import routes

urlpatterns = [
    *routes(("", views.home)),
    path("", include("wardline.hub.objects.urls")),
    path("account/", include("allauth.urls")),
]

handler404 = "wardline.hub.portal.errors.not_found"
handler500 = "wardline.hub.portal.errors.failed"
