//! The user's own configuration: a copy of it that can run here, with nothing else changed.
//!
//! The copy listens on loopback, has the drill's app behind it in place of all upstreams, keeps its logs in the drill's
//! directory, and waits two seconds where the original waits longer. What had to be changed is told.

mod apache;
mod caddy;
mod files;
mod haproxy;
mod nginx;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use downpage::{Error, ErrorKind, Errors};

use super::app::free_port;
use super::stage::Stage;
use super::visitor::Site;
use crate::servers::{File, Process, Server};

/// The user's configuration, made to run on the stage.
#[derive(Debug)]
pub(crate) struct Own {
    pub(crate) files: Vec<File>,
    pub(crate) processes: Vec<Process>,
    pub(crate) checks: Vec<Process>,
    /// Variables that the programs need.
    pub(crate) variables: Vec<(String, String)>,
    /// What is visited.
    pub(crate) site: Site,
    /// What is not as in the original, for the user to know; a sentence each.
    pub(crate) changes: Vec<String>,
}

/// What a copy is made for.
pub(crate) struct Ground<'a> {
    /// The user's file, by its absolute path.
    pub(crate) path: &'a Path,
    /// The server's program.
    pub(crate) program: &'a Path,
    /// The site to drill, where there are several; by its name.
    pub(crate) host: Option<&'a str>,
    pub(crate) app: SocketAddr,
    /// The folder for the copy.
    pub(crate) configuration: String,
    /// The folder for logs and temporary files.
    pub(crate) state: String,
    /// The flag file of the site, and that of the drill in its place.
    pub(crate) flags: Option<(String, String)>,
}

/// Makes the copy.
///
/// # Errors
/// When the configuration cannot be read or understood, or has no application behind it; and for servers whose
/// configuration cannot be redirected, with what to do in place of that.
pub(crate) fn copy(server: &dyn Server, ground: &Ground<'_>, stage: &mut Stage) -> Result<Own, Errors> {
    let own = match server.name() {
        "nginx" => nginx::copy(ground),
        "haproxy" => haproxy::copy(ground),
        "caddy" => caddy::copy(ground, stage),
        "apache" => apache::copy(ground),
        _ => Err(cannot(server).into()),
    };
    own.map(|own| with_own_flag(own, ground))
}

fn cannot(server: &dyn Server) -> Error {
    let (name, title) = (server.name(), server.title());
    Error::new(ErrorKind::Configuration, format!("a configuration of {title} of your own cannot be drilled"))
        .note("upstreams and ports cannot be told from the rest of it safely; nginx, apache, haproxy and caddy can be done")
        .help(format!(
            "drill the generated one (`downpage drill {name}`) and include that: `downpage server-config {name}`"
        ))
}

/// The flag of the site may be in use: the copy looks for another.
fn with_own_flag(mut own: Own, ground: &Ground<'_>) -> Own {
    if let Some((theirs, ours)) = &ground.flags {
        for file in &mut own.files {
            file.text = file.text.replace(theirs.as_str(), ours);
        }
    }
    own
}

impl Own {
    /// Whether it looks for the drill's flag.
    pub(crate) fn has_flag(&self, flag: &str) -> bool {
        self.files.iter().any(|file| file.text.contains(flag))
    }
}

/// The ports of the original, each with one on loopback in its place.
#[derive(Debug, Default)]
pub(super) struct Ports(BTreeMap<String, u16>);

impl Ports {
    /// The port in place of `original`: always the same.
    pub(super) fn get(&mut self, original: &str) -> Result<u16, Error> {
        if let Some(port) = self.0.get(original) {
            return Ok(*port);
        }
        let port =
            free_port().map_err(|cause| Error::io("cannot get a port on loopback for the copy", cause))?;
        self.0.insert(original.to_owned(), port);
        Ok(port)
    }
}

/// A site of the original: what it is called, and where the copy listens for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its names; the first is the one to visit it by.
    pub(super) names: Vec<String>,
    pub(super) port: u16,
}

/// The site to drill: the one that `host` names, or the first that has an application behind it.
pub(super) fn choose(
    candidates: &[Candidate],
    ground: &Ground<'_>,
    changes: &mut Vec<String>,
) -> Result<Site, Error> {
    let path = ground.path.display();
    let Some(first) = candidates.first() else {
        return Err(Error::new(
            ErrorKind::Configuration,
            format!("no site in `{path}` has an application behind it"),
        )
        .help("name the file that has the proxy in it, or the main file that includes it"));
    };
    let chosen = match ground.host {
        None => first,
        Some(host) => {
            let names = || candidates.iter().flat_map(|site| &site.names).map(String::as_str);
            let found = candidates.iter().find(|site| site.names.iter().any(|name| name == host));
            found.ok_or_else(|| {
                let message =
                    format!("no site `{}` in `{path}` has an application behind it", host.escape_debug());
                Error::new(ErrorKind::Configuration, message)
                    .maybe_help(downpage::error::suggest(host, names()))
            })?
        }
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, chosen.port));
    let host = ground.host.map(str::to_owned).or_else(|| chosen.names.first().cloned());
    if candidates.len() > 1 && ground.host.is_none() {
        let others: Vec<&str> =
            candidates[1..].iter().filter_map(|site| site.names.first()).map(String::as_str).collect();
        let shown = host.as_deref().unwrap_or("the first one");
        let others = if others.is_empty() { "others".to_owned() } else { others.join(", ") };
        changes.push(format!("of several sites, `{shown}` is drilled; `--host` chooses another: {others}"));
    }
    Ok(Site { address, host: host.unwrap_or_else(|| address.to_string()) })
}

#[cfg(test)]
mod fixture {
    //! A configuration on the disk, and what a copy of it is made for.

    use std::path::Path;

    use tempfile::TempDir;

    use super::{Ground, Own};
    use crate::drill::stage::write;

    /// What `copy` makes of these files, the first of which is the main one; an error names files without their folder.
    pub(super) fn copied(
        copy: impl Fn(&Ground<'_>) -> Result<Own, downpage::Errors>,
        files: &[(&str, &str)],
        host: Option<&str>,
    ) -> Result<Own, String> {
        let folder = folder(files);
        let path = folder.path().join(files[0].0);
        let shown =
            |error: downpage::Errors| error.to_string().replace(&format!("{}/", folder.path().display()), "");
        copy(&Ground { host, ..ground(&path) }).map_err(shown)
    }

    pub(super) fn ground(path: &Path) -> Ground<'_> {
        Ground {
            path,
            program: Path::new("/usr/sbin/server"),
            host: None,
            app: "127.0.0.1:9".parse().unwrap(),
            configuration: "/c".to_owned(),
            state: "/s".to_owned(),
            flags: None,
        }
    }

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write(&folder.path().join(name), text).unwrap();
        }
        folder
    }
}
