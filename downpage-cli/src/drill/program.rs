//! Finds a server's program, its version, and says what to install when there is none.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use downpage::{Error, ErrorKind};

use super::keeper::{Errand, Keeper};
use crate::clock;
use crate::servers::{Package, Server};

/// Where servers are that ordinary users do not have in their `PATH`.
const MORE: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// The program `name`: `chosen`, if something is, else the first in `PATH` and in the directories of the administrator.
pub(crate) fn find(name: &str, chosen: Option<&Path>, server: &dyn Server) -> Result<PathBuf, Error> {
    if let Some(chosen) = chosen {
        let path = std::path::absolute(chosen).unwrap_or_else(|_| chosen.to_owned());
        return if is_program(&path) { Ok(path) } else { Err(no_program(chosen)) };
    }
    let directories = clock::search_path().into_iter().chain(MORE.map(PathBuf::from));
    let found = directories.map(|directory| directory.join(name)).find(|path| is_program(path));
    found.ok_or_else(|| missing(name, server))
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

fn no_program(path: &Path) -> Error {
    Error::new(ErrorKind::Configuration, format!("`--program` is `{}`, which is no program", path.display()))
        .help("name the server's own program, such as `/usr/sbin/nginx`")
}

fn missing(name: &str, server: &dyn Server) -> Error {
    let title = server.title();
    let message = format!("{title} is not installed: there is no program `{name}`");
    let error = Error::new(ErrorKind::Configuration, message)
        .note("looked in `PATH`, `/usr/local/sbin`, `/usr/sbin` and `/sbin`");
    match server.abilities().package {
        Package::Debian(names) => error.help(format!("on Debian or Ubuntu: apt-get install {names}")),
        Package::Python(name) => error.help(format!(
            "the Python package `{name}` has the program: pip install {name}; or name it with `--program FILE`"
        )),
        Package::Platform => error,
    }
}

/// What a program says about its version, on one line; empty when it says nothing.
pub(crate) fn version(name: &str, path: &Path, keeper: &mut Keeper) -> String {
    const PATIENCE: Duration = Duration::from_secs(10);
    let argument = match name {
        "nginx" | "apache2" | "httpd" | "haproxy" | "lighttpd" => "-v",
        "varnishd" => "-V",
        "caddy" | "traefik" => "version",
        _ => "--version",
    };
    let errand = Errand {
        program: path.display().to_string(),
        arguments: vec![argument.to_owned()],
        variables: Vec::new(),
        log: "version.log".to_owned(),
    };
    let said = keeper.run_to_end(errand, PATIENCE).map(|(_, said)| said).unwrap_or_default();
    number(&said).unwrap_or_default()
}

/// The first word that begins with a number, or has one behind `v` or a slash.
fn number(said: &str) -> Option<String> {
    let words =
        said.split(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '-' | '(' | ')' | ','));
    let bare = words.map(|word| word.strip_prefix('v').unwrap_or(word));
    let is_version =
        |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit()) && word.contains('.');
    bare.into_iter().find(is_version).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn the_version_is_found_in_what_servers_say() {
        for (said, expected) in [
            ("nginx version: nginx/1.22.1\n", "1.22.1"),
            ("Server version: Apache/2.4.71 (Debian)\nServer built: ...", "2.4.71"),
            ("HAProxy version 2.6.12-1+deb12u4 2025/10/03 - https://haproxy.org/\n", "2.6.12"),
            ("lighttpd/1.4.69 (ssl) - a light and fast webserver\n", "1.4.69"),
            ("varnishd (varnish-7.1.1 revision 7cee1c5)\n", "7.1.1"),
            ("v2.11.7 h1:abc=\n", "2.11.7"),
            ("Version:      3.7.15\nCodename: x\n", "3.7.15"),
            ("envoy  version: b5ca88/1.40.0/Clean/RELEASE/BoringSSL", "1.40.0"),
        ] {
            assert_eq!(number(said).as_deref(), Some(expected), "{said}");
        }
        assert_eq!(number("no"), None);
    }
}
