//! Varnish: one subroutine that makes every error of Varnish itself, of the application and of maintenance.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, Errors, Format};

use super::served::StatusPages;
use super::{
    Abilities, Choice, Configuration, Intercept, Languages, Outages, Package, Process, Served, Server,
    Settings, Switch, accepts, check_names, unnameable, vary,
};

/// The name of the request header that a page's language is kept in.
const OWN: &str = "X-Downpage";

/// See the module.
#[derive(Debug)]
pub(super) struct Varnish;

impl Server for Varnish {
    fn name(&self) -> &'static str {
        "varnish"
    }

    fn title(&self) -> &'static str {
        "Varnish"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Debian("varnish"),
            outages: Outages { refused: 503, hanging: 503, closed: 503, garbage: Some(503), own: &[503] },
            formats: true,
            languages: Choice::Order,
            encodings: &[],
            retry_after: true,
            headers: true,
            intercept: Intercept::Chosen,
            maintenance: Switch::Flag,
            assets: false,
            rereads: false,
            limit: None,
            tried: true,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        check_names(used, settings, None, checked)?;
        let subroutines = subroutines(used, settings);
        let text = match &settings.whole {
            None => {
                "# Error pages, made by downpage. Include this file in your VCL, before subroutines of your own:\n\
                 #   include \"/etc/varnish/downpage.vcl\";\n\
                 # Varnish keeps the pages it has read: load the VCL anew after pages have changed.\n\
                 import std;\n\n"
                    .to_owned()
                    + &subroutines
            }
            Some(whole) => format!(
                "vcl 4.1;\nimport std;\n\nbackend default {{\n    .host = \"{}\";\n    .port = \"{}\";\n    \
                 .connect_timeout = {2}s;\n    .first_byte_timeout = {2}s;\n}}\n\n{subroutines}",
                settings.upstream.host, settings.upstream.port, whole.timeout
            ),
        };
        let configuration = Configuration::of("downpage.vcl", text);
        Ok(configuration)
    }

    fn processes(&self, folder: &Path, settings: &Settings) -> Vec<Process> {
        let Some(whole) = &settings.whole else { return Vec::new() };
        let file = folder.join("downpage.vcl").display().to_string();
        let directory = format!("{}/varnish", whole.state);
        let listen = whole.listen.to_string();
        vec![Process::new(
            "varnishd",
            ["-F", "-a", &listen, "-f", &file, "-n", &directory, "-T", "none", "-s", "malloc,16m"],
        )]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        vec![Process::new("varnishd", ["-C", "-f", &folder.join("downpage.vcl").display().to_string()])]
    }
}

/// What would end both kinds of strings.
fn checked(text: &str) -> Result<(), Error> {
    if !(text.contains('"') && text.contains("\"}")) {
        return Ok(());
    }
    Err(unnameable("Varnish", text, "it has a `\"}` in it"))
}

/// A string: in it nothing has a meaning but its end.
fn quoted(text: &str) -> String {
    if text.contains('"') { format!("{{\"{text}\"}}") } else { format!("\"{text}\"") }
}

fn subroutines(served: &Served, settings: &Settings) -> String {
    let mut text = String::new();
    maintenance(&mut text, settings);
    let _ = write!(
        text,
        "# What Varnish itself cannot fetch is marked, since the application may answer with the same status.\n\
         sub vcl_backend_response {{\n    unset beresp.http.{OWN};\n}}\n\n\
         sub vcl_backend_error {{\n    set beresp.http.{OWN} = \"1\";\n    set beresp.ttl = 0s;\n    set beresp.uncacheable = true;\n    \
         return (deliver);\n}}\n\n\
         sub vcl_deliver {{\n    if (resp.http.{OWN}) {{\n        return (synth(resp.status));\n    }}\n"
    );
    if !settings.intercept.is_empty() {
        let codes: Vec<String> =
            settings.intercept.iter().map(|code| format!("resp.status == {code}")).collect();
        let _ = write!(
            text,
            "    # The application's own errors are replaced as well.\n    if ({}) {{\n        return (synth(resp.status));\n    }}\n",
            codes.join(" || ")
        );
    }
    text.push_str("}\n\n# `return (deliver)` at the end keeps Varnish's own page from being put over ours.\nsub vcl_synth {\n");
    for pages in &served.statuses {
        let _ = writeln!(text, "    if (resp.status == {}) {{", pages.status);
        page(&mut text, pages, &served.languages(), settings);
        text.push_str(
            "        set resp.http.Cache-Control = \"no-store\";\n        set resp.http.X-Robots-Tag = \"noindex\";\n",
        );
        if let Some(vary) = vary(served) {
            let _ = writeln!(text, "        set resp.http.Vary = \"{vary}\";");
        }
        text.push_str("        return (deliver);\n    }\n");
    }
    text.push_str("}\n");
    text
}

fn maintenance(text: &mut String, settings: &Settings) {
    let Some(flag) = &settings.flag else { return };
    let mut condition = format!("std.file_exists({})", quoted(flag));
    for path in &settings.exempt {
        let _ = write!(condition, " && req.url !~ \"^{}\"", path.replace('.', "[.]"));
    }
    let _ = write!(
        text,
        "# Maintenance: while this file exists, every request gets 503. Seen at once, without a reload.\n\
         sub vcl_recv {{\n    if ({condition}) {{\n        return (synth(503));\n    }}\n}}\n\n"
    );
}

/// The lines that pick among the pages of a status.
fn page(text: &mut String, pages: &StatusPages, languages: &Languages, settings: &Settings) {
    if let (503, Some(seconds)) = (pages.status, settings.retry_after) {
        let _ = writeln!(text, "        set resp.http.Retry-After = \"{seconds}\";");
    }
    let first = &pages.variants[0];
    let mut word = "if";
    let mut rest: Vec<_> = pages.variants.iter().skip(1).collect();
    // The format counts more than the language, and in a format the languages go before the page for everybody.
    rest.sort_by_key(|page| (page.format == first.format, rank(pages, page.format), page.locale.is_none()));
    for variant in rest {
        let mut conditions = Vec::new();
        if variant.format != first.format {
            if first.format == Format::Html {
                conditions.push("req.http.Accept !~ \"(?i)text/html\"".to_owned());
            }
            conditions.push(format!("req.http.Accept ~ \"(?i){}\"", accepts(variant.format)));
        }
        let language = languages.choices().iter().find(|one| Some(&one.locale) == variant.locale.as_ref());
        if let Some(language) = language {
            conditions.push(format!("req.http.Accept-Language ~ \"(?i){}\"", languages.pcre(language)));
        }
        let start = if word == "if" { "        " } else { "" };
        let _ = writeln!(text, "{start}{word} ({}) {{", conditions.join(" && "));
        body(text, "            ", variant, settings);
        text.push_str("        } ");
        word = "elsif";
    }
    if word == "if" {
        body(text, "        ", first, settings);
    } else {
        text.push_str("else {\n");
        body(text, "            ", first, settings);
        text.push_str("        }\n");
    }
}

fn rank(pages: &StatusPages, format: Format) -> Option<usize> {
    pages.variants.iter().position(|page| page.format == format)
}

fn body(text: &mut String, indent: &str, page: &super::Variant, settings: &Settings) {
    let file = quoted(&format!("{}/{}", settings.root.trim_end_matches('/'), page.path));
    let _ = write!(
        text,
        "{indent}set resp.http.Content-Type = \"{}\";\n{indent}set resp.body = std.fileread({file});\n",
        page.media
    );
}
