"""Where the pages and files of the advisories are."""

from __future__ import annotations

from django.urls import URLPattern, path

from wardline.hub.advisories import answerviews, caseviews, files, staff, staffviews, views
from wardline.hub.advisories.places import AGGREGATOR, OWN
from wardline.hub.portal.route import routes

_LISTS = ("feed.json", "index.txt", "changes.csv")


def _provider(base: str, prefix: str) -> list[URLPattern]:
    """The files of one provider. They have no twins: they are data already."""
    label = f"{base}<slug:label>/"
    return [
        path(f"{base}provider-metadata.json", files.metadata, name=f"{prefix}-metadata"),
        path(f"{base}service.json", files.service, name=f"{prefix}-service"),
        path(f"{base}category.json", files.category, name=f"{prefix}-category"),
        path(f"{base}openpgp/<slug:name>.asc", files.key, name=f"{prefix}-key"),
        *(
            path(f"{label}{name}", files.listing, {"name": name}, name=f"{prefix}-list")
            for name in _LISTS
        ),
        path(label, files.folder, name=f"{prefix}-folder"),
        path(f"{label}<int:when>/", files.year, name=f"{prefix}-year"),
        path(f"{label}<int:when>/<str:name>", files.file, name=f"{prefix}-file"),
    ]


urlpatterns = [
    *_provider(OWN, "csaf"),
    path(f"{AGGREGATOR}aggregator.json", files.aggregator, name="csaf-aggregator"),
    *_provider(f"{AGGREGATOR}<slug:mirror>/", "csaf-mirror"),
    *routes(
        ("advisories/", views.advisories),
        ("advisories/answers/", answerviews.answers),
        ("advisories/answers/send", answerviews.send),
        ("advisories/<int:key>/", views.advisory),
        ("advisories/<int:key>/answer/", answerviews.answer),
        ("disclose/", caseviews.disclose),
        ("disclose/case/", caseviews.by_code),
        ("cases/", caseviews.cases_page),
        ("cases/<uuid:number>/", caseviews.case_page),
        ("staff/advisories/", staff.desk),
        ("staff/advisories/publish/", staff.publish),
        ("staff/advisories/waiting/<int:key>/", staff.waiting_one),
        ("staff/advisories/<int:key>/withdraw/", staff.withdraw),
        ("staff/advisories/key/", staff.signing_key),
        ("staff/advisories/picture/", staffviews.sector),
        ("staff/advisories/providers/", staffviews.providers),
        ("staff/advisories/providers/<uuid:number>/", staffviews.one_provider),
    ),
]
