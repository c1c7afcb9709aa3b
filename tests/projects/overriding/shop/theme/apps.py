from django.apps import AppConfig


class ThemeConfig(AppConfig):
    name = "shop.theme"
    label = "look"
