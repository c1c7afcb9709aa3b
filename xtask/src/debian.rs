//! Debian packages that a test needs.

use crate::shell::{Outcome, run};

/// Where programs may be: an ordinary user's `PATH` often lacks the second half.
pub(crate) const FOLDERS: [&str; 6] =
    ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];

/// Installs a package when its program is missing.
pub(crate) fn need(program: &str, package: &str) -> Outcome {
    if is_on(&std::env::var("PATH").unwrap_or_default(), program) {
        return Ok(());
    }
    install(&[package]).map_err(|failure| format!("{failure}; `{program}` is needed"))
}

/// Installs packages.
pub(crate) fn install(packages: &[&str]) -> Outcome {
    let command = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    as_root("apt-get", &["update", "--quiet"])
        .and_then(|()| as_root("apt-get", &command))
        .map_err(|failure| format!("{failure}\nthese packages are needed: {}", packages.join(" ")))
}

/// Runs a program as root: directly, or with `sudo` when there is one.
fn as_root(program: &str, arguments: &[&str]) -> Outcome {
    let is_root = std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")));
    if is_root || !is_on(&FOLDERS.join(":"), "sudo") {
        return run(program, arguments);
    }
    run("sudo", &[&["--non-interactive", program], arguments].concat())
}

/// Whether one of the folders of `path` has the program.
pub(crate) fn is_on(path: &str, program: &str) -> bool {
    std::env::split_paths(path).any(|folder| folder.join(program).is_file())
}
