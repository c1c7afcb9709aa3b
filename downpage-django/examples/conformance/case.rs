//! One case: sets up an environment, renders, compares.

use std::collections::HashMap;
use std::sync::Arc;

use downpage_django::environment::{Environment, Source};
use downpage_django::error::{Error, Result};
use downpage_django::formats::FormatSettings;
use downpage_django::parser::Library;
use downpage_django::render::Settings;
use downpage_django::stand_in::StandIn;
use downpage_django::tags::zone_called;
use downpage_django::value::{Dict, Value, Zone};
use serde_json::Value as Json;

use crate::replay::Outcome;
use crate::site::Recorded;
use crate::values::{decode, request};

/// The templates of a case; a name may have several sources.
struct Templates(HashMap<String, Vec<Arc<str>>>);

impl Source for Templates {
    fn load(&self, name: &str, index: usize) -> Result<Option<Arc<str>>> {
        Ok(self.0.get(name).and_then(|sources| sources.get(index)).cloned())
    }
}

/// Runs a case.
pub(crate) fn run(case: &Json) -> Outcome {
    if let Some(why) = skipped(case) {
        return Outcome::Skipped(why);
    }
    let outcomes = render(case).map(|rendered| compare(&rendered, &case["expect"]));
    let failed = outcomes.into_iter().find(|outcome| !matches!(outcome, Outcome::Passed));
    failed.unwrap_or(Outcome::Passed)
}

/// The need that cannot be met: libraries of Python code, fragments that were in a cache before.
fn skipped(case: &Json) -> Option<String> {
    let needs = case.get("needs").and_then(Json::as_array)?;
    let library = needs.iter().filter_map(Json::as_str).find(|need| need.starts_with("python-library"));
    let filled = case
        .get("cache")
        .and_then(Json::as_array)
        .is_some_and(|log| log.iter().any(|entry| entry["op"] == "get" && !entry["value"].is_null()));
    library.map(str::to_owned).or_else(|| filled.then(|| "a fragment that was in the cache".to_owned()))
}

/// Renders a case in every way in which values can be given; all must come out alike.
///
/// First as it is. Then twice with all its values shared: what depends on them alone is kept the first time, and taken the
/// second time. Then twice with every second value shared and the others over wrong ones, so that what was kept must not
/// be taken where a page has a value of its own.
fn render(case: &Json) -> [Result<String>; 5] {
    let name = case["template"].as_str().unwrap_or_default();
    let mut templates: HashMap<String, Vec<Arc<str>>> = HashMap::new();
    for (name, source) in case["templates"].as_object().into_iter().flatten() {
        templates.insert(name.clone(), vec![source.as_str().unwrap_or_default().into()]);
    }
    for (name, sources) in case.get("loaders").and_then(Json::as_object).into_iter().flatten() {
        let sources = sources.as_array().into_iter().flatten();
        templates
            .insert(name.clone(), sources.map(|source| source.as_str().unwrap_or_default().into()).collect());
    }
    let source = templates.get(name).map(|sources| sources[0].to_string());
    if case["from_string"] == true {
        templates.remove(name);
    }
    let mut environment = Environment::new(Templates(templates));
    environment.settings = settings(case);
    environment.site = Box::new(Recorded::new(case));
    environment.cached = case["options"]["cached_loader"] != false;
    for builtin in case["options"]["builtins"].as_array().into_iter().flatten() {
        let name = builtin.as_str().and_then(|module| module.rsplit('.').next()).unwrap_or_default();
        let library = environment.libraries.iter().find(|library| &*library.name == name).cloned();
        environment.builtins.extend(library);
    }
    if let Some(known) = case.get("libraries").and_then(Json::as_object) {
        environment.libraries.retain(|library| known.contains_key(&*library.name));
    }
    environment.libraries.extend(stand_ins(case));
    let root = match decode(&case["context"]) {
        Value::Dict(dict) => Arc::unwrap_or_clone(dict),
        _ => Dict::default(),
    };
    let request = case.get("request").map(request);
    let options = &case["options"];
    environment.render_case(
        (case["from_string"] != true).then_some(name),
        source.as_deref().unwrap_or_default(),
        &root,
        request.as_ref(),
        (options["use_l10n"].as_bool(), options["use_tz"].as_bool()),
    )
}

/// The libraries whose tags and filters stand-ins take the place of: tags give their body, filters their input.
fn stand_ins(case: &Json) -> Vec<Library> {
    let library = |(name, given): (&String, &Json)| {
        let names = |kind: &str| {
            given[kind].as_array().into_iter().flatten().filter_map(Json::as_str).collect::<Vec<_>>()
        };
        let mut library = Library::empty(name);
        for tag in names("tags") {
            library.add_tag(StandIn::Body.tag(tag));
        }
        for filter in names("filters") {
            library.add_filter(StandIn::Input.filter(filter));
        }
        library
    };
    case.get("stubs").and_then(Json::as_object).into_iter().flatten().map(library).collect()
}

/// What the runner adds to the environment.
trait RenderCase {
    fn render_case(
        &self,
        name: Option<&str>,
        source: &str,
        root: &Dict,
        request: Option<&Value>,
        flags: (Option<bool>, Option<bool>),
    ) -> [Result<String>; 5];
}

impl RenderCase for Environment {
    fn render_case(
        &self,
        name: Option<&str>,
        source: &str,
        root: &Dict,
        request: Option<&Value>,
        (use_l10n, use_tz): (Option<bool>, Option<bool>),
    ) -> [Result<String>; 5] {
        let template = match name {
            Some(name) => self.template(name),
            None => self.template_from(source),
        };
        let (nothing, all) = (Dict::default(), Arc::new(root.clone()));
        let (mut own, mut half) = (Dict::default(), Dict::default());
        for (at, (name, value)) in root.iter().enumerate() {
            half.insert(name.clone(), if at % 2 == 0 { value.clone() } else { "of no page".into() });
            if at % 2 == 1 {
                own.insert(name.clone(), value.clone());
            }
        }
        let half = Arc::new(half);
        let (shared, mixed) = ((&nothing, Some(&all)), (&own, Some(&half)));
        [(root, None), shared, shared, mixed, mixed].map(|(own, shared)| {
            self.render_in(&**template.as_ref().map_err(Error::clone)?, own, |cx| {
                cx.request = request;
                cx.use_l10n = use_l10n;
                cx.use_tz = use_tz;
                if let Some(shared) = shared {
                    cx.share(Arc::clone(shared));
                }
            })
        })
    }
}

fn settings(case: &Json) -> Settings {
    let given = &case["settings"];
    let text = |key: &str| given[key].as_str().map(str::to_owned);
    let mut formats = FormatSettings {
        use_thousand_separator: given["use_thousand_separator"] == true,
        ..FormatSettings::default()
    };
    if let Some(size) = given["number_grouping"].as_i64() {
        formats.number_grouping = vec![size];
    }
    for (key, value) in given.as_object().into_iter().flatten() {
        let name = key.to_uppercase();
        if (name.ends_with("_FORMAT") || name.ends_with("_SEPARATOR")) && value.is_string() {
            formats.texts.push((name, value.as_str().unwrap_or_default().to_owned()));
        }
    }
    let zone = |key: &str| text(key).and_then(|name| zone_called(&name));
    let current = zone("time_zone").unwrap_or(Zone::Named(downpage_core::jiff::tz::TimeZone::UTC));
    let languages = given["languages"].as_array().map(|pairs| {
        let word = |pair: &Json, at: usize| pair[at].as_str().unwrap_or_default().to_owned();
        pairs.iter().map(|pair| (word(pair, 0), word(pair, 1))).collect()
    });
    Settings {
        // Django has no limit; what would take too much was not recorded.
        width: 50_000_000,
        string_if_invalid: case["options"]["string_if_invalid"].as_str().unwrap_or_default().into(),
        autoescape: case["options"]["autoescape"] != false,
        debug: given["debug"] == true,
        language: given["language"].as_str().map(Into::into),
        languages,
        caches: caches(case),
        use_tz: given["use_tz"] == true,
        default_zone: zone("default_time_zone").unwrap_or_else(|| current.clone()),
        current_zone: current,
        static_url: text("static_url").unwrap_or_default(),
        media_url: text("media_url").unwrap_or_default(),
        formats,
        ..Settings::default()
    }
}

/// The caches that the case wrote to or read from.
fn caches(case: &Json) -> Vec<String> {
    let log = case.get("cache").and_then(Json::as_array).into_iter().flatten();
    let used = log.filter_map(|entry| entry["alias"].as_str()).map(str::to_owned);
    used.chain(["default".to_owned()]).collect()
}

fn compare(got: &Result<String>, expect: &Json) -> Outcome {
    match (got, expect["output"].as_str()) {
        (Ok(output), Some(expected)) if output == expected => Outcome::Passed,
        (Err(error), None) if is_same_error(error, expect) => Outcome::Passed,
        (Ok(output), _) => Outcome::Failed(output.clone()),
        (Err(error), _) => Outcome::Failed(error.to_string()),
    }
}

fn is_same_error(error: &Error, expect: &Json) -> bool {
    expect["error"] == error.kind().name() && expect["message"] == error.message()
}
