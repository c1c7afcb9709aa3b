//! Whole Django projects: what real Django with the real django-downpage writes, and what `downpage generate` writes beside it,
//! byte for byte.
//!
//! Each folder here is a project, or what is laid over one that a published package makes. `cargo xtask projects` makes the
//! virtual environments and runs these tests; without them nothing here can be tested, so they are ignored.
#![allow(clippy::disallowed_methods, reason = "tests write files and read the clock")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "all of this is test")]

mod compare;
mod published;
mod python;
mod run;
mod written;

use crate::run::Project;

/// A test that each of these projects comes out the same.
macro_rules! same_pages {
    ($($(#[$note:meta])* $name:ident: $project:expr;)*) => {$(
        $(#[$note])*
        #[test]
        #[ignore = "runs real Django: `cargo xtask projects`"]
        fn $name() {
            crate::compare::same_pages(stringify!($name), &$project);
        }
    )*};
}
pub(crate) use same_pages;

/// What a project needs that says nothing else.
pub(crate) const USUAL: Project = Project {
    folder: "",
    environment: "plain",
    start: &[],
    before: &[],
    variables: &[],
    folders: &[],
    only_python: false,
};
