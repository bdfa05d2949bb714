"""Where the Task Force's pages are."""

from __future__ import annotations

from wardline.hub.portal.route import routes
from wardline.hub.taskforce import editing, views

urlpatterns = routes(
    ("taskforce/", views.start),
    ("taskforce/members/", views.members),
    ("taskforce/rules/", views.rule_list),
    ("taskforce/progress/", views.progress_page),
    ("meetings/", views.meetings),
    ("meetings.ics", views.calendar),
    ("meetings.atom", views.feed),
    ("meetings/<int:number>/", views.meeting),
    ("meetings/<int:number>.ics", views.meeting_calendar),
    ("meetings/<int:number>/papers/<int:paper>/", views.paper),
    ("meetings/<int:number>/papers/<int:paper>/file", views.paper_file),
    ("exercises/", views.exercises),
    ("exercises/actions/", views.actions),
    ("exercises/<int:number>/", views.exercise),
    ("exercises/<int:number>/report.pdf", views.exercise_report),
    ("staff/taskforce/", editing.desk),
    ("staff/taskforce/new/<slug:kind>/", editing.new),
    ("staff/taskforce/rules/<slug:name>/", editing.rule),
    ("staff/taskforce/papers/<int:number>/", editing.paper_page),
    ("staff/taskforce/<int:number>/", editing.edit),
    ("staff/taskforce/<int:number>/new/<slug:kind>/", editing.new_about),
    ("staff/taskforce/<int:number>/preview/", editing.preview),
    ("staff/taskforce/<int:number>/papers/", editing.paper_list),
    ("staff/taskforce/<int:number>/certify/", editing.certify),
    ("staff/taskforce/<int:number>/day/", editing.day),
)
