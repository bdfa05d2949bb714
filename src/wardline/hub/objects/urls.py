"""The addresses of objects, of sharing and of collections."""

from __future__ import annotations

from wardline.hub.objects import connecting, proposals, sharing, talk, views
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("objects/", views.objects_page),
    ("objects/file/", views.results_file),
    ("objects/<str:number>/", views.object_page),
    ("objects/<str:number>/graph/", views.graph_page),
    ("objects/<str:number>/file/<str:form>/", views.file_page),
    ("objects/<str:number>/talk/", talk.talk_page),
    ("objects/<str:number>/propose/", proposals.propose_page),
    ("objects/<str:number>/withdraw/", sharing.withdraw_page),
    ("proposals/", proposals.proposals_page),
    ("proposals/<uuid:number>/", proposals.proposal_page),
    ("proposals/<uuid:number>/take/", proposals.take_page),
    ("proposals/<uuid:number>/decline/", proposals.decline_page),
    ("proposals/<uuid:number>/withdraw/", proposals.withdraw_page),
    ("collections/", connecting.collections_page),
    ("collections/connection/", connecting.connection_page),
    ("collections/<str:number>/", connecting.collection_page),
    ("share/", sharing.share_page),
    ("share/preview/", sharing.preview_page),
    ("share/release/", sharing.release_page),
    ("share/review/", sharing.review_page),
    ("share/drop/", sharing.drop_page),
    ("share/receipts/", sharing.receipts_page),
    ("share/<uuid:number>/", sharing.receipt_page),
    ("share/<uuid:number>/withdraw/", sharing.withdraw_receipt_page),
)
