def page(request, *args, **kwargs):
    raise NotImplementedError
