//! `cargo xtask projects`: whole Django projects, made by real Django with the real django-downpage and by `downpage`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::shell::{Outcome, root, run};
use crate::{debian, python};

/// The original that we are held to.
const ORIGINAL: &str = "django-downpage==1.2.2";

/// The virtual environments, each with a Django that its packages work with. Pinned: a newer release may well write other pages,
/// and then somebody should look.
const ENVIRONMENTS: [(&str, &[&str]); 4] = [
    ("plain", &["django==5.2.19", "jinja2==3.1.6", "django-environ==0.14.0"]),
    ("wagtail", &["django==5.2.19", "wagtail==8.0.1"]),
    ("mezzanine", &["django==4.2.30", "mezzanine==6.1.1"]),
    ("oscar", &["django==5.2.19", "django-oscar==4.2.1", "sorl-thumbnail==13.4.0"]),
];

/// A `python` that must not be run, and tells when it was.
const TRAP: &str = "#!/bin/sh\n: > python-was-run\nexit 1\n";

/// Sets up what the projects need and runs the tests, all or those whose names have `only` in them.
pub(crate) fn run_all(only: &[&str]) -> Outcome {
    debian::need("python3", "python3")?;
    debian::need("msgfmt", "gettext")?;
    for (name, packages) in ENVIRONMENTS {
        environment(name, packages)?;
    }
    let test = ["test", "--package", "downpage-cli", "--test", "projects", "--"];
    run("cargo", &[&test[..], &["--include-ignored"], only].concat())
}

/// Sets up the virtual environment of that name.
pub(crate) fn set_up(wanted: &str) -> Outcome {
    debian::need("python3", "python3")?;
    ENVIRONMENTS
        .iter()
        .filter(|(name, _)| *name == wanted)
        .try_for_each(|(name, packages)| environment(name, packages))
}

/// A virtual environment with these packages, and a copy of its files in which there is no Python.
fn environment(name: &str, packages: &[&str]) -> Outcome {
    let projects = root().join("target/projects");
    let (whole, files) = (projects.join("venv").join(name), projects.join("files").join(name));
    let wanted = packages.join("\n");
    let stamp = files.join("packages.txt");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    python::environment(&whole, &[&[ORIGINAL], packages].concat())?;
    let _ = fs::remove_dir_all(&files);
    let failed = |cause: std::io::Error| format!("{}: {cause}", files.display());
    fs::create_dir_all(files.join("bin")).map_err(failed)?;
    // Links to the same files: the packages of a shop are 200 MB.
    let [from, to] = [whole.join("lib"), files.join("lib")].map(|path| path.display().to_string());
    run("cp", &["-al", &from, &to])?;
    fs::copy(whole.join("pyvenv.cfg"), files.join("pyvenv.cfg")).map_err(failed)?;
    for program in ["python", "python3"] {
        trap(&files.join("bin").join(program)).map_err(failed)?;
    }
    fs::write(&stamp, wanted).map_err(failed)
}

fn trap(program: &Path) -> std::io::Result<()> {
    fs::write(program, TRAP)?;
    fs::set_permissions(program, fs::Permissions::from_mode(0o755))
}
