"""The addresses of incidents."""

from __future__ import annotations

from wardline.hub.incidents import clockviews, programs, releasing, views, writing
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("incidents/", views.incidents_page),
    ("incidents/new/", writing.new_page),
    ("incidents/drafts/<uuid:number>/", writing.draft_page),
    ("incidents/drafts/<uuid:number>/preview/", releasing.preview_page),
    ("incidents/drafts/<uuid:number>/release/", releasing.release_page),
    ("incidents/drafts/<uuid:number>/review/", releasing.review_page),
    ("incidents/drafts/<uuid:number>/drop/", writing.drop_page),
    ("incidents/drafts/<uuid:number>/pasted/<str:name>/", writing.aside_page),
    ("incidents/clocks/", clockviews.clocks_page),
    ("incidents/clocks/new/", clockviews.new_clock_page),
    ("incidents/clocks/<slug:name>/", clockviews.clock_page),
    ("staff/clocks/<slug:name>/", clockviews.staff_clock_page),
    ("incidents/reports/", programs.new_report),
    ("incidents/reports/<uuid:number>/", programs.put_report),
    ("incidents/<uuid:number>/", views.incident_page),
    ("incidents/<uuid:number>/clocks/<slug:name>/", clockviews.done_page),
    ("incidents/<uuid:number>/calendar/", clockviews.calendar_page),
    ("incidents/<uuid:number>/worksheet/", clockviews.worksheet_page),
    ("incidents/<uuid:number>/receipts/<int:version>/", views.receipt_page),
    ("incidents/<uuid:number>/file/<str:form>/", views.file_page),
    ("incidents/<uuid:number>/withdraw/", views.withdraw_page),
)
