//! `downpage generate --watch`: the pages follow their sources, and survive what is broken on the way.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::site::{Site, has_engines};

/// How long anything may take on a busy machine. A test that passes does not wait that long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longer than a watch needs to see a change, so that a run that should not come would have come.
const QUIET: Duration = Duration::from_millis(700);

/// A watch that ends with the test, also when the test fails.
struct Watch {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Watch {
    fn start(site: &Site, arguments: &[&str]) -> Self {
        let mut command = site.downpage(&[&["generate", "--watch"][..], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    fn result(&self) -> String {
        self.stdout.recv_timeout(PATIENCE).expect("a line on standard output")
    }

    fn message(&self) -> String {
        self.stderr.recv_timeout(PATIENCE).expect("a line on standard error")
    }

    /// Reads messages up to one that begins so.
    fn message_beginning(&self, start: &str) -> String {
        loop {
            let line = self.message();
            if line.starts_with(start) {
                return line;
            }
        }
    }

    #[track_caller]
    fn says_nothing(&mut self) {
        std::thread::sleep(QUIET);
        let said: Vec<String> = self.stdout.try_iter().chain(self.stderr.try_iter()).collect();
        assert!(said.is_empty(), "{said:?}");
        assert!(self.child.try_wait().unwrap().is_none(), "it still runs");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

#[track_caller]
fn becomes(site: &Site, path: &str, expected: &str) {
    let started = Instant::now();
    loop {
        let found = std::fs::read_to_string(site.path(path)).unwrap_or_default();
        if found == expected {
            return;
        }
        assert!(started.elapsed() < PATIENCE, "`{path}` should be {expected:?}, is {found:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn site() -> Site {
    Site::new([
        (
            "downpage.toml",
            "output = 'out'\nengine = 'jinja'\npages = [['a.txt', 'a.txt']]\n[context]\nname = 'x'\n",
        ),
        ("templates/a.txt", "{% include 'part.txt' %} {{ name }}"),
        ("templates/part.txt", "one"),
    ])
}

#[test]
fn pages_follow_their_sources() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    let mut watch = Watch::start(&site, &[]);
    assert!(watch.result().starts_with("a.txt  jinja "));
    assert_eq!(watch.result(), "1 page in out: 1 written (5 B)");
    assert_eq!(watch.message(), "watching for changes; press Ctrl-C to stop");
    assert_eq!(site.read("out/a.txt"), "one x");

    // A template, by itself and by an editor that writes beside it and renames.
    site.write("templates/part.txt", "two");
    becomes(&site, "out/a.txt", "two x");
    site.write("templates/.part.txt.swp", "three");
    std::fs::rename(site.path("templates/.part.txt.swp"), site.path("templates/part.txt")).unwrap();
    becomes(&site, "out/a.txt", "three x");
    while !watch.result().starts_with("1 page in out: 1 updated") {}
    while !watch.result().starts_with("1 page in out: 1 updated") {}

    // A broken template is told, and the page stays.
    site.write("templates/part.txt", "{% if");
    watch.message_beginning("error: ");
    watch.message_beginning("  = note: while rendering `a.txt`");
    assert_eq!(site.read("out/a.txt"), "three x");
    site.write("templates/part.txt", "four");
    becomes(&site, "out/a.txt", "four x");

    // The configuration: changed, broken, repaired, replaced.
    let text = site.read("downpage.toml");
    site.write("downpage.toml", text.replace("'x'", "'y'"));
    becomes(&site, "out/a.txt", "four y");
    site.write("downpage.toml", "otput = 'out'\n");
    watch.message_beginning("error: unknown key `otput`");
    site.write("downpage.toml", text.replace("'x'", "'z'"));
    becomes(&site, "out/a.txt", "four z");
    std::fs::remove_file(site.path("downpage.toml")).unwrap();
    site.write("next.toml", text.replace("'x'", "'last'"));
    std::fs::rename(site.path("next.toml"), site.path("downpage.toml")).unwrap();
    becomes(&site, "out/a.txt", "four last");

    // The whole folder of templates, as a checkout of another version replaces it.
    std::fs::rename(site.path("templates"), site.path("old")).unwrap();
    site.write("templates/a.txt", "new {{ name }}");
    becomes(&site, "out/a.txt", "new last");
    site.write("templates/a.txt", "newer {{ name }}");
    becomes(&site, "out/a.txt", "newer last");
    assert!(watch.child.try_wait().unwrap().is_none(), "it still runs");
}

#[test]
fn a_watch_comes_to_rest_also_where_pages_stand_among_their_templates() {
    if !has_engines(&["jinja"]) {
        return;
    }
    for output in ["out", "."] {
        // The real time on the page: each run would write it anew, and see that as a change.
        let site = Site::new([
            (
                "downpage.toml",
                &*format!(
                    "output = '{output}'\ntemplates = '.'\nengine = 'jinja'\npages = [['p/a.html', 'a.j2']]\n"
                ),
            ),
            ("a.j2", "{{ now() }}"),
        ]);
        let mut command = site.downpage(&["generate", "--watch", "--quiet"]);
        command.env_remove("SOURCE_DATE_EPOCH").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdout, stderr) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        let mut watch = Watch { child, stdout, stderr };
        let page = format!("{output}/p/a.html");
        let started = Instant::now();
        while !site.has(&page) {
            assert!(started.elapsed() < PATIENCE);
            std::thread::sleep(Duration::from_millis(10));
        }
        std::thread::sleep(QUIET);
        let before = site.read(&page);
        watch.says_nothing();
        assert_eq!(site.read(&page), before, "output `{output}`");
        site.write("a.j2", "fixed");
        becomes(&site, &page, "fixed");
    }
}

#[test]
fn a_watch_ignores_what_happens_beside_the_sources() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    let mut watch = Watch::start(&site, &[]);
    watch.message_beginning("watching for changes");
    watch.result();
    watch.result();
    site.write("app.log", "a line");
    site.write("src/main.py", "print()");
    watch.says_nothing();
}

#[test]
fn a_watch_begins_before_there_is_anything_to_watch() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([("downpage.toml", "engine = 'jin'\n")]);
    let watch = Watch::start(&site, &[]);
    watch.message_beginning("error: there is no engine `jin`");
    watch.message_beginning("watching for changes");
    site.write(
        "downpage.toml",
        "engine = 'jinja'\noutput = 'out'\ntemplates = 'later'\npages = [['a.txt', 'a']]\n",
    );
    watch.message_beginning("error: template `a` was not found");
    site.write("later/a", "there");
    becomes(&site, "out/a.txt", "there");
}

#[test]
fn machines_get_a_document_on_a_line_for_each_run() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = site();
    let watch = Watch::start(&site, &["--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&watch.result()).unwrap();
    assert_eq!(document["pages"][0]["outcome"], "new");
    watch.message_beginning("watching for changes");
    site.write("templates/part.txt", "{% if");
    let document: serde_json::Value = serde_json::from_str(&watch.result()).unwrap();
    assert_eq!((&document["ok"], &document["errors"][0]["kind"]), (&false.into(), &"template-syntax".into()));
}
