"""Every address of the portal; each room brings its own."""

from __future__ import annotations

from django.urls import include, path, re_path

from wardline.hub.advisories import urls as advisories
from wardline.hub.anonymous import urls as anonymous
from wardline.hub.audit import urls as audit
from wardline.hub.bulletins import urls as bulletins
from wardline.hub.docket import urls as docket
from wardline.hub.evidence import urls as evidence
from wardline.hub.incidents import urls as incidents
from wardline.hub.members import oidc
from wardline.hub.members import urls as members
from wardline.hub.notices import urls as notices
from wardline.hub.objects import urls as objects
from wardline.hub.portal import errors, peers, retaining, staff, views
from wardline.hub.portal.route import routes
from wardline.hub.practices import urls as practices
from wardline.hub.report import urls as report
from wardline.hub.review import urls as review
from wardline.hub.statistics import urls as statistics
from wardline.hub.taskforce import urls as taskforce
from wardline.hub.tokens import urls as tokens

urlpatterns = [
    *routes(
        ("", views.home),
        ("legal/", staff.legal),
        ("staff/collections/", staff.collections_page),
        ("staff/collections/<uuid:number>/", staff.collection_page),
        ("staff/feeds/", staff.feeds_page),
        ("staff/peers/", peers.peers_page),
        ("staff/peers/conflicts/", peers.clashes_page),
        ("staff/peers/<uuid:number>/", peers.peer_page),
        ("staff/legal/<slug:name>/", staff.law_page),
        ("staff/retention/", retaining.retention_page),
        ("staff/retention/disclosures/", retaining.retain_disclosures_page),
        ("staff/retention/<uuid:number>/", retaining.retain_page),
    ),
    *members.urlpatterns,
    *notices.urlpatterns,
    *objects.urlpatterns,
    *tokens.urlpatterns,
    *incidents.urlpatterns,
    *advisories.urlpatterns,
    *audit.urlpatterns,
    *docket.urlpatterns,
    *evidence.urlpatterns,
    *practices.urlpatterns,
    *bulletins.urlpatterns,
    *report.urlpatterns,
    *review.urlpatterns,
    *anonymous.urlpatterns,
    *statistics.urlpatterns,
    *taskforce.urlpatterns,
    path("language/", views.language, name="set_language"),
    # People come by invitation, and an administrator answers for their address.
    re_path("^account/(signup|email|confirm-email|inactive)/.*$", errors.nothing),
    *oidc.urlpatterns,
    path("account/", include("allauth.urls")),
]

handler404 = "wardline.hub.portal.errors.not_found"
handler500 = "wardline.hub.portal.errors.failed"
