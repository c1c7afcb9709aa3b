//! nginx: `error_page`, and a location that nobody can ask for.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, Errors, Format};

use super::language::Languages;
use super::{
    Abilities, Choice, Configuration, Encoding, Group, Intercept, Outages, Package, Process, Served, Server,
    Settings, Switch, Whole, accepts, unnameable, vary,
};

/// See the module.
#[derive(Debug)]
pub(super) struct Nginx;

impl Server for Nginx {
    fn name(&self) -> &'static str {
        "nginx"
    }

    fn title(&self) -> &'static str {
        "nginx"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Debian("nginx libnginx-mod-http-brotli-static"),
            outages: Outages {
                refused: 502,
                hanging: 504,
                closed: 502,
                garbage: None,
                own: &[500, 502, 503, 504],
            },
            formats: true,
            languages: Choice::Order,
            encodings: &[Encoding::Brotli, Encoding::Gzip],
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

    fn unreachable(&self) -> u16 {
        504
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        let names = Names::of(used, settings)?;
        let snippet = snippet(used, settings, &names);
        let configuration = match &settings.whole {
            None => Configuration::of("downpage.conf", snippet),
            Some(whole) => Configuration::of("nginx.conf", stand_alone(&snippet, used, settings, whole)?),
        };
        Ok(configuration)
    }

    fn processes(&self, folder: &Path, _: &Settings) -> Vec<Process> {
        vec![Process::new(
            "nginx",
            ["-c", &folder.join("nginx.conf").display().to_string(), "-g", "daemon off;"],
        )]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        Self::check_of(&folder.join("nginx.conf"))
    }
}

impl Nginx {
    /// The command that checks a file.
    pub(super) fn check_of(file: &Path) -> Vec<Process> {
        vec![Process::new("nginx", ["-t", "-c", &file.display().to_string()])]
    }
}

/// What comes from the user, as words of the configuration.
struct Names {
    /// The directory of the pages, with a slash at its end.
    root: String,
    flag: Option<String>,
}

impl Names {
    fn of(served: &Served, settings: &Settings) -> Result<Self, Errors> {
        let root = format!("{}/", settings.root.trim_end_matches('/'));
        let flag = settings.flag.as_deref();
        let pages = served.variants().map(|(_, page)| &*page.path);
        let all = [root.as_str()].into_iter().chain(flag).chain(pages);
        Errors::check(all.filter_map(|text| checked(text).err()).collect())?;
        Ok(Self { root: quoted(&root), flag: flag.map(quoted) })
    }
}

/// A variable would begin at a `$`, and nginx has no way to write one that is none.
fn checked(text: &str) -> Result<(), Error> {
    if !text.contains('$') {
        return Ok(());
    }
    Err(unnameable("nginx", text, "it has a `$` in it"))
}

/// A word in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"")
}

/// What belongs inside of `server { }`.
fn snippet(served: &Served, settings: &Settings, names: &Names) -> String {
    let prefix = &settings.url_prefix;
    let mut text = String::new();
    let _ = write!(
        text,
        "# Error pages, made by downpage. Include this file inside of `server {{ }}`, then: nginx -t && nginx -s reload\n\
         #\n\
         # A `location` with an `error_page` of its own does not inherit those below: repeat them there.\n"
    );
    if let Some(flag) = &names.flag {
        maintenance(&mut text, flag, prefix, &settings.exempt);
    }
    if !settings.intercept.is_empty() {
        let _ = write!(
            text,
            "\n# The application's own errors are replaced as well: all that an `error_page` below lists.\n\
             # For an application behind fastcgi_pass, uwsgi_pass or grpc_pass: fastcgi_intercept_errors and so on.\n\
             proxy_intercept_errors on;\n"
        );
    }
    let groups = served.groups();
    text.push_str("\n# The status stays what it is: with `=` it would become 200.\n");
    for (number, group) in groups.iter().enumerate() {
        let codes: Vec<String> = group.statuses.iter().map(u16::to_string).collect();
        let _ = writeln!(text, "error_page {} {prefix}/{};", codes.join(" "), choice_name(number));
    }
    for (number, group) in groups.iter().enumerate() {
        choice(&mut text, number, group, &served.languages(), settings);
    }
    pages(&mut text, served, settings, names, &groups);
    text
}

/// The URL of the location that picks among the pages of a group. A page cannot be in its way: it has no extension, and a
/// colon.
fn choice_name(number: usize) -> String {
    if number == 0 { ":choose".to_owned() } else { format!(":choose-{}", number + 1) }
}

fn maintenance(text: &mut String, flag: &str, prefix: &str, exempt: &[String]) {
    let _ = write!(
        text,
        "\n# Maintenance: while this file exists, every request gets 503. Seen at once, without a reload.\n\
         set $downpage_maintenance \"\";\n\
         if (-f {flag}) {{ set $downpage_maintenance on; }}\n\
         # The page itself is looked for with these rules once more"
    );
    text.push_str(if exempt.is_empty() { ".\n" } else { ", and pages need their style sheets.\n" });
    for path in std::iter::once(format!("{prefix}/")).chain(exempt.iter().cloned()) {
        let _ = writeln!(
            text,
            "if ($uri ~ \"^{}\") {{ set $downpage_maintenance \"\"; }}",
            path.replace('.', r"\.")
        );
    }
    text.push_str("if ($downpage_maintenance) { return 503; }\n");
}

/// The location that picks a page: what the rewrite module does there is safe, and it is done for errors only.
fn choice(text: &mut String, number: usize, group: &Group, languages: &Languages, settings: &Settings) {
    let prefix = &settings.url_prefix;
    let _ = writeln!(text, "\n# Picks the page.\nlocation = {prefix}/{} {{", choice_name(number));
    text.push_str("    internal;\n    recursive_error_pages off;\n");
    if let Some(seconds) = settings.retry_after {
        text.push_str("    set $downpage_retry_after \"\";\n");
        let _ = writeln!(text, "    if ($status = 503) {{ set $downpage_retry_after {seconds}; }}");
    }
    let name = |pattern: &super::Pattern| format!("\"{}\"", pattern.fill("${status}", escaped));
    let _ = writeln!(text, "    set $downpage_page {};", name(group.first()));
    let formats = group.formats();
    let locales = |format| group.of(format).filter_map(|(locale, pattern)| Some((locale?, pattern)));
    let chooses_language = formats.iter().any(|format| locales(*format).next().is_some());
    if chooses_language {
        text.push_str("    # The first language of the list that there is a page in.\n");
        text.push_str("    set $downpage_language \"\";\n    set $downpage_tag \"\";\n");
        let first = languages.first_tag("(?<downpage_first>");
        let _ = writeln!(
            text,
            "    if ($http_accept_language ~* \"{first}\") {{ set $downpage_tag $downpage_first; }}"
        );
        for language in languages.choices() {
            let tags = language.tags.join("|");
            let locale = &language.locale;
            let _ = writeln!(
                text,
                "    if ($downpage_tag ~* \"^(?:{tags})$\") {{ set $downpage_language {locale}; }}"
            );
        }
    }
    let languages_of = |text: &mut String, format: Format, wanted: &str| {
        for (locale, pattern) in locales(format) {
            let _ = writeln!(
                text,
                "    if ({wanted} = \"{}{locale}\") {{ set $downpage_page {}; }}",
                format_key(format, wanted),
                name(pattern)
            );
        }
    };
    if formats.len() == 1 {
        languages_of(text, formats[0], "$downpage_language");
    } else {
        text.push_str("    # Whoever names text/html gets that, others by what they name.\n");
        let _ = writeln!(text, "    set $downpage_format {};", formats[0].name());
        for format in formats.iter().skip(1).rev() {
            let _ = writeln!(
                text,
                "    if ($http_accept ~* \"{}\") {{ set $downpage_format {}; }}",
                accepts(*format),
                format.name()
            );
        }
        if formats[0] == Format::Html {
            text.push_str("    if ($http_accept ~* text/html) { set $downpage_format html; }\n");
        }
        for format in formats.iter().skip(1) {
            if let Some((_, pattern)) = group.of(*format).next() {
                let _ = writeln!(
                    text,
                    "    if ($downpage_format = {}) {{ set $downpage_page {}; }}",
                    format.name(),
                    name(pattern)
                );
            }
        }
        if chooses_language {
            text.push_str("    set $downpage_wanted \"$downpage_format $downpage_language\";\n");
            for format in &formats {
                languages_of(text, *format, "$downpage_wanted");
            }
        }
    }
    let _ = writeln!(text, "    rewrite ^ {prefix}/$downpage_page last;\n}}");
}

/// The key of a page in `$downpage_wanted`; a language alone when there is but one format.
fn format_key(format: Format, wanted: &str) -> String {
    if wanted == "$downpage_wanted" { format!("{} ", format.name()) } else { String::new() }
}

/// The location that sends a page.
fn pages(text: &mut String, served: &Served, settings: &Settings, names: &Names, groups: &[Group]) {
    let prefix = &settings.url_prefix;
    let _ = write!(
        text,
        "\n# Sends the page. `internal`: nobody can ask for it. `^~`: no `location ~ \\.html$` elsewhere takes it.\n\
         # The `add_header` here replace those of the server: repeat what error pages need, such as security headers.\n\
         location ^~ {prefix}/ {{\n    internal;\n    recursive_error_pages off;\n    alias {};\n",
        names.root
    );
    types(text, served);
    let encodings = served.encodings();
    if encodings.contains(&Encoding::Gzip) {
        text.push_str("    gzip_static on;\n    gzip_vary on;\n");
    }
    if encodings.contains(&Encoding::Brotli) {
        text.push_str("    brotli_static on; # of ngx_brotli: libnginx-mod-http-brotli-static; without it, take this out\n");
        if !encodings.contains(&Encoding::Gzip) {
            text.push_str("    gzip_vary on;\n");
        }
    }
    // A variant that is missing is replaced by the page for everybody, where one pattern names it.
    let fallback = match groups {
        [only] if only.variants.len() > 1 => {
            format!(" \"{prefix}/{}\"", only.first().fill("${status}", escaped))
        }
        _ => String::new(),
    };
    let _ = writeln!(text, "    try_files $uri{fallback} @downpage_missing;");
    text.push_str(
        "    add_header Cache-Control no-store always;\n    add_header X-Robots-Tag noindex always;\n",
    );
    if settings.retry_after.is_some() {
        text.push_str("    add_header Retry-After $downpage_retry_after always;\n");
    }
    if let Some(vary) = vary(served) {
        let _ = writeln!(text, "    add_header Vary \"{vary}\" always;");
    }
    text.push_str(
        "}\n\n# A page that is missing must not turn the error into a 404.\nlocation @downpage_missing {\n",
    );
    text.push_str("    recursive_error_pages off;\n");
    for status in served.codes() {
        let _ = writeln!(text, "    if ($status = {status}) {{ return {status}; }}");
    }
    text.push_str("    return 404;\n}\n");
}

/// The types of the pages, whatever the server's own table says.
fn types(text: &mut String, served: &Served) {
    let mut known: Vec<(&str, &str)> = Vec::new();
    for (_, page) in served.variants() {
        let name = page.path.rsplit('/').next().unwrap_or_default();
        let Some((_, extension)) = name.rsplit_once('.') else { continue };
        let is_word = extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !extension.is_empty();
        let kind = page.media.split(';').next().unwrap_or_default();
        if is_word && known.iter().all(|(other, _)| *other != extension) {
            known.push((extension, kind));
        }
    }
    let rows: Vec<String> = known.iter().map(|(extension, kind)| format!("{kind} {extension};")).collect();
    let _ = writeln!(text, "    types {{ {} }}", rows.join(" "));
    text.push_str("    default_type text/html;\n    charset utf-8;\n");
    let more: Vec<&str> = [Format::Xml, Format::Text]
        .into_iter()
        .filter(|format| served.formats().contains(format))
        .map(|format| served.media(format).split(';').next().unwrap_or_default())
        .collect();
    if !more.is_empty() {
        let _ = writeln!(text, "    charset_types {};", more.join(" "));
    }
}

/// A configuration to start nginx with.
fn stand_alone(snippet: &str, served: &Served, settings: &Settings, whole: &Whole) -> Result<String, Errors> {
    checked(&whole.state)?;
    let at = |name: &str| quoted(&format!("{}/{name}", whole.state));
    let location = format!(
        "        location / {{\n            proxy_pass http://{0};\n            proxy_connect_timeout {1}s;\n            \
         proxy_read_timeout {1}s;\n            proxy_set_header Host $http_host;\n        }}\n",
        settings.upstream, whole.timeout
    );
    Ok(server(snippet, &location, served, &whole.listen, &at))
}

/// An nginx that answers `/_downpage/503` with the status 503 and its page, for servers that have no files: those take the
/// page and leave the status as it is.
///
/// That it is an error for nginx as well is the point: errors know no `Range` and no `If-None-Match`. With `by_header`, the
/// status may also stand in `X-Code`, as ingress-nginx sends it.
pub(super) fn page_service(served: &Served, settings: &Settings, by_header: bool) -> Result<String, Errors> {
    let names = Names::of(served, settings)?;
    let state = settings.whole.as_ref().map_or("/run", |whole| &whole.state);
    checked(state)?;
    let at = |name: &str| quoted(&format!("{state}/downpage-{name}"));
    let mut locations = String::new();
    for code in served.codes() {
        let _ = writeln!(locations, "        location = {}/{code} {{ return {code}; }}", settings.url_prefix);
    }
    locations.push_str("        location / {\n");
    for code in served.codes().into_iter().filter(|_| by_header) {
        let _ = writeln!(locations, "            if ($http_x_code = {code}) {{ return {code}; }}");
    }
    locations.push_str("            return 404;\n        }\n");
    let snippet = snippet(served, settings, &names);
    let head = "# The page service, made by downpage: nginx -c page-service.conf\n# It is asked for /_downpage/503 and the like.\n";
    Ok(head.replace("/_downpage", &settings.url_prefix)
        + &server(&snippet, &locations, served, &settings.page_service, &at))
}

/// A configuration of one server, with these locations besides those of the snippet.
fn server(
    snippet: &str,
    locations: &str,
    served: &Served,
    listen: &super::Address,
    at: &dyn Fn(&str) -> String,
) -> String {
    let mut text = String::new();
    if served.encodings().contains(&Encoding::Brotli) {
        text.push_str("load_module modules/ngx_http_brotli_static_module.so;\n");
    }
    let _ = write!(
        text,
        "pid {};\nerror_log {};\nworker_processes 1;\nevents {{ }}\nhttp {{\n    access_log off;\n",
        at("nginx.pid"),
        at("nginx-error.log")
    );
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let _ = writeln!(text, "    {kind}_temp_path {};", at(kind));
    }
    let _ = write!(text, "    server {{\n        listen {listen};\n{locations}\n");
    for line in snippet.lines() {
        let _ = if line.is_empty() { writeln!(text) } else { writeln!(text, "        {line}") };
    }
    text.push_str("    }\n}\n");
    text
}
