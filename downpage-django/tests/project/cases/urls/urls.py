from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path, register_converter
from django.views.generic import RedirectView, TemplateView

import converters
import views
from shop import urls as shop_urls

register_converter(converters.Year, "yyyy")
register_converter(converters.Hex, "hex")


class About(TemplateView):
    template_name = "about.html"


extra = [
    path("reports/", views.page, name="reports"),
    path("charge/<int:amount>/", views.page, name="charge"),
]

urlpatterns = [
    path("", views.page, name="home"),
    path("about/", About.as_view(), name="about"),
    path("again/", views.page, name="about"),
    path("articles/<int:year>/", views.page, name="year"),
    path("articles/<int:year>/<slug:slug>/", views.page, name="year"),
    path("id/<uuid:id>/", views.page, name="uuid"),
    path("files/<path:name>", views.page, name="file"),
    path("word/<word>/x", login_required(views.page), name="word"),
    path("y/<yyyy:year>/", views.page, name="yyyy"),
    path("h/<hex:number>/", views.page, name="hex"),
    path("plus+dot.$(x)/", views.page, name="special"),
    path("space here/ü/", views.page, name="encoded"),
    path("kw/<int:a>/", views.page, {"b": 1}, name="defaulted"),
    path("kw2/", views.page, {"b": 2}, name="other_default"),
    re_path(r"^old/(?P<year>[0-9]{4})/(?P<slug>[\w-]+)/$", views.page, name="old"),
    re_path(r"^positional/(\d+)/([a-z]+)$", views.page, name="positional"),
    re_path(r"^comments/(?:page-(?P<page>\d+)/)?$", views.page, name="comments"),
    re_path(r"^optional(?:/(\d+))?$", views.page, name="optional"),
    re_path(r"^any/.*$", views.page, name="any"),
    re_path(r"^alternative/(a|b)/$", views.page, name="alternative"),
    re_path(r"^top|level$", views.page, name="top"),
    re_path(r"^repeat/x{2}/\.\w/$", views.page, name="repeat"),
    re_path(r"^ahead/(?=x)(?P<rest>.+)$", views.page, name="ahead"),
    re_path(r"^nested/((\d+)-(\d+))/$", views.page, name="nested"),
    path("include/", include(extra)),
    path("tuple/<slug:kind>/", include((extra, "extras"))),
    path("tuple2/", include((extra, "extras"), namespace="second")),
    path("shop/", include("shop.urls")),
    path("shop2/", include("shop.urls", namespace="outlet")),
    path("module/", include(shop_urls, namespace="module")),
    re_path(r"^(?P<user>\w+)/deep/", include("deep")),
    path("admin/", admin.site.urls),
    path("accounts/", include("django.contrib.auth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("redirect/", RedirectView.as_view(url="/"), name="redirect"),
]
urlpatterns += [path("added/", views.page, name="added")]
urlpatterns += static("/media/", document_root="/media")
urlpatterns.append(path("appended/", views.page, name="appended"))
if settings.DEBUG:
    urlpatterns = [path("debug/", views.page, name="debug"), *urlpatterns]
if "debug_toolbar" in settings.INSTALLED_APPS:
    import debug_toolbar

    urlpatterns = [path("__debug__/", include(debug_toolbar.urls))] + urlpatterns
urlpatterns += i18n_patterns(
    path("translated/", views.page, name="translated"),
    path("in/", include("shop.urls", namespace="in_language")),
)
urlpatterns += i18n_patterns(path("default/", views.page, name="default_free"), prefix_default_language=False)
handler404 = "views.page"
