//! What is made for targets that cannot run here: its form, and what of it can be run elsewhere.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::site::{Site, Variants, check};

const EVERYTHING: Variants = Variants { json: true, locales: true, compress: true };

/// The files that are made for a platform, in the folder `conf`.
fn configure(site: &Site, server: &str) -> Value {
    let ran = site.run(&["server-config", server, "--format", "json", "--output", "conf"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn read(site: &Site, name: &str) -> String {
    std::fs::read_to_string(site.path("conf").join(name)).unwrap()
}

/// The objects of a manifest for Kubernetes.
fn objects(manifest: &str) -> Vec<Value> {
    manifest.split("---\n").skip(1).map(|object| serde_json::from_str(object).unwrap()).collect()
}

#[test]
fn a_platform_has_no_configuration_that_stands_alone() {
    let site = Site::new(Variants::default(), "pages");
    for server in ["openlitespeed", "kubernetes", "cloudfront", "cloudflare"] {
        let ran = site.run(&["server-config", server, "--whole", "--output", "conf"]);
        assert_eq!(ran.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&ran.stderr).contains("has no configuration that stands alone"));
    }
}

#[test]
fn the_manifest_holds_every_page_under_its_path_and_mounts_what_it_names() {
    let site = Site::new(EVERYTHING, "pages");
    configure(&site, "kubernetes");
    let objects = objects(&read(&site, "downpage.yaml"));
    let kinds: Vec<&str> = objects.iter().map(|object| object["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["ConfigMap", "ConfigMap", "Deployment", "Service"]);
    let pod = &objects[2]["spec"]["template"]["spec"];
    let items = pod["volumes"][0]["configMap"]["items"].as_array().unwrap();
    for item in items {
        let key = item["key"].as_str().unwrap();
        let is_of_key = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        assert!(key.chars().all(is_of_key) && key.len() <= 253, "{key}");
        let page = std::fs::read_to_string(site.path("pages").join(item["path"].as_str().unwrap())).unwrap();
        assert_eq!(objects[0]["data"][key], page);
    }
    assert_eq!(items.len(), 3 * 9, "502, 503 and 504 in five languages and the site's, and three formats");
    let mounts: Vec<&str> = pod["containers"][0]["volumeMounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mount| mount["name"].as_str().unwrap())
        .collect();
    let volumes: Vec<&str> =
        pod["volumes"].as_array().unwrap().iter().map(|volume| volume["name"].as_str().unwrap()).collect();
    assert_eq!(mounts, volumes);
    assert_eq!(objects[2]["spec"]["selector"]["matchLabels"], objects[3]["spec"]["selector"]);
    assert_eq!(objects[2]["spec"]["template"]["metadata"]["labels"], objects[3]["spec"]["selector"]);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nginx_takes_the_configuration_of_the_pod() {
    let site = Site::new(EVERYTHING, "pages");
    configure(&site, "kubernetes");
    let objects = objects(&read(&site, "downpage.yaml"));
    let text = objects[1]["data"]["nginx.conf"].as_str().unwrap();
    std::fs::write(site.path("nginx.conf"), text).unwrap();
    let file = site.path("nginx.conf");
    check(&serde_json::json!(["nginx", "-t", "-c", file]), Path::new("/")).unwrap();
}

#[test]
fn the_list_for_cloudfront_counts_its_items_and_keeps_their_status() {
    let site = Site::new(EVERYTHING, "pages");
    configure(&site, "cloudfront");
    let list: Value = serde_json::from_str(&read(&site, "custom-error-responses.json")).unwrap();
    let items = list["Items"].as_array().unwrap();
    assert_eq!(list["Quantity"], items.len());
    for item in items {
        assert_eq!(
            item["ResponseCode"].as_str().unwrap(),
            item["ErrorCode"].to_string(),
            "one is text, one a number"
        );
        assert!(item["ResponsePagePath"].as_str().unwrap().starts_with("/_downpage/5"));
    }
}

#[test]
#[ignore = "runs bash and node: cargo xtask servers"]
fn scripts_are_scripts() {
    for name in ["pages", "with space", "quote\"d", "apo'strophe", "dol$lar", "back`tick", "größe"] {
        let site = Site::new(EVERYTHING, name);
        for server in ["cloudfront", "cloudflare"] {
            let said = configure(&site, server);
            for command in said["check"].as_array().unwrap() {
                check(command, &site.path("conf")).unwrap_or_else(|failure| panic!("{name}: {failure}"));
            }
        }
    }
}

#[test]
#[ignore = "runs node: cargo xtask servers"]
fn the_worker_answers_as_the_servers_do() {
    let site = Site::new(EVERYTHING, "pages");
    configure(&site, "cloudflare");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/servers/worker.mjs");
    let ran = Command::new("node").arg(script).arg(site.path("conf/worker.mjs")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let html = "text/html; charset=utf-8 | no-store";
    let expected = [
        "up | 200 | origin | - | text/plain;charset=UTF-8 | - | -".to_owned(),
        format!("dead | 521 | 502 | en | {html} | -"),
        format!("gateway | 502 | 502 | en | {html} | -"),
        "own error | 500 | origin | - | text/plain;charset=UTF-8 | - | -".to_owned(),
        "json | 521 | { | - | application/problem+json | no-store | -".to_owned(),
        format!("browser | 521 | 502 | en | {html} | -"),
        format!("german | 521 | 502 | de | {html} | -"),
        format!("not german | 521 | 502 | en | {html} | -"),
        format!("thrown | 502 | 502 | en | {html} | -"),
        format!("maintenance | 503 | 503 | en | {html} | 120"),
    ];
    let said = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn openlitespeed_has_no_quotes_and_so_no_odd_names() {
    let site = Site::new(Variants::default(), "with space");
    let ran = site.run(&["server-config", "openlitespeed"]);
    assert_eq!(ran.status.code(), Some(2));
    let site = Site::new(Variants::default(), "pages");
    let text = String::from_utf8(site.run(&["server-config", "openlitespeed"]).stdout).unwrap();
    assert_eq!(
        text.matches('{').count() - text.matches("%{").count(),
        text.lines().filter(|line| *line == "}").count()
    );
    for status in [500, 502, 503, 504] {
        assert!(text.contains(&format!(
            "errorpage {status} {{\n  url                     /_downpage/{status}.html\n}}"
        )));
    }
}
