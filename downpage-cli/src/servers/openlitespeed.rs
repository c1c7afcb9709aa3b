//! OpenLiteSpeed: error pages of a virtual host. Written from its documentation; there is no package to try it with.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, ErrorKind, Errors};

use super::{
    Abilities, Choice, Configuration, Intercept, Outages, Package, Process, Served, Server, Settings, Switch,
};

/// See the module.
#[derive(Debug)]
pub(super) struct OpenLiteSpeed;

impl Server for OpenLiteSpeed {
    fn name(&self) -> &'static str {
        "openlitespeed"
    }

    fn title(&self) -> &'static str {
        "OpenLiteSpeed"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Platform,
            outages: Outages {
                refused: 503,
                hanging: 503,
                closed: 503,
                garbage: None,
                own: &[500, 502, 503, 504],
            },
            formats: false,
            languages: Choice::None,
            encodings: &[],
            retry_after: false,
            headers: true,
            intercept: Intercept::Never,
            maintenance: Switch::Flag,
            assets: true,
            rereads: true,
            limit: None,
            tried: false,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        let pages = used.statuses.iter().map(|pages| &*pages.variants[0].path);
        let named = [settings.root.as_str()].into_iter().chain(settings.flag.as_deref()).chain(pages);
        Errors::check(named.filter_map(|name| checked(name).err()).collect())?;
        let mut configuration = Configuration::of("vhconf-downpage.conf", text(used, settings));
        if !settings.intercept.is_empty() {
            configuration
                .warnings
                .push("OpenLiteSpeed leaves the application's own errors as they are".to_owned());
        }
        Ok(configuration)
    }

    fn processes(&self, _: &Path, _: &Settings) -> Vec<Process> {
        Vec::new()
    }

    fn checks(&self, _: &Path) -> Vec<Process> {
        Vec::new()
    }
}

/// Its configuration has no quotes.
fn checked(text: &str) -> Result<(), Error> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+~@".contains(letter);
    if text.chars().all(is_plain) {
        return Ok(());
    }
    let message =
        format!("OpenLiteSpeed cannot name `{}`: its configuration has no quotes", text.escape_debug());
    Err(Error::new(ErrorKind::Configuration, message)
        .help("use letters, digits and `._-+~@` in the names of directories, files and pages"))
}

fn text(served: &Served, settings: &Settings) -> String {
    let prefix = &settings.url_prefix;
    let mut text = "# Error pages, made by downpage: for the configuration of the virtual host (vhconf.conf), then restart gracefully:\n\
                    #   /usr/local/lsws/bin/lswsctrl restart\n\
                    # Written from the documentation of OpenLiteSpeed and not tried on it.\n\
                    # What it cannot do: choose by Accept or Accept-Language, Retry-After for 503 alone, hide the pages from who asks\n\
                    # for them by their own URL.\n\n"
        .to_owned();
    let _ = write!(
        text,
        "context {prefix}/ {{\n  location                {}/\n  allowBrowse             1\n  addDefaultCharset       on\n  \
         defaultCharsetCustomized utf-8\n  extraHeaders            <<<END_extraHeaders\nCache-Control: no-store\n\
         X-Robots-Tag: noindex\n  END_extraHeaders\n}}\n",
        settings.root.trim_end_matches('/')
    );
    for pages in &served.statuses {
        let _ = write!(
            text,
            "\nerrorpage {} {{\n  url                     {prefix}/{}\n}}\n",
            pages.status, pages.variants[0].path
        );
    }
    if let Some(flag) = &settings.flag {
        text.push_str("\n# Maintenance: while this file exists, every request gets 503. If the virtual host has rules, these go first.\n");
        let _ = write!(
            text,
            "rewrite  {{\n  enable                  1\n  rules                   <<<END_rules\nRewriteCond {flag} -f\n"
        );
        for path in std::iter::once(format!("{prefix}/")).chain(settings.exempt.iter().cloned()) {
            let _ = writeln!(text, "RewriteCond %{{REQUEST_URI}} !^{}", path.replace('.', r"\."));
        }
        text.push_str("RewriteRule ^ - [R=503,L]\n  END_rules\n}\n");
    }
    text
}
