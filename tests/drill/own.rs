//! Configurations as people have them: Debian's own, with a site put into the place that Debian has for it.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use crate::site::{Drilled, PLAIN, Site};

/// A copy of a configuration of Debian's, to put a site into.
fn debians(site: &Site, name: &str) {
    let from = Path::new("/etc").join(name);
    // Links lead to `../available`: they are copied as links.
    let copied = Command::new("cp").args(["-a", from.to_str().unwrap(), &site.shown(name)]).status().unwrap();
    assert!(copied.success());
    for enabled in ["sites-enabled/default", "sites-enabled/000-default.conf"] {
        let _ = fs::remove_file(site.path(name).join(enabled));
    }
}

/// What `server-config` prints, to be included.
fn snippet(site: &Site, server: &str) -> String {
    let ran = site.downpage(&["server-config", server]).output().unwrap();
    assert!(ran.status.success());
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn debians_nginx_with_the_generated_snippet_in_a_site_passes() {
    let site = Site::new(PLAIN);
    debians(&site, "nginx");
    site.write("nginx/downpage.conf", &snippet(&site, "nginx"));
    site.write(
        "nginx/sites-enabled/shop",
        "upstream shop { server unix:/run/gunicorn.sock fail_timeout=0; }\n\
         server { listen 80; listen [::]:80; server_name shop.example; return 301 https://$host$request_uri; }\n\
         server { listen 443 ssl; listen [::]:443 ssl; server_name shop.example www.shop.example;\n\
         ssl_certificate /etc/letsencrypt/live/shop/fullchain.pem; ssl_certificate_key /none.pem;\n\
         include downpage.conf;\nlocation / { proxy_set_header Host $host; proxy_pass http://shop; } }\n",
    );
    // Debian's main file names the directory of the original.
    let main = String::from_utf8(site.read("nginx/nginx.conf")).unwrap();
    site.write("nginx/nginx.conf", &main.replace("/etc/nginx/", &format!("{}/", site.shown("nginx"))));
    let Drilled { status, report, stderr } = site.drill(&["nginx", "--config", "nginx/nginx.conf"]);
    assert_eq!(status, 0, "{stderr}\n{:#}", report["failures"]);
    assert_eq!(report["configuration"], site.shown("nginx/nginx.conf"));
    let changes = report["changes"].as_array().unwrap();
    assert!(changes.iter().any(|change| change.as_str().unwrap().contains("without TLS")), "{changes:?}");
    let outages: Vec<&str> =
        report["requests"].as_array().unwrap().iter().map(|one| one["outage"].as_str().unwrap()).collect();
    assert!(outages.contains(&"maintenance"), "the flag of the snippet is drilled as well");
    assert!(!site.path("error-pages/.downpage-maintenance").exists(), "and it is not the site's");
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn debians_apache_with_the_generated_snippet_in_a_site_passes() {
    let site = Site::new(PLAIN);
    debians(&site, "apache2");
    site.write("apache2/downpage.conf", &snippet(&site, "apache"));
    for module in ["proxy.load", "proxy_http.load", "headers.load", "rewrite.load"] {
        let target = format!("../mods-available/{module}");
        let link = site.path("apache2/mods-enabled").join(module);
        if !link.exists() {
            std::os::unix::fs::symlink(target, link).unwrap();
        }
    }
    site.write(
        "apache2/sites-enabled/shop.conf",
        "<VirtualHost *:80>\n  ServerName shop.example\n  Include downpage.conf\n  ProxyPass / http://127.0.0.1:8000/\n\
         \x20 CustomLog ${APACHE_LOG_DIR}/access.log combined\n</VirtualHost>\n",
    );
    let Drilled { status, report, stderr } = site.drill(&["apache", "--config", "apache2/apache2.conf"]);
    assert_eq!(status, 0, "{stderr}\n{:#}", report["failures"]);
}

/// The drill needs no rights: whoever may read the configuration may drill it.
#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn an_ordinary_user_can_drill() {
    const NOBODY: u32 = 65534;
    let site = Site::new(PLAIN);
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    // Where the binary lies need not be open to everybody.
    let binary = site.path("downpage");
    fs::copy(env!("CARGO_BIN_EXE_downpage"), &binary).unwrap();
    for server in ["nginx", "haproxy", "apache", "caddy", "lighttpd", "varnish"] {
        let mut command = Command::new(&binary);
        command.args(["drill", server]).current_dir(site.path(""));
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        let ran = command.output().unwrap();
        assert!(
            ran.status.success(),
            "{server}\n{}{}",
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr)
        );
    }
}
