from django.urls import include, path, re_path

import views

inner = ([path("leaf/<int:n>/", views.page, name="leaf")], "inner")
urlpatterns = [
    path("own/", views.page, name="own"),
    re_path(r"^(?P<page>\d+)/$", views.page, name="paged"),
    path("<slug:slug>/", include(inner)),
]
