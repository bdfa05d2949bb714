"""Where the pages of bulletins are."""

from __future__ import annotations

from django.urls import path

from wardline.hub.bulletins import programs, views, writing
from wardline.hub.portal.route import routes

urlpatterns = [
    # Data already: it has no twins.
    path("bulletins/pull.json", programs.pull, name="bulletins-pull"),
    *routes(
        ("bulletins/", views.bulletins),
        ("bulletins/profile/", views.profile),
        ("bulletins/answers/send", programs.send),
        ("bulletins/dates.ics", views.all_dates),
        ("bulletins/<slug:number>/", views.bulletin),
        ("bulletins/<slug:number>/versions/<int:version>/", views.bulletin_version),
        ("bulletins/<slug:number>/versions/<int:version>/pictures/<int:which>", views.picture),
        ("bulletins/<slug:number>/sheet.pdf", views.sheet),
        ("bulletins/<slug:number>/dates.ics", views.dates),
        ("bulletins/<slug:number>/lesson/", views.lesson),
        ("bulletins/<slug:number>/tabletop/", views.tabletop),
        ("bulletins/<slug:number>/answer/", views.answer),
        ("feeds/bulletins.atom", views.atom),
        ("feeds/bulletins.json", views.json_feed),
        ("staff/bulletins/", writing.desk),
        ("staff/bulletins/new/", writing.new),
        ("staff/bulletins/<slug:number>/", writing.edit),
        ("staff/bulletins/<slug:number>/preview/", writing.preview),
        ("staff/bulletins/<slug:number>/preview.pdf", writing.preview_sheet),
        ("staff/bulletins/<slug:number>/pictures/<int:which>", writing.preview_picture),
        ("staff/bulletins/<slug:number>/do/", writing.act),
        ("staff/bulletins/<slug:number>/release/", writing.release),
        ("staff/bulletins/<slug:number>/withdraw/", writing.withdraw),
    ),
]
