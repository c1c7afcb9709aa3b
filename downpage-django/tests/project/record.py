"""Records what real Django makes of the projects in `cases/`: settings, and URLs by name.

Each case is a project. `asked.json` in it may have `environment` (variables that are set), `unknown` (settings that only
Python can know: they must come out unknown here), and `reverse`: lists of a name, its arguments by position and by name,
the current application, and the language. What Django says is
written to `expected.json` beside it, with the project's folder as `$ROOT`. Another folder of cases may be given.
"""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

CHILD = r"""
import importlib, json, os, pathlib, runpy, sys

root, asked = sys.argv[1], json.loads(sys.argv[2])
sys.argv = ["manage.py", "downpagegenerate"]
sys.path.insert(0, root)
os.chdir(root)


import django.core.management


class Started(BaseException):
    pass


def start(*arguments, **keywords):
    raise Started


django.core.management.execute_from_command_line = start
try:
    runpy.run_path(os.path.join(root, "manage.py"), run_name="__main__")
except Started:
    pass

from django.conf import settings
from django.utils.functional import Promise


def described(value, depth=0):
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, Promise):
        from django.utils import translation

        return {"translatable": str(value._args[-1])}
    if isinstance(value, str):
        return value.replace(root, "$ROOT")
    if isinstance(value, bytes):
        return {"bytes": list(value)}
    if isinstance(value, pathlib.PurePath):
        return {"path": str(value).replace(root, "$ROOT")}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [described(item) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted((described(item) for item in value), key=json.dumps)}
    if isinstance(value, dict):
        return {"dict": [[described(key), described(item)] for key, item in value.items()]}
    if hasattr(value, "__root__"):
        return str(value).replace(root, "$ROOT")
    return {"object": type(value).__name__}


module = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
result = {"settings": {name: described(getattr(module, name)) for name in dir(module) if name.isupper()}}
if asked.get("reverse"):
    import django
    from django.urls import NoReverseMatch, reverse
    from django.utils import translation

    django.setup()
    answers = []
    for question in asked["reverse"]:
        name, arguments, keywords, current_app, language = question
        with translation.override(language or settings.LANGUAGE_CODE):
            try:
                answers.append(reverse(name, args=arguments or None, kwargs=keywords or None, current_app=current_app))
            except NoReverseMatch as error:
                answers.append({"error": str(error)})
    result["reverse"] = answers
sys.stdout.write(json.dumps(result))
"""


def record(case):
    asked = json.loads((case / "asked.json").read_text()) if (case / "asked.json").exists() else {}
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **asked.get("environment", {})}
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(case), json.dumps(asked)], capture_output=True, text=True, env=environment
    )
    if run.returncode:
        raise SystemExit(f"{case.name}: {run.stderr}")
    result = json.loads(run.stdout)
    for name in asked.get("unknown", []):
        result["settings"].pop(name, None)
    (case / "expected.json").write_text(json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


folder = pathlib.Path(sys.argv[1]).resolve() if sys.argv[1:] else HERE / "cases"
for case in sorted(folder.iterdir()):
    if (case / "manage.py").exists():
        record(case)
