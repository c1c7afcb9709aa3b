from django.http import HttpResponse
from django.urls import path

SECTIONS = {"nieuws": "news", "weer": "weather"}


def view(request, **kwargs):
    return HttpResponse("")


def routes():
    for part, name in SECTIONS.items():
        yield path(f"{part}/", view, name=name)
        yield path(f"{part}/<int:year>/", view, name=f"{name}-year")


urlpatterns = list(routes())
