//! A copy of a configuration of HAProxy that can run here.

use std::fmt::Write as _;

use downpage::{Errors, Result};

use super::files::read;
use super::{Candidate, Ground, Own, Ports, choose};
use crate::drill::TIMEOUT;
use crate::servers::{File, Process};

/// What begins a section.
const SECTIONS: [&str; 16] = [
    "backend",
    "cache",
    "crt-store",
    "defaults",
    "fcgi-app",
    "frontend",
    "global",
    "http-errors",
    "listen",
    "log-forward",
    "mailers",
    "peers",
    "program",
    "resolvers",
    "ring",
    "userlist",
];

/// Lines of `global` that have no place in a copy.
const GLOBAL: [&str; 13] = [
    "chroot",
    "daemon",
    "gid",
    "group",
    "log",
    "master-worker",
    "nbproc",
    "nbthread",
    "pidfile",
    "server-state-base",
    "server-state-file",
    "stats",
    "uid",
];

pub(super) fn copy(ground: &Ground<'_>) -> Result<Own, Errors> {
    let original = read(ground.path)?;
    let mut changes = vec![
        "servers are replaced by the drill's app, without TLS and health checks".to_owned(),
        format!("it listens on loopback without TLS, and waits {TIMEOUT} seconds for the app"),
        "left out: logs, `chroot`, `user` and `group`, `stats` sockets".to_owned(),
    ];
    let mut copy = Copy { ground, ports: Ports::default(), candidates: Vec::new() };
    let text = copy.text(&original)?;
    let site = choose(&copy.candidates, ground, &mut changes)?;
    let file = format!("{}/haproxy.cfg", ground.configuration);
    // Files that it names without a directory are looked for where the original is.
    let folder = ground.path.parent().map_or_else(|| "/".to_owned(), |folder| folder.display().to_string());
    let process = |mode: &str| Process {
        program: "haproxy",
        arguments: ["-C", &folder, mode, "-f", &file].map(str::to_owned).to_vec(),
    };
    Ok(Own {
        files: vec![File { name: "haproxy.cfg".to_owned(), text }],
        processes: vec![process("-db")],
        checks: vec![process("-c")],
        variables: Vec::new(),
        site,
        changes,
    })
}

struct Copy<'a> {
    ground: &'a Ground<'a>,
    ports: Ports,
    candidates: Vec<Candidate>,
}

impl Copy<'_> {
    fn text(&mut self, original: &str) -> Result<String> {
        let (mut copied, mut section) = (String::new(), "");
        let mut bound: Vec<u16> = Vec::new();
        for line in original.lines() {
            let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
            let keyword = words.first().copied().unwrap_or_default();
            if let Some(begun) = SECTIONS.iter().find(|name| **name == keyword) {
                section = begun;
                bound.clear();
                copied.push_str(line);
                copied.push('\n');
                if matches!(section, "backend" | "listen") {
                    copied.push_str(&timeouts());
                }
                continue;
            }
            for line in self.line(section, line, &words, &mut bound)? {
                copied.push_str(&line);
                copied.push('\n');
            }
        }
        Ok(copied)
    }

    /// What stands in the copy for a line of a section.
    fn line(
        &mut self,
        section: &str,
        line: &str,
        words: &[&str],
        bound: &mut Vec<u16>,
    ) -> Result<Vec<String>> {
        let app = self.ground.app;
        let none = Ok(Vec::new());
        if section == "global" && words.first().is_some_and(|keyword| GLOBAL.contains(keyword)) {
            return none;
        }
        match (section, words) {
            (_, ["log" | "default-server", ..])
            | ("defaults" | "backend" | "listen", ["timeout", "connect" | "server" | "queue", ..]) => none,
            ("frontend" | "listen", ["bind", addresses, ..]) => {
                let mut lines = Vec::new();
                for address in addresses.split(',') {
                    let port = self.ports.get(&one_form(address))?;
                    if !bound.contains(&port) {
                        bound.push(port);
                        self.candidates.push(Candidate { names: Vec::new(), port });
                        lines.push(format!("    bind 127.0.0.1:{port}"));
                    }
                }
                Ok(lines)
            }
            ("backend" | "listen", ["server", name, _, options @ ..]) => {
                Ok(vec![format!("    server {name} {app}{}", kept(options))])
            }
            ("backend" | "listen", ["server-template", prefix, ..]) => {
                Ok(vec![format!("    server {prefix}1 {app}")])
            }
            _ => Ok(vec![line.to_owned()]),
        }
    }
}

fn timeouts() -> String {
    ["connect", "server", "queue"].map(|what| format!("    timeout {what} {TIMEOUT}s\n")).concat()
}

/// The options of a server that are about which of them is taken.
fn kept(options: &[&str]) -> String {
    let mut kept = String::new();
    for (index, option) in options.iter().enumerate() {
        match *option {
            "backup" => kept.push_str(" backup"),
            name @ ("weight" | "cookie" | "id") => {
                if let Some(value) = options.get(index + 1) {
                    let _ = write!(kept, " {name} {value}");
                }
            }
            _ => {}
        }
    }
    kept
}

/// One form for all ways to say that a port is listened on at every address.
fn one_form(address: &str) -> String {
    let every = ["*:", "0.0.0.0:", "[::]:", ":::", ":"];
    every.iter().find_map(|prefix| address.strip_prefix(prefix)).unwrap_or(address).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::copy;

    #[test]
    fn servers_and_ports_are_those_of_the_copy_and_error_files_stay() {
        let original = "global\n    log /dev/log local0\n    chroot /var/lib/haproxy\n    maxconn 100\n    daemon\n\
                        defaults\n    mode http\n    log global\n    timeout connect 5000\n    timeout client 50s\n\
                        \x20   errorfile 503 /etc/haproxy/errors/503.http\n\
                        frontend web\n    bind *:80,[::]:80\n    bind :443 ssl crt /x.pem # TLS\n    default_backend app\n\
                        backend app\n    server a 10.0.0.1:80 check weight 5 ssl verify none\n    server b b:80 backup\n";
        let own = fixture::copied(copy, &[("haproxy.cfg", original)], None).unwrap();
        let http = own.site.address.to_string();
        let text = &own.files[0].text;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let tls = lines.iter().filter(|line| line.starts_with("bind")).nth(1).unwrap();
        let expected = [
            "global",
            "maxconn 100",
            "defaults",
            "mode http",
            "timeout client 50s",
            "errorfile 503 /etc/haproxy/errors/503.http",
            "frontend web",
            &format!("bind {http}"),
            tls,
            "default_backend app",
            "backend app",
            "timeout connect 2s",
            "timeout server 2s",
            "timeout queue 2s",
            "server a 127.0.0.1:9 weight 5",
            "server b 127.0.0.1:9 backup",
        ];
        assert_eq!(lines, expected);
        assert_ne!(*tls, format!("bind {http}"));
    }
}
