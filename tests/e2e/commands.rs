//! The other commands: `init`, `engines`, `render`, `completions`, `man`, `schema`, and the help of each.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::site::{Ran, Site, engines, has_engines};

const COMMANDS: [&str; 9] =
    ["generate", "render", "server-config", "maintenance", "init", "engines", "completions", "man", "schema"];

#[test]
fn every_command_has_a_short_and_a_long_help_on_standard_output() {
    let site = Site::new([]);
    let whole = site.succeed(&["--help"]);
    assert_eq!(site.succeed(&["help"]), whole);
    assert!(whole.contains("Exit status: 0 all is well; 1 something is wrong with the pages; 2"), "{whole}");
    assert!(site.succeed(&["-h"]).lines().count() < whole.lines().count());
    for command in COMMANDS {
        assert!(whole.lines().any(|line| line.trim_start().starts_with(&format!("{command} "))), "{whole}");
        let short = site.succeed(&[command, "-h"]);
        assert!(short.contains(&format!("Usage: downpage {command}")), "{short}");
        assert_eq!(site.succeed(&[command, "--help"]), site.succeed(&["help", command]));
        for line in short.lines() {
            assert!(line.chars().count() <= 100, "{command} -h: {line}");
        }
    }
    let generate = site.succeed(&["generate", "-h"]);
    for option in [
        "--engine <NAME>",
        "--output <DIR>",
        "--set <KEY=VALUE>",
        "--check",
        "--diff",
        "--jobs <N>",
        "--watch",
        "--prune",
    ] {
        assert!(generate.contains(option), "{generate}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let expected = format!("downpage {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(Site::new([]).succeed(&["--version"]), expected);
    assert_eq!(Site::new([]).succeed(&["-V"]), expected);
}

#[test]
fn engines_are_listed_or_their_absence_is_an_error() {
    let site = Site::new([]);
    let names = engines();
    if names.is_empty() {
        let stderr = site.fail(2, &["engines"]);
        assert!(stderr.starts_with("error: this build of downpage has no template engine\n"), "{stderr}");
        assert!(stderr.contains("help: build it with one of the features "), "{stderr}");
        assert!(
            site.fail(2, &["generate"]).starts_with("error: this build of downpage has no template engine\n")
        );
        return;
    }
    let listed = site.succeed(&["engines"]);
    let first: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(first, names);
    if names.iter().any(|name| name == "jinja") {
        assert!(listed.contains("minijinja 3.") && listed.contains(".j2 .jinja .jinja2"), "{listed}");
    }
}

#[test]
fn init_writes_a_configuration_that_works_and_replaces_none() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([("templates/error.html.j2", "<h1>{{ downpage.status }}</h1>")]);
    let ran = site.run(&["init"]);
    let wrote = "wrote downpage.toml; now run `downpage generate`\n".to_owned();
    assert_eq!(ran, Ran { status: 0, stdout: String::new(), stderr: wrote });
    let text = site.read("downpage.toml");
    assert!(
        text.contains("\nengine = \"jinja\"\n") && text.contains("\ntemplates = [\"templates\"]\n"),
        "{text}"
    );
    let stdout = site.succeed(&["generate"]);
    assert!(stdout.ends_with("4 pages in error-pages: 4 written (48 B)\n"), "{stdout}");
    assert_eq!(site.read("error-pages/503.html"), "<h1>503</h1>");

    site.write("downpage.toml", "# mine");
    let refused = "error: there is a `downpage.toml` here already\n |\n = help: use `--force` to replace it, or `--stdout` to see what would be written\n";
    assert_eq!(site.fail(2, &["init"]), refused);
    assert_eq!(site.read("downpage.toml"), "# mine");
    assert_eq!(site.succeed(&["init", "--stdout"]), text);
    assert_eq!(site.run(&["init", "--force"]).status, 0);
    assert_eq!(site.read("downpage.toml"), text);
}

#[test]
fn init_in_an_empty_directory_makes_the_built_in_pages() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([]);
    assert_eq!(
        site.run(&["init", "--format", "json"]).stdout,
        "{\n  \"ok\": true,\n  \"written\": \"downpage.toml\"\n}\n"
    );
    site.succeed(&["generate", "--engine", "jinja"]);
    assert!(site.read("error-pages/500.html").contains("Internal Server Error"));
}

#[test]
fn init_does_not_switch_off_a_configuration_of_the_project() {
    let text = "[tool.downpage]\noutput = 'out'\n";
    let site = Site::new([("pyproject.toml", text)]);
    assert_eq!(
        site.fail(2, &["init"]),
        "error: there is a configuration in `[tool.downpage]` of `pyproject.toml` already\n |\n \
         = help: use `--force` to write a `downpage.toml` that goes before it\n"
    );
    assert!(!site.has("downpage.toml"));
    assert_eq!(site.run(&["init", "--force"]).status, 0);
}

#[test]
fn render_tells_machines_the_text_and_the_engine() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([("t.j2", "a\n\"b\"")]);
    let stdout = site.succeed(&["render", "t.j2", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        document,
        serde_json::json!({"ok": true, "template": "t.j2", "engine": "jinja", "text": "a\n\"b\""})
    );
}

#[test]
fn render_takes_a_context_with_a_byte_order_mark_and_refuses_bytes_that_are_no_text() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([("t.j2", "{{ name }}")]);
    for (extension, text) in [("json", "{\"name\": \"x\"}"), ("toml", "name = 'x'"), ("yaml", "name: x")] {
        let file = format!("c.{extension}");
        site.write(&file, format!("\u{feff}{text}"));
        assert_eq!(site.succeed(&["render", "t.j2", "--context", &file]), "x", "{extension}");
    }
    let ran = site.run_with_input(&["render", "t.j2", "--context", "-"], b"{\"name\": \"\xff\"}");
    assert_eq!(
        (ran.status, &*ran.stderr),
        (2, "error: context `standard input` is not UTF-8\n |\n = help: save it as UTF-8\n")
    );
    let ran = site.run_with_input(&["render", "t.j2", "--context", "-"], b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.starts_with(
        "error: context `standard input` is not JSON: EOF while parsing a value\n --> standard input:1:1\n"
    ));
}

#[test]
fn completions_are_scripts_that_name_every_command() {
    let site = Site::new([]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = site.succeed(&["completions", shell]);
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
        }
        for option in ["prune", "durable", "context"] {
            assert!(script.contains(option), "{shell}: {option}");
        }
        // Where the shell is at hand, it has to understand the script.
        let name = format!("completion.{shell}");
        site.write(&name, &script);
        let parses = match shell {
            "bash" | "zsh" | "fish" => {
                Command::new(shell).arg("-n").arg(site.path(&name)).stderr(Stdio::piped()).output()
            }
            _ => continue,
        };
        if let Ok(parses) = parses {
            assert!(parses.status.success(), "{shell}: {}", String::from_utf8_lossy(&parses.stderr));
        }
    }
}

#[test]
fn the_man_pages_are_roff_with_all_options() {
    let site = Site::new([]);
    let whole = site.succeed(&["man"]);
    assert!(whole.contains(".TH downpage 1") && whole.contains(".SH SUBCOMMANDS"), "{whole}");
    for command in COMMANDS {
        let escaped = command.replace('-', "\\-");
        assert!(whole.contains(&format!("downpage\\-{escaped}(1)")), "{command}");
        let page = site.succeed(&["man", command]);
        assert!(page.contains(&format!(".TH downpage-{command} 1")), "{page}");
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS") && page.contains(".SH OPTIONS"));
    }
    assert!(site.succeed(&["man", "generate"]).contains("\\-\\-durable"));
}

#[test]
fn the_schema_has_the_keys_that_the_reader_knows() {
    let site = Site::new([]);
    let schema: Value = serde_json::from_str(&site.succeed(&["schema"])).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let keys = |properties: &Value| -> BTreeSet<String> {
        properties.as_object().unwrap().keys().cloned().collect()
    };
    let root = keys(&schema["properties"]);
    let expected = [
        "compress",
        "context",
        "django",
        "engine",
        "engines",
        "formats",
        "language",
        "limits",
        "locales",
        "maintenance",
        "output",
        "pages",
        "publish",
        "server",
        "static",
        "templates",
        "time_zone",
        "translations",
        "urls",
        "variants",
    ];
    assert_eq!(root, expected.map(str::to_owned).into());
    // The reader knows these, and nothing else: it says so itself when one is mistyped by a letter too many.
    for key in &root {
        site.write("downpage.toml", format!("{key}qq = 1"));
        let stderr = site.fail(2, &["generate"]);
        let expected = format!("error: unknown key `{key}qq` in the configuration\n");
        assert!(stderr.starts_with(&expected), "{stderr}");
        assert!(key.len() < 6 || stderr.contains(&format!("did you mean `{key}`?")), "{stderr}");
    }
    for (table, key) in
        [("publish", "prune"), ("publish", "durable"), ("static", "manifest"), ("limits", "depth")]
    {
        assert!(keys(&schema["properties"][table]["properties"]).contains(key), "{table}.{key}");
    }
    let page = &schema["properties"]["pages"]["items"]["anyOf"][0];
    assert_eq!(page["required"], serde_json::json!(["path"]));
    for engine in engines() {
        assert_eq!(schema["properties"]["engines"]["properties"][&*engine]["type"], "object");
    }
}
