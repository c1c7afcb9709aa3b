from django.http import HttpResponse
from django.views import View


def index(request, **kwargs):
    return HttpResponse("index")


class Book(View):
    extra = 0
