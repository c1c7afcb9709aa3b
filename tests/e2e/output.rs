//! What is said, where, and in which colours.

use serde_json::{Value, json};

use crate::site::{Ran, Site, has_engines};

fn site() -> Site {
    Site::new([
        ("downpage.toml", "output = 'out'\nengine = 'jinja'\npages = [['a.txt', 'a'], ['b.txt', 'b']]\n"),
        ("templates/a", "aaa"),
        ("templates/b", "bbb"),
    ])
}

fn json_of(ran: &Ran) -> Value {
    assert_eq!(ran.stderr, "");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|fault| panic!("{fault}\n{}", ran.stdout))
}

#[test]
fn results_for_machines_are_one_document() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    let ran = site.run(&["--format", "json", "generate"]);
    let mut document = json_of(&ran);
    for page in document["pages"].as_array_mut().unwrap() {
        assert!(page["gzip_bytes"].as_u64().unwrap() > 3);
        page.as_object_mut().unwrap().remove("gzip_bytes");
    }
    let page = |name: &str| {
        json!({
            "path": format!("{name}.txt"), "template": name, "engine": "jinja", "status": null,
            "format": "txt", "locale": null, "default": true, "bytes": 3, "compressed": [], "outcome": "new",
        })
    };
    assert_eq!(
        document,
        json!({"ok": true, "output": "out", "pages": [page("a"), page("b")], "removed": [], "diff": null})
    );
    assert_eq!(ran.status, 0);

    site.write("templates/b", "BBB");
    let ran = site.run(&["generate", "--diff", "--format", "json", "--color", "always"]);
    let document = json_of(&ran);
    assert_eq!((ran.status, &document["ok"]), (1, &json!(false)));
    assert_eq!(
        document["diff"],
        "--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-bbb\n\\ No newline at end of file\n+BBB\n\\ No newline at end of file\n"
    );
}

#[test]
fn errors_for_machines_are_one_document_too() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    site.write("templates/a", "{{ x|uper }}");
    site.write("templates/b", "{% include 'nope' %}");
    let ran = site.run(&["generate", "--format", "json"]);
    let document = json_of(&ran);
    assert_eq!((ran.status, &document["ok"]), (1, &json!(false)));
    assert_eq!(
        document["errors"][0],
        json!({
            "kind": "unknown-name", "message": "unknown filter `uper`", "source": "a", "line": 1, "column": 6,
            "excerpt": "{{ x|uper }}", "pages": ["a.txt"], "notes": [], "help": "did you mean `upper`?"
        })
    );
    assert_eq!(document["errors"][1]["kind"], "template-not-found");
    assert_eq!(document["errors"].as_array().unwrap().len(), 2);
    let ran = site.run(&["generate", "--format", "json", "nope.txt"]);
    assert_eq!((ran.status, &json_of(&ran)["errors"][0]["kind"]), (2, &json!("page-path")));
}

#[test]
fn quiet_says_nothing_but_errors() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    assert_eq!(site.succeed(&["-q", "generate"]), "");
    site.write("templates/a", "{% broken");
    assert!(site.fail(1, &["-q", "generate"]).starts_with("error: "));
}

#[test]
fn verbose_says_what_is_used_and_lists_what_did_not_change() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    site.succeed(&["generate"]);
    let ran = site.run(&["-v", "generate"]);
    assert_eq!((ran.status, &*ran.stderr), (0, "using `downpage.toml`\n"));
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("a.txt  jinja        3 B") && lines[0].ends_with(" gzip  unchanged"));
    assert_eq!(lines[2], "2 pages in out: unchanged (6 B)");
    let ran = Site::new([]).run(&["-v", "generate", "--status", "502"]);
    assert_eq!(ran.stderr, "no configuration was found: making the built-in pages\n");
}

#[test]
fn colours_come_when_they_are_wanted_and_never_by_themselves_in_a_pipe() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    let coloured = |environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = site.downpage(arguments);
        let output = command.envs(environment.iter().copied()).output().unwrap();
        [output.stdout, output.stderr].map(|bytes| bytes.contains(&b'\x1b'))
    };
    let check = ["generate", "--check"];
    let wrong = ["generate", "nope"];
    assert_eq!(coloured(&[], &check), [false, false]);
    assert_eq!(coloured(&[("CLICOLOR_FORCE", "1")], &check), [true, false]);
    assert_eq!(coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &check), [false, false]);
    assert_eq!(coloured(&[], &["generate", "--check", "--color", "always"]), [true, false]);
    assert_eq!(coloured(&[("NO_COLOR", "1")], &["generate", "--diff", "--color", "always"]), [true, false]);
    assert_eq!(
        coloured(&[("CLICOLOR_FORCE", "1")], &["generate", "--diff", "--color", "never"]),
        [false, false]
    );
    assert_eq!(coloured(&[], &wrong), [false, false]);
    assert_eq!(coloured(&[("CLICOLOR_FORCE", "1")], &wrong), [false, true]);
    assert_eq!(coloured(&[], &["--color", "always", "generate", "nope"]), [false, true]);
    assert_eq!(coloured(&[], &["--color=always", "generat"]), [false, true], "an error of the command line");
    assert_eq!(coloured(&[("CLICOLOR_FORCE", "1")], &["generat", "--color", "never"]), [false, false]);
    assert_eq!(
        coloured(&[], &["--color", "always", "render", "a"]),
        [false, false],
        "a page is not ours to paint"
    );
}

#[test]
fn a_page_with_control_characters_is_rendered_byte_for_byte() {
    if !has_engines(&["jinja"]) {
        return;
    }
    // Jinja2 drops the line end after the last line.
    let site = Site::new([("t.txt.j2", "\u{1b}[31mdown\u{1b}[0m\u{7}\n\n")]);
    assert_eq!(site.succeed(&["render", "t.txt.j2"]), "\u{1b}[31mdown\u{1b}[0m\u{7}\n");
}

#[test]
fn what_a_terminal_would_act_upon_is_not_passed_on_in_messages() {
    let site = Site::new([]);
    for arguments in [
        &["generate", "\u{1b}[31mx"][..],
        &["generate", "--engine", "\u{1b}[31mx"],
        &["-c", "\u{1b}[31mx", "generate"],
        &["generate", "--set", "\u{1b}[31mx"],
        &["man", "\u{1b}[31mx"],
    ] {
        let ran = site.run(&[&["--color", "always"][..], arguments].concat());
        assert_eq!(ran.status, 2);
        assert!(!ran.stderr.contains("\u{1b}[31mx"), "{arguments:?}: {:?}", ran.stderr);
    }
}
