//! A copy of a configuration of nginx that can run here.

mod syntax;

use std::path::{Path, PathBuf};

use downpage::{Error, Errors, Result};

use super::files::{is_pattern, matching, read};
use super::{Candidate, Ground, Own, Ports, choose};
use crate::drill::TIMEOUT;
use crate::servers::{File, Process};
use syntax::{Directive, error_at, parse, write};

/// What passes a request on, by a protocol each.
const PASSES: [&str; 5] = ["proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass"];

/// The settings of those protocols.
const PROTOCOLS: [&str; 5] = ["proxy_", "fastcgi_", "uwsgi_", "scgi_", "grpc_"];

/// What has no place in a copy, wherever it stands: logs and process numbers of the original, certificates (the copy has no
/// TLS), and what would keep the drill's many requests out.
const DROPPED: [&str; 22] = [
    "access_log",
    "allow",
    "auth_basic",
    "auth_basic_user_file",
    "client_body_temp_path",
    "daemon",
    "deny",
    "error_log",
    "http2",
    "http3",
    "limit_conn",
    "limit_req",
    "listen",
    "lock_file",
    "mail",
    "master_process",
    "pid",
    "proxy_cache",
    "quic_retry",
    "ssl",
    "stream",
    "working_directory",
];

/// Includes within includes; more than this is a circle.
const DEEPEST: usize = 16;

pub(super) fn copy(ground: &Ground<'_>) -> Result<Own, Errors> {
    let base = ground.path.parent().unwrap_or(Path::new("/")).to_owned();
    let original = load(ground.path, &base, 0)?;
    let mut changes = vec![
        "upstreams are replaced by the drill's app, by HTTP whatever they speak".to_owned(),
        format!("it listens on loopback without TLS, and waits {TIMEOUT} seconds for the app"),
        "left out: logs, caches, certificates, `limit_req`, `limit_conn`, `auth_basic`, `allow` and `deny`"
            .to_owned(),
    ];
    let mut copy =
        Copy { ground, ports: Ports::default(), candidates: Vec::new(), upstreams: upstreams(&original) };
    let mut directives = copy.directives(&original, &mut Server::default())?;
    let site = choose(&copy.candidates, ground, &mut changes)?;
    let at = |name: &str| format!("\"{}/{name}\"", ground.state);
    directives.insert(0, Directive::new(&["pid", &at("nginx.pid")]));
    directives.insert(1, Directive::new(&["error_log", &at("nginx-error.log")]));
    for http in directives.iter_mut().filter(|directive| directive.name() == "http") {
        let Some(block) = &mut http.block else { continue };
        let mut added = vec![Directive::new(&["access_log", "off"])];
        for kind in ["connect", "read", "send"] {
            added.push(Directive::new(&[&format!("proxy_{kind}_timeout"), &format!("{TIMEOUT}s")]));
        }
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            added.push(Directive::new(&[&format!("{kind}_temp_path"), &at(kind)]));
        }
        block.splice(0..0, added);
    }
    let file = format!("{}/nginx.conf", ground.configuration);
    let process = |arguments: &[&str]| Process {
        program: "nginx",
        arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
    };
    Ok(Own {
        files: vec![File { name: "nginx.conf".to_owned(), text: write(&directives) }],
        processes: vec![process(&["-c", &file, "-g", "daemon off;"])],
        checks: vec![process(&["-t", "-c", &file])],
        variables: Vec::new(),
        site,
        changes,
    })
}

/// Reads a file and, in the places where they are included, all others.
fn load(path: &Path, base: &Path, depth: usize) -> Result<Vec<Directive>> {
    let text = read(path)?;
    let directives = parse(path, &text)?;
    include(directives, base, depth, &|directive, message| error_at(path, &text, directive.span, message))
}

fn include(
    directives: Vec<Directive>,
    base: &Path,
    depth: usize,
    error: &dyn Fn(&Directive, &str) -> Error,
) -> Result<Vec<Directive>> {
    let mut whole = Vec::new();
    for mut directive in directives {
        if directive.name() != "include" {
            directive.block =
                directive.block.take().map(|block| include(block, base, depth, error)).transpose()?;
            whole.push(directive);
            continue;
        }
        if depth == DEEPEST {
            return Err(error(&directive, "files include one another without end"));
        }
        let pattern: PathBuf = base.join(directive.first());
        let files = matching(&pattern);
        if files.is_empty() && !is_pattern(&directive.first()) {
            return Err(error(&directive, &format!("there is no file `{}`", pattern.display())));
        }
        for file in files {
            whole.extend(load(&file, base, depth + 1)?);
        }
    }
    Ok(whole)
}

/// The names of all `upstream` blocks.
fn upstreams(directives: &[Directive]) -> Vec<String> {
    let mut names = Vec::new();
    for directive in directives {
        if directive.name() == "upstream" {
            names.push(directive.first());
        }
        names.extend(directive.block.iter().flat_map(|block| upstreams(block)));
    }
    names
}

/// What is known of the `server` that is being copied.
#[derive(Default)]
struct Server {
    has_app: bool,
}

struct Copy<'a> {
    ground: &'a Ground<'a>,
    ports: Ports,
    candidates: Vec<Candidate>,
    upstreams: Vec<String>,
}

impl Copy<'_> {
    fn directives(&mut self, directives: &[Directive], server: &mut Server) -> Result<Vec<Directive>> {
        let mut copied = Vec::new();
        for directive in directives {
            match (directive.name(), &directive.block) {
                ("server", Some(block)) => copied.push(self.server(directive, block)?),
                ("upstream", Some(block)) => copied.push(self.upstream(directive, block)),
                ("map" | "types" | "geo" | "split_clients", _) => copied.push(directive.clone()),
                (name, None) if PASSES.contains(&name) => {
                    server.has_app = true;
                    let target = self.target(name, &directive.first());
                    copied.push(Directive::new(&["proxy_pass", &target]));
                }
                (name, None) if name.ends_with("_intercept_errors") => {
                    copied.push(Directive::new(&["proxy_intercept_errors", &directive.first()]));
                }
                (name, _) if is_dropped(name) => {}
                (_, Some(block)) => {
                    let block = self.directives(block, server)?;
                    copied.push(Directive { block: Some(block), ..directive.clone() });
                }
                (_, None) => copied.push(directive.clone()),
            }
        }
        Ok(copied)
    }

    /// A virtual server: it listens on loopback for every port that it listened on.
    fn server(&mut self, directive: &Directive, block: &[Directive]) -> Result<Directive> {
        let mut own = Server::default();
        let mut copied = self.directives(block, &mut own)?;
        let mut ports: Vec<u16> = Vec::new();
        let mut listens: Vec<Directive> = Vec::new();
        let mut originals: Vec<(String, bool)> = block
            .iter()
            .filter(|directive| directive.name() == "listen")
            .map(|listen| {
                (address(&listen.first()), listen.arguments().iter().any(|word| word == "default_server"))
            })
            .collect();
        if originals.is_empty() {
            originals.push(("80".to_owned(), false));
        }
        for (original, is_default) in originals {
            let port = self.ports.get(&original)?;
            if ports.contains(&port) {
                continue;
            }
            ports.push(port);
            let address = format!("127.0.0.1:{port}");
            let mut words = vec!["listen", &address];
            if is_default {
                words.push("default_server");
            }
            listens.push(Directive::new(&words));
        }
        copied.splice(0..0, listens);
        if own.has_app
            && let Some(port) = ports.first()
        {
            let names = block.iter().filter(|directive| directive.name() == "server_name");
            let names = names.flat_map(Directive::arguments).filter(|name| is_plain_name(name));
            self.candidates.push(Candidate { names: names.collect(), port: *port });
        }
        Ok(Directive { block: Some(copied), ..directive.clone() })
    }

    /// A group of upstreams: one server in place of all.
    fn upstream(&self, directive: &Directive, block: &[Directive]) -> Directive {
        let mut copied: Vec<Directive> = block.iter().filter(|one| one.name() != "server").cloned().collect();
        copied.insert(0, Directive::new(&["server", &self.ground.app.to_string()]));
        Directive { block: Some(copied), ..directive.clone() }
    }

    /// Where a request is passed on to in the copy.
    fn target(&self, name: &str, original: &str) -> String {
        let app = self.ground.app.to_string();
        if name != "proxy_pass" {
            let is_group = self.upstreams.iter().any(|group| group == original.trim_start_matches("grpc://"));
            return format!(
                "http://{}",
                if is_group { original.trim_start_matches("grpc://") } else { &app }
            );
        }
        let rest = original.split_once("://").map_or(original, |(_, rest)| rest);
        let (host, path) = split_host(rest);
        if self.upstreams.iter().any(|group| group == host) {
            return format!("http://{rest}");
        }
        format!("http://{app}{path}")
    }
}

/// The host of what follows `http://`, and the rest. It may be a variable, or a socket: `unix:/run/app.sock:/path`.
fn split_host(rest: &str) -> (&str, &str) {
    if rest.starts_with("unix:") {
        let socket_end = rest.get(5..).and_then(|path| path.find(':')).map_or(rest.len(), |end| end + 5);
        return (&rest[..socket_end], rest[socket_end..].trim_start_matches(':'));
    }
    let is_variable = rest.starts_with('$');
    let end = rest.char_indices().skip(1).find(|(_, letter)| match letter {
        '/' | '?' => true,
        '$' => is_variable,
        _ => false,
    });
    rest.split_at(end.map_or(rest.len(), |(at, _)| at))
}

fn is_dropped(name: &str) -> bool {
    let setting = PROTOCOLS.iter().find_map(|protocol| Some((*protocol, name.strip_prefix(protocol)?)));
    match setting {
        Some(("proxy_", setting)) => {
            setting.ends_with("_timeout")
                || setting.starts_with("ssl_")
                || matches!(setting, "temp_path" | "cache_path" | "cache")
        }
        Some(_) => true,
        None => DROPPED.contains(&name) || name.starts_with("ssl_"),
    }
}

/// One form for all ways to say that a port is listened on at every address.
fn address(listen: &str) -> String {
    let every = ["*:", "0.0.0.0:", "[::]:"].iter().find_map(|prefix| listen.strip_prefix(prefix));
    match every {
        Some(port) => port.to_owned(),
        None if listen.starts_with("unix:") || listen.contains(':') => listen.to_owned(),
        None if listen.bytes().all(|byte| byte.is_ascii_digit()) => listen.to_owned(),
        None => format!("{listen}:80"),
    }
}

/// A name that a visitor can send: no pattern, and not the one for nobody.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name != "_" && !name.starts_with(['~', '.']) && !name.contains('*')
}

#[cfg(test)]
mod tests;
