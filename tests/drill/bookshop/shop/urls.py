"""One page for each book, deep enough that a relative URL in an error page would lead nowhere."""

from django.shortcuts import render
from django.urls import path

BOOKS = {"moby-dick": "Moby-Dick", "dracula": "Dracula"}


def home(request):
    return render(request, "home.html", {"books": BOOKS})


def book(request, shelf, name):
    return render(request, "book.html", {"title": BOOKS[name], "shelf": shelf})


urlpatterns = [
    path("", home, name="home"),
    path("shelves/<slug:shelf>/books/<slug:name>/", book, name="book"),
]
