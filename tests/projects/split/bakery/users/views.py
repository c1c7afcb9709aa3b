from django.views.generic import DetailView
from django.views.generic import RedirectView


class UserDetailView(DetailView):
    slug_field = "username"


user_detail_view = UserDetailView.as_view()
user_redirect_view = RedirectView.as_view(url="/")
