from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

page = TemplateView.as_view(template_name="fehler.html")

urlpatterns = [path("i18n/", include("django.conf.urls.i18n")), path("health/", page, name="health")]
urlpatterns += i18n_patterns(
    path("", page, name="start"),
    path(_("shop/"), include(("kasse.urls", "kasse"), namespace="kasse")),
)
