"""Where the pages of the evidence are."""

from __future__ import annotations

from wardline.hub.evidence import desk, staffing, views
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("findings/", views.finding_list),
    ("findings/<int:number>/", views.finding_page),
    ("evidence/", views.evidence_list),
    ("evidence/<int:number>/", views.evidence_page),
    ("codebook/", views.codebook_page),
    ("codebook/versions/<int:version>/", views.codebook_version),
    ("staff/findings/", staffing.finding_list),
    ("staff/findings/new/", staffing.finding_new),
    ("staff/findings/<int:number>/", staffing.finding),
    ("staff/evidence/", staffing.evidence_list),
    ("staff/evidence/outside/", staffing.outside),
    ("staff/evidence/<int:number>/", staffing.evidence),
    ("staff/codebook/", staffing.codebook_page),
    ("staff/codebook/new/", staffing.code_new),
    ("staff/codebook/<slug:code>/", staffing.code_page),
    ("staff/coding/", desk.overview),
    ("staff/coding/next/", desk.following),
    ("staff/coding/<int:number>/", desk.one),
    ("staff/coding/<int:number>/settle/", desk.settle),
)
