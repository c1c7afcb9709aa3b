from django.urls import path, re_path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(), name="index"),
    path("<slug:ware>/<int:stück>/".replace("ü", "ue"), TemplateView.as_view(), name="ware"),
    re_path("^beleg-(?P<nummer>\\d+)/$", TemplateView.as_view(), name="beleg"),
]
