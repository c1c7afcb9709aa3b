from config.settings import base

VALUE = "more"
DERIVED = base.TIME_ZONE + "!"
