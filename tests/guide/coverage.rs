//! The guide names everything there is: keys of the configuration, options of engines and of the command line, functions.

use std::process::Command;

use serde_json::Value;

use crate::markdown::pages;

const ENGINES: [&str; 4] = ["django", "jinja", "tera", "upon"];

fn guide(name: &str) -> String {
    let name = format!("docs/guide/{name}");
    pages().into_iter().find(|page| page.name == name).unwrap_or_else(|| panic!("no page `{name}`")).text
}

fn downpage(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_downpage")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that the program says it has.
pub(crate) fn commands() -> Vec<String> {
    let help = downpage(&["--help"]);
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<String> =
        names.filter(|name| !name.is_empty() && *name != "help").map(Into::into).collect();
    assert!(names.iter().any(|name| name == "schema"), "{help}");
    names
}

/// The names of all properties in a JSON Schema.
fn properties(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(own)) = map.get("properties") {
                names.extend(own.keys().cloned());
            }
            map.values().for_each(|value| properties(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, names)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_configuration_is_explained() {
    let schema: Value = serde_json::from_str(&downpage(&["schema"])).unwrap();
    let mut names = Vec::new();
    properties(&schema, &mut names);
    assert!(names.iter().any(|name| name == "manifest") && names.iter().any(|name| name == "trim_blocks"));
    let engines: String = ENGINES.iter().map(|name| guide(&format!("engines-{name}.md"))).collect();
    let all = guide("configuration.md") + &engines;
    names.retain(|name| !ENGINES.contains(&name.as_str())); // tables, named by `[engines.NAME]`
    let missing: Vec<&String> = names.iter().filter(|name| !all.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_option_of_the_command_line_is_explained() {
    let text = guide("commands.md");
    let mut missing = Vec::new();
    for command in commands().iter().map(String::as_str).chain([""]) {
        let arguments: Vec<&str> = [command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let help = downpage(&arguments);
        let words = help.split(|char: char| !(char.is_ascii_alphanumeric() || char == '-'));
        let options = words.filter(|word| word.starts_with("--") && word.len() > 2);
        missing.extend(options.filter(|option| !text.contains(&format!("`{option}"))).map(str::to_owned));
        if !command.is_empty() && !text.contains(&format!("downpage {command}")) {
            missing.push(command.to_owned());
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_function_of_upon_is_explained() {
    let text = guide("engines-upon.md");
    for (name, _, _) in downpage::upon::FUNCTIONS {
        assert!(text.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn every_tag_and_filter_of_django_is_explained() {
    let text = guide("engines-django.md");
    let words: Vec<&str> = text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_')).collect();
    let environment =
        downpage::django::environment::Environment::new(std::collections::HashMap::<String, String>::new());
    let libraries = environment.builtins.iter().chain(&environment.libraries);
    for library in libraries {
        for name in library.tag_names().chain(library.filter_names()) {
            assert!(words.contains(&name), "{name}");
        }
    }
}

#[test]
fn every_page_of_the_guide_is_in_its_contents() {
    let contents = guide("README.md");
    for page in pages() {
        if let Some(name) = page.name.strip_prefix("docs/guide/").filter(|name| *name != "README.md") {
            assert!(contents.contains(&format!("({name})")), "{name}");
        }
    }
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    for page in pages() {
        let folder = crate::markdown::root().join(&page.name).parent().unwrap().to_owned();
        let links = page.text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let path = link.split('#').next().unwrap();
            assert!(folder.join(path).exists(), "{}: {link}", page.name);
        }
    }
}

/// The pages that walk through code, and the files that it is from.
const WALKS: [(&str, &[&str]); 4] = [
    (
        "docs/adding-a-server.md",
        &["downpage-cli/src/servers/openlitespeed.rs", "downpage-cli/src/servers/mod.rs"],
    ),
    ("docs/adding-a-backend.md", &["examples/custom_engine.rs"]),
    ("docs/adding-a-filter.md", &["downpage-django/src/filters/strings.rs"]),
    ("docs/adding-a-tag.md", &["downpage-django/src/tags/spaceless.rs", "downpage-django/src/tags/mod.rs"]),
];

#[test]
fn what_is_shown_of_code_is_in_the_code() {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let read = |path: &&str| std::fs::read_to_string(crate::markdown::root().join(path)).unwrap();
    for (name, files) in WALKS {
        let code = squeezed(&files.iter().map(read).collect::<String>());
        let page = pages().into_iter().find(|page| page.name == name).unwrap();
        let shown: Vec<_> = page.blocks.iter().filter(|block| block.language == "rust,ignore").collect();
        assert!(!shown.is_empty(), "{name}");
        for line in shown.iter().flat_map(|block| block.text.lines()).filter(|line| line.trim() != "// ...") {
            assert!(code.contains(&squeezed(line)), "{name}: {line}");
        }
    }
}
