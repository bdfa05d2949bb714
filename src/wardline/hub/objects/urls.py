"""The addresses of objects."""

from __future__ import annotations

from wardline.hub.objects import views
from wardline.hub.portal.route import routes

urlpatterns = routes(
    ("objects/", views.objects_page),
    ("objects/file/<str:form>/", views.results_file),
    ("objects/<str:number>/", views.object_page),
    ("objects/<str:number>/graph/", views.graph_page),
    ("objects/<str:number>/file/<str:form>/", views.file_page),
)
