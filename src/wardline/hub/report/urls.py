"""Where the pages of the report are."""

from __future__ import annotations

from wardline.hub.portal.route import routes
from wardline.hub.report import staffing, views

urlpatterns = routes(
    ("reports/", views.reports),
    ("reports/<int:number>/", views.edition),
    ("reports/<int:number>/files/<str:name>", views.edition_file),
    ("staff/report/", staffing.overview),
    ("staff/report/preview/", staffing.preview),
    ("staff/report/items/new/", staffing.item_new),
    ("staff/report/items/<int:number>/", staffing.item),
    ("staff/report/parts/<slug:name>/", staffing.part),
    ("staff/report/editions/<int:key>/", staffing.edition),
    ("staff/report/editions/<int:key>/files/<str:name>", staffing.edition_file),
)
