//! What was found in a Django project: each setting with its place, the templates' folders, the applications.

use downpage::django::project::facts::{Backend, Facts, TemplatePlace};
use serde_json::json;

use super::Report;
use crate::django::Project;

/// Adds what is known of `project`.
pub(super) fn report(project: Project, report: &mut Report) {
    let facts = &project.facts;
    report.json["django"] = serde_json::to_value(facts).unwrap_or_default();
    report.section("Django project");
    let module = facts.settings_module.value.clone().unwrap_or_else(|| "not named".to_owned());
    let version = match (&facts.django_version, &facts.django_directory) {
        (Some(version), _) => version.clone(),
        (None, Some(_)) => "of an unknown version".to_owned(),
        (None, None) => "not installed here: its own catalogs and templates are missing".to_owned(),
    };
    let place = facts.settings_module.place.as_ref().map(ToString::to_string).unwrap_or_default();
    report.rows(&[
        vec!["folder".to_owned(), facts.root.display().to_string()],
        vec!["settings".to_owned(), module, place],
        vec!["Django".to_owned(), version],
    ]);
    settings(facts, report);
    for backend in facts.templates.value.iter().flatten() {
        templates(backend, report);
    }
    applications(facts, report);
    if let Some(advice) = project.advice() {
        report.section("Advice");
        report.rows(&[vec![advice]]);
    }
    report.problems.extend(project.faults);
    report.problems.extend(project.no_output);
}

fn settings(facts: &Facts, report: &mut Report) {
    report.section("Settings");
    let rows: Vec<Vec<String>> = facts
        .shown()
        .into_iter()
        .map(|setting| {
            let value = setting.value.unwrap_or_else(|| {
                format!("unknown: {}", setting.unknown.unwrap_or_default().lines().next().unwrap_or_default())
            });
            let place = match setting.place {
                Some(place) => place.to_string(),
                None if setting.is_default => "Django's default".to_owned(),
                None => String::new(),
            };
            vec![setting.name.to_owned(), value, place]
        })
        .collect();
    report.rows(&rows);
    report.json["settings"] = facts
        .shown()
        .into_iter()
        .map(|setting| {
            json!({
                "name": setting.name,
                "value": setting.value,
                "unknown": setting.unknown,
                "place": setting.place.map(ToString::to_string),
            })
        })
        .collect();
}

fn templates(backend: &Backend, report: &mut Report) {
    report.section(&format!("Templates of `{}` ({})", backend.name, backend.title()));
    let rows: Vec<Vec<String>> = backend
        .places
        .iter()
        .map(|place| match &place.value {
            Some(TemplatePlace::Directory { path, app }) => {
                let there = if path.is_dir() { "" } else { "there is no such folder" };
                vec![path.display().to_string(), app.clone().unwrap_or_else(|| there.to_owned())]
            }
            Some(TemplatePlace::Memory(texts)) => vec![format!("{} in the settings", texts.len())],
            None => vec![format!("unknown: {}", place.unknown.as_deref().unwrap_or_default())],
        })
        .collect();
    report.rows(&rows);
}

/// Applications whose folders are not here: their templates, catalogs and static files are not, either.
fn applications(facts: &Facts, report: &mut Report) {
    let missing: Vec<Vec<String>> = facts
        .installed_apps
        .value
        .iter()
        .flatten()
        .filter(|app| app.path.is_none())
        .map(|app| vec![app.entry.clone(), app.place.as_ref().map(ToString::to_string).unwrap_or_default()])
        .collect();
    if !missing.is_empty() {
        report.section("Applications that are not installed here");
        report.rows(&missing);
    }
}
