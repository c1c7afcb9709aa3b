"""What is recorded: test packages, libraries, settings, limits."""


# Test packages that render DTL templates (measured over the whole suite; the
# others render none, or need a GIS database or a browser).
MODULES = """
template_tests template_loader template_backends humanize_tests i18n timezones
utils_tests staticfiles_tests forms_tests model_forms model_formsets
model_formsets_regress model_enums admin_views admin_inlines admin_changelist
admin_widgets admin_docs admin_custom_urls admin_utils modeladmin auth_tests
cache context_processors contenttypes_tests csrf_tests decorators
flatpages_tests foreign_object generic_inline_admin generic_relations
generic_views handlers logging_tests managers_regress messages_tests middleware
middleware_exceptions pagination proxy_models redirects_tests servers shortcuts
sitemaps_tests syndication_tests test_client test_client_regress test_utils
urlpatterns_reverse view_tests
""".split()

# Libraries that belong to Django's template language itself; any other
# library that a template loads is Python code that the case "needs".
KNOWN_LIBRARIES = {
    "django.templatetags.i18n",
    "django.templatetags.l10n",
    "django.templatetags.tz",
    "django.templatetags.static",
    "django.templatetags.cache",
    "django.contrib.humanize.templatetags.humanize",
}
DEFAULT_BUILTINS = [
    "django.template.defaulttags",
    "django.template.defaultfilters",
    "django.template.loader_tags",
]

# These assert on the number of calls of a mock that our extra render of a
# directly called filter would add to.
NO_FUNCTION_CASES = ("test_caching_repeated_words", "test_caching_repeated_calls")

MAX_CASE_BYTES = 120_000
MAX_NODES = 4000
MODES = ("auto", "str", "list", "vars", "object")

SETTING_NAMES = [
    "DATE_FORMAT",
    "DATETIME_FORMAT",
    "TIME_FORMAT",
    "YEAR_MONTH_FORMAT",
    "MONTH_DAY_FORMAT",
    "SHORT_DATE_FORMAT",
    "SHORT_DATETIME_FORMAT",
    "DECIMAL_SEPARATOR",
    "THOUSAND_SEPARATOR",
    "NUMBER_GROUPING",
    "USE_THOUSAND_SEPARATOR",
    "FIRST_DAY_OF_WEEK",
    "FORMAT_MODULE_PATH",
    "DEBUG",
]


KNOWN_ERRORS = {
    "TemplateSyntaxError", "TemplateDoesNotExist", "VariableDoesNotExist",
    "NoReverseMatch", "TypeError", "ValueError", "AttributeError", "KeyError",
    "RecursionError", "RuntimeError",
}
