//! A copy of a configuration of Caddy that can run here, made of what Caddy itself reads in it.

use std::time::Duration;

use downpage::{Error, ErrorKind, Errors, Result};
use serde_json::{Map, Value, json};

use super::{Candidate, Ground, Own, Ports, choose};
use crate::drill::TIMEOUT;
use crate::drill::keeper::Errand;
use crate::drill::stage::Stage;
use crate::servers::{File, Process};

/// How long Caddy may take to read a configuration.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn copy(ground: &Ground<'_>, stage: &mut Stage) -> Result<Own, Errors> {
    let adapted = adapt(ground, stage)?;
    let mut changes = vec![
        "upstreams are replaced by the drill's app, by HTTP whatever they speak, without health checks"
            .to_owned(),
        format!(
            "it listens on loopback without TLS and certificates, and waits {TIMEOUT} seconds for the app"
        ),
        "left out: logs, the administration, `basic_auth`".to_owned(),
    ];
    let (document, candidates) = transformed(adapted, ground)?;
    let site = choose(&candidates, ground, &mut changes)?;
    let file = format!("{}/caddy.json", ground.configuration);
    let process = |command: &str| Process {
        program: "caddy",
        arguments: [command, "--config", &file].map(str::to_owned).to_vec(),
    };
    Ok(Own {
        files: vec![File { name: "caddy.json".to_owned(), text: format!("{document:#}\n") }],
        processes: vec![process("run")],
        checks: vec![process("validate")],
        variables: Vec::new(),
        site,
        changes,
    })
}

/// The configuration as Caddy reads it: JSON, with all files in it.
fn adapt(ground: &Ground<'_>, stage: &mut Stage) -> Result<Value> {
    let path = ground.path.display().to_string();
    let mut arguments = vec!["adapt".to_owned(), "--config".to_owned(), path.clone()];
    if ground.path.extension().is_none_or(|extension| extension != "json") {
        arguments.extend(["--adapter", "caddyfile"].map(str::to_owned));
    } else {
        let text = super::files::read(ground.path)?;
        return serde_json::from_str(&text)
            .map_err(|cause| Error::new(ErrorKind::Configuration, format!("`{path}` is not JSON: {cause}")));
    }
    let errand = Errand {
        program: ground.program.display().to_string(),
        arguments,
        variables: Vec::new(),
        log: "adapt.log".to_owned(),
    };
    let (ended, said) = stage
        .keeper
        .run_to_end(errand, PATIENCE)
        .map_err(|cause| Error::io("cannot run `caddy adapt`", cause))?;
    // Its warnings are among what it says.
    let document = said
        .lines()
        .find_map(|line| serde_json::from_str::<Value>(line).ok().filter(|it| it["apps"].is_object()));
    document.filter(|_| ended.success).ok_or_else(|| {
        let error =
            Error::new(ErrorKind::Configuration, format!("Caddy cannot read `{path}` ({})", ended.how));
        said.lines()
            .filter(|line| !line.starts_with('{'))
            .fold(error, |error, line| error.note(format!("it says: {line}")))
    })
}

/// The copy, and the sites in it that have an application behind them.
fn transformed(mut document: Value, ground: &Ground<'_>) -> Result<(Value, Vec<Candidate>)> {
    let mut ports = Ports::default();
    let mut candidates = Vec::new();
    let apps = &mut document["apps"];
    let mut servers = apps["http"]["servers"].take();
    for server in servers.as_object_mut().into_iter().flat_map(Map::values_mut) {
        let original = server["listen"][0].as_str().unwrap_or(":80").to_owned();
        let port = ports.get(&original)?;
        for route in server["routes"].as_array().into_iter().flatten() {
            if has_app(route) {
                candidates.push(Candidate { names: hosts(route), port });
            }
        }
        let Some(server) = server.as_object_mut() else { continue };
        for key in ["tls_connection_policies", "listener_wrappers", "logs", "protocols", "trusted_proxies"] {
            server.shift_remove(key);
        }
        server.insert("listen".to_owned(), json!([format!("127.0.0.1:{port}")]));
        server.insert("automatic_https".to_owned(), json!({ "disable": true }));
        for value in server.values_mut() {
            redirect(value, &ground.app.to_string(), 0);
        }
    }
    let document = json!({
        "admin": { "disabled": true, "config": { "persist": false } },
        "storage": { "module": "file_system", "root": ground.state },
        "apps": { "http": { "servers": servers } },
    });
    Ok((document, candidates))
}

/// Replaces all upstreams below `value`, and takes out what asks for a password.
fn redirect(value: &mut Value, app: &str, depth: usize) {
    const DEEPEST: usize = 100;
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => {
            items.retain(|item| item["handler"] != "authentication");
            for item in items {
                redirect(item, app, depth + 1);
            }
        }
        Value::Object(entries) => {
            if entries.get("handler").is_some_and(|handler| handler == "reverse_proxy") {
                entries.insert("upstreams".to_owned(), json!([{ "dial": app }]));
                entries.shift_remove("dynamic_upstreams");
                entries.shift_remove("health_checks");
                let mut transport = json!({ "protocol": "http" });
                transport["dial_timeout"] = json!(format!("{TIMEOUT}s"));
                transport["response_header_timeout"] = json!(format!("{TIMEOUT}s"));
                entries.insert("transport".to_owned(), transport);
            }
            for entry in entries.values_mut() {
                redirect(entry, app, depth + 1);
            }
        }
        _ => {}
    }
}

fn has_app(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_app),
        Value::Object(entries) => {
            entries.get("handler").is_some_and(|handler| handler == "reverse_proxy")
                || entries.values().any(has_app)
        }
        _ => false,
    }
}

/// The names that a route is for.
fn hosts(route: &Value) -> Vec<String> {
    let matchers = route["match"].as_array().into_iter().flatten();
    let hosts = matchers.flat_map(|matcher| matcher["host"].as_array().into_iter().flatten());
    hosts.filter_map(Value::as_str).filter(|host| !host.contains('*')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::super::fixture;
    use super::transformed;

    #[test]
    fn upstreams_ports_and_certificates_are_those_of_the_copy_and_the_rest_is_as_it_was() {
        let proxy = json!({
            "handler": "reverse_proxy",
            "upstreams": [{ "dial": "a:1" }, { "dial": "b:2" }],
            "health_checks": { "active": {} },
            "transport": { "protocol": "fastcgi", "root": "/x" },
            "handle_response": [{ "match": { "status_code": [5] } }],
        });
        let route = json!({
            "match": [{ "host": ["*.x", "shop.example"] }],
            "handle": [{ "handler": "subroute", "routes": [{ "handle": [{ "handler": "authentication" }, proxy] }] }],
        });
        let original = json!({
            "admin": { "listen": "x" },
            "apps": {
                "tls": {},
                "http": { "servers": { "srv0": {
                    "listen": [":443"], "routes": [{ "match": [{ "host": ["static.example"] }] }, route],
                    "tls_connection_policies": [{}],
                    "errors": { "routes": [{ "handle": [{ "handler": "file_server" }] }] },
                } } },
            },
        });
        let (copy, candidates) =
            transformed(original.clone(), &fixture::ground(Path::new("Caddyfile"))).unwrap();
        let server = &copy["apps"]["http"]["servers"]["srv0"];
        assert_eq!(server["listen"], json!([format!("127.0.0.1:{}", candidates[0].port)]));
        assert_eq!(server["errors"], original["apps"]["http"]["servers"]["srv0"]["errors"]);
        let handle = &server["routes"][1]["handle"][0]["routes"][0]["handle"];
        assert_eq!(handle.as_array().unwrap().len(), 1);
        assert_eq!(handle[0]["upstreams"], json!([{ "dial": "127.0.0.1:9" }]));
        assert_eq!(handle[0]["transport"]["protocol"], "http");
        assert_eq!(handle[0]["health_checks"], Value::Null);
        assert_eq!(handle[0]["handle_response"], json!([{ "match": { "status_code": [5] } }]));
        assert!(server.get("tls_connection_policies").is_none() && copy["apps"].get("tls").is_none());
        assert_eq!(candidates.iter().map(|site| site.names.join(" ")).collect::<Vec<_>>(), ["shop.example"]);
    }
}
