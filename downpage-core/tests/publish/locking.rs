//! Two runs at once: the second waits, and says who it waits for.

use std::fs::{self, File};
use std::time::Duration;

use downpage_core::ErrorKind;
use downpage_core::publish::{Observer, Outcome, PagePaths, PublishOptions, publish};
use rustix::fs::{FlockOperation, flock};

use crate::support::{Seen, Site, broken, content, page};

fn lock(site: &Site) -> File {
    let directory = File::open(&site.output).unwrap();
    flock(&directory, FlockOperation::LockExclusive).unwrap();
    directory
}

/// Who holds a lock that this very process holds.
fn this_process() -> String {
    if !cfg!(target_os = "linux") {
        return "another process".to_owned();
    }
    let name = fs::read_to_string("/proc/self/comm").unwrap();
    format!("`{}` (process {})", name.trim_end(), std::process::id())
}

/// Lets go of a lock as soon as it is told that somebody waits for it.
struct LetGo(Option<File>, Vec<String>);

impl Observer for LetGo {
    fn waiting(&mut self, holder: &str) {
        self.1.push(holder.to_owned());
        self.0.take();
    }
}

#[test]
fn a_second_run_waits_for_the_first_and_says_for_whom() {
    let site = Site::with(&[("a", "1")]);
    let mut first = LetGo(Some(lock(&site)), Vec::new());
    site.publish_with(&[("a", "2")], |_| {}, &mut first).unwrap();
    assert_eq!(first.1, [this_process()], "told once");
    assert_eq!(site.read("a"), "2");
}

#[test]
fn a_run_that_waited_long_enough_says_who_holds_the_lock() {
    let site = Site::with(&[("a", "1")]);
    let before = content(&site.output);
    let _first = lock(&site);
    let timeout = Duration::from_millis(120);
    let errors =
        site.publish_with(&[("a", "2")], |options| options.lock_timeout = timeout, &mut ()).unwrap_err();
    let error = errors.iter().next().unwrap();
    assert_eq!(error.kind(), ErrorKind::Locked);
    assert_eq!(error.message(), format!("`{}` is locked by {}", site.output.display(), this_process()));
    assert_eq!(content(&site.output), before);
}

#[test]
fn comparing_needs_no_lock() {
    let site = Site::with(&[("a", "1")]);
    let _first = lock(&site);
    let published = site.publish_with(&[("a", "1")], |options| options.check_only = true, &mut ()).unwrap();
    assert_eq!(published.count(Outcome::Unchanged), 1);
}

#[test]
fn many_runs_at_once_all_succeed_and_leave_one_state() {
    let site = Site::new();
    let text = |run: usize| format!("run {run}");
    std::thread::scope(|scope| {
        for run in 0..6 {
            let site = &site;
            scope.spawn(move || {
                for _ in 0..20 {
                    let text = text(run);
                    site.publish(&[("a", &text), ("x/b", &text), ("x/y/c", &text)]).unwrap();
                }
            });
        }
    });
    assert_eq!(site.names(), [".downpage.json", "a", "x/", "x/b", "x/y/", "x/y/c"]);
    assert_eq!((site.read("a"), site.read("a")), (site.read("x/b"), site.read("x/y/c")));
}

#[test]
fn a_directory_that_a_failed_run_takes_away_is_made_again_by_the_run_that_waits() {
    let site = Site::new();
    std::thread::scope(|scope| {
        let (started, wait) = std::sync::mpsc::channel();
        let failing = scope.spawn({
            let site = &site;
            move || {
                let paths = PagePaths::new(["a"]).unwrap();
                let pages = std::iter::once_with(move || {
                    started.send(()).unwrap();
                    std::thread::sleep(Duration::from_millis(150));
                    Err(broken("a"))
                });
                publish(&site.output, pages, &PublishOptions::new(&paths), &mut ()).unwrap_err()
            }
        });
        wait.recv().unwrap();
        let paths = PagePaths::new(["b"]).unwrap();
        let mut seen = Seen::default();
        publish(&site.output, [Ok(page("b", "1"))], &PublishOptions::new(&paths), &mut seen).unwrap();
        assert_eq!(seen.waits.len(), 1);
        failing.join().unwrap();
    });
    assert_eq!(site.names(), [".downpage.json", "b"]);
}
