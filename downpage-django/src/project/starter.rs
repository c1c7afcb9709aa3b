//! The configuration that `downpage init` writes in a Django project: what the project says, for a person to add to.

use std::fmt::Write;

use super::configure::Proposal;
use super::facts::{Fact, Facts, Page, Place, TemplatePlace};
use downpage_core::Value;

/// The text of a `downpage.toml` that makes the very pages that the project makes without one.
///
/// All that the project says stands in comments, with its place: a line that is taken out of its comment changes nothing
/// until it is changed.
#[must_use]
pub fn starter(facts: &Facts, proposal: Option<&Proposal>) -> String {
    let mut text = String::from(
        "# Error pages that are still there when the site is not.\n\
         # The Django project is read for all that does not stand here. Lines with a `#` show what it says: take the `#` away to\n\
         # say something else. Paths are relative to this file.\n\n",
    );
    text.push_str("[django]\n");
    if let Some(module) = &facts.settings_module.value {
        let _ =
            writeln!(text, "# settings = {}{}", quoted(module), place(facts.settings_module.place.as_ref()));
    }
    text.push_str("# python = \".venv/bin/python\"   # asks the project itself, as `--python` does\n");
    text.push_str("\n# Settings that cannot be read, or that are to be others for the pages:\n");
    let root = facts.static_root.value.as_ref().map(|path| path.display().to_string());
    setting(&mut text, "STATIC_ROOT", root.as_deref(), &facts.static_root);
    setting(&mut text, "STATIC_URL", facts.static_url.value.as_deref(), &facts.static_url);
    setting(&mut text, "LANGUAGE_CODE", facts.language_code.value.as_deref(), &facts.language_code);
    setting(&mut text, "TIME_ZONE", facts.time_zone.value.as_deref(), &facts.time_zone);
    templates(facts, &mut text);
    pages(facts, proposal, &mut text);
    text.push_str(REST);
    text
}

fn setting<T>(text: &mut String, name: &str, value: Option<&str>, fact: &Fact<T>) {
    let _ = match (value, &fact.unknown) {
        (Some(value), _) => writeln!(text, "# {name} = {}{}", quoted(value), place(fact.place.as_ref())),
        (None, Some(reason)) => {
            writeln!(
                text,
                "# {name} = \"...\"   # cannot be read: {}{}",
                one_line(reason),
                at(fact.place.as_ref())
            )
        }
        (None, None) => writeln!(text, "# {name} = \"...\"   # not set in the project"),
    };
}

fn templates(facts: &Facts, text: &mut String) {
    let backends = facts.templates.value.iter().flatten();
    for backend in backends {
        let _ = writeln!(
            text,
            "\n# Templates of `{}`, in this order{}",
            backend.name,
            at(backend.place.as_ref())
        );
        for place in &backend.places {
            let _ = match &place.value {
                Some(TemplatePlace::Directory { path, app: None }) => {
                    writeln!(text, "#   {}", path.display())
                }
                Some(TemplatePlace::Directory { path, app: Some(app) }) => {
                    writeln!(text, "#   {}   ({app})", path.display())
                }
                Some(TemplatePlace::Memory(texts)) => writeln!(text, "#   {} in the settings", texts.len()),
                None => {
                    writeln!(text, "#   unknown: {}", one_line(place.unknown.as_deref().unwrap_or_default()))
                }
            };
        }
    }
}

fn pages(facts: &Facts, proposal: Option<&Proposal>, text: &mut String) {
    if let Some(pages) = &facts.downpage_pages.value {
        let _ = writeln!(
            text,
            "\n# The pages of `DOWNPAGE_PAGES`{}. One of the same path goes before it; others are made besides.",
            at(facts.downpage_pages.place.as_ref())
        );
        for page in pages {
            text.push_str("# [[pages]]\n");
            let _ = writeln!(text, "# path = {}", quoted(&page.path));
            if let [template] = &page.templates[..] {
                let _ = writeln!(text, "# template = {}", quoted(template));
            }
            context(page, text);
            text.push_str("#\n");
        }
        return;
    }
    let Some(proposal) = proposal else { return };
    text.push_str("\n# The project has no `DOWNPAGE_PAGES`: these are the pages.\n");
    for status in &proposal.own {
        let _ = writeln!(
            text,
            "[[pages]]\npath = \"{status}.html\"\nstatus = {status}\ntemplate = \"{status}.html\"\n"
        );
    }
    for status in &proposal.built_in {
        let _ = writeln!(
            text,
            "[[pages]]\npath = \"{status}.html\"\nstatus = {status}\n# Without a template this is the built-in page.\n\
             # template = \"errors/{status}.html\"\n"
        );
    }
}

fn context(page: &Page, text: &mut String) {
    let Some(map) = page.context.value.as_ref().and_then(Value::as_map).filter(|map| !map.is_empty()) else {
        return;
    };
    let entries = map.iter().map(|(name, value)| format!("{} = {}", key(name), toml(value)));
    let _ = writeln!(text, "# context = {{ {} }}", entries.collect::<Vec<_>>().join(", "));
}

fn toml(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::List(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let entries = map.iter().map(|(name, value)| format!("{} = {}", key(name), toml(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Null => "\"\"".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Date(value) => value.to_string(),
        Value::Time(value) => value.to_string(),
        Value::DateTime(value) => value.to_string(),
        Value::Zoned(value) => quoted(&value.to_string()),
    }
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A text as TOML writes it, in one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn place(place: Option<&Place>) -> String {
    place.map_or_else(String::new, |place| format!("   # {place}"))
}

fn at(place: Option<&Place>) -> String {
    place.map_or_else(String::new, |place| format!(" ({place})"))
}

const REST: &str = r#"
# One page for each language: `502.html` in the site's, `502.de.html` in German.
# locales = ["en", "de"]     belongs above `[django]`

# Values for every page.
# [context]
# site_name = "Example"

# What stands in for tag libraries that only Python has.
# [engines.django.stand_ins.tags]
# render_bundle = "nothing"

# URLs that templates ask for by name, in place of the project's.
# [urls]
# home = "/"

# Remove pages that are no longer made.
# [publish]
# prune = true
"#;

#[cfg(test)]
mod tests {
    use downpage_core::Config;

    use super::starter;
    use crate::project::configure::Proposal;
    use crate::project::facts::Facts;

    const FACTS: &str = r#"{
        "settings_module": {"value": "shop.settings", "place": {"file": "manage.py", "line": 7}},
        "static_root": {"unknown": "`secret()` is\ncomputed by Python", "place": {"file": "shop/settings.py", "line": 3}},
        "static_url": {"value": "/s\"tatic/"},
        "downpage_pages": {"value": [
            {"path": "502.html", "templates": ["a.html"], "context": {"value": {"name": "Bad\ngateway", "a b": [1, null, {"x": true}]}}}
        ], "place": {"file": "shop/settings.py", "line": 9}}
    }"#;

    #[test]
    fn the_file_says_nothing_that_the_project_does_not_say() {
        let facts: Facts = serde_json::from_str(FACTS).unwrap();
        let text = starter(&facts, None);
        let config = Config::from_toml(text.clone(), "downpage.toml", "")
            .unwrap_or_else(|errors| panic!("{errors}\n{text}"));
        assert_eq!(config.keys.iter().map(|key| &**key).collect::<Vec<_>>(), ["django"], "{text}");
        assert!(config.django.unwrap().values.is_empty() && config.pages.is_empty());
        assert!(text.contains("# settings = \"shop.settings\"   # manage.py:7\n"), "{text}");
        assert!(text.contains("# STATIC_ROOT = \"...\"   # cannot be read: `secret()` is computed by Python (shop/settings.py:3)\n"), "{text}");
    }

    #[test]
    fn what_stands_in_comments_can_be_taken_out_of_them() {
        let facts: Facts = serde_json::from_str(FACTS).unwrap();
        let text = starter(&facts, None);
        let pages =
            &text[text.find("# [[pages]]").unwrap()..text.find("\n# One page for each language").unwrap()];
        let lines: Vec<&str> = pages.lines().map(|line| line.trim_start_matches(['#', ' '])).collect();
        let pages = lines.join("\n");
        let config = Config::from_toml(pages.clone(), "downpage.toml", "")
            .unwrap_or_else(|errors| panic!("{errors}\n{pages}"));
        assert_eq!(config.pages[0].template.as_deref(), Some("a.html"));
        assert_eq!(config.pages[0].context["name"].as_text(), Some("Bad\ngateway"));
    }

    #[test]
    fn a_project_without_pages_is_given_some() {
        let proposal = Proposal { own: vec![404], built_in: vec![502] };
        let text = starter(&Facts::default(), Some(&proposal));
        let config = Config::from_toml(text, "downpage.toml", "").unwrap();
        let pages: Vec<_> = config.pages.iter().map(|page| (&*page.path, page.template.as_deref())).collect();
        assert_eq!(pages, [("404.html", Some("404.html")), ("502.html", None)]);
    }
}
