//! Virtual environments, and what the Python Package Index has.

use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::shell::{Outcome, run};

/// The interpreter of the virtual environment in `folder`, which is made when there is none, with these packages in it.
pub(crate) fn environment(folder: &Path, packages: &[&str]) -> Outcome<String> {
    let python = folder.join("bin/python").display().to_string();
    if !Path::new(&python).exists() {
        let folder = folder.display().to_string();
        if run("python3", &["-m", "venv", &folder]).is_err() {
            debian::install(&["python3", "python3-venv"])?;
            run("python3", &["-m", "venv", "--clear", &folder])?;
        }
    }
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(&python, &[&install[..], packages].concat())?;
    Ok(python)
}

/// The source distribution of a package, unpacked in `folder`: it has the tests, the first of them at `tests`.
pub(crate) fn source(
    python: &str,
    (package, version): (&str, &str),
    tests: &str,
    folder: &Path,
) -> Outcome<PathBuf> {
    let name = format!("{package}-{version}");
    let unpacked = folder.join(&name);
    if !unpacked.join(tests).exists() {
        fs::create_dir_all(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
        let shown = folder.display().to_string();
        let download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
        let wanted = ["--no-binary", package, "--dest", &shown, &format!("{package}=={version}")];
        run(python, &[&download[..], &wanted].concat())?;
        let archive = folder.join(format!("{name}.tar.gz")).display().to_string();
        run("tar", &["-xzf", &archive, "-C", &shown])?;
    }
    Ok(unpacked)
}
