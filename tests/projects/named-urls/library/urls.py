from django.urls import include, path, re_path, register_converter

from . import converters, views
from .views import Book

register_converter(converters.FourDigitYear, "yyyy")

shelf = [
    path("", views.index, name="index"),
    path("<int:number>/", views.index, name="place"),
    path("<int:number>/<int:row>/", views.index, name="place"),
]

more_patterns = ([path("", views.index, name="index"), path("all/", views.index, name="all")], "extra")

urlpatterns = [
    path("", views.index, name="index"),
    path("books/", include("library.books.urls")),
    path("attic/<slug:side>/", include((shelf, "shelf"), namespace="attic")),
    path("cellar/", include((shelf, "shelf"), namespace="cellar")),
    path("extra/", include(more_patterns)),
    path("raw/", include([path("a/", views.index, name="raw-a"), path("b/", views.index, name="raw-b")])),
    path("year/<yyyy:year>/", Book.as_view(), name="year"),
    path("any/<path:rest>", Book.as_view(), name="any"),
    path("id/<uuid:key>/", Book.as_view(extra=1), name="key"),
    path("with/", views.index, {"fixed": 1}, name="fixed"),
    re_path(r"^old/(\d+)/(\w+)/$", views.index, name="old"),
    re_path(r"^page(?:-(?P<number>[0-9]+))?/$", views.index, name="page"),
    re_path(r"^dot\.html$", views.index, name="dot"),
    re_path("^choice/(?P<kind>fiction|poetry)/$", views.index, name="choice"),
    path("<str:author>/", views.index, name="author"),
]
