//! Kills at any moment, and readers all the time: a page is whole, old or new, and never missing.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::{Site, child, place};

const PAGES: usize = 40;

/// The text of every page in one generation: long enough to be torn if it were written in place.
fn text(generation: u64) -> String {
    format!("generation {generation}\n").repeat(400)
}

/// The generation of a whole text.
fn generation(text_found: &str) -> Option<u64> {
    let generation = text_found.lines().next()?.strip_prefix("generation ")?.parse().ok()?;
    (text_found == text(generation)).then_some(generation)
}

fn names() -> Vec<String> {
    (0..PAGES).map(|number| format!("{}/{number}.html", ["a", "b/c", "b"][number % 3])).collect()
}

fn publish(site: &Site, generation: u64) {
    let (names, text) = (names(), text(generation));
    let pages: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &*text)).collect();
    site.publish(&pages).unwrap();
}

/// Run by `a_killed_run_leaves_whole_pages_and_the_next_leaves_no_litter`, until it is killed.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn publish_for_ever() {
    let Some(output) = place() else { return };
    let site = Site { output, ..Site::new() };
    let mut generation = generation(&site.read("a/0.html")).unwrap();
    loop {
        generation += 1;
        publish(&site, generation);
    }
}

#[test]
fn a_killed_run_leaves_whole_pages_and_the_next_leaves_no_litter() {
    let site = Site::new();
    publish(&site, 1);
    let clean = site.names();
    // Moments spread over start-up, writing and renaming; a child publishes about once in 10 ms.
    let mut moment: u64 = 0x2545_f491_4f6c_dd1d;
    let (mut with_litter, mut mixed) = (0, 0);
    for kill in 0..100 {
        let mut run = child("kills::publish_for_ever", &site.output)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        moment = moment.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros(3_000 + (moment >> 40) % 30_000));
        run.kill().unwrap();
        assert!(!run.wait().unwrap().success(), "it runs until it is killed");

        let generations: Vec<u64> = names()
            .iter()
            .map(|name| generation(&site.read(name)).unwrap_or_else(|| panic!("kill {kill}: {name} is torn")))
            .collect();
        let (first, last) = (generations.iter().min().unwrap(), generations.iter().max().unwrap());
        assert!(last - first <= 1, "kill {kill}: {generations:?}");
        mixed += usize::from(first != last);
        with_litter += usize::from(site.names() != clean);
        publish(&site, last + u64::from(kill % 2 == 0)); // with something to do, and with nothing
        assert_eq!(site.names(), clean, "kill {kill}");
    }
    assert!(with_litter > 5, "the kills missed the moments that matter: {with_litter} litter, {mixed} mixed");
}

#[test]
fn readers_never_see_a_partial_or_a_missing_page() {
    let site = Site::new();
    let texts = [text(1), "short".to_owned()];
    let publish = |round: usize| {
        let text = &texts[round % 2];
        site.publish(&[("a/page.html", text), ("page.html", text)]).unwrap();
    };
    publish(0);
    let paths: [PathBuf; 2] = [site.path("a/page.html"), site.path("page.html")];
    let (done, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for path in &paths {
                    let text = fs::read_to_string(path).expect("never missing");
                    assert!(texts.contains(&text), "a page of {} bytes", text.len());
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        for round in 1..=1_000 {
            if reader.is_finished() {
                break;
            }
            publish(round);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(reads.into_inner() > 1_000);
}
