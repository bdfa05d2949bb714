"""Where the docket's pages are."""

from __future__ import annotations

from wardline.hub.docket import api, moderating, views, writing
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("docket/", views.docket),
    ("docket/calls/<slug:number>/", views.call_page),
    ("docket/calls/<slug:number>/versions/<int:version>/", views.call_version),
    ("docket/calls/<slug:number>/comment/", writing.write),
    ("docket/comments/", views.comments),
    ("docket/comments/<int:key>/", views.comment_page),
    ("docket/letters/<int:head>/", views.letter_page),
    ("docket/rules/", views.rules),
    ("docket/log/", views.log),
    ("docket/bulk", views.bulk),
    ("docket/comments.atom", views.feed),
    ("docket/draft/<str:key>/", writing.draft),
    ("docket/receipt/", writing.receipt),
    ("docket/api/v4/comments", api.comments),
    ("docket/api/v4/comments/<path:number>", api.comment),
    ("docket/api/v4/dockets", api.dockets),
    ("docket/api/v4/dockets/<slug:number>", api.docket),
    ("staff/docket/", moderating.queue),
    ("staff/docket/letters/<int:head>/", moderating.letter),
    ("staff/docket/calls/", moderating.call_list),
    ("staff/docket/calls/new/", moderating.call_new),
    ("staff/docket/calls/<slug:number>/", moderating.call_edit),
    ("staff/docket/<int:key>/", moderating.one),
)
