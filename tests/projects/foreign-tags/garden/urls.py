from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("beds/<int:number>/", lambda request, number: HttpResponse(""), name="bed")]
