//! A Django project without a configuration: generate, init, doctor, and what they say when a setting cannot be read.

use serde_json::Value;

use crate::site::{Ran, Site, has_engines};

const MANAGE: &str = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n";

const SETTINGS: &str = r#"from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False
INSTALLED_APPS = ["shop"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
    },
]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "collected"
LANGUAGE_CODE = "en"
DOWNPAGE_PAGES = [
    ("502.html", "error.html"),
    ("sub/503.html", "error.html", {"name": "Back & soon"}),
]
"#;

const PAGE: &str = "{% load static i18n %}<link href=\"{% static 'a b.css' %}\"><p>{{ name|default:'Gone' }} {% translate 'Sorry' %}</p>{{ request }}";

/// The page that `PAGE` makes, by hand.
fn page(name: &str, sorry: &str) -> String {
    format!("<link href=\"/static/a%20b.css\"><p>{name} {sorry}</p>None")
}

fn project(settings: &str) -> Site {
    let site = Site::new([
        ("manage.py", MANAGE),
        ("shop/__init__.py", ""),
        ("shop/templates/error.html", "of the application"),
        ("templates/error.html", PAGE),
    ]);
    site.write("shop/settings.py", settings);
    site
}

fn changed(from: &str, to: &str) -> String {
    assert!(SETTINGS.contains(from), "{from}");
    SETTINGS.replace(from, to)
}

#[test]
fn a_project_needs_no_configuration() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(SETTINGS);
    site.succeed(&["generate"]);
    assert_eq!(site.read("collected/502.html"), page("Gone", "Sorry"));
    assert_eq!(site.read("collected/sub/503.html"), page("Back &amp; soon", "Sorry"));
    site.succeed(&["generate", "--check"]);
    site.write("templates/error.html", "changed");
    assert_eq!(site.run(&["generate", "--check"]).status, 1);
    site.succeed(&["-C", "shop", "generate", "--output", "out", "502.html"]);
    assert_eq!(site.read("shop/out/502.html"), "changed", "a folder of the project is in the project");
    assert_eq!(site.succeed(&["render", "error.html"]), "changed");
    assert_eq!(site.succeed(&["render", "shop/templates/error.html"]), "of the application");
}

#[test]
fn init_writes_a_configuration_that_makes_the_same_pages() {
    if !has_engines(&["django"]) {
        return;
    }
    let without_list = SETTINGS.split("DOWNPAGE_PAGES").next().unwrap();
    for settings in [SETTINGS, without_list] {
        let site = project(settings);
        site.write("templates/404.html", "not {{ downpage.status }} found");
        assert_eq!(site.run(&["generate"]).status, 0);
        let before = site.tree("collected");
        assert!(before.len() > 2, "{before:?}");
        assert_eq!(site.run(&["init"]).status, 0);
        std::fs::remove_dir_all(site.path("collected")).unwrap();
        let stdout = site.succeed(&["generate"]);
        assert_eq!(site.tree("collected"), before, "{stdout}\n{}", site.read("downpage.toml"));
    }
}

#[test]
fn a_project_without_a_list_gets_its_own_templates_and_built_in_pages() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(SETTINGS.split("DOWNPAGE_PAGES").next().unwrap());
    site.write("templates/500.html", "own {{ downpage.status }}");
    let ran = site.run(&["generate"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(
        ran.stderr,
        "the project has no `DOWNPAGE_PAGES`: making pages from its own templates for 500, built-in pages for 502, 503, 504; \
         `downpage init` writes a list to start from\n"
    );
    assert_eq!(site.read("collected/500.html"), "own 500");
    assert!(site.read("collected/503.html").contains("<!DOCTYPE html>"));
    assert!(!site.has("collected/404.html"));
}

#[test]
fn a_setting_that_cannot_be_read_is_shown_with_the_ways_out() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(&changed("BASE_DIR / \"collected\"", "vault.read(\"root\")"));
    let stderr = site.fail(2, &["generate"]);
    assert!(stderr.contains("--> shop/settings.py:13:"), "{stderr}");
    assert!(stderr.contains("STATIC_ROOT = vault.read(\"root\")"), "{stderr}");
    assert!(stderr.contains("--set django.STATIC_ROOT="), "{stderr}");
    assert!(!site.has("collected"));
    site.succeed(&["generate", "--set", "django.STATIC_ROOT=here"]);
    assert_eq!(site.read("here/502.html"), page("Gone", "Sorry"));
    site.write("downpage.toml", "[django]\nSTATIC_ROOT = 'there'\n[[pages]]\npath = '502.html'\ntemplate = 'error.html'\ncontext = { name = 'Own' }\n");
    site.succeed(&["generate"]);
    assert_eq!(site.read("there/502.html"), page("Own", "Sorry"), "what the file says goes first");
    assert_eq!(site.read("there/sub/503.html"), page("Back &amp; soon", "Sorry"));
}

#[test]
fn what_no_page_needs_may_be_unknown() {
    if !has_engines(&["django"]) {
        return;
    }
    let settings = changed(
        "DEBUG = False",
        "import vault\nSECRET_KEY = vault.key()\nDEBUG = vault.debug()\nSTATIC = vault.x()",
    ) + "ROOT_URLCONF = vault.urls()\n";
    let site = project(&settings);
    site.succeed(&["generate"]);
    site.write("templates/error.html", "{% url 'home' %}");
    let stderr = site.fail(1, &["generate"]);
    assert!(stderr.contains("error.html:1:1"), "{stderr}");
}

#[test]
fn the_slip_of_the_originals_readme_is_explained_at_its_place() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(&changed("{\"name\": \"Back & soon\"}", "{\"name\", \"Back & soon\"}"));
    let stderr = site.fail(2, &["generate"]);
    assert!(stderr.contains("write `{\"name\": \"Back & soon\"}`, with a colon"), "{stderr}");
    assert!(stderr.contains("--> shop/settings.py:17:36"), "{stderr}");
}

#[test]
fn nothing_is_written_when_a_page_fails_or_would_leave_the_folder() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(&changed("\"sub/503.html\"", "\"../503.html\""));
    let stderr = site.fail(2, &["generate"]);
    assert!(stderr.contains("--> shop/settings.py:17:5"), "{stderr}");
    let site = project(&changed("(\"502.html\", \"error.html\")", "(\"502.html\", \"eror.html\")"));
    let stderr = site.fail(1, &["generate"]);
    assert!(
        stderr.contains("template `eror.html` was not found")
            && stderr.contains("did you mean `error.html`?"),
        "{stderr}"
    );
    assert!(stderr.contains("--> shop/settings.py:16:5"), "{stderr}");
    assert!(!site.has("collected"));
}

#[test]
fn a_page_is_made_in_each_language() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(&format!("{SETTINGS}DOWNPAGE_LOCALES = ['en', 'de']\n"));
    site.write("shop/locale/de/LC_MESSAGES/django.po", "msgid \"Sorry\"\nmsgstr \"Leider nicht\"\n");
    site.succeed(&["generate"]);
    assert_eq!(site.read("collected/502.html"), page("Gone", "Sorry"));
    assert_eq!(site.read("collected/502.de.html"), page("Gone", "Leider nicht"));
    assert_eq!(site.read("collected/sub/503.de.html"), page("Back &amp; soon", "Leider nicht"));
}

#[test]
fn doctor_tells_where_values_are_from_and_what_pages_need() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(SETTINGS);
    let stdout = site.succeed(&["doctor", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let setting = |name: &str| {
        let settings = report["settings"].as_array().unwrap();
        settings.iter().find(|setting| setting["name"] == name).unwrap_or(&Value::Null).clone()
    };
    assert_eq!(setting("STATIC_ROOT")["place"], "shop/settings.py:13");
    assert_eq!(setting("STATIC_ROOT")["value"], "collected");
    assert_eq!(setting("TIME_ZONE")["place"], Value::Null);
    let page = &report["pages"][0];
    assert_eq!(page["templates"][0]["file"], "templates/error.html");
    assert_eq!(page["static_files"][0]["url"], "/static/a%20b.css");
    assert_eq!(page["texts"][0]["name"], "Sorry");
    assert_eq!(report["ok"], true);
    assert!(!site.has("collected"), "it writes nothing");

    let text = site.succeed(&["doctor"]);
    assert!(text.contains("STATIC_ROOT     collected        shop/settings.py:13"), "{text}");
    assert!(text.contains("templates/error.html"), "{text}");
}

#[test]
fn doctor_ends_as_the_pages_would() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = project(SETTINGS);
    site.write("templates/error.html", "{{ name|uper }}");
    let ran = site.run(&["doctor"]);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("error.html:1:9") && ran.stderr.contains("did you mean `upper`?"),
        "{}",
        ran.stderr
    );
    let site = project(&changed("LANGUAGE_CODE = \"en\"", "LANGUAGE_CODE = compute()"));
    let ran = site.run(&["doctor"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(ran.stdout.contains("LANGUAGE_CODE   unknown: "), "{}", ran.stdout);
    let ran = Site::new([("downpage.toml", "[[pages]]\npath = '502.html'\nstatus = 502\n")]).run(&["doctor"]);
    assert_eq!((ran.status, &*ran.stderr), (0, ""), "it is for every site");
    assert!(ran.stdout.contains("502.html"), "{}", ran.stdout);
}

#[test]
fn an_option_with_a_wrong_value_is_told_at_its_place() {
    if !has_engines(&["django"]) {
        return;
    }
    let site = Site::new([("templates/a.html", "")]);
    let start = "engine = 'django'\npages = [['a.html', 'a.html']]\n[engines.django]\nuse_tz = true\n";
    for option in [
        "builtins = ['nope']",
        "libraries = { x = 'nope' }",
        "stand_ins = { tags = { x = 'what' } }",
        "context_processors = ['nope']",
        "formats = { DATE_FORMAT = 5 }",
    ] {
        site.write("downpage.toml", format!("{start}{option}\n"));
        let stderr = site.fail(2, &["generate"]);
        assert!(stderr.contains("--> downpage.toml:5:1"), "{option}\n{stderr}");
    }
}

/// Settings with a Jinja2 backend whose environment is made by `shop.jinja.environment`.
fn with_jinja() -> String {
    changed(
        "    },\n]\nSTATIC_URL",
        "    },\n    {\n        \"BACKEND\": \"django.template.backends.jinja2.Jinja2\",\n        \"DIRS\": [BASE_DIR / \"jinja\"],\n        \
         \"OPTIONS\": {\"environment\": \"shop.jinja.environment\"},\n    },\n]\nSTATIC_URL",
    )
    .replace("(\"502.html\", \"error.html\")", "(\"502.html\", \"only.html\")")
}

fn environment(statements: &str) -> String {
    format!(
        "from django.templatetags.static import static\nfrom django.urls import reverse as to\nfrom jinja2 import Environment\n\n\
         def environment(**options):\n    \"\"\"As in Django's documentation.\"\"\"\n    env = Environment(**options)\n    \
         env.globals.update({{\"static\": static, \"url\": to}})\n{statements}    return env\n"
    )
}

#[test]
fn what_an_environment_of_jinja2_adds_is_known_or_the_page_is_refused() {
    if !has_engines(&["django", "jinja"]) {
        return;
    }
    let site = project(&with_jinja());
    site.write("jinja/only.html", "{{ static('a.css') }} {{ season }}|");
    site.write("shop/jinja.py", environment(""));
    site.succeed(&["generate"]);
    assert_eq!(site.read("collected/502.html"), "/static/a.css |");

    site.write("shop/jinja.py", environment("    env.globals[\"season\"] = \"autumn\"\n"));
    let Ran { status, stderr, .. } = site.run(&["generate"]);
    assert_eq!(status, 2, "{stderr}");
    assert!(stderr.contains("its `environment` adds `season`, which is `made in Python`"), "{stderr}");
    assert!(stderr.contains("shop/settings.py:") && stderr.contains("--python"), "{stderr}");

    site.write("downpage.toml", "[django]\n[engines.jinja.globals]\nseason = \"autumn\"\n");
    site.succeed(&["generate"]);
    assert_eq!(site.read("collected/502.html"), "/static/a.css autumn|");

    std::fs::remove_file(site.path("downpage.toml")).unwrap();
    site.write("shop/jinja.py", environment("    if True:\n        env.trim_blocks = True\n"));
    let stderr = site.run(&["generate"]).stderr;
    assert!(
        stderr.contains("`shop.jinja.environment` does more than what can be told from its code"),
        "{stderr}"
    );
}
