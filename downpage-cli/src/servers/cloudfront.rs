//! Amazon CloudFront: pages in an S3 bucket, and a list of custom error responses.

use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, ErrorKind, Errors};
use serde_json::json;

use super::{
    Abilities, Choice, Configuration, File, Intercept, Outages, Package, Process, Served, Server, Settings,
    Switch, shell_word,
};

/// The statuses that can have a custom error response.
const CODES: [u16; 11] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/// See the module.
#[derive(Debug)]
pub(super) struct CloudFront;

impl Server for CloudFront {
    fn name(&self) -> &'static str {
        "cloudfront"
    }

    fn title(&self) -> &'static str {
        "CloudFront"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Platform,
            outages: Outages {
                refused: 502,
                hanging: 504,
                closed: 502,
                garbage: Some(502),
                own: &[500, 502, 503, 504],
            },
            formats: false,
            languages: Choice::None,
            encodings: &[],
            retry_after: false,
            headers: false,
            intercept: Intercept::Always,
            maintenance: Switch::None,
            assets: true,
            rereads: false,
            limit: None,
            tried: false,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        let unknown = settings.intercept.iter().filter(|code| !CODES.contains(code));
        let errors = unknown.map(|code| {
            Error::new(
                ErrorKind::Configuration,
                format!("CloudFront cannot have a page for the status {code}"),
            )
            .help("leave it out of `--intercept`")
        });
        Errors::check(errors.collect())?;
        let files = vec![
            File { name: "custom-error-responses.json".into(), text: responses(used, settings) },
            File { name: "upload.sh".into(), text: upload(used, settings) },
        ];
        Ok(Configuration { files, warnings: Vec::new() })
    }

    fn processes(&self, _: &Path, _: &Settings) -> Vec<Process> {
        Vec::new()
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        vec![Process::new("bash", ["-n", &folder.join("upload.sh").display().to_string()])]
    }
}

/// The value of `CustomErrorResponses` in a distribution's configuration.
fn responses(served: &Served, settings: &Settings) -> String {
    let items: Vec<_> = served
        .statuses
        .iter()
        .map(|pages| {
            json!({
                "ErrorCode": pages.status,
                "ResponsePagePath": format!("{}/{}", settings.url_prefix, url(&pages.variants[0].path)),
                "ResponseCode": pages.status.to_string(),
                "ErrorCachingMinTTL": 0,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "Quantity": items.len(), "Items": items }))
}

/// A path in a URL.
fn url(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn upload(served: &Served, settings: &Settings) -> String {
    let prefix = &settings.url_prefix;
    let mut text = format!(
        "#!/usr/bin/env bash\n\
         # Error pages, made by downpage: uploads them. Usage: ./upload.sh BUCKET. Checked by its form, not tried on AWS.\n\
         #\n\
         # Then, once: a cache behaviour for {prefix}/* with this bucket as its origin (not the application: it is down when the\n\
         # pages are needed), and custom-error-responses.json as `CustomErrorResponses` of the distribution:\n\
         #   aws cloudfront get-distribution-config, put it in, aws cloudfront update-distribution\n\
         #\n\
         # What CloudFront cannot do for error pages: Retry-After, a choice by Accept or Accept-Language, a maintenance switch.\n\
         # It replaces the application's own answers with these statuses as well.\n\
         set -euo pipefail\nbucket=${{1:?usage: upload.sh BUCKET}}\n"
    );
    for pages in &served.statuses {
        let page = &pages.variants[0];
        let _ = writeln!(
            text,
            "aws s3 cp {} \"s3://$bucket\"{} --content-type {} --cache-control no-store",
            shell_word(&format!("{}/{}", settings.root.trim_end_matches('/'), page.path)),
            shell_word(&format!("{prefix}/{}", page.path)),
            shell_word(page.media),
        );
    }
    text
}
