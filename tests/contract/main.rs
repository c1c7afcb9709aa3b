//! The contract: what every backend of this build has to do alike, each case in a folder of its own.

mod built_in;
mod case;
#[path = "../../examples/custom_engine.rs"]
mod custom_engine;
mod last_resort;
mod sets;
#[path = "../support/mod.rs"]
mod support;

use std::fmt::Write;

use case::{Case, Verdict};
use downpage::registry::{KNOWN, backends};

/// The engine that the example brings along.
const EXAMPLE: &str = "braces";

#[test]
#[allow(clippy::print_stdout)] // what is not done is told
fn every_backend_does_every_case_or_says_why_it_cannot() {
    let cases = Case::all();
    assert!(cases.len() > 30, "the cases were not found");
    let mut failures = String::new();
    let mut count = 0;
    for backend in backends().expect("no two backends of one name") {
        if !KNOWN.contains(&backend.name) {
            continue;
        }
        let (mut passed, mut cannot) = (0, Vec::new());
        for case in &cases {
            match case.run(backend) {
                Verdict::Passed => passed += 1,
                Verdict::Cannot(reason) => cannot.push(format!("  cannot {}: {reason}", case.name)),
                Verdict::Failed(difference) => {
                    count += 1;
                    let difference = difference.replace('\n', "\n    ");
                    write!(failures, "\n{} {}\n    {difference}\n", backend.name, case.name)
                        .expect("a string grows");
                }
            }
        }
        println!("{}: {passed} of {} cases, cannot {}", backend.name, cases.len(), cannot.len());
        for line in &cannot {
            println!("{line}");
        }
    }
    assert!(failures.is_empty(), "{count} failures\n{failures}");
}

#[test]
fn the_backends_are_those_of_the_features() {
    let features = [
        ("django", cfg!(feature = "django")),
        ("jinja", cfg!(feature = "jinja")),
        ("tera", cfg!(feature = "tera")),
        ("upon", cfg!(feature = "upon")),
    ];
    let mut expected: Vec<&str> =
        features.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| *name).collect();
    expected.push(EXAMPLE);
    expected.sort_unstable();
    let names: Vec<&str> =
        backends().expect("no two of one name").iter().map(|backend| backend.name).collect();
    assert_eq!(names, expected);
}

#[test]
fn an_engine_from_outside_is_found_and_renders() {
    assert_eq!(
        custom_engine::page("<h1>{title}</h1> {site}").expect("a page"),
        "<h1>Back soon</h1> Soup &amp; Co"
    );
    let errors = custom_engine::page("<h1>\n{titel}").expect_err("a misspelt name");
    assert_eq!(errors.to_string(), "502.braces:2:2: there is no text called `titel`");
    assert_eq!(errors.iter().next().and_then(downpage::Error::help_text), Some("did you mean `title`?"));
}
