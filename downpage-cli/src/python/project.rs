//! The project as its interpreter knows it: URLs by name, and pages that only Python can make.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use downpage::error::suggest;
use downpage::plan::PlannedPage;
use downpage::surroundings::{Router, Wanted};
use downpage::{Context, Error, ErrorKind, LastResort, Map, Result};
use serde_json::{Value, json};

use super::conversation::Conversation;
use super::failure;
use super::own::Own;
use super::stand_ins::Stand;

/// A project whose interpreter runs and waits for questions.
#[derive(Debug)]
pub(crate) struct PythonProject {
    conversation: Mutex<Conversation>,
    root: PathBuf,
    /// The names of its URLs, for suggestions.
    names: Vec<String>,
    /// What only Python can render.
    own: Own,
    /// URLs that were asked for: most pages ask for the same.
    urls: Mutex<HashMap<String, Result<String, String>>>,
    /// The stand-ins that the configuration has from an earlier recording.
    recorded: Mutex<Vec<Stand>>,
    /// Why it answers no more. A template may ask for a URL and not mind that none comes; the page must fail all the same.
    silent: Mutex<Option<String>>,
}

impl PythonProject {
    pub(super) fn new(conversation: Conversation, root: PathBuf, names: Vec<String>, own: Own) -> Self {
        Self {
            conversation: Mutex::new(conversation),
            root,
            names,
            own,
            urls: Mutex::default(),
            recorded: Mutex::default(),
            silent: Mutex::default(),
        }
    }

    /// Keeps the stand-ins of the configuration, to hold them to what Python gives now.
    pub(crate) fn remember(&self, recorded: Vec<Stand>) {
        *locked(&self.recorded) = recorded;
    }

    /// The stand-ins of the configuration.
    pub(super) fn remembered(&self) -> Vec<Stand> {
        locked(&self.recorded).clone()
    }

    /// What each tag and filter in Python gives on a page.
    ///
    /// # Errors
    /// When Python cannot make the page.
    pub(super) fn record(&self, page: &PlannedPage) -> Result<Value> {
        let mut answer = self.ask(&json!({ "record": wanted(page, (*page.context).clone()) }))?;
        match answer.get("error") {
            Some(exception) => Err(failure::of(exception, ErrorKind::Rendering, &self.root)),
            None => Ok(answer["recorded"].take()),
        }
    }

    /// The URL that Django gives, or its words for why there is none.
    fn url(&self, question: &Value) -> Result<Result<String, String>> {
        let answer = self.ask(question)?;
        match (answer["url"].as_str(), answer.get("error")) {
            (Some(url), _) => Ok(Ok(url.to_owned())),
            (None, Some(error)) if failure::is(error, "NoReverseMatch") => {
                Ok(Err(error["message"].as_str().unwrap_or_default().to_owned()))
            }
            (None, error) => {
                let error = failure::of(error.unwrap_or(&Value::Null), ErrorKind::Rendering, &self.root);
                locked(&self.silent).get_or_insert_with(|| error.message().to_owned());
                Err(error)
            }
        }
    }

    fn ask(&self, question: &Value) -> Result<Value> {
        let answer = locked(&self.conversation).ask(question);
        if let Err(error) = &answer {
            locked(&self.silent).get_or_insert_with(|| error.message().to_owned());
        }
        answer
    }
}

impl Router for PythonProject {
    fn reverse(&self, wanted: &Wanted<'_>) -> Result<String> {
        let question = json!({ "reverse": {
            "name": wanted.name,
            "args": wanted.positional,
            "kwargs": downpage::Value::from(wanted.named.clone()),
            "app": wanted.current_app,
            "language": wanted.language,
        }});
        let key = question.to_string();
        let known = locked(&self.urls).get(&key).cloned();
        let url = if let Some(url) = known {
            url
        } else {
            let url = self.url(&question)?;
            locked(&self.urls).insert(key, url.clone());
            url
        };
        url.map_err(|message| {
            let names = self.names.iter().map(String::as_str);
            Error::new(ErrorKind::Rendering, message).maybe_help(suggest(wanted.name, names))
        })
    }

    fn names(&self) -> Vec<String> {
        self.names.clone()
    }
}

impl LastResort for PythonProject {
    fn name(&self) -> &'static str {
        "python"
    }

    fn claims(&self, page: &PlannedPage) -> Option<Error> {
        let reason = self.own.reason(page)?;
        // Of the kind of all that only Python has.
        Some(Error::new(ErrorKind::UnknownName, reason))
    }

    fn render(&self, page: &PlannedPage, context: &Context, error: Error) -> Result<String> {
        // What is too large here is no better there.
        if error.kind() == ErrorKind::LimitExceeded || locked(&self.silent).is_some() {
            return Err(error);
        }
        let values: Map = context.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let question = json!({ "render": wanted(page, values) });
        let answer = self.ask(&question)?;
        match (answer["text"].as_str(), answer.get("error")) {
            (Some(text), _) => Ok(text.to_owned()),
            (None, exception) => Err(self.neither(error, exception.unwrap_or(&Value::Null))),
        }
    }

    fn confirm(&self) -> Result<()> {
        match &*locked(&self.silent) {
            Some(reason) => Err(Error::new(ErrorKind::Rendering, reason.clone())),
            None => Ok(()),
        }
    }
}

impl PythonProject {
    /// The error for a page that neither its engine nor Django can make. Where both stop at the template, ours has the place;
    /// where ours only lacks what Python has, Python's is the one that matters.
    fn neither(&self, ours: Error, exception: &Value) -> Error {
        const OF_TEMPLATES: [&str; 3] = ["TemplateSyntaxError", "TemplateDoesNotExist", "NoReverseMatch"];
        let same = OF_TEMPLATES.iter().any(|class| failure::is(exception, class));
        if same && ours.kind() != ErrorKind::UnknownName {
            return ours;
        }
        failure::of(exception, ErrorKind::Rendering, &self.root)
            .note(format!("Python was asked for the page because of this: {ours}"))
    }
}

/// A page as the probe wants it.
fn wanted(page: &PlannedPage, values: Map) -> Value {
    json!({
        "path": &*page.path,
        "template": &*page.template,
        "locale": page.locale.as_deref(),
        "context": downpage::Value::from(values),
    })
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
