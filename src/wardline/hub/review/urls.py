"""Where the review queue's pages are."""

from __future__ import annotations

from wardline.hub.portal.route import routes
from wardline.hub.review import views

urlpatterns = routes(
    ("review/", views.queue),
    ("review/<uuid:number>/", views.one),
    ("review/<uuid:number>/approve/", views.approve),
    ("review/<uuid:number>/<slug:verb>/", views.step),
)
