from django.urls.converters import StringConverter


class Year:
    regex = "[0-9]{4}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class Hex(StringConverter):
    regex = "[0-9a-f]+"
