from django.conf import settings


def allauth_settings(request):
    """Expose some settings from django-allauth in templates."""
    return {"ACCOUNT_ALLOW_REGISTRATION": getattr(settings, "ACCOUNT_ALLOW_REGISTRATION", True)}
