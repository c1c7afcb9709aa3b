//! What `--python` makes of a project whose Python fails, hangs, ends or changes.

use std::fs;
use std::io::Write as _;
use std::process::Output;
use std::time::Instant;

use crate::USUAL;
use crate::compare::{changes, differs, made_by_django};
use crate::run::{Project, Run};

const GARDEN: Project = Project {
    folder: "foreign-tags",
    folders: &["static"],
    variables: &[("GARDEN_WITHOUT_JINJA", "1")],
    ..USUAL
};

const SETTINGS: &str = "garden/settings.py";
const TAGS: &str = "plants/templatetags/plants.py";

/// The garden, with a line at the end of one of its modules.
fn garden(name: &str, module: &str, line: &str) -> Run<'static> {
    let run = Run::prepare(name, &GARDEN);
    let mut file = fs::OpenOptions::new().append(true).open(run.place.join(module)).unwrap();
    writeln!(file, "{line}").unwrap();
    run
}

/// Runs `downpage` and wants it to fail without having written anything.
fn fails(run: &Run<'_>, options: &[&str]) -> (Option<i32>, String) {
    let before = run.files();
    let output = run.downpage(0, options).arg("generate").output().unwrap();
    let written: Vec<String> = changes(&before, &run.files()).into_keys().collect();
    assert!(written.is_empty(), "{written:?} was written");
    (output.status.code(), stderr(&output))
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn an_exception_in_the_settings_is_told_with_its_line() {
    let run = garden("python-exception", SETTINGS, "KEY = os.environ['NO_SUCH_VARIABLE']");
    let (code, message) = fails(&run, &["--python"]);
    assert_eq!(code, Some(2));
    assert!(message.starts_with("error: KeyError: 'NO_SUCH_VARIABLE'\n"), "{message}");
    assert!(message.contains(" --> garden/settings.py:"), "{message}");
    assert!(message.contains("KEY = os.environ['NO_SUCH_VARIABLE']"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn a_syntax_error_in_a_tag_library_is_told_with_its_line() {
    let run = garden("python-syntax", TAGS, "def broken(:");
    let (code, message) = fails(&run, &["--python"]);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("SyntaxError: invalid syntax"), "{message}");
    assert!(message.contains("def broken(:"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn an_interpreter_that_ends_is_told_with_what_it_printed_last() {
    let run = garden("python-end", SETTINGS, "print('so long', flush=True)\nos._exit(3)");
    let (code, message) = fails(&run, &["--python"]);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("ended before it answered (exit status: 3)"), "{message}");
    assert!(message.contains("so long"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn an_interpreter_that_hangs_is_ended() {
    let run = garden("python-hang", SETTINGS, "import time\ntime.sleep(3600)");
    let start = Instant::now();
    let (code, message) = fails(&run, &["--python", "--python-timeout=2"]);
    assert!(start.elapsed().as_secs() < 60);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("did not answer within 2 seconds and was ended"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn an_interpreter_that_ends_within_a_page_leaves_all_pages_as_they_were() {
    let run = garden(
        "python-end-in-page",
        TAGS,
        "\n@register.simple_tag\ndef icon(name, size=0):\n    os._exit(4)\n\n\nimport os",
    );
    let (code, message) = fails(&run, &["--python"]);
    assert_eq!(code, Some(1), "{message}");
    assert!(message.contains("ended before it answered (exit status: 4)"), "{message}");
    assert!(message.contains("502.html"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn an_exception_in_a_tag_is_told_with_its_line_and_its_page() {
    let run =
        garden("python-tag", TAGS, "\n@register.simple_tag\ndef label():\n    return {}['label of a weed']");
    let (code, message) = fails(&run, &["--python"]);
    assert_eq!(code, Some(1), "{message}");
    assert!(message.starts_with("error: KeyError: 'label of a weed'\n"), "{message}");
    assert!(message.contains(" --> plants/templatetags/plants.py:"), "{message}");
    assert!(message.contains("while rendering `502.html`, `503.html`"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn an_interpreter_without_django_is_told_how_to_name_another() {
    let run = Run::prepare("python-without-django", &GARDEN);
    let folder = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("python3")
        .args(["-m", "venv", "--without-pip"])
        .arg(folder.path())
        .status();
    assert!(made.unwrap().success());
    let (code, message) = fails(&run, &[&format!("--python={}", folder.path().display())]);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.starts_with("error: ModuleNotFoundError: No module named 'django'\n"), "{message}");
    assert!(message.contains("--python=.venv/bin/python"), "{message}");
    let (code, message) = fails(&run, &["--python=no-such-python"]);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("cannot run the Python interpreter `no-such-python`"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn what_tags_gave_is_recorded_for_runs_without_python_and_goes_stale_when_they_change() {
    let run = Run::prepare("python-recorded", &GARDEN);
    let (expected, now) = made_by_django(&run);
    let recorded = run.downpage(now, &["--python"]).arg("init").output().unwrap();
    assert!(recorded.status.success(), "{}", stderr(&recorded));
    assert_eq!(differs(&run, &[], now, &expected), None, "without Python, from what was recorded");
    assert_eq!(differs(&run, &["--python"], now, &expected), None, "with Python, which is asked itself");

    let check = || {
        let made = run.downpage(now, &[]).arg("generate").output().unwrap();
        assert!(made.status.success(), "{}", stderr(&made));
        run.downpage(now, &["--python"]).args(["generate", "--check"]).output().unwrap()
    };
    let fresh = check();
    assert!(fresh.status.success(), "{}", stderr(&fresh));
    let tags = run.place.join(TAGS);
    let text = fs::read_to_string(&tags).unwrap().replace("<svg class", "<svg id");
    fs::write(&tags, text).unwrap();
    let stale = check();
    assert_eq!(stale.status.code(), Some(1));
    let message = stderr(&stale);
    assert!(
        message.contains("the recorded stand-in for `{% icon \"leaf\" size=24 %}` has gone stale"),
        "{message}"
    );
    assert!(message.contains("it is  `<svg id=\"leaf\" width=\"24\"/>`"), "{message}");
}

#[test]
#[ignore = "runs real Django: `cargo xtask projects`"]
fn the_mistaken_set_fails_in_both_and_is_explained_in_ours() {
    let project = Project { folder: "mistaken", folders: &["static"], ..USUAL };
    let run = Run::prepare("mistaken", &project);
    let original = run.manage().arg("downpagegenerate").output().unwrap();
    assert!(!original.status.success());
    for options in [&[][..], &["--python"]] {
        let (code, message) = fails(&run, options);
        assert!(matches!(code, Some(1 | 2)), "{message}");
        assert!(message.contains("set"), "{message}");
    }
    let (code, message) = fails(&run, &[]);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("{\"name\": "), "it says what to write: {message}");
}
