//! `downpage doctor`: what was found, where each value came from, what is unknown, and what each page needs.

#[cfg(feature = "django")]
mod django;
mod page;

use std::fmt::Write;

use downpage::Errors;
use downpage::config::Config;
use downpage::site::Site;
use serde_json::{Value, json};

use crate::args::{DoctorArguments, GlobalArguments};
use crate::exit::{Exit, Failure};
use crate::output::{Output, visible};
use crate::{clock, project};

use page::Examined;

pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &DoctorArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    let site = project::site_as_found(global, &arguments.set)?;
    let mut config = site.config;
    project::fall_back_to_built_in_pages(&mut config, &[]);
    let mut report = Report { text: String::new(), json: json!({}), problems: Vec::new() };
    configuration(&config, &mut report);
    #[cfg(feature = "django")]
    if let Some(project) = site.django {
        django::report(project, &mut report);
    }
    pages(config, &mut report)?;
    report.finish(output)
}

/// What there is to say, in both forms.
struct Report {
    text: String,
    json: Value,
    problems: Vec<downpage::Error>,
}

impl Report {
    /// A headline.
    fn section(&mut self, title: &str) {
        let _ = writeln!(self.text, "{}{title}", if self.text.is_empty() { "" } else { "\n" });
    }

    /// Rows in columns.
    fn rows(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|at| {
                rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for row in rows {
            let mut line = String::new();
            for (at, cell) in row.iter().enumerate() {
                let last = at + 1 == row.len();
                let width = if last { 0 } else { widths[at] };
                let _ = write!(line, "  {cell:<width$}");
            }
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
    }

    fn finish(mut self, output: &Output) -> Result<Exit, Failure> {
        let problems = Errors::check(std::mem::take(&mut self.problems));
        if output.is_json() {
            self.json["ok"] = json!(problems.is_ok());
            self.json["problems"] = match &problems {
                Ok(()) => json!([]),
                Err(errors) => errors.iter().map(crate::output::error).collect(),
            };
            output.json(&self.json)?;
            return Ok(status(&problems));
        }
        output.result(&self.text)?;
        match problems {
            Ok(()) => Ok(Exit::Success),
            Err(errors) => Err(Failure::Errors(errors)),
        }
    }
}

/// How it ends: a page that cannot be made, and before that, settings that are wrong.
fn status(problems: &Result<(), Errors>) -> Exit {
    match problems {
        Ok(()) => Exit::Success,
        Err(errors) if errors.is_configuration() => Exit::Usage,
        Err(_) => Exit::Pages,
    }
}

/// Which file says what.
fn configuration(config: &Config, report: &mut Report) {
    let path = config.origin.as_ref().map(|origin| origin.path.display().to_string());
    let says = config.keys.iter().map(|key| &**key).collect::<Vec<_>>();
    report.json["configuration"] = json!({ "path": path, "says": says });
    report.section("Configuration");
    report.rows(&[vec![
        path.map_or_else(|| "none: there is no `downpage.toml`".to_owned(), |path| visible(&path)),
        says.join(", "),
    ]]);
}

/// What each page needs, found out by making it.
fn pages(config: Config, report: &mut Report) -> Result<(), Failure> {
    let output = config.output.display().to_string();
    report.json["output"] = json!(output);
    report.section(&format!("Pages in {output}"));
    let site = Site::from_config(config, Some(clock::now()?));
    let plan = match site.plan(None) {
        Ok(plan) => plan,
        Err(errors) => {
            report.json["pages"] = json!([]);
            report.text.push_str("  none can be planned\n");
            report.problems.extend(errors);
            return Ok(());
        }
    };
    let mut all = Vec::new();
    for page in &plan.pages {
        let mut examined = Examined::page(&site, page);
        report.text.push_str(&examined.text());
        all.push(examined.json());
        report.problems.extend(examined.error.take());
    }
    report.json["pages"] = json!(all);
    Ok(())
}
