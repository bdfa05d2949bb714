"""Where the pages of the statistics are."""

from __future__ import annotations

from wardline.hub.portal.route import routes
from wardline.hub.statistics import views

urlpatterns = routes(
    ("statistics/", views.statistics),
    ("statistics/editions/<int:number>/", views.edition),
    ("benchmarks/", views.benchmarks),
)
