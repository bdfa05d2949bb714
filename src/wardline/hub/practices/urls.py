"""Where the pages of the practices are."""

from __future__ import annotations

from wardline.hub.portal.route import routes
from wardline.hub.practices import views

urlpatterns = routes(
    ("practices/", views.practices),
    ("practices/<slug:number>/", views.practice),
    ("staff/practices/", views.staff_list),
    ("staff/practices/new/", views.staff_new),
    ("staff/practices/<slug:number>/", views.staff_one),
)
