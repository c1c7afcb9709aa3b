//! HAProxy: complete raw responses, and a backend for each variant, since an error page belongs to its proxy.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, ErrorKind, Errors, Format, status};

use super::served::StatusPages;
use super::{
    Abilities, Choice, Configuration, File, Intercept, Outages, Package, Process, Served, Server, Settings,
    Switch, Variant, Whole, accepts, vary,
};

/// The statuses that an error file can be for, in every version since 2.4.
const CODES: [u16; 16] = [400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504];

/// The largest response that fits into `tune.bufsize` as it comes.
const BUFFER: usize = 16384;
/// What is kept free in it for headers that other rules add.
const RESERVE: usize = 1024;

/// See the module.
#[derive(Debug)]
pub(super) struct HaProxy;

impl Server for HaProxy {
    fn name(&self) -> &'static str {
        "haproxy"
    }

    fn title(&self) -> &'static str {
        "HAProxy"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Debian("haproxy"),
            outages: Outages {
                refused: 503,
                hanging: 504,
                closed: 502,
                garbage: Some(502),
                own: &[500, 502, 503, 504],
            },
            formats: true,
            languages: Choice::Weights,
            encodings: &[],
            retry_after: true,
            headers: true,
            intercept: Intercept::Chosen,
            maintenance: Switch::Own,
            assets: false,
            rereads: false,
            limit: Some(BUFFER - RESERVE),
            tried: true,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        supported(settings)?;
        let mut files = Vec::new();
        let mut largest = 0;
        let mut errors = Vec::new();
        for (status, variant) in used.variants() {
            match response(status, variant, vary(used), settings) {
                Ok(text) => {
                    largest = largest.max(text.len());
                    files.push(File { name: response_name(&variant.path), text });
                }
                Err(error) => errors.push(error),
            }
        }
        Errors::check(errors)?;
        if settings.flag.is_some() {
            files.push(File { name: "maintenance.map".into(), text: "on off\n".into() });
        }
        let mut warnings = Vec::new();
        let buffer = (largest > BUFFER - RESERVE).then(|| (largest + RESERVE).next_power_of_two());
        if let Some(buffer) = buffer {
            warnings.push(format!(
                "the largest page is {largest} bytes with its headers, and HAProxy has {BUFFER} for a page and what other rules add: \
                 `tune.bufsize {buffer}` is set in `global`, for every connection"
            ));
        }
        let sections = sections(used, settings);
        let text = match &settings.whole {
            None => beginning(buffer) + &sections,
            Some(whole) => global(buffer, whole, settings) + &sections,
        };
        files.insert(0, File { name: "haproxy.cfg".into(), text });
        Ok(Configuration { files, warnings })
    }

    fn processes(&self, folder: &Path, _: &Settings) -> Vec<Process> {
        vec![Process::new("haproxy", ["-db", "-f", &folder.join("haproxy.cfg").display().to_string()])]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        vec![Process::new("haproxy", ["-c", "-f", &folder.join("haproxy.cfg").display().to_string()])]
    }
}

/// Refuses to replace what HAProxy has no page for.
fn supported(settings: &Settings) -> Result<(), Errors> {
    let unknown = settings.intercept.iter().filter(|code| !CODES.contains(code));
    let errors = unknown.map(|code| {
        Error::new(
            ErrorKind::Configuration,
            format!("HAProxy cannot have a page of ours for the status {code}"),
        )
        .help("leave it out of `--intercept`")
    });
    Errors::check(errors.collect())
}

/// The complete response of a page, as it goes over the wire.
fn response(status: u16, page: &Variant, vary: Option<&str>, settings: &Settings) -> Result<String, Error> {
    let Some(body) = &page.text else {
        let message = format!(
            "the page `{}` is not there, and HAProxy gets it as part of its configuration",
            page.path
        );
        return Err(Error::new(ErrorKind::Configuration, message)
            .help("run `downpage generate` first, and this command again whenever pages change"));
    };
    let mut text = format!("HTTP/1.1 {status} {}\r\n", status::describe(status).reason);
    let _ = write!(text, "Content-Type: {}\r\nContent-Length: {}\r\n", page.media, body.len());
    text.push_str("Cache-Control: no-store\r\nX-Robots-Tag: noindex\r\n");
    if let (503, Some(seconds)) = (status, settings.retry_after) {
        let _ = write!(text, "Retry-After: {seconds}\r\n");
    }
    if let Some(vary) = vary {
        let _ = write!(text, "Vary: {vary}\r\n");
    }
    Ok(text + "\r\n" + body)
}

/// The name of the file with the response of a page.
fn response_name(path: &str) -> String {
    format!("pages/{}.http", path.strip_suffix(".html").unwrap_or(path))
}

/// A variant that clients are told apart by.
struct Kind {
    /// As names of sections end: empty for everybody, else `_json_de`.
    suffix: String,
    format: Format,
    locale: Option<String>,
    /// The condition, for rules.
    condition: String,
}

/// Every format and language that there is, the most particular first.
fn kinds(served: &Served) -> Vec<Kind> {
    let formats = served.formats();
    let languages = served.languages();
    let mut kinds = Vec::new();
    for (at, format) in formats.iter().enumerate() {
        let mut of_format = Vec::new();
        if at > 0 {
            of_format.push(format!("dp_{}", format.name()));
            of_format.extend(formats[1..at].iter().map(|earlier| format!("!dp_{}", earlier.name())));
        }
        if formats[0] == Format::Html && at > 0 {
            of_format.push("!dp_html".to_owned());
        }
        let has = |locale: &str| {
            served
                .variants()
                .any(|(_, page)| page.format == *format && page.locale.as_deref() == Some(locale))
        };
        let locales = languages.locales().filter(|locale| has(locale)).map(Some);
        for locale in locales.chain([None]) {
            let language = locale.map(|locale| format!("dp_{}", word(locale)));
            let mut suffix = if at > 0 { format!("_{}", format.name()) } else { String::new() };
            suffix += &locale.map(|locale| format!("_{}", word(locale))).unwrap_or_default();
            kinds.push(Kind {
                suffix,
                format: *format,
                locale: locale.map(str::to_owned),
                condition: of_format.iter().cloned().chain(language).collect::<Vec<_>>().join(" "),
            });
        }
    }
    // What is for everybody comes last, as it has no condition.
    kinds.sort_by_key(|kind| (kind.condition.is_empty(), kind.format == formats[0]));
    kinds
}

/// A locale as part of a name.
fn word(locale: &str) -> String {
    locale.to_ascii_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}

/// Pages, frontend and backends.
fn sections(served: &Served, settings: &Settings) -> String {
    let kinds = kinds(served);
    let mut text = String::new();
    text.push_str("# The pages: complete responses, made by downpage. They are read when HAProxy starts, so reload it after them.\n");
    for kind in kinds.iter().rev() {
        let _ = writeln!(text, "http-errors downpage{}", kind.suffix);
        for pages in &served.statuses {
            let file = format!("{}/{}", settings.folder, response_name(&file_of(pages, kind)));
            let _ = writeln!(text, "    errorfile {} {}", pages.status, quoted(&file));
        }
        text.push('\n');
    }
    frontend(&mut text, served, settings, &kinds);
    for kind in kinds.iter().rev() {
        backend(&mut text, kind, settings);
    }
    text
}

fn file_of(pages: &StatusPages, kind: &Kind) -> String {
    pages.variant(kind.format, kind.locale.as_deref()).path.to_string()
}

fn frontend(text: &mut String, served: &Served, settings: &Settings, kinds: &[Kind]) {
    let listen = settings.whole.as_ref().map_or_else(|| ":80".to_owned(), |whole| whole.listen.to_string());
    let _ = write!(text, "frontend web\n    mode http\n    bind {listen}\n    errorfiles downpage\n");
    let formats = served.formats();
    if formats.len() > 1 {
        text.push_str("    # Whoever names text/html gets that, others by what they name.\n");
        for format in formats {
            let rule = quoted(accepts(format));
            let _ = writeln!(text, "    acl dp_{} req.fhdr(accept) -i -m reg {rule}", format.name());
        }
    }
    let languages = served.languages();
    if !languages.is_empty() {
        let every = std::iter::once(languages.default()).chain(languages.choices());
        let mut tags: Vec<&str> = every.flat_map(|one| one.tags.iter().map(String::as_str)).collect();
        // `zh-tw` before `zh`, which would take it for its own.
        tags.sort_by_key(|tag| std::cmp::Reverse(tag.len()));
        text.push_str("    # fhdr, not hdr: that one would split the list at its commas.\n");
        let _ = writeln!(
            text,
            "    http-request set-var(txn.dp_language) req.fhdr(accept-language),lower,language({})",
            tags.join(";")
        );
        for language in languages.choices() {
            let _ = writeln!(
                text,
                "    acl dp_{} var(txn.dp_language) -m str {}",
                word(&language.locale),
                language.tags.join(" ")
            );
        }
    }
    if settings.flag.is_some() {
        let map = format!("{}/maintenance.map", settings.folder);
        let _ = write!(
            text,
            "    # Maintenance. HAProxy looks at no file while it runs; its socket switches, without a reload:\n    \
             #   echo \"set map {map} on on\" | socat stdio /run/haproxy/admin.sock    (and `on off`)\n    \
             acl dp_maintenance {} -m str on\n",
            quoted(&format!("str(on),map({},off)", argument(&map)))
        );
        for kind in kinds {
            let rule = format!("http-request return status 503 errorfiles downpage{}", kind.suffix);
            let _ =
                writeln!(text, "    {rule} if {}", format!("dp_maintenance {}", kind.condition).trim_end());
        }
    }
    for kind in kinds.iter().filter(|kind| !kind.condition.is_empty()) {
        let _ = writeln!(text, "    use_backend app{} if {}", kind.suffix, kind.condition);
    }
    text.push_str("    default_backend app\n");
}

fn backend(text: &mut String, kind: &Kind, settings: &Settings) {
    let _ = write!(
        text,
        "\nbackend app{0}\n    mode http\n    # Here, and not only above: an `errorfile` in `defaults` would go before that of the frontend.\n    \
         errorfiles downpage{0}\n    # A dead application is told at once, not after three more tries of a second each.\n    retries 0\n",
        kind.suffix
    );
    for code in &settings.intercept {
        let _ = writeln!(
            text,
            "    http-response return status {code} errorfiles downpage{} if {{ status {code} }}",
            kind.suffix
        );
    }
    let _ = writeln!(text, "    server app {}", settings.upstream);
}

/// What stands above the sections when they are to be taken into an existing configuration.
fn beginning(buffer: Option<usize>) -> String {
    let mut text = "# Error pages, made by downpage. An error page belongs to a proxy: take the lines of frontend and backends into your own,\n\
                    # then: haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy\n\n"
        .to_owned();
    if let Some(buffer) = buffer {
        let _ = write!(text, "global\n    tune.bufsize {buffer}\n\n");
    }
    text
}

fn global(buffer: Option<usize>, whole: &Whole, settings: &Settings) -> String {
    let mut text = "global\n".to_owned();
    if settings.flag.is_some() {
        let socket = quoted(&format!("{}/haproxy.sock", whole.state));
        let _ = writeln!(text, "    stats socket {socket} mode 600 level admin");
    }
    if let Some(buffer) = buffer {
        let _ = writeln!(text, "    tune.bufsize {buffer}");
    }
    let timeout = whole.timeout;
    let _ = write!(
        text,
        "\ndefaults\n    timeout connect {timeout}s\n    timeout server {timeout}s\n    timeout client 60s\n\n"
    );
    text
}

/// A word in strong quotes, in which nothing has a meaning.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// An argument of a sample expression, inside of a word.
fn argument(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}
