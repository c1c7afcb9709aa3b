//! A copy of a configuration of Apache httpd that can run here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use downpage::{Error, ErrorKind, Errors, Result};

use super::files::{is_pattern, matching, read};
use super::{Candidate, Ground, Own, Ports, choose};
use crate::drill::TIMEOUT;
use crate::servers::{File, Process};

/// Schemes of what is behind a proxy.
const SCHEMES: [&str; 11] =
    ["ajp", "fcgi", "ftp", "h2", "h2c", "http", "https", "scgi", "uwsgi", "ws", "wss"];

/// Directives, in lower case, that have no place in a copy: logs and process numbers of the original, certificates (the copy
/// has no TLS), and limits.
const DROPPED: [&str; 14] = [
    "customlog",
    "defaultruntimedir",
    "errorlog",
    "forensiclog",
    "globallog",
    "listenbacklog",
    "mutex",
    "pidfile",
    "proxytimeout",
    "scoreboardfile",
    "sslpassphrasedialog",
    "timeout",
    "transferlog",
    "proxyhcexpr",
];

/// Includes within includes; more than this is a circle.
const DEEPEST: usize = 16;

pub(super) fn copy(ground: &Ground<'_>) -> Result<Own, Errors> {
    let folder = ground.path.parent().unwrap_or(Path::new("/")).to_owned();
    let mut lines = Vec::new();
    let mut root = folder.clone();
    load(ground.path, &mut root, &variables(ground, &folder), &mut lines, 0)?;
    let mut changes = vec![
        "what is proxied to is replaced by the drill's app, by HTTP whatever it speaks".to_owned(),
        format!("it listens on loopback without TLS, and waits {TIMEOUT} seconds for the app"),
        "left out: logs, certificates".to_owned(),
    ];
    let mut copy =
        Copy { ground, ports: Ports::default(), candidates: Vec::new(), host: None, listened: Vec::new() };
    let mut text = String::new();
    for line in &lines {
        if let Some(line) = copy.line(line)? {
            text.push_str(&line);
            text.push('\n');
        }
    }
    let at = |name: &str| format!("\"{}/{name}\"", ground.state);
    let _ = write!(
        text,
        "PidFile {}\nErrorLog {}\nDefaultRuntimeDir \"{}\"\nTimeout {}\nProxyTimeout {TIMEOUT}\n",
        at("apache2.pid"),
        at("apache2-error.log"),
        ground.state,
        10 * TIMEOUT
    );
    copy.finish();
    let site = choose(&copy.candidates, ground, &mut changes)?;
    let file = format!("{}/apache2.conf", ground.configuration);
    let process = |mode: &str| Process {
        program: "apache2",
        arguments: ["-d", &root.display().to_string(), "-f", &file, mode].map(str::to_owned).to_vec(),
    };
    Ok(Own {
        files: vec![File { name: "apache2.conf".to_owned(), text }],
        processes: vec![process("-DFOREGROUND")],
        checks: vec![process("-t")],
        variables: variables(ground, &folder).into_iter().collect(),
        site,
        changes,
    })
}

/// What Debian's `envvars` sets, with the drill's directories.
fn variables(ground: &Ground<'_>, folder: &Path) -> BTreeMap<String, String> {
    let state = || ground.state.clone();
    [
        ("APACHE_CONFDIR", folder.display().to_string()),
        ("APACHE_RUN_DIR", state()),
        ("APACHE_LOCK_DIR", state()),
        ("APACHE_LOG_DIR", state()),
        ("APACHE_PID_FILE", format!("{}/apache2.pid", ground.state)),
        ("APACHE_RUN_USER", "www-data".to_owned()),
        ("APACHE_RUN_GROUP", "www-data".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The lines of a file, continued ones put together, with those of all files that it includes in their places.
fn load(
    path: &Path,
    root: &mut PathBuf,
    variables: &BTreeMap<String, String>,
    lines: &mut Vec<String>,
    depth: usize,
) -> Result<()> {
    let text = read(path)?.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words = words(line);
        let name = words.first().map(|word| word.to_ascii_lowercase()).unwrap_or_default();
        let argument = words.get(1).map(|word| filled(word, variables)).unwrap_or_default();
        match name.as_str() {
            "serverroot" => *root = PathBuf::from(argument),
            "include" | "includeoptional" => {
                if depth == DEEPEST {
                    let message = format!("`{}`: files include one another without end", path.display());
                    return Err(Error::new(ErrorKind::Configuration, message));
                }
                let pattern = root.join(&argument);
                let mut files = matching(&pattern);
                if files.is_empty() && name == "include" && !is_pattern(&argument) {
                    let message =
                        format!("`{}` includes `{}`, which is not there", path.display(), pattern.display());
                    return Err(Error::new(ErrorKind::Configuration, message));
                }
                if let [folder] = &files[..]
                    && folder.is_dir()
                {
                    files = matching(&folder.join("*"));
                }
                for file in files {
                    load(&file, root, variables, lines, depth + 1)?;
                }
            }
            _ => lines.push(line.to_owned()),
        }
    }
    Ok(())
}

/// `text` with the variables that are known in their places.
fn filled(text: &str, variables: &BTreeMap<String, String>) -> String {
    variables.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{name}}}"), value))
}

/// The words of a line, without their quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let quoted = matches!(first, '"' | '\'').then_some(first);
        let inner = &rest[usize::from(quoted.is_some())..];
        let end = match quoted {
            Some(quote) => inner.find(quote).unwrap_or(inner.len()),
            None => inner.find(char::is_whitespace).unwrap_or(inner.len()),
        };
        words.push(inner[..end].to_owned());
        rest = inner[end..].trim_start_matches(['"', '\'']).trim_start();
    }
    words
}

/// A virtual host while it is read.
#[derive(Default)]
struct Host {
    port: Option<u16>,
    names: Vec<String>,
    has_app: bool,
}

struct Copy<'a> {
    ground: &'a Ground<'a>,
    ports: Ports,
    candidates: Vec<Candidate>,
    /// That which is open; else the main server.
    host: Option<Host>,
    listened: Vec<u16>,
}

impl Copy<'_> {
    /// What stands in the copy for a line, if anything does.
    fn line(&mut self, line: &str) -> Result<Option<String>> {
        let words = words(line);
        let name = words.first().map(|word| word.to_ascii_lowercase()).unwrap_or_default();
        let is_dropped = DROPPED.contains(&name.as_str())
            || name.starts_with("sslcertificate")
            || name.starts_with("sslca")
            || name.starts_with("sslstapling")
            || name.starts_with("sslproxy")
            || name.starts_with("sslsession")
            || (matches!(name.as_str(), "user" | "group") && !rustix::process::geteuid().is_root());
        if is_dropped {
            return Ok(None);
        }
        match name.as_str() {
            "listen" => return self.listen(words.get(1).map_or("", String::as_str)),
            "<virtualhost" => return self.open(line).map(Some),
            "</virtualhost>" => self.close(),
            "servername" | "serveralias" => {
                let names =
                    words[1..].iter().map(|name| bare_name(name)).filter(|name| !name.contains(['*', '?']));
                self.host.get_or_insert_default().names.extend(names);
            }
            "sslengine" => return Ok(Some("SSLEngine off".to_owned())),
            "proxypass" | "proxypassmatch" | "balancermember" => return Ok(Some(self.proxied(line, &words))),
            "rewriterule" if is_proxy_rule(&words) => return Ok(Some(self.proxied(line, &words))),
            "sethandler" if words.get(1).is_some_and(|value| value.starts_with("proxy:")) => {
                self.host.get_or_insert_default().has_app = true;
                return Ok(Some(format!("SetHandler \"proxy:http://{}\"", self.ground.app)));
            }
            _ => {}
        }
        Ok(Some(line.to_owned()))
    }

    fn listen(&mut self, address: &str) -> Result<Option<String>> {
        let port = self.port(address)?;
        if self.listened.contains(&port) {
            return Ok(None);
        }
        self.listened.push(port);
        Ok(Some(format!("Listen 127.0.0.1:{port}")))
    }

    /// The port in place of that of an address.
    fn port(&mut self, address: &str) -> Result<u16> {
        let original = address.rsplit(':').next().unwrap_or(address);
        self.ports.get(original)
    }

    fn open(&mut self, line: &str) -> Result<String> {
        self.close(); // the main server, if it has an application of its own
        let addresses = line.trim_end_matches('>').split_whitespace().skip(1);
        let (mut host, mut words) = (Host::default(), Vec::new());
        for address in addresses {
            let has_port =
                address.rsplit(':').next().is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
            if has_port && address.contains(':') {
                let port = self.port(address)?;
                host.port.get_or_insert(port);
                words.push(format!("*:{port}"));
            } else {
                words.push("*".to_owned());
            }
        }
        words.dedup();
        self.host = Some(host);
        Ok(format!("<VirtualHost {}>", words.join(" ")))
    }

    fn close(&mut self) {
        if let Some(Host { port, names, has_app: true }) = self.host.take()
            && let Some(port) = port.or_else(|| self.listened.first().copied())
        {
            self.candidates.push(Candidate { names, port });
        }
    }

    /// The main server, where it is not in a `<VirtualHost>`.
    fn finish(&mut self) {
        self.close();
    }

    /// A line with the app in place of the URL in it, and without waiting longer than the drill does.
    fn proxied(&mut self, line: &str, words: &[String]) -> String {
        let mut copied = line.to_owned();
        for word in words.iter().skip(1) {
            if let Some(url) = redirected(word, &self.ground.app.to_string()) {
                self.host.get_or_insert_default().has_app = true;
                copied = copied.replacen(word.as_str(), &url, 1);
            } else if word.starts_with("balancer://") {
                self.host.get_or_insert_default().has_app = true;
            }
            let key = word.split('=').next().unwrap_or_default().to_ascii_lowercase();
            if matches!(key.as_str(), "timeout" | "connectiontimeout") && word.contains('=') {
                copied = copied.replacen(word.as_str(), &format!("{key}={TIMEOUT}"), 1);
            }
        }
        copied
    }
}

/// The app's URL in place of `url`, with the same path; `None` when it is no URL of an application.
fn redirected(url: &str, app: &str) -> Option<String> {
    // A socket stands before the URL: `unix:/run/app.sock|http://localhost/`.
    let (url, is_socket) = match url.strip_prefix("unix:") {
        Some(socket) => (socket.split_once('|')?.1, true),
        None => (url, false),
    };
    let (scheme, rest) = url.split_once("://")?;
    if !SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) {
        return None;
    }
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    // Of FastCGI, that is a path of the file system.
    let path = if is_socket && scheme == "fcgi" { "/" } else { path };
    Some(format!("http://{app}{path}"))
}

fn is_proxy_rule(words: &[String]) -> bool {
    let flags =
        words.last().map(|flags| flags.trim_matches(['[', ']']).to_ascii_uppercase()).unwrap_or_default();
    words.len() > 3 && flags.split(',').any(|flag| matches!(flag.trim(), "P" | "PROXY"))
}

/// A name without scheme and port.
fn bare_name(name: &str) -> String {
    let name = name.split("://").last().unwrap_or(name);
    name.split(':').next().unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::{Own, copy, redirected, words};

    fn copied(files: &[(&str, &str)]) -> Result<Own, String> {
        fixture::copied(copy, files, None)
    }

    #[test]
    fn hosts_and_proxies_are_those_of_the_copy_and_error_documents_stay() {
        let files = [
            (
                "apache2.conf",
                "PidFile ${APACHE_PID_FILE}\nInclude ports.conf\nIncludeOptional sites-enabled/*.conf\n",
            ),
            ("ports.conf", "Listen 80\n<IfModule ssl_module>\n\tListen 443\n</IfModule>\n"),
            (
                "sites-enabled/shop.conf",
                "<VirtualHost *:80>\n  ServerName shop.example\n  Redirect / https://shop.example/\n</VirtualHost>\n\
                 <VirtualHost *:443>\n  ServerName https://shop.example:443\n  SSLEngine on\n  SSLCertificateFile /x\n\
                 \x20 ErrorDocument 503 /_downpage/503.html\n  ProxyPass /_downpage/ !\n\
                 \x20 ProxyPass / \\\n   http://app:8000/x/ timeout=600 retry=0\n</VirtualHost>\n",
            ),
        ];
        let own = copied(&files).unwrap();
        let text = &own.files[0].text;
        let port = own.site.address.port();
        assert_eq!(own.site.host, "shop.example");
        for line in [
            &format!("Listen 127.0.0.1:{port}"),
            &format!("<VirtualHost *:{port}>"),
            "SSLEngine off",
            "ErrorDocument 503 /_downpage/503.html",
            "ProxyPass /_downpage/ !",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
        let pass: String =
            text.lines().find(|line| line.starts_with("ProxyPass /  ")).unwrap().split_whitespace().collect();
        assert_eq!(pass, "ProxyPass/http://127.0.0.1:9/x/timeout=2retry=0");
        assert!(!text.contains("SSLCertificateFile") && !text.contains("APACHE_PID_FILE"), "{text}");
    }

    #[test]
    fn every_way_to_proxy_leads_to_the_app() {
        for (url, expected) in [
            ("http://a:80/b", Some("http://127.0.0.1:9/b")),
            ("https://a", Some("http://127.0.0.1:9")),
            ("unix:/run/a.sock|http://localhost/b", Some("http://127.0.0.1:9/b")),
            ("unix:/run/php.sock|fcgi://localhost/srv/www", Some("http://127.0.0.1:9/")),
            ("balancer://app/", None),
            ("!", None),
            ("/path", None),
        ] {
            assert_eq!(redirected(url, "127.0.0.1:9").as_deref(), expected, "{url}");
        }
        assert_eq!(words("A \"b c\" 'd' e"), ["A", "b c", "d", "e"]);
        let own = copied(&[("a", "Listen 80\nSetHandler \"proxy:unix:/x|fcgi://y\"")]).unwrap();
        assert!(own.files[0].text.contains("SetHandler \"proxy:http://127.0.0.1:9\""));
        let own = copied(&[(
            "a",
            "Listen 80\nRewriteRule ^/(.*) http://b:1/$1 [P,L]\nRewriteRule ^ http://c/ [R]",
        )])
        .unwrap();
        assert!(own.files[0].text.contains("http://127.0.0.1:9/$1 [P,L]"));
        assert!(own.files[0].text.contains("http://c/ [R]"), "a redirect is none");
    }

    #[test]
    fn what_cannot_be_copied_is_told() {
        assert_eq!(copied(&[("a", "Include b")]).unwrap_err(), "`a` includes `b`, which is not there");
        assert_eq!(copied(&[("a", "Include a")]).unwrap_err(), "`a`: files include one another without end");
        assert_eq!(copied(&[("a", "Listen 80")]).unwrap_err(), "no site in `a` has an application behind it");
    }
}
