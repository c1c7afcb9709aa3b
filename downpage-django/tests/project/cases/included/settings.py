"""django-split-settings."""
from split_settings.tools import include, optional

ORDER = ["settings"]
include("parts/one.py", optional("parts/none.py"), "parts/two.py")
AFTER = ORDER + ["after"]
