//! Cloudflare: a Worker in front of the site that holds the pages.

use std::path::Path;

use downpage::{Error, ErrorKind, Errors};
use serde_json::{Value, json};

use super::{
    Abilities, Choice, Configuration, File, Intercept, Outages, Package, Process, Served, Server, Settings,
    Switch, accepts, vary,
};

/// The largest Worker, of the free plan.
const LIMIT: usize = 3_000_000;

/// The statuses that come from Cloudflare when the application is down. It may be its own 502 or 504, too.
const OUTAGE: [u16; 11] = [502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530];

/// See the module.
#[derive(Debug)]
pub(super) struct Cloudflare;

impl Server for Cloudflare {
    fn name(&self) -> &'static str {
        "cloudflare"
    }

    fn title(&self) -> &'static str {
        "Cloudflare"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Platform,
            outages: Outages {
                refused: 521,
                hanging: 524,
                closed: 520,
                garbage: Some(520),
                own: &[502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530],
            },
            formats: true,
            languages: Choice::Weights,
            encodings: &[],
            retry_after: true,
            headers: true,
            intercept: Intercept::Chosen,
            maintenance: Switch::Own,
            assets: true,
            rereads: false,
            limit: Some(LIMIT),
            tried: false,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        let worker = worker(used, settings)?;
        if worker.len() > LIMIT {
            let message =
                format!("the Worker has {} bytes, and {LIMIT} are what the free plan takes", worker.len());
            return Err(Error::new(ErrorKind::Configuration, message)
                .help("make pages for fewer statuses or languages")
                .into());
        }
        let files = vec![
            File { name: "worker.mjs".into(), text: worker },
            File { name: "wrangler.toml".into(), text: WRANGLER.to_owned() },
        ];
        Ok(Configuration { files, warnings: Vec::new() })
    }

    fn processes(&self, _: &Path, _: &Settings) -> Vec<Process> {
        Vec::new()
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        vec![Process::new("node", ["--check", &folder.join("worker.mjs").display().to_string()])]
    }
}

const WRANGLER: &str = "\
# npx wrangler deploy. The route puts the Worker in front of the site; fill in yours.
name = \"downpage\"
main = \"worker.mjs\"
compatibility_date = \"2025-01-01\"
routes = [{ pattern = \"www.example.com/*\", zone_name = \"example.com\" }]

# Maintenance: npx wrangler deploy --var MAINTENANCE:on    (and without it to go on)
";

/// The pages of a status as the Worker needs them.
fn pages(served: &Served) -> Result<Value, Errors> {
    let (mut all, mut errors) = (serde_json::Map::new(), Vec::new());
    for pages in &served.statuses {
        let mut variants = Vec::new();
        for page in &pages.variants {
            match &page.text {
                Some(text) => variants.push(json!({
                    "format": page.format.name(),
                    "locale": page.locale,
                    "type": page.media,
                    "body": &**text,
                })),
                None => errors.push(
                    Error::new(
                        ErrorKind::Configuration,
                        format!("the page `{}` is not there, and the Worker holds it", page.path),
                    )
                    .help("run `downpage generate` first, and this command again whenever pages change"),
                ),
            }
        }
        all.insert(pages.status.to_string(), variants.into());
    }
    Errors::check(errors)?;
    Ok(all.into())
}

fn worker(served: &Served, settings: &Settings) -> Result<String, Errors> {
    let mut replaced: Vec<u16> = OUTAGE.iter().chain(&settings.intercept).copied().collect();
    replaced.sort_unstable();
    replaced.dedup();
    let formats: Vec<Value> =
        served.formats().into_iter().map(|format| json!([format.name(), accepts(format)])).collect();
    let languages = served.languages();
    let every = std::iter::once(languages.default()).chain(languages.choices());
    let tags: Vec<Value> = every
        .flat_map(|one| {
            let is_default = std::ptr::eq(one, languages.default());
            one.tags.iter().map(move |tag| json!([tag, (!is_default).then_some(&*one.locale)]))
        })
        .collect();
    let values = [
        ("PAGES", pages(served)?),
        ("REPLACED", json!(replaced)),
        ("FORMATS", json!(formats)),
        ("TAGS", json!(tags)),
        ("RETRY_AFTER", json!(settings.retry_after.map(|seconds| seconds.to_string()))),
        ("VARY", json!(vary(served))),
    ];
    let constants: Vec<String> =
        values.iter().map(|(name, value)| format!("const {name} = {value};\n")).collect();
    Ok(format!(
        "{}{}\n{}",
        include_str!("cloudflare/head.mjs"),
        constants.concat(),
        include_str!("cloudflare/worker.mjs")
    ))
}
