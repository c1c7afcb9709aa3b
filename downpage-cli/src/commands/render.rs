//! `downpage render TEMPLATE`: one template to standard output.

use std::path::Path;
use std::sync::Arc;

use downpage::config::{Config, PageEntry};
use downpage::site::Site;

use crate::args::{GlobalArguments, RenderArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::{clock, context_file, project};

pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &RenderArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    let mut config = project::configuration(global)?;
    if let Some(file) = &arguments.context {
        let values = context_file::read(file).map_err(Failure::Usage)?;
        Arc::make_mut(&mut config.context).extend(values);
    }
    project::set_values(&mut config, &arguments.set)?;
    let template = template_name(&mut config, &arguments.template);
    config.pages = vec![PageEntry {
        path: output_name(&template).into(),
        template: Some(template),
        statuses: arguments.status.into_iter().collect(),
        locales: arguments.locale.iter().map(|locale| locale.as_str().into()).collect(),
        ..PageEntry::default()
    }];
    let site = Site::from_config(config, Some(clock::now()?));
    let plan = site.plan(arguments.engine.as_deref())?;
    let renderer = site.renderer();
    for page in renderer.pages(&plan) {
        let page = page?;
        if output.is_json() {
            output.json(&serde_json::json!({ "ok": true, "template": &*page.template, "engine": page.engine, "text": page.text }))?;
        } else {
            output.result(&page.text)?;
        }
    }
    Ok(Exit::Success)
}

/// The name of the template in its directories. A path of a file adds the file's directory to them.
fn template_name(config: &mut Config, given: &str) -> Arc<str> {
    let in_directories = config.templates.iter().any(|directory| directory.join(given).is_file());
    let path = Path::new(given);
    if !in_directories && path.is_file() {
        // `templates/errors/502.html` is `errors/502.html` when `templates` is searched anyway.
        let within = config.templates.iter().find_map(|directory| path.strip_prefix(directory).ok());
        if let Some(name) = within.and_then(Path::to_str) {
            return name.into();
        }
        if let (Some(directory), Some(name)) =
            (path.parent(), path.file_name().and_then(|name| name.to_str()))
        {
            let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
            config.templates.insert(0, directory.to_owned());
            return name.into();
        }
    }
    given.into()
}

/// The template's name without the engine's extension: what it makes, and so how values are escaped.
fn output_name(template: &str) -> &str {
    let file = template.rsplit('/').next().unwrap_or(template);
    match downpage::registry::by_extension(file) {
        Ok(Some(_)) => file.rsplit_once('.').map_or(file, |(name, _)| name),
        _ => file,
    }
}
