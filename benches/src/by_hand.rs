//! The page as somebody writes it who needs it fast and once: no template, `push_str` after `push_str`.
//!
//! The floor under all engines. The texts are those of the askama templates, blocks and include put in their places.

use crate::typed::{Tables, Values, date};

const ENTITIES: [(u8, &str); 5] =
    [(b'&', "&amp;"), (b'<', "&lt;"), (b'>', "&gt;"), (b'"', "&quot;"), (b'\'', "&#x27;")];

fn entity(byte: u8) -> Option<&'static str> {
    ENTITIES.iter().find(|(special, _)| *special == byte).map(|(_, entity)| *entity)
}

fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte <= b'>'
            && let Some(entity) = entity(byte)
        {
            out.push_str(&text[from..at]);
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

fn upper(out: &mut String, text: &str) {
    let at = out.len();
    escape(out, text);
    out[at..].make_ascii_uppercase();
}

fn truncated(out: &mut String, text: &str, most: usize) {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return escape(out, text);
    }
    let end = text.char_indices().nth(most - 1).map_or(text.len(), |(at, _)| at);
    escape(out, &text[..end]);
    out.push('…');
}

fn number(out: &mut String, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    for digit in &digits[at..] {
        out.push(char::from(*digit));
    }
}

/// The big table.
pub(crate) fn table(tables: &Tables) -> String {
    let mut out = String::with_capacity(120_000);
    out.push_str("<table>\n");
    for row in &tables.table {
        out.push_str("\n<tr>");
        for col in row {
            out.push_str("<td>");
            number(&mut out, *col);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("\n</table>");
    out
}

/// The list of teams.
pub(crate) fn teams(tables: &Tables) -> String {
    let mut out = String::with_capacity(640);
    out.push_str("<html>\n  <head>\n    <title>");
    number(&mut out, tables.year);
    out.push_str("</title>\n  </head>\n  <body>\n    <h1>CSL ");
    number(&mut out, tables.year);
    out.push_str("</h1>\n    <ul>\n    ");
    for (at, team) in tables.teams.iter().enumerate() {
        out.push_str("\n      <li class=\"");
        out.push_str(if at == 0 { "champion" } else { "" });
        out.push_str("\">\n      <b>");
        escape(&mut out, &team.name);
        out.push_str("</b>: ");
        number(&mut out, team.score);
        out.push_str("\n      </li>\n    ");
    }
    out.push_str("\n    </ul>\n  </body>\n</html>");
    out
}

/// The page.
pub(crate) fn page(values: &Values) -> String {
    let mut text = String::with_capacity(10_240);
    write_page(values, &mut text);
    text
}

#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "it is one page")]
#[allow(clippy::needless_raw_string_hashes, reason = "all texts of the page are written in one way")]
fn write_page(values: &Values, out: &mut String) {
    out.push_str(r#"<!DOCTYPE html>
<html lang=""#);
    escape(out, &values.site.lang);
    out.push_str(r#"" dir=""#);
    escape(out, &values.site.dir);
    out.push_str(r#"">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="generator" content=""#);
    escape(out, &values.site.generator);
    out.push(' ');
    escape(out, &values.site.version);
    out.push_str(r#"">
<title>"#);
    number(out, values.page.code);
    out.push(' ');
    escape(out, &values.page.name);
    out.push_str(r#" | "#);
    escape(out, &values.site.name);
    out.push_str(r#"</title>
<link rel="icon" href="/static/"#);
    escape(out, &values.site.slug);
    out.push_str(r#"/favicon.ico">
<link rel="stylesheet" href="/static/"#);
    escape(out, &values.site.slug);
    out.push_str(r#"/site.css">
<style>
:root { --bg: #f7f7f9; --fg: #1d1f23; --accent: #0b63ce; --muted: #6b7280; --line: #e2e4e9; }
@media (prefers-color-scheme: dark) { :root { --bg: #15171a; --fg: #e8eaed; --accent: #7db4ff; --muted: #9aa0a6; --line: #2c2f34; } }
* { box-sizing: border-box; }
html, body { margin: 0; padding: 0; }
body { font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; background: var(--bg); color: var(--fg); min-height: 100vh; display: flex; flex-direction: column; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus { text-decoration: underline; }
header { border-bottom: 1px solid var(--line); padding: 0 24px; display: flex; align-items: center; gap: 24px; }
header .brand { font-weight: 700; font-size: 20px; padding: 16px 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 12px 0; }
nav li { position: relative; }
nav li.active a { font-weight: 600; border-bottom: 2px solid var(--accent); }
nav .badge { font-size: 11px; background: var(--accent); color: #fff; border-radius: 8px; padding: 1px 6px; margin-left: 4px; }
main { flex: 1; max-width: 720px; width: 100%; margin: 0 auto; padding: 64px 24px; }
main h1 { font-size: 72px; line-height: 1; margin: 0 0 8px; letter-spacing: -2px; }
main h2 { font-size: 24px; margin: 0 0 24px; color: var(--muted); font-weight: 500; }
main dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; font-size: 14px; color: var(--muted); }
main dt { font-weight: 600; }
main dd { margin: 0; font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.notice { border-left: 4px solid var(--accent); padding: 8px 16px; margin: 24px 0; background: rgba(11, 99, 206, .06); }
footer { border-top: 1px solid var(--line); padding: 24px; font-size: 13px; color: var(--muted); text-align: center; }
footer ul { list-style: none; display: flex; justify-content: center; gap: 16px; padding: 0; margin: 0 0 8px; }
.illustration { display: block; margin: 0 auto 32px; max-width: 240px; color: var(--accent); }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0 0 0 0); white-space: nowrap; }
@media (max-width: 640px) { header { flex-direction: column; align-items: flex-start; gap: 0; } main { padding: 32px 16px; } main h1 { font-size: 48px; } footer ul { flex-direction: column; gap: 4px; } }
@media print { header nav, footer ul { display: none; } body { background: #fff; color: #000; } }
.grid { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 16px; }
.button { display: inline-block; border: 1px solid var(--accent); border-radius: 6px; padding: 8px 16px; font-weight: 600; }
.button:hover, .button:focus-visible { background: var(--accent); color: var(--bg); outline: 2px solid transparent; outline-offset: 2px; }
.button[disabled] { opacity: .5; cursor: not-allowed; }
.card { border: 1px solid var(--line); border-radius: 12px; padding: 24px; box-shadow: 0 1px 2px rgba(0, 0, 0, .06), 0 4px 16px rgba(0, 0, 0, .04); }
.card + .card { margin-top: 24px; }
.progress { height: 6px; border-radius: 3px; background: var(--line); overflow: hidden; }
.progress > span { display: block; height: 100%; width: 40%; background: var(--accent); animation: slide 1.6s ease-in-out infinite; }
@keyframes slide { 0% { transform: translateX(-100%); } 100% { transform: translateX(250%); } }
@media (prefers-reduced-motion: reduce) { .progress > span { animation: none; width: 100%; opacity: .4; } }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 8px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
code, kbd, samp, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .9em; }
</style>
</head>
<body class="page error error-"#);
    number(out, values.page.code);
    out.push_str(r#"">
<header>
<div class="brand"><a href="/"><img src="/static/"#);
    escape(out, &values.site.slug);
    out.push_str(r#"/logo.svg" alt=""#);
    escape(out, &values.site.name);
    out.push_str(r#"" width="32" height="32"> "#);
    escape(out, &values.site.name);
    out.push_str(r#"</a></div>
<nav aria-label="Main">
<ul>
"#);
    for item in &values.nav {
        out.push_str(r#"<li class=""#);
        if item.active {
            out.push_str(r#"active"#);
        } else {
            out.push_str(r#"item"#);
        }
        out.push_str(r#""><a href="/"#);
        escape(out, &item.slug);
        out.push_str(r#"/" title=""#);
        escape(out, &item.hint);
        out.push_str(r#"">"#);
        escape(out, &item.title);
        if !item.badge.is_empty() {
            out.push_str(r#" <span class="badge">"#);
            upper(out, &item.badge);
            out.push_str(r#"</span>"#);
        }
        out.push_str(r#"</a></li>"#);
    }
    out.push_str(r#"
</ul>
</nav>
</header>
<main>
<svg class="illustration" viewBox="0 0 240 120" role="img" aria-label="A cloud with a broken cable" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round"><path d="M60 80a28 28 0 0 1 4-56 36 36 0 0 1 68-8 30 30 0 0 1 44 30 18 18 0 0 1 4 34z"/><path d="M120 80v12M104 108h-28M164 108h-28M120 92l-10 8 20 6-10 8"/></svg>

<h1>"#);
    number(out, values.page.code);
    out.push_str(r#"</h1>
<h2>"#);
    upper(out, &values.page.name);
    out.push_str(r#"</h2>
<p>"#);
    escape(out, &values.page.message);
    out.push_str(r#"</p>
"#);
    if !values.page.detail.is_empty() {
        out.push_str(r#"<p class="detail">"#);
        truncated(out, &values.page.detail, 120);
        out.push_str(r#"</p>
"#);
    }
    if values.page.retry != 0 {
        out.push_str(r#"<div class="notice" role="status">
<p>We expect to be back soon. This page reloads in "#);
        number(out, values.page.retry);
        out.push_str(r#" seconds, and there is nothing that you need to do. If you were in the middle of an order, your basket is kept for "#);
        number(out, values.page.basket);
        out.push_str(r#" hours and no payment has been taken.</p>
</div>
"#);
    } else {
        out.push_str(r#"<p>Please try again later.</p>
"#);
    }
    out.push_str(r#"<dl>
<dt>Host</dt><dd>"#);
    escape(out, &values.site.host);
    out.push_str(r#"</dd>
<dt>Status</dt><dd>"#);
    number(out, values.page.code);
    out.push(' ');
    upper(out, &values.page.name);
    out.push_str(r#"</dd>
<dt>Request</dt><dd>"#);
    escape(out, values.page.trace.as_deref().unwrap_or("not recorded"));
    out.push_str(r#"</dd>
<dt>Region</dt><dd>"#);
    escape(out, values.site.region.as_deref().unwrap_or("unknown"));
    out.push_str(r#"</dd>
<dt>Upstream</dt><dd>"#);
    escape(out, &values.page.upstream);
    out.push_str(r#"</dd>
<dt>Built</dt><dd>"#);
    out.push_str(&date(values.generated));
    out.push_str(r#"</dd>
</dl>
<p>Need help? Write to <a href="mailto:"#);
    escape(out, &values.support.email);
    out.push_str(r#"">"#);
    escape(out, &values.support.email);
    out.push_str(r#"</a> or call "#);
    escape(out, &values.support.phone);
    out.push_str(r#" ("#);
    escape(out, &values.support.hours);
    out.push_str(r#"). Quote the code <b>"#);
    upper(out, &values.reference);
    out.push_str(r#"</b> and the name of the page that you were on; our support team will look into it as soon as possible. "#);
    if !values.support.chat.is_empty() {
        out.push_str(r#"You can also use the chat: "#);
        escape(out, &values.support.chat);
        out.push('.');
    }
    out.push_str(r#"</p>

</main>
<footer>
<ul>
<li><a href="/about/">About "#);
    escape(out, &values.site.name);
    out.push_str(r#"</a></li>
<li><a href="/privacy/">Privacy</a></li>
<li><a href="/terms/">Terms</a></li>
"#);
    if !values.support.status.is_empty() {
        out.push_str(r#"<li><a href="https://status."#);
        escape(out, &values.site.host);
        out.push_str(r#"/">Status: "#);
        escape(out, &values.support.status);
        out.push_str(r#"</a></li>"#);
    }
    out.push_str(r#"
</ul>
<p>"#);
    escape(out, &values.site.copyright);
    out.push(' ');
    escape(out, &values.site.owner);
    out.push_str(r#", "#);
    escape(out, values.site.city.as_deref().unwrap_or("Earth"));
    out.push_str(r#". "#);
    truncated(out, &values.site.tagline, 60);
    out.push_str(r#"</p>
<p>Built on "#);
    out.push_str(&date(values.generated));
    out.push_str(r#", revision "#);
    escape(out, &values.site.revision);
    out.push_str(r#" by "#);
    escape(out, &values.site.generator);
    out.push_str(r#". "#);
    escape(out, values.site.legal.as_deref().unwrap_or("All rights reserved."));
    out.push_str(r#"</p>
</footer>
</body>
</html>"#);
}
