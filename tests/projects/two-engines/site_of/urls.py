from django.urls import path, re_path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(), name="index"),
    re_path(r"^archive/(?P<year>[0-9]{4})/$", TemplateView.as_view(), name="archive"),
]
