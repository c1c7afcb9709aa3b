//! Tells what a drill found: what failed first, each with its reason and the way out, then a line for each outage.

mod json;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use crate::clock::Stopwatch;
use crate::drill::cases::{Case, Expected, Subject};
use crate::drill::judge::{Kind, Problem};
use crate::drill::outage::Outage;
use crate::drill::remedy;
use crate::drill::run::{Back, Finding, Findings, Watcher};
use crate::drill::shelf::{Known, Shelf};
use crate::drill::visitor::Got;
use crate::exit::{Exit, Failure};
use crate::output::{Output, visible};
use crate::progress::Progress;

/// What is told about a drill besides what it found.
pub(crate) struct Report<'a> {
    pub(crate) server: &'static str,
    pub(crate) title: &'static str,
    pub(crate) version: String,
    /// Where the configuration came from: `None` when it was generated.
    pub(crate) configuration: Option<String>,
    pub(crate) warnings: Vec<String>,
    /// What is not as in the user's own configuration.
    pub(crate) changes: Vec<String>,
    pub(crate) shelf: &'a Shelf,
    progress: Progress,
    started: Stopwatch,
}

/// All findings with one kind of problem.
struct Group<'a> {
    problem: &'a Problem,
    fix: String,
    findings: Vec<&'a Finding>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(subject: &Subject, version: String, shelf: &'a Shelf, output: &Output) -> Self {
        let total = subject.outages().into_iter().map(|outage| subject.cases(outage).len()).sum();
        Self {
            server: subject.server.name(),
            title: subject.server.title(),
            version,
            configuration: None,
            warnings: Vec::new(),
            changes: Vec::new(),
            shelf,
            progress: Progress::new(total, output.shows_progress()).counting("requests"),
            started: Stopwatch::start(),
        }
    }

    /// Writes the report; whether all is well is the exit status.
    pub(crate) fn tell(self, findings: &Findings, log: &[String], output: &Output) -> Result<Exit, Failure> {
        let groups = groups(self.server, findings);
        let late = late(findings);
        let ok = groups.iter().all(|group| group.problem.is_remark) && late.is_empty();
        if output.is_json() {
            output.json(&self.json(findings, &groups, ok))?;
        } else {
            for warning in &self.warnings {
                output.message(&format!("warning: {warning}"));
            }
            for change in &self.changes {
                output.message(&format!("note: in the copy, {change}"));
            }
            let mut text = self.failures(&groups, &late);
            if !ok && groups.iter().any(|group| group.problem.kind == Kind::NoAnswer) {
                for line in log {
                    let _ = writeln!(text, "{} says: {}", self.title, visible(line));
                }
            }
            if output.is_verbose() {
                text.push_str(&self.every_request(findings));
            }
            if !output.is_quiet() {
                text.push_str(&self.table(findings));
            }
            let _ = writeln!(text, "{}", self.total(findings, &groups, ok));
            if !(ok && output.is_quiet()) {
                output.table(&text)?;
            }
        }
        Ok(if ok { Exit::Success } else { Exit::Pages })
    }

    fn failures(&self, groups: &[Group<'_>], late: &[&str]) -> String {
        let (red, bold) = (AnsiColor::Red.on_default().bold(), Style::new().bold());
        let yellow = AnsiColor::Yellow.on_default().bold();
        let mut text = String::new();
        let (remarks, failures): (Vec<_>, Vec<_>) = groups.iter().partition(|group| group.problem.is_remark);
        for Group { problem, fix, findings } in failures.into_iter().chain(remarks) {
            let Some(first) = findings.first() else { continue };
            let (style, word) = if problem.is_remark { (yellow, "remark") } else { (red, "failed") };
            let _ = writeln!(text, "{style}{word}{style:#}: {bold}{}{bold:#}", visible(&problem.reason));
            let _ = writeln!(text, "  request   {}", visible(&request(&first.case)));
            let _ = writeln!(text, "  app       {}", first.case.outage.name());
            let _ = writeln!(text, "  expected  {}", expected(&first.case.expected));
            let _ = writeln!(text, "  got       {}", visible(&self.got(first)));
            if findings.len() > 1 {
                let _ = writeln!(text, "  and       {}", others(&findings[1..]));
            }
            let _ = writeln!(text, "  fix       {fix}\n");
        }
        for sentence in late {
            let _ = writeln!(text, "{red}failed{red:#}: {bold}{sentence}{bold:#}\n");
        }
        text
    }

    fn every_request(&self, findings: &Findings) -> String {
        let mut text = String::new();
        for finding in &findings.all {
            let mark = if finding.has_failed() { "failed" } else { "ok    " };
            let outage = finding.case.outage.name();
            let (asked, got) = (visible(&request(&finding.case)), visible(&self.got(finding)));
            let _ = writeln!(text, "{mark}  {outage:<13}  {asked}\n        {got}");
        }
        text.push('\n');
        text
    }

    /// A line for each outage.
    fn table(&self, findings: &Findings) -> String {
        let (red, green) = (AnsiColor::Red.on_default().bold(), AnsiColor::Green.on_default());
        let mut order: Vec<Outage> = findings.all.iter().map(|finding| finding.case.outage).collect();
        order.dedup();
        let mut text = format!(
            "{:<13}  {:>8}  {:<12}  {:<28}  {:>9}  result\n",
            "app", "requests", "status", "what came", "slowest"
        );
        for outage in order {
            let all: Vec<&Finding> =
                findings.all.iter().filter(|finding| finding.case.outage == outage).collect();
            let failed = all.iter().filter(|finding| finding.has_failed()).count();
            let slowest = all.iter().map(|finding| finding.visit.time).max().unwrap_or_default();
            let result = if failed == 0 {
                format!("{green}ok{green:#}")
            } else {
                format!("{red}{failed} failed{red:#}")
            };
            let _ = writeln!(
                text,
                "{:<13}  {:>8}  {:<12}  {:<28}  {:>9}  {result}",
                outage.name(),
                all.len(),
                statuses(&all),
                self.bodies(&all),
                milliseconds(slowest),
            );
        }
        text
    }

    /// What bodies came, the most frequent first.
    fn bodies(&self, findings: &[&Finding]) -> String {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for finding in findings {
            let what = match &finding.visit.got {
                Got::Answer(_) if finding.case.request.method == "HEAD" => continue,
                _ if finding.case.expected == Expected::NoPublicPage && finding.problems.is_empty() => {
                    continue;
                }
                Got::Answer(answer) => match self.shelf.identify(&answer.body, &wanted(&finding.case)) {
                    Known::File(name) => name,
                    Known::Part(..) => "a part of a page".to_owned(),
                    Known::App => "the app".to_owned(),
                    Known::Empty => "nothing".to_owned(),
                    Known::Other(_) => "something else".to_owned(),
                },
                Got::Garbage(_) => "not HTTP".to_owned(),
                _ => "no answer".to_owned(),
            };
            *counts.entry(what).or_default() += 1;
        }
        let most = counts.iter().max_by_key(|(_, count)| **count).map(|(what, _)| visible(what));
        match (most, counts.len()) {
            (Some(most), 1) => most,
            (Some(most), count) => format!("{most} and {} more", count - 1),
            (None, _) => String::new(),
        }
    }

    fn total(&self, findings: &Findings, groups: &[Group<'_>], ok: bool) -> String {
        let server = format!("{} {}", self.title, self.version);
        let configuration = match &self.configuration {
            Some(path) => format!("with `{}`", visible(path)),
            None => "with the generated configuration".to_owned(),
        };
        let count = findings.all.len();
        let back = findings
            .recovery
            .time()
            .map_or_else(String::new, |time| format!("; back {} after the app", milliseconds(time)));
        let seconds = self.started.elapsed().as_secs_f32();
        let result = if ok {
            format!("{count} requests, all as they have to be")
        } else {
            let failed = findings.all.iter().filter(|finding| finding.has_failed()).count();
            let reasons =
                groups.iter().filter(|group| !group.problem.is_remark).count() + late(findings).len();
            let word = if reasons == 1 { "reason" } else { "reasons" };
            format!("{failed} of {count} requests failed, for {reasons} {word}")
        };
        format!("{} {configuration}: {result}{back} ({seconds:.1} s)", server.trim_end())
    }

    fn got(&self, finding: &Finding) -> String {
        let time = milliseconds(finding.visit.time);
        match &finding.visit.got {
            Got::Answer(answer) | Got::CutOff(answer) if finding.case.request.method == "HEAD" => {
                format!("{} and no body, in {time}", answer.status)
            }
            Got::Answer(answer) | Got::CutOff(answer) => {
                let known = self.shelf.identify(&answer.body, &wanted(&finding.case));
                format!("{} with {known} ({} bytes), in {time}", answer.status, answer.body.len())
            }
            Got::Garbage(bytes) => format!("{} bytes that are not HTTP, in {time}", bytes.len()),
            Got::Closed => format!("a closed connection, in {time}"),
            Got::TooLate(_) => format!("no whole answer in {time}"),
            Got::Broken(why) => format!("no answer: {why}"),
        }
    }
}

impl Watcher for Report<'_> {
    fn step(&mut self) {
        self.progress.step();
    }
}

/// What failed in one way is one failure: of one kind, or with another status and one way out, in the order in which they
/// came.
fn groups<'a>(server: &str, findings: &'a Findings) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in &findings.all {
        for problem in &finding.problems {
            let fix = remedy::of(server, problem, &finding.case);
            let is_same = |group: &&mut Group<'_>| match (group.problem.kind, problem.kind) {
                (Kind::Status(..), Kind::Status(..)) => group.fix == fix,
                (one, other) => one == other,
            };
            match groups.iter_mut().find(is_same) {
                Some(group) => group.findings.push(finding),
                None => groups.push(Group { problem, fix, findings: vec![finding] }),
            }
        }
    }
    groups
}

/// What should have been back and was not.
fn late(findings: &Findings) -> Vec<&'static str> {
    let mut late = Vec::new();
    if findings.recovery == Back::Never {
        late.push("the site is not back 5 seconds after its app is");
    }
    if findings.after_maintenance == Back::Never {
        late.push("the site is not back 5 seconds after the end of maintenance");
    }
    late
}

fn request(case: &Case) -> String {
    let headers = case.request.headers.iter().map(|(name, value)| format!("{name}: {value}"));
    let headers = headers.collect::<Vec<_>>().join(" | ");
    let line = format!("{} {}", case.request.method, case.request.path);
    if headers.is_empty() { line } else { format!("{line}  {headers}") }
}

fn wanted(case: &Case) -> Vec<String> {
    match &case.expected {
        Expected::Page(page) | Expected::AppOr(page) => {
            page.files.iter().map(|(name, _)| name.clone()).collect()
        }
        _ => Vec::new(),
    }
}

fn expected(expected: &Expected) -> String {
    match expected {
        Expected::Page(page) => {
            let names: Vec<String> = page.files.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!("{} with {}", page.status, names.join(" or "))
        }
        Expected::AppOr(page) => format!("{} with its page, or with the answer of the app", page.status),
        Expected::Status(status) => format!("{status}"),
        Expected::Missing(status) => format!("{status} with a page of its own"),
        Expected::App(status) => format!("{status} with the answer of the app"),
        Expected::NoPublicPage => "404, or the answer of the app".to_owned(),
        Expected::Garbage => "what the app sent".to_owned(),
    }
}

/// How many other requests failed in the same way, by what happened to the app.
fn others(findings: &[&Finding]) -> String {
    const FEW: usize = 6;
    let mut counts: Vec<(Outage, usize)> = Vec::new();
    for finding in findings {
        match counts.iter_mut().find(|(outage, _)| *outage == finding.case.outage) {
            Some((_, count)) => *count += 1,
            None => counts.push((finding.case.outage, 1)),
        }
    }
    let mut parts: Vec<String> =
        counts.iter().take(FEW).map(|(outage, count)| format!("{} {count}", outage.name())).collect();
    if counts.len() > FEW {
        parts.push("...".to_owned());
    }
    let word = if findings.len() == 1 { "request" } else { "requests" };
    format!("{} more {word}: {}", findings.len(), parts.join(", "))
}

fn statuses(findings: &[&Finding]) -> String {
    let mut statuses: Vec<u16> = findings
        .iter()
        .filter_map(|finding| match &finding.visit.got {
            Got::Answer(answer) => Some(answer.status),
            _ => None,
        })
        .collect();
    statuses.sort_unstable();
    statuses.dedup();
    if statuses.is_empty() {
        return "none".to_owned();
    }
    statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" ")
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}
