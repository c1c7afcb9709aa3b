//! Kubernetes: a page service in the cluster, and what ingress controllers need to ask it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use downpage::{Error, ErrorKind, Errors};
use serde_json::{Value, json};

use super::nginx;
use super::{
    Abilities, Address, Choice, Configuration, Intercept, Outages, Package, Process, Served, Server,
    Settings, Switch, Whole,
};

/// What fits into a ConfigMap, names and all.
const LIMIT: usize = 1 << 20;
/// What is kept free for the rest of the object.
const RESERVE: usize = 16 << 10;

/// See the module.
#[derive(Debug)]
pub(super) struct Kubernetes;

impl Server for Kubernetes {
    fn name(&self) -> &'static str {
        "kubernetes"
    }

    fn title(&self) -> &'static str {
        "Kubernetes"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            package: Package::Platform,
            // Those of ingress-nginx: without an endpoint that is ready it answers with 503 itself.
            outages: Outages {
                refused: 502,
                hanging: 504,
                closed: 502,
                garbage: None,
                own: &[502, 503, 504],
            },
            formats: true,
            languages: Choice::Order,
            encodings: &[],
            retry_after: true,
            headers: true,
            intercept: Intercept::Always,
            maintenance: Switch::None,
            assets: true,
            rereads: true,
            limit: Some(LIMIT - RESERVE),
            tried: false,
        }
    }

    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors> {
        let mut used = used.clone();
        for variant in used.statuses.iter_mut().flat_map(|pages| &mut pages.variants) {
            variant.encodings.clear(); // a ConfigMap holds text
        }
        let pages = pages(&used)?;
        let inside = Settings {
            root: "/pages".into(),
            page_service: Address { host: "0.0.0.0".into(), port: 8080 },
            flag: None,
            intercept: Vec::new(),
            whole: Some(Whole { listen: settings.page_service.clone(), state: "/tmp".into(), timeout: 30 }),
            ..settings.clone()
        };
        let service = nginx::page_service(&used, &inside, true)?;
        let text = manifest(&used, settings, &pages, &service);
        let configuration = Configuration::of("downpage.yaml", text);
        Ok(configuration)
    }

    fn processes(&self, _: &Path, _: &Settings) -> Vec<Process> {
        Vec::new()
    }

    fn checks(&self, _: &Path) -> Vec<Process> {
        Vec::new()
    }
}

/// The pages by their keys in the ConfigMap, with their paths.
fn pages(served: &Served) -> Result<BTreeMap<String, (String, String)>, Errors> {
    let (mut pages, mut errors, mut size) = (BTreeMap::new(), Vec::new(), 0);
    for (number, (_, page)) in served.variants().enumerate() {
        let Some(text) = &page.text else {
            let message = format!("the page `{}` is not there, and the manifest holds it", page.path);
            errors.push(Error::new(ErrorKind::Configuration, message).help("run `downpage generate` first"));
            continue;
        };
        size += text.len() + page.path.len();
        // A key has no slash and no blank, and the path is told apart from it.
        let key: String =
            page.path.chars().map(|letter| if is_of_key(letter) { letter } else { '_' }).collect();
        pages.insert(format!("{number:03}-{key}"), (page.path.to_string(), text.to_string()));
    }
    if size > LIMIT - RESERVE {
        let message =
            format!("the pages have {size} bytes, and a ConfigMap holds {LIMIT} with all there is to it");
        errors.push(
            Error::new(ErrorKind::Configuration, message).help("make pages for fewer statuses or languages"),
        );
    }
    Errors::check(errors)?;
    Ok(pages)
}

const fn is_of_key(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

fn manifest(
    served: &Served,
    settings: &Settings,
    pages: &BTreeMap<String, (String, String)>,
    service: &str,
) -> String {
    let codes: Vec<String> = served.codes().iter().map(u16::to_string).collect();
    let codes = codes.join(",");
    let prefix = &settings.url_prefix;
    let mut text = format!(
        "# Error pages, made by downpage: kubectl apply -f downpage.yaml. Checked by its form, not tried in a cluster.\n\
         #\n\
         # ingress-nginx, for all ingresses: `custom-http-errors: \"{codes}\"` in its ConfigMap and\n\
         #   --default-backend-service=NAMESPACE/downpage among its arguments; or for one ingress, as annotations:\n\
         #     nginx.ingress.kubernetes.io/custom-http-errors: \"{codes}\"\n\
         #     nginx.ingress.kubernetes.io/default-backend: downpage\n\
         # Traefik: a Middleware in front of the application's service, with\n\
         #     spec: {{ errors: {{ status: [\"{}\"], query: \"{prefix}/{{status}}\", service: {{ name: downpage, port: 80 }} }} }}\n\
         # Both replace the application's own answers with these statuses as well.\n",
        codes.replace(',', "\", \"")
    );
    let labels = json!({ "app.kubernetes.io/name": "downpage" });
    let metadata = |name: &str| json!({ "name": name, "labels": labels });
    let data: BTreeMap<&String, &String> = pages.iter().map(|(key, (_, text))| (key, text)).collect();
    let items: Vec<Value> =
        pages.iter().map(|(key, (path, _))| json!({ "key": key, "path": path })).collect();
    let container = json!({
        "name": "nginx",
        "image": "nginxinc/nginx-unprivileged:stable",
        "command": ["nginx", "-c", "/etc/downpage/nginx.conf", "-g", "daemon off;"],
        "ports": [{ "name": "http", "containerPort": 8080 }],
        "readinessProbe": { "tcpSocket": { "port": "http" } },
        "resources": { "requests": { "cpu": "5m", "memory": "16Mi" }, "limits": { "memory": "64Mi" } },
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "runAsNonRoot": true,
            "capabilities": { "drop": ["ALL"] },
        },
        "volumeMounts": [
            { "name": "pages", "mountPath": "/pages", "readOnly": true },
            { "name": "configuration", "mountPath": "/etc/downpage", "readOnly": true },
            { "name": "temporary", "mountPath": "/tmp" },
        ],
    });
    let volumes = json!([
        { "name": "pages", "configMap": { "name": "downpage-pages", "items": items } },
        { "name": "configuration", "configMap": { "name": "downpage-nginx" } },
        { "name": "temporary", "emptyDir": {} },
    ]);
    let objects = [
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("downpage-pages"), "data": data }),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("downpage-nginx"), "data": { "nginx.conf": service } }),
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("downpage"),
            "spec": {
                "replicas": 2,
                "selector": { "matchLabels": labels },
                "template": {
                    "metadata": { "labels": labels },
                    "spec": { "automountServiceAccountToken": false, "containers": [container], "volumes": volumes },
                },
            },
        }),
        json!({
            "apiVersion": "v1", "kind": "Service", "metadata": metadata("downpage"),
            "spec": { "selector": labels, "ports": [{ "name": "http", "port": 80, "targetPort": "http" }] },
        }),
    ];
    for object in objects {
        let _ = write!(text, "---\n{object:#}\n");
    }
    text
}
