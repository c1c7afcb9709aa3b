//! Whole configurations, and the whole list of errors of wrong ones.

use std::path::Path;
use std::sync::Arc;

use crate::config::{Config, Origin, keys};
use crate::error::Errors;
use crate::options::{OptionKind, OptionSpec};
use crate::registry::Backend;
use crate::value::Value;

static JINJA: Backend = Backend {
    name: "jinja",
    summary: "",
    engine: "",
    package: "",
    extensions: &[],
    options: &[
        OptionSpec { name: "trim_blocks", kind: OptionKind::Bool, summary: "Default: `false`." },
        OptionSpec { name: "undefined", kind: OptionKind::Choice(&["lenient", "strict"]), summary: "How." },
    ],
    build: |_| unreachable!("never built in these tests"),
};

fn read(text: &str) -> Result<Config, Errors> {
    read_in(text, "downpage.toml", Path::new(""))
}

fn read_in(text: &str, path: &str, directory: &Path) -> Result<Config, Errors> {
    let origin = Origin { path: path.into(), text: text.to_owned() };
    super::config(Arc::new(origin), directory, &[&JINJA])
}

/// The errors of `text`, each as `line:column: message -> help`.
fn errors(text: &str) -> Vec<String> {
    let errors = read(text).err().into_iter().flatten();
    errors
        .map(|error| {
            let help = error.help_text().map(|help| format!(" -> {help}")).unwrap_or_default();
            format!("{error}{help}").trim_start_matches("downpage.toml:").to_owned()
        })
        .collect()
}

fn write(path: &Path, text: &str) {
    use std::io::Write;
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::File::create(path).and_then(|mut file| file.write_all(text.as_bytes())).unwrap();
}

const FULL: &str = r#"
engine = "jinja"
output = "static.collected"
templates = ["templates", "/srv/shared"]
language = "de"
time_zone = "Europe/Berlin"

[context]
site_name = "Example"
since = 2026-03-26
links = [{ href = "/", text = "Home" }]

[[pages]]
path = "502.html"
template = "myapp/502.html"

[[pages]]
path = "{locale}/503.html"
template = "error.html"
engine = "upon"
locales = ["de", "pt-br"]
status = 503
context = { name = "Service Unavailable" }

[[pages]]
status = [500, "502", "500-504"]
path = "{status}.html"
locale = "en"

[engines.jinja]
trim_blocks = true

[engines.upon]
whatever = 1

[static]
url = "https://cdn.example.com/"

[urls]
about = "/about/"

[publish]
durable = true
prune = true

[limits]
output = "1 MiB"
depth = 7
steps = 1000
"#;

#[test]
fn every_key_arrives() {
    let config = read_in(FULL, "site/downpage.toml", Path::new("site")).unwrap();
    assert_eq!(config.engine.as_ref().map(|engine| &*engine.name), Some("jinja"));
    assert_eq!(config.output, Path::new("site/static.collected"));
    assert_eq!(config.templates, [Path::new("site/templates"), Path::new("/srv/shared")]);
    assert_eq!(config.language.as_deref(), Some("de"));
    assert_eq!(config.time_zone.as_ref().and_then(|zone| zone.iana_name()), Some("Europe/Berlin"));
    assert_eq!(config.context["site_name"], Value::from("Example"));
    assert_eq!(config.context["since"], Value::from(jiff::civil::date(2026, 3, 26)));

    let [first, second, third] = &config.pages[..] else { panic!("{:?}", config.pages) };
    assert_eq!((&*first.path, first.template.as_deref()), ("502.html", Some("myapp/502.html")));
    assert_eq!((&first.statuses, &first.locales, &first.engine), (&vec![], &vec![], &None));
    assert_eq!(second.engine.as_ref().map(|engine| &*engine.name), Some("upon"));
    assert_eq!(second.locales, ["de".into(), "pt-br".into()]);
    assert_eq!(second.context["name"], Value::from("Service Unavailable"));
    assert_eq!(
        (third.statuses.as_slice(), third.template.as_deref()),
        (&[500, 502, 501, 503, 504][..], None)
    );
    assert_eq!(third.locales, ["en".into()]);

    assert_eq!(config.engines["jinja"].options["trim_blocks"], Value::Bool(true));
    assert!(config.engines.contains_key("upon"), "an engine that is not in this build keeps its options");
    assert_eq!(config.static_files.url("a.css").unwrap(), "https://cdn.example.com/a.css");
    assert_eq!(config.urls.reverse("about", &[], &crate::Map::new()).unwrap(), "/about/");
    assert!(config.publish.durable && config.publish.prune);
    assert_eq!((config.limits.output, config.limits.depth, config.limits.steps), (1 << 20, 7, 1000));
}

#[test]
fn spans_lead_back_to_the_text() {
    let config = read(FULL).unwrap();
    let at = |span: Option<crate::Span>| span.map(|span| &FULL[span.start..span.end]);
    assert_eq!(at(config.engine.as_ref().and_then(|engine| engine.span)), Some("\"jinja\""));
    assert_eq!(at(config.pages[0].span), Some("[[pages]]"));
    assert_eq!(at(config.engines["jinja"].span), Some("jinja"));
    assert_eq!(at(config.engines["jinja"].spans.first().copied()), Some("trim_blocks"));
    let place = config.place(config.pages[1].span).unwrap();
    assert_eq!(place.to_string(), "downpage.toml:17:1");
}

#[test]
fn an_empty_text_is_a_configuration() {
    for text in ["", "\u{feff}", "# nothing\r\n", "pages = []"] {
        let config = read(text).unwrap();
        assert_eq!(config.output, Path::new("error-pages"));
        assert!(config.pages.is_empty() && config.templates.is_empty());
    }
}

#[test]
fn pages_may_be_written_as_in_the_python_original() {
    let text =
        r#"pages = [["502.html", "a.html"], ["503.html", "b.html", { name = "x" }], { path = "504.html" }]"#;
    let config = read(text).unwrap();
    let pages: Vec<_> =
        config.pages.iter().map(|page| (&*page.path, page.template.as_deref(), page.context.len())).collect();
    assert_eq!(
        pages,
        [("502.html", Some("a.html"), 0), ("503.html", Some("b.html"), 1), ("504.html", None, 0)]
    );
    assert_eq!(
        errors(
            "pages = [\n[\"a\"],\n[\"a\", \"b\", {}, 1],\n[1, \"b\"],\n[\"a\", \"b\", \"c\"],\n\"a\",\n[\"\", \"b\"]]"
        ),
        [
            "2:1: a page in brackets has a path, a template and perhaps a context, found 1 items -> write `[\"502.html\", \"error.html\"]`, or with values `[\"502.html\", \"error.html\", { name = \"...\" }]`",
            "3:1: a page in brackets has a path, a template and perhaps a context, found 4 items -> write `[\"502.html\", \"error.html\"]`, or with values `[\"502.html\", \"error.html\", { name = \"...\" }]`",
            "4:2: the path of a page must be text, found a whole number -> write `[\"502.html\", \"error.html\"]`, or with values `[\"502.html\", \"error.html\", { name = \"...\" }]`",
            "5:12: the context of a page must be a table, found text -> write `[\"502.html\", \"error.html\"]`, or with values `[\"502.html\", \"error.html\", { name = \"...\" }]`",
            "6:1: `pages` holds text, expected a table, or a list such as `[\"502.html\", \"error.html\"]`",
            "7:2: `path` is empty",
        ]
    );
    assert_eq!(
        errors("pages = [\"502.html\", \"a.html\"]"),
        [
            "1:9: `pages` holds text, expected pages -> each page is a list of its own: `pages = [[\"502.html\", \"a.html\"]]`"
        ]
    );
    assert_eq!(
        errors("[pages]\npath = \"502.html\""),
        [
            "1:1: `pages` must be a list of pages, found a table -> write `[[pages]]`, with two brackets, above each page"
        ]
    );
}

#[test]
fn the_context_of_the_original_readme_is_explained() {
    let page = "[[pages]]\npath = '503.html'\n";
    assert_eq!(
        errors(&format!("{page}context = {{\"name\", \"Service Unavailable\"}}\n")),
        [
            "3:11: a table needs a key for every value, with `=` between them -> did you mean `{ name = \"Service Unavailable\" }`?"
        ]
    );
    assert_eq!(
        errors(&format!("{page}context = [\"name\", \"Service Unavailable\"]\n")),
        [
            "3:11: `context` must be a table, found a list -> did you mean `context = { name = \"Service Unavailable\" }`?"
        ]
    );
    assert_eq!(
        errors("context = 'x'"),
        ["1:11: `context` must be a table, found text -> write `context = { name = \"value\" }`"]
    );
}

#[test]
fn unknown_keys_are_found_in_every_table() {
    let text = "otput = 'a'\npath = 'b'\nzzz = 1\n[[pages]]\npath = 'a'\ntemplte = 'x'\noutput = 'late'\n[engines.jinja]\ntrim_block = true\n\
                [engines.jnja]\n[static]\nmanifst = 'x'\n[translations]\ndirectories = []\ndomain = 'x'\n[publish]\npurge = true\n[limits]\nsteps = 1\nstatus = 2\n";
    assert_eq!(
        errors(text),
        [
            "1:1: unknown key `otput` in the configuration -> did you mean `output`?",
            "2:1: unknown key `path` in the configuration -> `path` belongs to `[[pages]]`",
            "3:1: unknown key `zzz` in the configuration -> known: `engine`, `output`, `templates`, `language`, `time_zone`, `context`, `formats`, `locales`, `compress`, `variants`, `pages`, `engines`, `static`, `urls`, `translations`, `django`, `publish`, `limits`, `server`, `maintenance`",
            "6:1: unknown key `templte` in `[[pages]]` -> did you mean `template`?",
            "7:1: unknown key `output` in `[[pages]]` -> `output` belongs above the first `[[pages]]` and every other table",
            "9:1: unknown option `trim_block` -> did you mean `trim_blocks`?",
            "10:10: there is no engine `jnja` in this build -> did you mean `jinja`?",
            "12:1: unknown key `manifst` in `[static]` -> did you mean `manifest`?",
            "15:1: unknown key `domain` in `[translations]` -> did you mean `domains`?",
            "17:1: unknown key `purge` in `[publish]` -> known: `durable`, `prune`",
            "20:1: unknown key `status` in `[limits]` -> `status` belongs to `[[pages]]`",
        ]
    );
}

#[test]
fn every_type_is_checked() {
    let text = "engine = 1\noutput = ['a']\ntemplates = 5\nlanguage = true\ntime_zone = 1.5\ncontext = 1\npages = 1\nengines = 1\n\
                static = 1\nurls = ['a']\ntranslations = 1\npublish = 'x'\nlimits = 2026-01-01\n";
    assert_eq!(
        errors(text),
        [
            "1:10: `engine` must be text, found a whole number -> put it in quotes: `engine = \"1\"`",
            "2:10: `output` must be text, found a list -> leave out the brackets",
            "3:13: `templates` must be text or a list of text, found a whole number -> put it in quotes: `templates = \"5\"`",
            "4:12: `language` must be text, found a boolean -> put it in quotes: `language = \"true\"`",
            "5:13: `time_zone` must be text, found a number -> put it in quotes: `time_zone = \"1.5\"`",
            "6:11: `context` must be a table, found a whole number -> write `context = { name = \"value\" }`",
            "7:9: `pages` must be a list of pages, found a whole number",
            "8:11: `engines` must be a table, found a whole number -> the options of an engine stand in a table of its name, such as `[engines.jinja]`",
            "9:10: `static` must be a table, found a whole number -> `[static]` has the keys `url`, `manifest`",
            "10:8: `urls` must be a table of text, found a list -> write `[urls]` and below it `name = \"/path/\"`",
            "11:16: `translations` must be a table, found a whole number -> `[translations]` has the keys `directories`, `domains`",
            "12:11: `publish` must be a table, found text -> `[publish]` has the keys `durable`, `prune`",
            "13:10: `limits` must be a table, found a date -> `[limits]` has the keys `output`, `depth`, `steps`",
        ]
    );
    let inner = "templates = ['a', 2]\n[[pages]]\npath = 502\ntemplate = []\nstatus = {}\nengine = 1\ncontext = []\nlocales = [1]\n\
                 [engines.jinja]\ntrim_blocks = 'yes'\nundefined = 'x'\n[engines]\nupon = 1\n[static]\nurl = 1\nmanifest = 2\n\
                 [urls]\na = 1\n[translations]\ndirectories = 1\ndomains = [2]\n[publish]\ndurable = 'true'\nprune = 0\n\
                 [limits]\noutput = '1 pint'\ndepth = 0\nsteps = '5'\n";
    assert_eq!(
        errors(inner),
        [
            "1:19: `templates` holds a whole number, expected text",
            "3:8: `path` must be text, found a whole number -> put it in quotes: `path = \"502\"`",
            "4:12: `template` must be text, or a table with a template for each format, found a list",
            "5:10: `status` holds a table, expected a status code such as `502` or `\"5xx\"`",
            "6:10: `engine` must be text, found a whole number -> put it in quotes: `engine = \"1\"`",
            "7:11: `context` must be a table, found a list -> write `context = { name = \"value\" }`",
            "8:12: `locales` holds a whole number, expected text",
            "10:1: `trim_blocks` must be `true` or `false`, found text -> Default: `false`.",
            "11:1: `undefined` must be one of `lenient`, `strict`, found text -> How.",
            "13:8: `engines.upon` must be a table, found a whole number -> write `[engines.upon]` and below it its options",
            "15:7: `url` must be text, found a whole number -> put it in quotes: `url = \"1\"`",
            "16:12: `manifest` must be text, found a whole number -> put it in quotes: `manifest = \"2\"`",
            "18:5: `urls` holds a whole number, expected a path such as `\"/about/\"`",
            "20:15: `directories` must be text or a list of text, found a whole number -> put it in quotes: `directories = \"1\"`",
            "21:12: `domains` holds a whole number, expected text",
            "23:11: `durable` must be `true` or `false`, found text -> leave out the quotes",
            "24:9: `prune` must be `true` or `false`, found a whole number",
            "26:10: `output` must be a number of bytes, found `1 pint` -> write a number such as `1000000`, or text such as `\"16 MiB\"`",
            "27:9: `depth` must be from 1 to 1000, found 0",
            "28:9: `steps` must be a whole number, found text -> leave out the quotes",
        ]
    );
}

#[test]
fn settings_of_a_django_project_stand_in_capitals() {
    let text = "[django]\nproject = 'site'\nsettings = 'shop.settings'\npython = 'python3'\nSTATIC_ROOT = 'out'\n\
                TEMPLATES = [{ BACKEND = 'x' }]\n";
    let config = read_in(text, "downpage.toml", Path::new("at")).unwrap();
    let table = config.django.as_ref().unwrap();
    assert_eq!(table.project.as_deref(), Some(Path::new("at/site")));
    assert_eq!(
        (table.settings.as_deref(), table.python.as_deref()),
        (Some("shop.settings"), Some("python3"))
    );
    let places = table.spans.iter().map(|span| config.place(Some(*span)).unwrap().to_string());
    let names = table.values.keys().map(ToString::to_string);
    assert!(names.zip(places).eq([
        ("STATIC_ROOT".to_owned(), "downpage.toml:5:1".to_owned()),
        ("TEMPLATES".to_owned(), "downpage.toml:6:1".to_owned()),
    ]));
    assert!(config.says("django") && !config.says("output"));
    assert_eq!(
        errors("[django]\nstatic_root = 'x'\nprojet = 'x'\n"),
        [
            "2:1: unknown key `static_root` in `[django]` -> settings are written in capitals: `STATIC_ROOT`",
            "3:1: unknown key `projet` in `[django]` -> did you mean `project`?",
        ]
    );
}

#[test]
fn no_key_is_read_without_a_look_at_its_type() {
    for table in keys::TABLES {
        for key in table.keys {
            // nothing takes a table in a list in a list
            let line = format!("{} = [[[{{}}]]]\n", key.name);
            let rest = table.keys.iter().filter(|other| other.required && other.name != key.name);
            let rest = rest.map(|other| format!("{} = 'x'\n", other.name)).collect::<Vec<_>>().concat();
            let header = table.name.trim_matches('`');
            let header = if header.starts_with('[') { header } else { "" };
            let found = errors(&format!("{header}\n{line}{rest}"));
            assert!(found.iter().any(|error| error.starts_with("2:")), "`{}`: {found:?}", key.name);
        }
    }
}

#[test]
fn paths_and_what_they_stand_for_must_agree() {
    let page = |rest: &str| errors(&format!("[[pages]]\n{rest}"));
    assert_eq!(
        page("template = 'a'"),
        [
            "1:1: `path` is missing in `[[pages]]` -> add `path = ...`: where the page lands in the output directory; may hold `{status}`, `{locale}` and `{format}`"
        ]
    );
    assert_eq!(
        page("path = '{status}.html'"),
        ["2:8: the path has `{status}`, but the page has no status -> add `status = 502`"]
    );
    assert_eq!(
        page("path = 'a.html'\nstatus = [502, 503]\nlocales = ['de', 'en', 'de']"),
        ["2:8: 2 status codes share one path -> put `{status}` into the path, as in `{status}.html`",]
    );
    assert_eq!(
        page("path = '{lang}/{code}.html'"),
        [
            "2:8: unknown placeholder `{lang}` in the path -> known: `{status}`, `{locale}`, `{format}`",
            "2:8: unknown placeholder `{code}` in the path -> known: `{status}`, `{locale}`, `{format}`",
        ]
    );
    for path in ["{status", "a}", "{{status}", "}{"] {
        let found = page(&format!("path = '{path}'\nstatus = 502"));
        assert_eq!(found.len(), 1, "{path}: {found:?}");
    }
    assert_eq!(
        page("path = 'a'\nlocale = 'de'\nlocales = ['en']"),
        ["4:1: a page has `locale` or `locales`, not both -> leave one of them out"]
    );
    assert_eq!(
        page("path = 'a'\nlocale = '../de'"),
        ["3:10: `locale` must be a language code, found `../de` -> write it as in `de` or `pt-br`"]
    );
    assert_eq!(page("path = \"a\\u0000b\""), ["2:8: `path` has a NUL in it"]);
}

#[test]
fn status_codes_come_in_all_their_forms() {
    let codes = |status: &str| {
        read(&format!("[[pages]]\npath = '{{status}}'\nstatus = {status}"))
            .map(|config| config.pages[0].statuses.clone())
    };
    assert_eq!(codes("502").unwrap(), [502]);
    assert_eq!(codes("['503', 404, 503, '500-502']").unwrap(), [503, 404, 500, 501, 502]);
    let all = codes("'5xx'").unwrap();
    assert!(all.starts_with(&[500, 501, 502, 503, 504]) && all.iter().all(|code| (500..600).contains(code)));
    for wrong in [
        "200",
        "'abc'",
        "-502",
        "99999999999",
        "'504-500'",
        "[]",
        "[[502]]",
        "''",
        "502.0",
        "2026-01-01",
        "'502-'",
    ] {
        let errors: Vec<_> = codes(wrong).unwrap_err().into_iter().collect();
        assert_eq!(errors.len(), 1, "{wrong}: {errors:?}");
        assert!(errors[0].to_string().starts_with("downpage.toml:3:"), "{wrong}: {errors:?}");
    }
}

#[test]
fn a_time_zone_that_is_not_there_gets_a_suggestion() {
    assert_eq!(
        errors("time_zone = 'Europe/Berlni'"),
        ["1:13: there is no time zone `Europe/Berlni` -> did you mean `Europe/Berlin`?"]
    );
    assert_eq!(
        errors("time_zone = 'Middle Earth'"),
        [
            "1:13: there is no time zone `Middle Earth` -> use a name of the IANA database, such as `Europe/Berlin`"
        ]
    );
}

#[test]
fn an_engine_that_nobody_knows_is_an_error_and_one_left_out_is_not_yet() {
    assert_eq!(
        errors("engine = 'jinj'"),
        ["1:10: there is no engine `jinj` in this build -> did you mean `jinja`?"]
    );
    assert_eq!(read("engine = 'tera'").unwrap().engine.map(|engine| engine.name), Some("tera".into()));
}

#[test]
fn services_are_read_from_their_files() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("built/staticfiles.json"), r#"{"version": "1.1", "paths": {"a.css": "a.1.css"}}"#);
    write(&dir.path().join("locale/de/LC_MESSAGES/site.po"), "msgid \"Home\"\nmsgstr \"Start\"\n");
    write(&dir.path().join("templates/x.html"), "");
    let text = "language = 'de'\nstatic = { manifest = 'built/staticfiles.json' }\n\
                translations = { directories = 'locale', domains = ['site'] }";
    let config = read_in(text, "downpage.toml", dir.path()).unwrap();
    assert_eq!(config.static_files.url("a.css").unwrap(), "/static/a.1.css");
    assert_eq!(config.translations.gettext("de", None, "Home"), Some("Start"));
    assert_eq!(
        config.translations.gettext("fr", None, "Home"),
        Some("Start"),
        "the site's language stands in"
    );
    assert_eq!(config.templates, [dir.path().join("templates")], "found without being named");
    assert_eq!(config.sources, [dir.path().join("built/staticfiles.json"), dir.path().join("locale")]);
}

#[test]
fn services_that_cannot_be_read_are_placed() {
    assert_eq!(
        errors("static.manifest = 'none.json'\n[urls]\na = '/<int:'\n[translations]\ndirectories = ['none']\ndomains = ['../x']\n")
            .iter()
            .map(|error| error.split(" -> ").next().unwrap_or_default())
            .collect::<Vec<_>>(),
        [
            "1:19: cannot read the manifest `none.json`: no such file or directory",
            "3:5: URL pattern `/<int:` cannot be used: a `<` is never closed",
            "5:15: there is no directory of translations at `none`",
            "6:12: `domains` must be names of catalogs, found `../x`",
        ]
    );
}

#[test]
fn tables_in_the_files_of_others_are_read_alone() {
    let text = "[build-system]\nrequires = []\n[tool.other]\nx = 1\n[tool.downpage]\noutput = 'out'\n[[tool.downpage.pages]]\npath = 'a'\n";
    let config = read_in(text, "pyproject.toml", Path::new("")).unwrap();
    assert_eq!((config.output.as_path(), config.pages.len()), (Path::new("out"), 1));
    let cargo = "[workspace.metadata.downpage]\noutput = 'w'\n[package.metadata.downpage]\noutput = 'p'\n";
    assert_eq!(read_in(cargo, "sub/Cargo.toml", Path::new("sub")).unwrap().output, Path::new("sub/p"));
    let error = read_in("[tool.x]\n", "pyproject.toml", Path::new("")).unwrap_err();
    assert_eq!(error.to_string(), "pyproject.toml:1:1: `pyproject.toml` has no table `[tool.downpage]`");
    let error = read_in("[package.metadata]\ndownpage = 1\n", "Cargo.toml", Path::new("")).unwrap_err();
    assert_eq!(error.to_string(), "Cargo.toml:2:12: `downpage` must be a table, found a whole number");
}

#[test]
fn ten_thousand_pages_are_read_and_their_faults_counted() {
    let page = |rest: &str| {
        let page = |number| format!("[[pages]]\npath = '{number}.html'\n{rest}\n");
        (0..10_000).map(page).collect::<Vec<_>>().concat()
    };
    let config = read(&page("template = 'error.html'")).unwrap();
    assert_eq!(config.pages.len(), 10_000);
    let [first, .., last] = &config.pages[..] else { panic!() };
    assert!(Arc::ptr_eq(first.template.as_ref().unwrap(), last.template.as_ref().unwrap()));
    assert!(Arc::ptr_eq(&first.context, &last.context));
    let found = errors(&page("templte = 'error.html'"));
    assert_eq!((found.len(), found[100].as_str()), (101, "and 9900 more errors in `downpage.toml`"));
}

#[test]
fn no_text_makes_the_reader_panic() {
    const PIECES: [&str; 20] = [
        "[", "]", "{", "}", "=", "'", "\"", "\n", ",", "0", "-", "é", "\0", "pages", "status", "{status}",
        "true", "\"\"\"", "[[", ".",
    ];
    let mut state = 0x00c0_ffee_u64;
    let mut dice = move |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit as u64).unwrap()
    };
    let (mut good, mut bad) = (0, 0);
    for _ in 0..1000 {
        let mut text: Vec<char> = FULL.chars().collect();
        for _ in 0..=dice(4) {
            let at = dice(text.len());
            let end = (at + dice(12)).min(text.len());
            text.splice(at..end, PIECES[dice(PIECES.len())].chars());
        }
        let text: String = text.into_iter().collect();
        match read(&text) {
            Ok(_) => good += 1,
            Err(errors) => {
                bad += 1;
                for error in &errors {
                    let place = error.location().unwrap_or_else(|| panic!("no place: {error}"));
                    assert!(place.line <= text.lines().count() + 1, "{error}");
                }
            }
        }
    }
    assert!(good > 20 && bad > 300, "{good} good, {bad} bad");
}
