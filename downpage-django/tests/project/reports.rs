//! What is found, and how what is not known is told.

use downpage_core::Map;
use downpage_core::report;
use downpage_core::surroundings::{Router, Wanted};
use downpage_django::project::{self, Environment, Py};

use crate::support::{project, reader, write};

/// The error for a setting that is needed, drawn as people see it.
fn needed(settings: &str, name: &str) -> String {
    let folder = project(&[("settings.py", settings)]);
    let settings = reader(&folder).settings().unwrap();
    report::draw(&settings.need(name).unwrap_err(), report::Style::default())
}

#[test]
fn an_unknown_setting_points_at_the_line_that_makes_it_so() {
    let error =
        needed("import secrets\nROOT = secrets.token_hex()\nSTATIC_ROOT = '/srv/' + ROOT\n", "STATIC_ROOT");
    assert_eq!(
        error,
        "error: the setting `STATIC_ROOT` cannot be known: `secrets.token_hex` is computed by Python
 --> settings.py:2:8
  |
2 | ROOT = secrets.token_hex()
  |        ^^^^^^^^^^^^^^^^^
  |
  = note: `STATIC_ROOT` is set at settings.py:3:1
  = help: write `STATIC_ROOT = ...` below `[django]` in downpage.toml, give `--set django.STATIC_ROOT=...`, or ask the project itself with `--python`"
    );
}

#[test]
fn what_both_ways_of_an_unknown_condition_set_points_at_the_condition() {
    let error = needed(
        "import os, socket\nif socket.gethostname() == 'live':\n    DEBUG = False\nelse:\n    DEBUG = True\n",
        "DEBUG",
    );
    assert!(error.contains("it depends on whether `socket.gethostname() == 'live'`"), "{error}");
    assert!(error.contains("settings.py:2:4"), "{error}");
}

#[test]
fn a_missing_variable_is_named() {
    let error = needed("import os\nSTATIC_URL = os.environ['CDN'] + '/static/'\n", "STATIC_URL");
    assert!(error.contains("the environment variable `CDN` is not set"), "{error}");
}

#[test]
fn an_unknown_part_is_found_within() {
    let error = needed("import secrets\nTEMPLATES = [{'DIRS': [secrets.x()]}]\n", "TEMPLATES");
    assert!(error.contains("a part of the setting `TEMPLATES` cannot be known"), "{error}");
}

#[test]
fn the_mistaken_set_is_a_set_with_its_place() {
    let folder = project(&[("settings.py", "DOWNPAGE_PAGES = [\n    {'502.html', 'error.html'},\n]\n")]);
    let settings = reader(&folder).settings().unwrap();
    let pages = settings.need("DOWNPAGE_PAGES").unwrap().as_sequence().unwrap();
    assert!(matches!(&pages[0].value, Py::Set(items) if items.len() == 2));
    assert_eq!(pages[0].place.as_ref().unwrap().to_string(), "settings.py:2:5");
}

#[test]
fn a_syntax_error_points_at_its_place() {
    let folder = project(&[("settings.py", "A = 1\nB = = 2\n")]);
    let error = reader(&folder).settings().unwrap_err();
    assert_eq!(error.location().unwrap().to_string(), "settings.py:2:5");
}

#[test]
fn no_settings_module_says_where_it_was_looked_for() {
    let folder = project(&[]);
    let error = reader(&folder).settings().unwrap_err();
    assert_eq!(error.message(), "there is no settings module `settings`");
    assert_eq!(error.location().unwrap().to_string(), "manage.py:2:1");
}

#[test]
fn a_project_is_found_from_a_folder_within() {
    let folder = project(&[("pyproject.toml", ""), ("a/b/c.py", ""), ("settings.py", "")]);
    let found = project::find(&folder.path().join("a/b"), &Environment::new()).unwrap().unwrap();
    assert_eq!(found.root, folder.path());
    assert_eq!(found.settings.unwrap().0, "settings");
    let elsewhere = tempfile::tempdir().unwrap();
    assert!(project::find(elsewhere.path(), &Environment::new()).unwrap().is_none());
}

#[test]
fn the_environment_names_another_settings_module() {
    let folder = project(&[("live.py", "A = 1\n")]);
    let environment = Environment::from([("DJANGO_SETTINGS_MODULE".to_owned(), "live".to_owned())]);
    let found = project::find(folder.path(), &environment).unwrap().unwrap();
    let mut reader = project::Reader::new(found, environment);
    assert!(reader.settings().unwrap().is_set("A"));
}

#[test]
fn pyproject_names_the_settings_where_manage_does_not() {
    let folder =
        project(&[("pyproject.toml", "[tool.django]\nsettings_module = 'conf'\n"), ("conf.py", "A = 1\n")]);
    write(folder.path(), "manage.py", "import sys\n");
    assert!(reader(&folder).settings().unwrap().is_set("A"));
}

#[test]
fn manage_py_may_set_paths_and_variables() {
    let manage = "import os, sys\nfrom pathlib import Path\nROOT = Path(__file__).resolve().parent\n\
                  sys.path.insert(0, str(ROOT / 'python'))\nos.environ['STAGE'] = 'live'\n\
                  if __name__ == '__main__':\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', f\"conf.{os.environ['STAGE']}\")\n";
    let folder = project(&[("python/conf/live.py", "import os\nSTAGE = os.environ['STAGE']\n")]);
    write(folder.path(), "manage.py", manage);
    let settings = reader(&folder).settings().unwrap();
    assert_eq!(settings.get("STAGE").unwrap().as_str(), Some("live"));
}

#[test]
fn packages_are_read_in_the_virtual_environment_when_a_setting_needs_them() {
    let folder = project(&[
        (
            "settings.py",
            "from shop.defaults import *\nfrom shop import apps\nINSTALLED_APPS = ['a'] + apps()\nCACHES = apps()\n",
        ),
        (
            ".venv/lib/python3.12/site-packages/shop/__init__.py",
            "def apps(more=()):\n    return ['shop', *more]\n",
        ),
        (".venv/lib/python3.12/site-packages/shop/defaults.py", "SHOP_NAME = 'shop'\n"),
    ]);
    let settings = reader(&folder).settings().unwrap();
    assert_eq!(settings.get("SHOP_NAME").unwrap().as_str(), Some("shop"));
    let apps: Vec<_> = settings
        .need("INSTALLED_APPS")
        .unwrap()
        .as_sequence()
        .unwrap()
        .iter()
        .map(|app| app.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(apps, ["a", "shop"]);
}

#[test]
fn an_app_is_a_package_or_its_configuration() {
    let config = "from django.apps import AppConfig\nclass Blog(AppConfig):\n    name = 'blog'\n    label = 'weblog'\nclass Other(Blog):\n    default = False\n";
    let folder = project(&[
        ("settings.py", ""),
        ("plain/__init__.py", ""),
        ("blog/__init__.py", ""),
        ("blog/apps.py", config),
    ]);
    let mut reader = reader(&folder);
    let labels = ["plain", "blog", "blog.apps.Other", "not.installed"].map(|entry| {
        let app = reader.app(entry).unwrap();
        (app.name, app.label, app.path.map(|path| path.strip_prefix(folder.path()).unwrap().to_owned()))
    });
    let row = |name: &str, label: &str, path: Option<&str>| {
        (name.to_owned(), label.to_owned(), path.map(Into::into))
    };
    assert_eq!(
        labels,
        [
            row("plain", "plain", Some("plain")),
            row("blog", "weblog", Some("blog")),
            row("blog", "weblog", Some("blog")),
            row("not.installed", "installed", None),
        ]
    );
}

#[test]
fn a_url_that_is_not_there_names_those_that_are_and_what_may_hide_it() {
    let urls = "from django.urls import include, path\nfrom api import router\n\
                urlpatterns = [path('a/', None, name='shop-home'), path('api/', include(router.urls))]\n";
    let folder = project(&[("settings.py", "ROOT_URLCONF = 'urls'\n"), ("urls.py", urls)]);
    let mut reader = reader(&folder);
    let settings = reader.settings().unwrap();
    let resolver = reader.urls(&settings).unwrap();
    let named = Map::new();
    let wanted =
        Wanted { name: "shop_home", positional: &[], named: &named, current_app: None, language: None };
    let error = resolver.reverse(&wanted).unwrap_err();
    assert_eq!(error.message(), "there is no URL called `shop_home`");
    assert_eq!(error.help_text(), Some("did you mean `shop-home`?"));
    assert_eq!(
        error.notes(),
        [
            "it may be one of those at urls.py:2:17, but `router` is of the package `api`, which is not installed here"
        ]
    );
}
