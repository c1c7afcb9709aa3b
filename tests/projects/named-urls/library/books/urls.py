from django.urls import include, path

from library import views

app_name = "books"

review_patterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.index, name="detail"),
]

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.index, name="detail"),
    path("<slug:slug>/reviews/", include((review_patterns, "reviews"))),
]
