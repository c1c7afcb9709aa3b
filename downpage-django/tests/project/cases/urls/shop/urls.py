from django.urls import include, path

import views

app_name = "shop"
cart = [path("", views.page, name="index"), path("add/<int:pk>/", views.page, name="add")]
urlpatterns = [
    path("", views.page, name="index"),
    path("<int:pk>/", views.page, name="detail"),
    path("cart/", include((cart, "cart"))),
    path("flat/", include([path("a/", views.page, name="flat")])),
]
