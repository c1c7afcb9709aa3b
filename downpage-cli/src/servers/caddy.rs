//! Caddy: `handle_errors` and its file server, which has to be kept from answering about the file and not the error.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, Errors, Format};

use super::language::{Languages, re2};
use super::served::Pattern;
use super::{
    Abilities, Choice, Configuration, Encoding, Group, Intercept, Outages, Package, Process, Served, Server,
    Settings, Switch, Whole, accepts, check_names, unnameable, vary,
};

/// What a browser asks about a file that it has, and about parts of it.
const ABOUT_THE_FILE: [&str; 6] =
    ["Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];

/// See the module.
#[derive(Debug)]
pub(super) struct Caddy;

impl Server for Caddy {
    fn name(&self) -> &'static str {
        "caddy"
    }

    fn title(&self) -> &'static str {
        "Caddy"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Debian("caddy"),
            outages: Outages {
                refused: 502,
                hanging: 504,
                closed: 502,
                garbage: Some(502),
                own: &[500, 502, 503, 504],
            },
            formats: true,
            languages: Choice::First,
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
        check_names(used, settings, None, checked)?;
        let snippets = snippets(used, settings);
        let configuration = match &settings.whole {
            None => Configuration::of("downpage.caddyfile", snippets),
            Some(whole) => Configuration::of("Caddyfile", stand_alone(&snippets, settings, whole)),
        };
        Ok(configuration)
    }

    fn processes(&self, folder: &Path, _: &Settings) -> Vec<Process> {
        vec![process("run", folder)]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        vec![process("validate", folder)]
    }
}

fn process(verb: &str, folder: &Path) -> Process {
    let file = folder.join("Caddyfile").display().to_string();
    Process::new("caddy", [verb, "--adapter", "caddyfile", "--config", &file])
}

/// Braces are placeholders wherever they stand, and there is no way to write one that is none in all versions.
fn checked(text: &str) -> Result<(), Error> {
    if !text.contains(['{', '}', '`']) {
        return Ok(());
    }
    Err(unnameable("Caddy", text, "it has a brace or a backtick in it"))
}

/// A token in backticks, in which nothing has a meaning.
fn quoted(text: &str) -> String {
    format!("`{text}`")
}

fn snippets(served: &Served, settings: &Settings) -> String {
    let mut text =
        "# Error pages, made by downpage. Import this file at the top of the Caddyfile, then in a site:\n\
                    #\n\
                    #\timport downpage\n"
            .to_owned();
    if !settings.intercept.is_empty() {
        let _ = write!(
            text,
            "#\treverse_proxy {} {{\n#\t\timport downpage_intercept\n#\t}}\n",
            settings.upstream
        );
    }
    text.push_str("#\n# Then: caddy validate && systemctl reload caddy\n\n(downpage) {\n");
    maintenance(&mut text, settings);
    text.push_str("\thandle_errors {\n");
    for (number, group) in served.groups().iter().enumerate() {
        group_of(&mut text, number, group, served, settings);
    }
    text.push_str("\t}\n}\n");
    if !settings.intercept.is_empty() {
        let codes: Vec<String> = settings.intercept.iter().map(u16::to_string).collect();
        let _ = write!(
            text,
            "\n# The application's own errors go the same way. The first word is a message: without it, the status would be one.\n\
             (downpage_intercept) {{\n\t@downpage status {}\n\thandle_response @downpage {{\n\t\terror \"application\" {{rp.status_code}}\n\t}}\n}}\n",
            codes.join(" ")
        );
    }
    text
}

/// `rewrite` comes before every `handle` of the site, and no other `handle` can be meant by what it makes of the URL: an
/// `error` alone would come after them, and never.
fn maintenance(text: &mut String, settings: &Settings) {
    let Some(flag) = &settings.flag else { return };
    let (folder, file) = flag.rsplit_once('/').unwrap_or(("", flag));
    let folder = if folder.is_empty() { "/" } else { folder };
    let _ = write!(
        text,
        "\t# Maintenance: while this file exists, every request gets 503. Seen at once, without a reload.\n\
         \t@downpage_maintenance {{\n\t\tfile {{\n\t\t\troot {}\n\t\t\ttry_files {}\n\t\t}}\n",
        quoted(folder),
        quoted(&format!("/{file}"))
    );
    if !settings.exempt.is_empty() {
        let paths: Vec<String> = settings.exempt.iter().map(|path| format!("{path}*")).collect();
        let _ = writeln!(text, "\t\tnot path {}", paths.join(" "));
    }
    let _ = write!(
        text,
        "\t}}\n\trewrite @downpage_maintenance {0}/:maintenance\n\thandle {0}/:maintenance {{\n\
         \t\terror \"maintenance\" 503\n\t}}\n",
        settings.url_prefix
    );
}

fn group_of(text: &mut String, number: usize, group: &Group, served: &Served, settings: &Settings) {
    let codes: Vec<String> = group.statuses.iter().map(u16::to_string).collect();
    let _ = write!(
        text,
        "\t\t@downpage_{number} expression `{{err.status_code}} in [{}]`\n\t\thandle @downpage_{number} {{\n\t\t\troot * {}\n\
         \t\t\t# Questions about the file: the answer would be an empty page, or a part of it.\n",
        codes.join(", "),
        quoted(&settings.root)
    );
    for header in ABOUT_THE_FILE {
        let _ = writeln!(text, "\t\t\trequest_header -{header}");
    }
    choice(text, group, served);
    text.push_str("\t\t\theader Cache-Control no-store\n\t\t\theader X-Robots-Tag noindex\n");
    if let Some(seconds) = settings.retry_after.filter(|_| group.statuses.contains(&503)) {
        let _ = write!(
            text,
            "\t\t\t@downpage_{number}_503 expression `{{err.status_code}} == 503`\n\
             \t\t\theader @downpage_{number}_503 Retry-After {seconds}\n"
        );
    }
    // Caddy itself says nothing of the encoding that it chose by.
    let encoding = (!served.encodings().is_empty()).then_some("Accept-Encoding");
    let vary: Vec<&str> = vary(served).into_iter().chain(encoding).collect();
    if !vary.is_empty() {
        let _ = writeln!(text, "\t\t\theader +Vary \"{}\"", vary.join(", "));
    }
    let kind = if group.variants.len() == 1 {
        format!("\"{}\"", served.media(group.formats()[0]))
    } else {
        "{downpage_type}".to_owned()
    };
    let _ = write!(
        text,
        "\t\t\theader {{\n\t\t\t\tContent-Type {kind}\n\t\t\t\t-Etag\n\t\t\t\t-Last-Modified\n\t\t\t\tdefer\n\t\t\t}}\n"
    );
    let encodings: Vec<&str> = served.encodings().into_iter().map(Encoding::name).collect();
    if encodings.is_empty() {
        text.push_str("\t\t\tfile_server\n\t\t}\n");
    } else {
        let _ = write!(
            text,
            "\t\t\tfile_server {{\n\t\t\t\tprecompressed {}\n\t\t\t}}\n\t\t}}\n",
            encodings.join(" ")
        );
    }
}

/// The name of a page, as a token.
fn name(pattern: &Pattern) -> String {
    quoted(&format!("/{}", pattern.fill("{err.status_code}", str::to_owned)))
}

/// Picks the page and its type. The rows of the second map are complete and plain, since the result of a regular
/// expression is not looked at for the status that stands in it.
fn choice(text: &mut String, group: &Group, served: &Served) {
    let formats = group.formats();
    if group.variants.len() == 1 {
        let _ = writeln!(text, "\t\t\trewrite * {}", name(group.first()));
        return;
    }
    let row = |format: Format| format!("{} \"{}\"", format.name(), served.media(format));
    text.push_str("\t\t\tmap {header.Accept} {downpage_format} {downpage_type} {\n");
    if formats.len() > 1 {
        text.push_str("\t\t\t\t# Whoever names text/html gets that, others by what they name.\n");
        let html = (formats[0] == Format::Html).then_some(Format::Html);
        for format in html.into_iter().chain(formats.iter().skip(1).copied()) {
            let _ = writeln!(text, "\t\t\t\t`~(?i){}` {}", accepts(format), row(format));
        }
    }
    let _ = write!(text, "\t\t\t\tdefault {}\n\t\t\t}}\n", row(formats[0]));
    let languages = served.languages();
    let mut language = "";
    if !languages.is_empty() {
        language_map(text, &languages);
        language = "{downpage_language}";
    }
    let _ =
        writeln!(text, "\t\t\tmap {{downpage_format}}.{language} {{downpage_page}} {{downpage_plain}} {{");
    for format in formats {
        let of_format: Vec<_> = group.of(format).collect();
        let Some((_, plain)) = of_format.first() else { continue };
        for locale in std::iter::once("").chain(languages.locales()) {
            let own = of_format.iter().find(|(own, _)| own.unwrap_or_default() == locale);
            let page = own.map_or(*plain, |(_, pattern)| *pattern);
            let _ = writeln!(text, "\t\t\t\t\"{}.{locale}\" {} {}", format.name(), name(page), name(plain));
        }
    }
    text.push_str("\t\t\t}\n\t\t\ttry_files {downpage_page} {downpage_plain}\n");
}

/// The first language of the list; Caddy's regular expressions cannot look further.
fn language_map(text: &mut String, languages: &Languages) {
    text.push_str("\t\t\tmap {header.Accept-Language} {downpage_language} {\n");
    for (tag, language) in languages.by_tag() {
        let locale = language.map_or("\"\"", |language| &*language.locale);
        let _ = writeln!(text, "\t\t\t\t`~(?i){}` {locale}", re2(tag));
    }
    text.push_str("\t\t\t\tdefault \"\"\n\t\t\t}\n");
}

fn stand_alone(snippets: &str, settings: &Settings, whole: &Whole) -> String {
    let timeout = whole.timeout;
    let mut text = "{\n\tadmin off\n\tauto_https off\n}\n\n".to_owned();
    text.push_str(snippets);
    let _ = write!(
        text,
        "\nhttp://:{} {{\n\tbind {}\n\timport downpage\n\treverse_proxy {} {{\n",
        whole.listen.port, whole.listen.host, settings.upstream
    );
    if !settings.intercept.is_empty() {
        text.push_str("\t\timport downpage_intercept\n");
    }
    let _ = write!(
        text,
        "\t\ttransport http {{\n\t\t\tdial_timeout {timeout}s\n\t\t\tresponse_header_timeout {timeout}s\n\t\t}}\n\t}}\n}}\n"
    );
    text
}
