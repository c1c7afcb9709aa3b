//! Compressed files beside pages: right, the same everywhere, never older than their page, and never made twice.

use std::fs::{self, Permissions};
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use downpage_core::encoding::{Encoding, Encodings, Levels};
use downpage_core::publish::{Compression, Outcome, PagePaths, PublishOptions, Published, publish};
use downpage_core::{Errors, Result};

use crate::support::{Mount, Site, broken, child, content, messages, page, place, skipped, snapshot, write};

const ALL: [Encoding; 3] = Encoding::ALL;

fn paths(pages: &[(&str, &str)], encodings: &[Encoding]) -> PagePaths {
    let encodings: Encodings = encodings.iter().copied().collect();
    let pages = pages.iter().map(|(path, _)| ((*path).into(), encodings));
    PagePaths::with_compressed(pages, |page, encoding| format!("{page}.{}", encoding.extension())).unwrap()
}

impl Site {
    fn compress(&self, pages: &[(&str, &str)], encodings: &[Encoding]) -> Result<Published, Errors> {
        self.compress_with(pages, encodings, |_| {})
    }

    fn compress_with(
        &self,
        pages: &[(&str, &str)],
        encodings: &[Encoding],
        set: impl FnOnce(&mut PublishOptions<'_>),
    ) -> Result<Published, Errors> {
        let paths = paths(pages, encodings);
        // Brotli at its highest level would make the tests as slow as it is.
        let levels = Levels { brotli: 5, zstd: 6, ..Levels::HIGHEST };
        let compression = Compression { levels, threads: 2 };
        let mut options = PublishOptions { compression, ..PublishOptions::new(&paths) };
        set(&mut options);
        publish(&self.output, pages.iter().map(|(path, text)| Ok(page(path, text))), &options, &mut ())
    }

    /// The text in a compressed file.
    fn decoded(&self, name: &str) -> String {
        let bytes = fs::read(self.path(name)).unwrap();
        let mut text = Vec::new();
        match name.rsplit('.').next().unwrap() {
            "gz" => flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut text).map(drop),
            "br" => brotli::BrotliDecompress(&mut &*bytes, &mut text),
            "zst" => zstd::stream::copy_decode(&*bytes, &mut text),
            other => panic!("what is {other}?"),
        }
        .unwrap_or_else(|error| panic!("{name}: {error}"));
        String::from_utf8(text).unwrap()
    }
}

fn long(word: &str) -> String {
    format!("<p>{word} is what this page says.</p>\n").repeat(40)
}

/// Path and outcome of each compressed file.
fn told(published: &Published) -> Vec<(&str, Outcome)> {
    published.compressed.iter().map(|file| (&*file.path, file.outcome)).collect()
}

#[test]
fn every_page_has_its_files_beside_it_and_the_manifest_knows_them() {
    let (one, two) = (long("one"), long("two"));
    let site = Site::new();
    let published = site.compress(&[("b.html", &one), ("x/a.html", &two)], &ALL).unwrap();
    let names = ["b.html.gz", "b.html.br", "b.html.zst", "x/a.html.gz", "x/a.html.br", "x/a.html.zst"];
    assert_eq!(told(&published), names.map(|name| (name, Outcome::New)), "page by page");
    for name in names {
        assert_eq!(site.decoded(name), if name.starts_with('b') { &*one } else { &*two }, "{name}");
    }
    for file in &published.compressed {
        assert_eq!(fs::metadata(site.path(&file.path)).unwrap().len(), file.size);
        assert!(file.path.starts_with(&*file.page) && file.size < 1_000, "{file:?}");
    }
    assert_eq!(site.manifest().len(), 8);
    let manifest: serde_json::Value = serde_json::from_str(&site.read(".downpage.json")).unwrap();
    assert_eq!(manifest["compressed"]["b.html.gz"][0], "b.html");
    assert_eq!(manifest["compressed"]["b.html.gz"][1], published.compressed[0].size);
    assert_eq!(manifest["compressed"].as_object().unwrap().len(), 6);
}

#[test]
fn the_bytes_are_the_same_at_every_time_and_on_every_number_of_threads() {
    let texts: Vec<String> = (0..30).map(|number| long(&number.to_string())).collect();
    let names: Vec<String> = (0..30).map(|number| format!("{number}.html")).collect();
    let pages: Vec<(&str, &str)> = names.iter().zip(&texts).map(|(name, text)| (&**name, &**text)).collect();
    let made = |threads: usize| {
        let site = Site::new();
        let published =
            site.compress_with(&pages, &ALL, |options| options.compression.threads = threads).unwrap();
        (content(&site.output), published)
    };
    let first = made(1);
    assert_eq!(first.0.len(), 1 + 1 + 30 * 4);
    assert_eq!(made(1), first);
    assert_eq!(made(4), first);
    assert_eq!(made(0), first);
}

#[test]
fn a_run_with_nothing_to_do_touches_nothing() {
    let (one, tiny) = (long("one"), "tiny");
    let pages = [("a", &*one), ("x/b", tiny)];
    let site = Site::new();
    site.compress(&pages, &ALL).unwrap();
    assert_eq!(site.names(), [".downpage.json", "a", "a.br", "a.gz", "a.zst", "x/", "x/b"]);
    let before = snapshot(&site.output);
    std::thread::sleep(Duration::from_millis(30)); // file times may be as coarse as 10 ms
    for durable in [false, true] {
        for prune in [false, true] {
            let set = |options: &mut PublishOptions<'_>| (options.durable, options.prune) = (durable, prune);
            let published = site.compress_with(&pages, &ALL, set).unwrap();
            assert!(!published.is_change());
            assert_eq!(told(&published), ["a.gz", "a.br", "a.zst"].map(|name| (name, Outcome::Unchanged)));
            assert_eq!(snapshot(&site.output), before);
        }
    }
}

/// Run under `strace` by the test below.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn publish_compressed() {
    let Some(place) = place() else { return };
    let site = Site { output: place.join("static"), ..Site::new() };
    let (one, two) = (long("one"), "tiny");
    site.compress(&[("a", &one), ("b", two)], &ALL).unwrap();
}

#[test]
fn what_is_there_is_not_compressed_again() {
    let site = Site::new();
    // A thread is started for the first file that has to be made, and for none that has not.
    let threads = || {
        let run = child("compressed::publish_compressed", site.directory.path());
        let log = site.directory.path().join("trace");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-e", "trace=clone,clone3"]).arg("-o").arg(&log);
        strace.arg(run.get_program()).args(run.get_args());
        for (name, value) in run.get_envs() {
            strace.env(name, value.unwrap());
        }
        strace.output().ok().filter(|output| output.status.success())?;
        let calls = fs::read_to_string(log).unwrap();
        Some(calls.lines().filter(|line| line.contains("clone") && !line.contains("resumed")).count())
    };
    let (Some(first), Some(second)) = (threads(), threads()) else {
        return skipped("what_is_there_is_not_compressed_again", "no strace");
    };
    assert_eq!(first - second, 2, "{first} threads at first, {second} then");
    fs::remove_file(site.path("a.br")).unwrap();
    assert_eq!(threads().unwrap() - second, 1, "one file, one thread");
}

#[test]
fn what_was_changed_or_removed_by_hand_is_made_again() {
    let text = long("one");
    let site = Site::new();
    site.compress(&[("a", &text)], &ALL).unwrap();
    let whole = content(&site.output);
    for name in ["a.gz", "a.br", "a.zst"] {
        let bytes = fs::read(site.path(name)).unwrap();
        let mut other = bytes.clone();
        other[bytes.len() / 2] ^= 1;
        for damage in
            [None, Some(&other[..]), Some(&bytes[..9]), Some(&[]), Some(&[&bytes[..], b"more"].concat())]
        {
            match damage {
                Some(damage) => {
                    let mut file = fs::File::create(site.path(name)).unwrap();
                    std::io::Write::write_all(&mut file, damage).unwrap();
                }
                None => fs::remove_file(site.path(name)).unwrap(),
            }
            let outcome = if damage.is_some() { Outcome::Changed } else { Outcome::New };
            let check =
                site.compress_with(&[("a", &text)], &ALL, |options| options.check_only = true).unwrap();
            assert!(check.is_change());
            let published = site.compress(&[("a", &text)], &ALL).unwrap();
            assert_eq!(check.compressed, published.compressed);
            assert!(told(&published).contains(&(name, outcome)), "{:?}", told(&published));
            assert_eq!(published.count(Outcome::Unchanged), 1, "the page is not touched");
            assert_eq!(content(&site.output), whole);
        }
    }
}

#[test]
fn a_file_of_an_older_page_is_found_out_whatever_the_manifest_says() {
    let (old, new) = (long("old"), long("new"));
    let site = Site::new();
    site.compress(&[("a", &old)], &ALL).unwrap();
    let (manifest, gzip) = (site.read(".downpage.json"), fs::read(site.path("a.gz")).unwrap());
    site.compress(&[("a", &new)], &ALL).unwrap();
    let right = content(&site.output);
    // as a run would leave it that is killed in the middle, had it renamed in another order
    write(site.path(".downpage.json"), &manifest);
    fs::rename(site.path("a.gz"), site.directory.path().join("new")).unwrap();
    std::io::Write::write_all(&mut fs::File::create(site.path("a.gz")).unwrap(), &gzip).unwrap();
    site.compress(&[("a", &new)], &ALL).unwrap();
    assert_eq!(content(&site.output), right);
    for lost in ["", "{}", &manifest.replace("\"a.gz\":[\"a\",", "\"a.gz\":[\"b\",")] {
        write(site.path(".downpage.json"), lost);
        let published = site.compress(&[("a", &new)], &ALL).unwrap();
        assert!(!published.is_change(), "made again, found the same, not touched");
        assert_eq!(content(&site.output), right);
    }
}

#[test]
fn other_levels_make_other_files_and_the_same_page() {
    let text = include_str!("compressed.rs");
    let site = Site::new();
    site.compress(&[("a", text)], &ALL).unwrap();
    let low = |options: &mut PublishOptions<'_>| {
        options.compression.levels = Levels { gzip: 1, brotli: 1, zstd: 1 }
    };
    let published = site.compress_with(&[("a", text)], &ALL, low).unwrap();
    assert_eq!(told(&published), ["a.gz", "a.br", "a.zst"].map(|name| (name, Outcome::Changed)));
    assert_eq!(site.decoded("a.br"), text);
}

#[test]
fn without_compression_the_files_go_before_they_are_out_of_date_and_foreign_ones_stay() {
    let (text, other) = (long("one"), long("other"));
    let site = Site::new();
    site.compress(&[("a", &text), ("x/b", &text), ("c", &text)], &ALL).unwrap();
    write(site.path("own.gz"), "by hand");
    let check = site
        .compress_with(&[("a", &text), ("x/b", &other)], &[Encoding::Brotli], |options| {
            options.check_only = true;
        })
        .unwrap();
    assert_eq!(check.pruned, ["a.gz", "a.zst", "x/b.gz", "x/b.zst"]);
    assert!(check.is_change());
    let published = site.compress(&[("a", &text), ("x/b", &other)], &[Encoding::Brotli]).unwrap();
    assert_eq!(published.pruned, check.pruned);
    assert_eq!(published.stale, ["c", "c.br", "c.gz", "c.zst"], "its files are still right");
    assert_eq!(
        site.names(),
        [".downpage.json", "a", "a.br", "c", "c.br", "c.gz", "c.zst", "own.gz", "x/", "x/b", "x/b.br"]
    );
    assert_eq!(site.decoded("x/b.br"), other);
    let published = site.publish(&[("a", &text), ("x/b", &other)]).unwrap();
    assert_eq!(published.pruned, ["a.br", "x/b.br"]);
    assert_eq!(published.count(Outcome::Unchanged), 2);
    let pruned = site.prune(&[("a", &text), ("x/b", &other)], &mut crate::support::Seen::default()).pruned;
    assert_eq!(pruned, ["c", "c.br", "c.gz", "c.zst"]);
    assert_eq!(site.names(), [".downpage.json", "a", "own.gz", "x/", "x/b"]);
    assert!(!site.read(".downpage.json").contains("compressed"));
}

#[test]
fn a_page_that_no_longer_gains_loses_its_files_and_gets_them_again() {
    let text = long("one");
    let site = Site::new();
    site.compress(&[("a", &text)], &ALL).unwrap();
    let published = site.compress(&[("a", "tiny")], &ALL).unwrap();
    assert_eq!(published.pruned, ["a.br", "a.gz", "a.zst"]);
    assert_eq!(site.names(), [".downpage.json", "a"]);
    assert_eq!(site.manifest(), ["a"]);
    let before = snapshot(&site.output);
    assert!(!site.compress(&[("a", "tiny")], &ALL).unwrap().is_change());
    assert_eq!(snapshot(&site.output), before);
    // What somebody puts there would be served in place of the page.
    write(site.path("a.gz"), "by hand");
    assert_eq!(site.compress(&[("a", "tiny")], &ALL).unwrap().pruned, ["a.gz"]);
    let published = site.compress(&[("a", &text)], &ALL).unwrap();
    assert_eq!(told(&published), ["a.gz", "a.br", "a.zst"].map(|name| (name, Outcome::New)));
}

#[test]
fn a_run_of_some_pages_keeps_the_files_of_the_others() {
    let (one, two) = (long("one"), long("two"));
    let site = Site::new();
    site.compress(&[("a", &one), ("b", &one)], &ALL).unwrap();
    let all = paths(&[("a", ""), ("b", "")], &ALL);
    let options = PublishOptions { prune: true, ..PublishOptions::new(&all) };
    publish(&site.output, [Ok(page("a", &two))], &options, &mut ()).unwrap();
    assert_eq!((site.decoded("a.br"), site.decoded("b.br")), (two, one.clone()));
    assert!(!site.compress(&[("b", &one)], &ALL).unwrap().is_change(), "and what is known of them");
}

#[test]
fn a_page_cannot_be_put_where_a_compressed_file_belongs() {
    let site = Site::new();
    let all = paths(&[("a", "")], &ALL);
    let pages = [Ok(page("a", &long("a"))), Ok(page("a.gz", "x"))];
    let errors = publish(&site.output, pages, &PublishOptions::new(&all), &mut ()).unwrap_err();
    assert_eq!(messages(&errors), ["the page `a.gz` is not among the pages to publish"]);
    assert!(!site.output.exists());
}

#[test]
fn what_is_in_the_way_of_a_file_is_found_before_anything_changes() {
    let site = Site::with(&[("a", "old"), ("b", "old"), ("c", "old")]);
    fs::create_dir(site.path("a.gz")).unwrap();
    write(site.directory.path().join("elsewhere"), "precious");
    symlink(site.directory.path().join("elsewhere"), site.path("b.br")).unwrap();
    symlink(site.directory.path().join("elsewhere"), site.path("c.zst")).unwrap();
    let before = content(&site.output);
    let text = long("new");
    let errors = |name: &str, text: &str| {
        let errors = site.compress(&[(name, text)], &ALL).unwrap_err();
        messages(&errors)[0].replace(site.output.to_str().unwrap(), "out")
    };
    assert_eq!(errors("a", &text), "`out/a.gz` is a directory");
    assert_eq!(errors("b", &text), "`out/b.br` is a symbolic link");
    assert_eq!(errors("c", "tiny"), "`out/c.zst` is no file, but servers look for one there");
    assert_eq!(content(&site.output), before);
    assert_eq!(fs::read_to_string(site.directory.path().join("elsewhere")).unwrap(), "precious");
}

#[test]
fn a_private_page_has_private_files() {
    let (one, two) = (long("one"), long("two"));
    let site = Site::with(&[("a", &one)]);
    let mode = |name| fs::metadata(site.path(name)).unwrap().mode() & 0o7777;
    fs::set_permissions(site.path("a"), Permissions::from_mode(0o640)).unwrap();
    site.compress(&[("a", &one)], &[Encoding::Gzip]).unwrap();
    assert_eq!((mode("a"), mode("a.gz")), (0o640, 0o640));
    site.compress(&[("a", &two)], &ALL).unwrap();
    assert_eq!((mode("a"), mode("a.gz"), mode("a.br")), (0o640, 0o640, 0o640));
    fs::set_permissions(site.path("a.br"), Permissions::from_mode(0o600)).unwrap();
    site.compress(&[("a", &one)], &ALL).unwrap();
    assert_eq!((mode("a.br"), mode("a.zst")), (0o600, 0o640), "what was set by hand is kept");
}

#[test]
fn a_failed_page_leaves_everything_as_it_was() {
    let (old, new) = (long("old"), long("new"));
    let site = Site::new();
    site.compress(&[("a", &old), ("b", &old)], &ALL).unwrap();
    let before = content(&site.output);
    let all = paths(&[("a", ""), ("b", ""), ("deep/c", "")], &ALL);
    let pages = vec![Ok(page("a", &new)), Ok(page("b", "tiny")), Ok(page("deep/c", &new)), Err(broken("d"))];
    let errors = publish(&site.output, pages, &PublishOptions::new(&all), &mut ()).unwrap_err();
    assert_eq!(messages(&errors), ["`d` is broken"]);
    assert_eq!(content(&site.output), before);
}

#[test]
fn check_only_writes_nothing_and_makes_nothing_of_a_page_that_differs() {
    let (one, two) = (long("one"), long("two"));
    let site = Site::new();
    let check = |pages: &[(&str, &str)]| {
        site.compress_with(pages, &ALL, |options| options.check_only = true).unwrap()
    };
    assert_eq!(check(&[("a", &one)]).count(Outcome::New), 1);
    assert!(!site.output.exists());
    site.compress(&[("a", &one)], &[Encoding::Gzip]).unwrap();
    let before = snapshot(&site.output);
    assert_eq!(
        told(&check(&[("a", &one)])),
        [("a.gz", Outcome::Unchanged), ("a.br", Outcome::New), ("a.zst", Outcome::New)]
    );
    assert_eq!(told(&check(&[("a", &two)])), []);
    assert_eq!(snapshot(&site.output), before);
}

#[test]
fn a_disk_that_fills_up_with_compressed_files_leaves_everything_as_it_was() {
    let site = Site::new();
    let test = "a_disk_that_fills_up_with_compressed_files_leaves_everything_as_it_was";
    // The root, two pages, their gzip files, the manifest; and room for the pages' temporary files and one more.
    let Some(_mount) = Mount::new(&site, test, "nr_inodes=9") else { return };
    let (old, new) = (long("old"), long("new"));
    site.compress(&[("a", &old), ("b", &old)], &[Encoding::Gzip]).unwrap();
    let before = content(&site.output);
    let errors = site.compress(&[("a", &new), ("b", &new)], &[Encoding::Gzip]).unwrap_err();
    let message = messages(&errors)[0].to_owned();
    assert!(
        message.starts_with("cannot create `") && message.ends_with(".gz`: no space left on device"),
        "{message}"
    );
    assert_eq!(content(&site.output), before);
    site.compress(&[("a", &new), ("b", &old)], &[Encoding::Gzip]).unwrap();
    assert_eq!(site.decoded("a.gz"), new);
}

const PAGES: usize = 3;

/// Most generations are worth compressing, every third is not.
fn of_generation(generation: u64) -> String {
    format!("generation {generation}\n").repeat(if generation.is_multiple_of(3) { 1 } else { 300 })
}

/// The generation of a whole text.
fn generation(text: &str) -> u64 {
    let generation = text.lines().next().unwrap().strip_prefix("generation ").unwrap().parse().unwrap();
    assert!(text == of_generation(generation), "a text is torn");
    generation
}

fn names() -> Vec<String> {
    (0..PAGES).map(|number| format!("{}/{number}.html", number % 2)).collect()
}

fn publish_generation(site: &Site, generation: u64) {
    let (names, text) = (names(), of_generation(generation));
    let pages: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &*text)).collect();
    site.compress(&pages, &[Encoding::Gzip, Encoding::Zstd]).unwrap();
}

/// Run under `strace` by the test below, which kills it in the middle.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn publish_the_next_generation() {
    let Some(output) = place() else { return };
    let site = Site { output, ..Site::new() };
    publish_generation(&site, generation(&site.read("0/0.html")) + 1);
}

/// The generations of a page and of the compressed files that it has.
fn generations(site: &Site, name: &str) -> (u64, Vec<u64>) {
    let files = ["gz", "zst"].map(|extension| format!("{name}.{extension}"));
    let there = files.iter().filter(|file| site.path(file).exists());
    (generation(&site.read(name)), there.map(|file| generation(&site.decoded(file))).collect())
}

/// Kills a run from generation `from` to the next at its `nth` call of `call`; false when it made fewer.
fn kill_at(site: &Site, from: u64, call: &str, nth: usize) -> Option<bool> {
    publish_generation(site, from);
    let run = child("compressed::publish_the_next_generation", &site.output);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e"]).arg(format!("trace={call}"));
    strace.arg("-e").arg(format!("inject={call}:signal=SIGKILL:when={nth}"));
    strace.arg(run.get_program()).args(run.get_args());
    for (name, value) in run.get_envs() {
        strace.env(name, value.unwrap());
    }
    let status = strace.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    Some(!status.success())
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_no_file_that_is_older_than_its_page() {
    let site = Site::new();
    let (mut kills, mut newer, mut without) = (0, 0, 0);
    // from files to other files, from files to none, from none to files
    for (from, call) in [(1, "renameat"), (2, "renameat"), (2, "unlinkat"), (3, "renameat")] {
        for nth in 1.. {
            match kill_at(&site, from, call, nth) {
                None => {
                    let test =
                        "a_run_that_is_killed_at_any_moment_leaves_no_file_that_is_older_than_its_page";
                    return skipped(test, "no strace");
                }
                Some(false) => break,
                Some(true) => kills += 1,
            }
            for name in names() {
                let (page, files) = generations(&site, &name);
                let is_right = |file: &u64| *file == page || *file == page + 1;
                assert!(files.iter().all(is_right), "{call} {nth}: {name} is {page}, its files {files:?}");
                newer += usize::from(files.iter().any(|file| *file > page));
                without += usize::from(files.is_empty() && !page.is_multiple_of(3));
            }
            // A run of either generation then mends what is left.
            let next = from + u64::from(nth.is_multiple_of(2));
            publish_generation(&site, next);
            for name in names() {
                let expected = if next.is_multiple_of(3) { vec![] } else { vec![next; 2] };
                assert_eq!(generations(&site, &name), (next, expected), "{call} {nth}");
            }
            assert!(site.names().iter().all(|name| !name.contains("downpage-tmp")), "{:?}", site.names());
        }
    }
    assert!(
        kills >= 10 + 4 + 6 + 10 && newer > 5 && without > 0,
        "{kills} kills, {newer} newer, {without} without"
    );
}

#[test]
fn a_reader_never_gets_a_file_that_is_missing_torn_or_older_than_its_page() {
    let site = Site::new();
    publish_generation(&site, 1);
    let (done, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for name in names() {
                    let page = generation(&site.read(&name));
                    let file = generation(&site.decoded(&format!("{name}.gz")));
                    assert!(file >= page, "{name} was {page}, and after that its file {file}");
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        for generation in (4..=300).filter(|generation| generation % 3 != 0) {
            if reader.is_finished() {
                break;
            }
            publish_generation(&site, generation);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(reads.into_inner() > 100);
}
