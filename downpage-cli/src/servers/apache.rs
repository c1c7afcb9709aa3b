//! Apache httpd: `ErrorDocument`, and rewriting in the directory of the pages.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, Errors, Format};

use super::served::Pattern;
use super::{
    Abilities, Choice, Configuration, Encoding, Group, Intercept, Outages, Package, Process, Served, Server,
    Settings, Switch, Whole, accepts, check_names, unnameable,
};

/// See the module.
#[derive(Debug)]
pub(super) struct Apache;

impl Server for Apache {
    fn name(&self) -> &'static str {
        "apache"
    }

    fn title(&self) -> &'static str {
        "Apache httpd"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Debian("apache2"),
            outages: Outages {
                refused: 503,
                hanging: 502,
                closed: 502,
                garbage: None,
                own: &[500, 502, 503, 504],
            },
            formats: true,
            languages: Choice::Order,
            encodings: &[Encoding::Brotli, Encoding::Zstd, Encoding::Gzip],
            retry_after: true,
            headers: true,
            intercept: Intercept::Chosen,
            maintenance: Switch::Flag,
            assets: true,
            rereads: true,
            limit: None,
            tried: true,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        let state = settings.whole.as_ref().map(|whole| whole.state.as_str());
        check_names(used, settings, state, checked)?;
        let snippet = snippet(used, settings);
        let configuration = match &settings.whole {
            None => Configuration::of("downpage.conf", snippet),
            Some(whole) => Configuration::of("apache.conf", stand_alone(&snippet, settings, whole)),
        };
        Ok(configuration)
    }

    fn processes(&self, folder: &Path, _: &Settings) -> Vec<Process> {
        let file = folder.join("apache.conf").display().to_string();
        vec![Process::new("apache2", ["-D", "FOREGROUND", "-f", &file])]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        vec![Process::new("apache2", ["-t", "-f", &folder.join("apache.conf").display().to_string()])]
    }
}

/// `${` is replaced everywhere, `$` and `%` in rewriting, `*?[` in the name of a directory, and a backslash is taken for an
/// escape in some places and for itself in others.
fn checked(text: &str) -> Result<(), Error> {
    const SPECIAL: [char; 7] = ['$', '%', '*', '?', '[', '"', '\\'];
    let Some(found) = text.chars().find(|letter| SPECIAL.contains(letter)) else { return Ok(()) };
    Err(unnameable("Apache httpd", text, &format!("it has a `{found}` in it")))
}

/// A word in quotes.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// `text` as a part of a regular expression.
fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '/' | '_' | '-' | '\'') {
            escaped.push('\\');
        }
        escaped.push_str(&if letter == ' ' { r"\x20".to_owned() } else { letter.to_string() });
    }
    escaped
}

/// `text` as a part of a URL.
fn in_url(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~@,;:=+()'!&".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// What belongs into a virtual host.
fn snippet(served: &Served, settings: &Settings) -> String {
    let prefix = &settings.url_prefix;
    let root = settings.root.trim_end_matches('/');
    let mut text = "# Error pages, made by downpage. Include this file in the virtual host, before its `ProxyPass /`, then:\n\
                    #   a2enmod proxy_http rewrite headers && apachectl configtest && systemctl reload apache2\n\n"
        .to_owned();
    let _ = write!(
        text,
        "Alias {prefix}/ {}\n# Before every other ProxyPass: else the page would be asked of the application.\nProxyPass {prefix}/ !\n",
        quoted(&format!("{root}/"))
    );
    if !settings.intercept.is_empty() {
        let codes: Vec<String> = settings.intercept.iter().map(u16::to_string).collect();
        let _ = write!(
            text,
            "\n# The application's own errors are replaced as well. Without this list, its 404 and all others would be.\n\
             ProxyErrorOverride On {}\n",
            codes.join(" ")
        );
    }
    text.push('\n');
    for pages in &served.statuses {
        let _ = writeln!(text, "ErrorDocument {} {prefix}/{}", pages.status, in_url(&pages.variants[0].path));
    }
    if let Some(flag) = &settings.flag {
        let _ = write!(
            text,
            "\n# Maintenance: while this file exists, every request gets 503. Seen at once, without a reload.\n\
             RewriteEngine On\nRewriteCond {} -f\n",
            quoted(flag)
        );
        for path in std::iter::once(format!("{prefix}/")).chain(settings.exempt.iter().cloned()) {
            let _ = writeln!(text, "RewriteCond %{{REQUEST_URI}} !^{}", literal(&path));
        }
        text.push_str("RewriteRule ^ - [R=503,L]\n");
    }
    directory(&mut text, served, settings, root);
    text
}

fn directory(text: &mut String, served: &Served, settings: &Settings, root: &str) {
    let _ = write!(
        text,
        "\n<Directory {}>\n    Require all granted\n    AllowOverride None\n    Options -MultiViews -Indexes\n",
        quoted(root)
    );
    // `.br` is Breton to Apache, and `.de` German: names of pages are not to be read like that.
    let locales: Vec<String> = served
        .languages()
        .locales()
        .flat_map(|locale| {
            locale
                .split(['-', '_', '@'])
                .map(|part| format!(".{part}"))
                .chain([format!(".{locale}")])
                .collect::<Vec<_>>()
        })
        .collect();
    let mut endings = vec![".br".to_owned()];
    endings.extend(locales);
    endings.sort();
    endings.dedup();
    let _ = writeln!(text, "    RemoveLanguage {}", endings.join(" "));
    text.push_str(
        "    RemoveType .gz .br .zst\n    RemoveEncoding .gz .br .zst\n    RewriteEngine On\n    # Nobody can ask for a page by its own URL.\n    \
         RewriteCond %{ENV:REDIRECT_STATUS} ^$\n    RewriteRule ^ - [R=404,L]\n",
    );
    let _ = writeln!(text, "    RewriteBase {}/", settings.url_prefix);
    choose(text, served, root);
    encode(text, served, root);
    headers(text, served, settings);
    text.push_str("</Directory>\n");
}

/// Rewrites the page for everybody to the one that the client asks for.
fn choose(text: &mut String, served: &Served, root: &str) {
    let groups = served.groups();
    let languages = served.languages();
    if !languages.is_empty() {
        let _ = write!(
            text,
            "    # The first language of the list that there is a page in.\n    \
             RewriteCond %{{HTTP:Accept-Language}} \"{}\" [NC]\n    RewriteRule ^ - [E=DOWNPAGE_TAG:%1]\n",
            languages.first_tag("(")
        );
    }
    for group in &groups {
        let formats = group.formats();
        let first = Name::of(group.first(), group);
        if formats.len() > 1 {
            text.push_str("    # Whoever names text/html gets that, others by what they name.\n");
        }
        for format in formats.iter().skip(1) {
            let Some((_, pattern)) = group.of(*format).next() else { continue };
            if formats[0] == Format::Html {
                text.push_str("    RewriteCond %{HTTP:Accept} !text/html [NC]\n");
            }
            let _ = writeln!(text, "    RewriteCond %{{HTTP:Accept}} \"{}\" [NC]", accepts(*format));
            rule(text, root, &first, &Name::of(pattern, group));
        }
        for format in formats {
            let plain = group.of(format).next().map(|(_, pattern)| Name::of(pattern, group));
            let Some(plain) = plain else { continue };
            for (locale, pattern) in group.of(format) {
                let language = languages.choices().iter().find(|one| Some(&*one.locale) == locale);
                if let Some(language) = language {
                    let tags = language.tags.join("|");
                    let _ = writeln!(text, "    RewriteCond %{{ENV:DOWNPAGE_TAG}} \"^(?:{tags})$\" [NC]");
                    rule(text, root, &plain, &Name::of(pattern, group));
                }
            }
        }
    }
}

/// The names of a group's pages of one variant.
struct Name {
    /// A regular expression, with the status as its group.
    expression: String,
    /// What takes its place, with `$1` for the status.
    substitute: String,
}

impl Name {
    fn of(pattern: &Pattern, group: &Group) -> Self {
        let codes: Vec<String> = group.statuses.iter().map(u16::to_string).collect();
        let expression = match &pattern.after {
            Some(after) => format!("^{}({}){}$", literal(&pattern.before), codes.join("|"), literal(after)),
            None => format!("^{}$", literal(&pattern.before)),
        };
        let status = if group.statuses.len() == 1 { codes[0].clone() } else { "$1".to_owned() };
        Self { expression, substitute: pattern.fill(&status, str::to_owned) }
    }
}

/// Rewrites one name to another when there is such a page: a missing one falls back.
fn rule(text: &mut String, root: &str, from: &Name, to: &Name) {
    let _ = write!(
        text,
        "    RewriteCond {} -f\n    RewriteRule {} {}\n",
        quoted(&format!("{root}/{}", to.substitute)),
        quoted(&from.expression),
        quoted(&to.substitute)
    );
}

/// Rewrites a page to its compressed file.
fn encode(text: &mut String, served: &Served, root: &str) {
    for encoding in served.encodings() {
        let (name, extension) = (encoding.name(), format!(".{}", encoding.extension()));
        let _ = write!(
            text,
            "    RewriteCond %{{HTTP:Accept-Encoding}} \"(?:^|,)\\s*{name}\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[^,]*)?(?:,|$)\" [NC]\n    \
             RewriteCond {} -f\n    RewriteRule ^(.+)$ \"$1{extension}\" [E=no-gzip:1,E=no-brotli:1,END]\n",
            quoted(&format!("{root}/$1{extension}"))
        );
    }
}

fn headers(text: &mut String, served: &Served, settings: &Settings) {
    let encodings = served.encodings();
    let endings: Vec<String> =
        encodings.iter().map(|encoding| format!("\\.{}", encoding.extension())).collect();
    let compressed = if endings.is_empty() { String::new() } else { format!("(?:{})?", endings.join("|")) };
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (_, page) in served.variants() {
        let name = page.path.rsplit('/').next().unwrap_or_default();
        let end = name
            .rsplit_once('.')
            .map_or_else(|| literal(name), |(_, extension)| format!("\\.{}", literal(extension)));
        if seen.iter().all(|(known, _)| *known != end) {
            seen.push((end, page.media));
        }
    }
    for (end, media) in seen {
        let _ = write!(
            text,
            "    <FilesMatch \"{end}{compressed}$\">\n        ForceType \"{media}\"\n    </FilesMatch>\n"
        );
    }
    for encoding in &encodings {
        let _ = write!(
            text,
            "    <FilesMatch \"\\.{}$\">\n        Header set Content-Encoding {}\n    </FilesMatch>\n",
            encoding.extension(),
            encoding.name()
        );
    }
    let mut vary: Vec<&str> = Vec::new();
    if served.formats().len() > 1 {
        vary.push("Accept");
    }
    if !served.languages().is_empty() {
        vary.push("Accept-Language");
    }
    if !encodings.is_empty() {
        vary.push("Accept-Encoding");
    }
    text.push_str(
        "    Header always set Cache-Control no-store\n    Header always set X-Robots-Tag noindex\n",
    );
    if let Some(seconds) = settings.retry_after {
        let _ =
            writeln!(text, "    Header always set Retry-After {seconds} \"expr=%{{REQUEST_STATUS}} == 503\"");
    }
    if !vary.is_empty() {
        let _ = writeln!(text, "    Header always merge Vary \"{}\"", vary.join(", "));
    }
}

/// A configuration to start Apache with, where its modules are as in Debian.
fn stand_alone(snippet: &str, settings: &Settings, whole: &Whole) -> String {
    let state = &whole.state;
    let mut text = format!(
        "ServerRoot {0}\nDefaultRuntimeDir {0}\nPidFile {1}\nErrorLog {2}\nListen {3}\nServerName localhost\n",
        quoted(state),
        quoted(&format!("{state}/apache.pid")),
        quoted(&format!("{state}/apache-error.log")),
        whole.listen
    );
    // Compiled in here and there.
    for (module, file) in [
        ("mpm_event", "mpm_event"),
        ("unixd", "unixd"),
        ("authz_core", "authz_core"),
        ("mime", "mime"),
        ("dir", "dir"),
        ("alias", "alias"),
        ("env", "env"),
        ("headers", "headers"),
        ("rewrite", "rewrite"),
        ("proxy", "proxy"),
        ("proxy_http", "proxy_http"),
    ] {
        let _ = write!(
            text,
            "<IfModule !{module}_module>\n    LoadModule {module}_module /usr/lib/apache2/modules/mod_{file}.so\n</IfModule>\n"
        );
    }
    let _ = write!(
        text,
        "# Counts only when root starts it.\nUser www-data\nGroup www-data\n<IfFile /etc/mime.types>\n    TypesConfig /etc/mime.types\n</IfFile>\n\
         <Directory />\n    Require all denied\n</Directory>\n\n{snippet}\nProxyPass / http://{0}/ connectiontimeout={1} timeout={1}\n",
        settings.upstream, whole.timeout
    );
    text
}
