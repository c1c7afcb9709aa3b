"""Paths, by `pathlib` and by `os.path`."""
import os
import os.path as osp
from os.path import abspath, dirname, join
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
OLD_BASE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARENTS = Path(__file__).resolve().parents[1]
STATIC_ROOT = BASE_DIR / "static.collected"
MEDIA_ROOT = os.path.join(OLD_BASE, "media", "uploads")
DIRS = [BASE_DIR / "templates", str(BASE_DIR / "more"), BASE_DIR.joinpath("a", "b"), f"{BASE_DIR}/c"]
ALIASED = osp.join("a", "b"), join("a", "/b", "c"), join("a/", "b"), join("", "x"), osp.join("a", "")
NORMAL = os.path.normpath("a/../b//c/."), os.path.normpath("../x"), os.path.normpath("/../x")
PARTS = os.path.basename("/a/b.txt"), os.path.splitext("b.tar.gz"), os.path.split("/a/b"), os.path.splitext(".bashrc")
HERE = dirname(abspath(__file__))
SUFFIX = Path("a/b.tar.gz").suffix, Path("a/b.tar.gz").stem, Path("a/b.tar.gz").name, Path("/").name, Path("a").parent
NAMED = Path("a/b.txt").with_name("c.txt"), Path("a/b.txt").with_suffix(".md")
RELATIVE = Path("./a//b/./c"), Path("a") / "../b", Path("a") / "/b", Path()
EXISTS = (BASE_DIR / "templates").exists(), (BASE_DIR / "manage.py").is_file(), os.path.isdir(BASE_DIR / "nothing")
AS_TEXT = (BASE_DIR / "x").as_posix(), str(Path("x"))
BELOW = (BASE_DIR / "a" / "b").relative_to(BASE_DIR)
RESOLVED = (BASE_DIR / "conf" / ".." / "x").resolve()
PROJECT_NAME = BASE_DIR.joinpath("shop").name
PARDIR = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir))
SEP = os.sep
WORKING = os.getcwd(), Path.cwd()
SPLIT = "a/b".split(os.sep)
ABSOLUTE = Path("x").is_absolute(), os.path.isabs("/x")
READ = (BASE_DIR / "manage.py").read_text().splitlines()[0]
with open(os.path.join(OLD_BASE, "manage.py")) as source:
    OPENED = source.read().splitlines()[1]
