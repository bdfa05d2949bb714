"""Where the room's pages are."""

from __future__ import annotations

from wardline.hub.members import staff, views
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("join/<str:token>/", views.join),
    ("set-up/<str:token>/", views.set_up),
    ("way-in/<str:token>/", views.way_in),
    ("enter/<str:token>/", views.enter),
    ("account/", views.account),
    ("account/history/", views.history),
    ("account/staying/", views.staying_page),
    ("people/", views.own_people),
    ("people/invite/<uuid:organization>/", views.invite),
    ("people/invitation/<uuid:number>/withdraw/", views.withdraw_invitation),
    ("people/<uuid:uuid>/", views.person),
    ("people/<uuid:uuid>/<slug:verb>/", views.change_person),
    ("keys/", views.own_keys),
    ("keys/new/", views.new_key),
    ("keys/<uuid:number>/revoke/", views.revoke_key),
    ("staff/", staff.start),
    ("staff/members/", staff.members),
    ("staff/members/<uuid:organization>/", staff.member),
    ("staff/members/<uuid:organization>/<slug:verb>/", staff.change_member),
    ("staff/groups/", staff.groups_page),
    ("staff/groups/<uuid:number>/", staff.group),
)
