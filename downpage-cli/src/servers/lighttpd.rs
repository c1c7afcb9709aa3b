//! lighttpd: a prefix of file names for errors, and two small scripts for what its settings cannot do.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, ErrorKind, Errors, Format};

use super::{
    Abilities, Choice, Configuration, File, Intercept, Outages, Package, Process, Served, Server, Settings,
    Switch, Variant, Whole, accepts, vary,
};

/// See the module.
#[derive(Debug)]
pub(super) struct Lighttpd;

impl Server for Lighttpd {
    fn name(&self) -> &'static str {
        "lighttpd"
    }

    fn title(&self) -> &'static str {
        "lighttpd"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Debian("lighttpd lighttpd-modules-lua lighttpd-mod-deflate"),
            outages: Outages {
                refused: 503,
                hanging: 504,
                closed: 500,
                garbage: Some(502),
                own: &[500, 502, 503, 504],
            },
            formats: true,
            languages: Choice::Order,
            encodings: &[],
            retry_after: true,
            headers: true,
            intercept: Intercept::All,
            maintenance: Switch::Flag,
            assets: true,
            rereads: true,
            limit: None,
            tried: true,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        let mut shelves = Shelves { settings, files: Vec::new(), errors: Vec::new() };
        let text = snippet(used, settings, &mut shelves);
        Errors::check(std::mem::take(&mut shelves.errors))?;
        let text = match &settings.whole {
            None => text,
            Some(whole) => stand_alone(&text, settings, whole),
        };
        let mut files = vec![File { name: "lighttpd.conf".into(), text }];
        if let Some(flag) = &settings.flag {
            files.push(File { name: "maintenance.lua".into(), text: maintenance_script(flag, settings) });
        }
        files.push(File { name: "headers.lua".into(), text: header_script(used, settings) });
        let mut warnings = Vec::new();
        if !shelves.files.is_empty() {
            warnings.push(
                "lighttpd wants pages called `503.html` in a folder for each variant: copies are written beside the configuration, \
                 so run this again whenever pages change, or call the pages `{locale}/{status}.html`"
                    .to_owned(),
            );
        }
        files.append(&mut shelves.files);
        Ok(Configuration { files, warnings })
    }

    fn processes(&self, folder: &Path, _: &Settings) -> Vec<Process> {
        vec![Process::new("lighttpd", ["-D", "-f", &folder.join("lighttpd.conf").display().to_string()])]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        vec![Process::new("lighttpd", ["-tt", "-f", &folder.join("lighttpd.conf").display().to_string()])]
    }
}

/// Where the pages of each variant are found, as prefixes of `503.html`.
struct Shelves<'a> {
    settings: &'a Settings,
    /// Copies of pages that are called something else.
    files: Vec<File>,
    errors: Vec<Error>,
}

impl Shelves<'_> {
    /// The prefix for a format and a language.
    fn prefix(&mut self, served: &Served, format: Format, locale: Option<&str>) -> String {
        let pages: Vec<(u16, &Variant)> =
            served.statuses.iter().map(|pages| (pages.status, pages.variant(format, locale))).collect();
        if let Some(prefix) = common_prefix(&pages) {
            return format!("{}/{prefix}", self.settings.root.trim_end_matches('/'));
        }
        let name = [Some(format.name()), locale].into_iter().flatten().collect::<Vec<_>>().join("-");
        for (status, page) in pages {
            match &page.text {
                Some(text) => {
                    self.files.push(File { name: format!("pages/{name}/{status}.html"), text: text.to_string() });
                }
                None => self.errors.push(
                    Error::new(ErrorKind::Configuration, format!("the page `{}` is not there, and lighttpd needs a copy of it", page.path))
                        .help("run `downpage generate` first, or call the pages `{status}.html` in a folder for each variant"),
                ),
            }
        }
        format!("{}/pages/{name}/", self.settings.folder)
    }
}

/// What stands before `503.html` in the paths of all pages, if that is what they end with.
fn common_prefix(pages: &[(u16, &Variant)]) -> Option<String> {
    let mut prefixes = pages.iter().map(|(status, page)| page.path.strip_suffix(&format!("{status}.html")));
    let first = prefixes.next()??;
    prefixes.all(|prefix| prefix == Some(first)).then(|| first.to_owned())
}

/// A string of the configuration.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

fn snippet(served: &Served, settings: &Settings, shelves: &mut Shelves<'_>) -> String {
    let formats = served.formats();
    let Some(first) = formats.first().copied() else { return String::new() };
    let mut text = "# Error pages, made by downpage. Include this file at the end of lighttpd.conf, then:\n\
                    #   lighttpd -tt -f /etc/lighttpd/lighttpd.conf && systemctl reload lighttpd\n\
                    # mod_magnet is in the package lighttpd-modules-lua.\n\
                    server.modules += ( \"mod_magnet\" )\n\n\
                    # The rest of the name is the status and .html.\n"
        .to_owned();
    let _ = writeln!(text, "server.errorfile-prefix = {}", quoted(&shelves.prefix(served, first, None)));
    if settings.intercept.is_empty() {
        text.push_str("server.error-intercept = \"disable\"\n");
    } else {
        text.push_str(
            "# The application's own errors are replaced as well, and lighttpd knows no exception: every status from 400 up,\n\
             # with lighttpd's own page where there is none here.\nserver.error-intercept = \"enable\"\n",
        );
    }
    typed(&mut text, "", served.media(first));
    languages(&mut text, "", served, first, shelves);
    for (at, format) in formats.iter().enumerate().skip(1) {
        // Whoever names text/html gets that, others by what they name first here.
        let before = formats[..at].iter().filter(|other| **other == Format::Html || **other != first);
        let others: Vec<String> = before.map(|other| format!("(?!.*{})", accepts(*other))).collect();
        let others = others.concat();
        let _ = writeln!(text, "\n$REQUEST_HEADER[\"Accept\"] =~ \"(?i)^{others}.*{}\" {{", accepts(*format));
        let _ = writeln!(
            text,
            "    server.errorfile-prefix = {}",
            quoted(&shelves.prefix(served, *format, None))
        );
        typed(&mut text, "    ", served.media(*format));
        languages(&mut text, "    ", served, *format, shelves);
        text.push_str("}\n");
    }
    text.push_str("\n# Headers by status, and maintenance.\n");
    let script = |name: &str| quoted(&format!("{}/{name}", settings.folder));
    if settings.flag.is_some() {
        let _ = writeln!(text, "magnet.attract-raw-url-to = ( {} )", script("maintenance.lua"));
    }
    let _ = writeln!(text, "magnet.attract-response-start-to = ( {} )", script("headers.lua"));
    text
}

/// The type of what is called `.html` there.
fn typed(text: &mut String, indent: &str, media: &str) {
    let assign = if indent.is_empty() { "+=" } else { "=" };
    let _ = writeln!(text, "{indent}mimetype.assign {assign} ( \".html\" => \"{media}\" )");
}

/// The prefixes by language.
fn languages(text: &mut String, indent: &str, served: &Served, format: Format, shelves: &mut Shelves<'_>) {
    let languages = served.languages();
    for language in languages.choices() {
        let locale = &*language.locale;
        let has = served
            .variants()
            .any(|(_, page)| page.format == format && page.locale.as_deref() == Some(locale));
        if has {
            let prefix = quoted(&shelves.prefix(served, format, Some(locale)));
            let expression = languages.pcre(language);
            let _ = writeln!(
                text,
                "{indent}$REQUEST_HEADER[\"Accept-Language\"] =~ \"(?i){expression}\" {{\n{indent}    server.errorfile-prefix = {prefix}\n{indent}}}"
            );
        }
    }
}

/// A string of Lua.
fn lua(text: &str) -> String {
    quoted(text)
}

fn maintenance_script(flag: &str, settings: &Settings) -> String {
    let mut text = format!(
        "-- While this file exists, every request gets 503. lighttpd sees it come at once, and go within two seconds.\n\
         if not lighty.c.stat({}) then return 0 end\n",
        lua(flag)
    );
    for path in &settings.exempt {
        let _ = writeln!(
            text,
            "if string.sub(lighty.r.req_attr[\"uri.path\"] or \"\", 1, {}) == {} then return 0 end",
            path.len(),
            lua(path)
        );
    }
    text + "return 503\n"
}

/// Headers of errors. Only headers: a body that is replaced here would never end.
fn header_script(served: &Served, settings: &Settings) -> String {
    let codes: Vec<String> = served.codes().iter().map(|code| format!("[{code}] = true")).collect();
    let is_ours = if settings.intercept.is_empty() {
        format!("({{ {} }})[status]", codes.join(", "))
    } else {
        "status >= 400".to_owned()
    };
    let mut text = format!(
        "-- Whose error it is cannot be told here: what the application itself has set stays.\n\
         local status = tonumber(lighty.r.req_item[\"http_status\"]) or 0\n\
         local headers = lighty.r.resp_header\n\
         local function add(name, value)\n    if not headers[name] then headers[name] = value end\nend\n\
         if {is_ours} then\n    add(\"Cache-Control\", \"no-store\")\n    add(\"X-Robots-Tag\", \"noindex\")\n"
    );
    if let Some(vary) = vary(served) {
        let _ = writeln!(text, "    add(\"Vary\", \"{vary}\")");
    }
    if let Some(seconds) = settings.retry_after {
        let _ = writeln!(text, "    if status == 503 then add(\"Retry-After\", \"{seconds}\") end");
    }
    text + "end\nreturn 0\n"
}

fn stand_alone(snippet: &str, settings: &Settings, whole: &Whole) -> String {
    let at = |name: &str| quoted(&format!("{}/{name}", whole.state));
    let timeout = whole.timeout;
    let upstream = &settings.upstream;
    let mut text = format!(
        "server.modules = ( \"mod_proxy\" )\nserver.bind = {}\nserver.port = {}\nserver.document-root = {}\nserver.errorlog = {}\n\
         server.pid-file = {}\nserver.upload-dirs = ( {} )\nmimetype.assign = ( )\n\n",
        quoted(&whole.listen.host),
        whole.listen.port,
        quoted(&whole.state),
        at("lighttpd-error.log"),
        at("lighttpd.pid"),
        quoted(&whole.state),
    );
    text.push_str(snippet);
    let _ = write!(
        text,
        "\nproxy.server = ( \"\" => ( ( \"host\" => {}, \"port\" => {}, \"connect-timeout\" => {timeout}, \"read-timeout\" => {timeout} ) ) )\n",
        quoted(&upstream.host),
        upstream.port
    );
    text
}
