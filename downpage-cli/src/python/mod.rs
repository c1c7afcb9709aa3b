//! `--python`: the project's own interpreter, asked what the project's code cannot tell without being run.
//!
//! One process, started once. It says the settings it really has; after that it is asked for URLs by name, and for the pages
//! that only Python can make. All else is done here, as without it.

mod conversation;
mod failure;
mod interpreter;
mod own;
mod project;
pub(crate) mod stand_ins;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use downpage::django::project::facts::Facts;
use downpage::{Error, ErrorKind, Map, Result};
use serde_json::{Value, json};

use conversation::Conversation;

pub(crate) use interpreter::{find, from_here};
pub(crate) use project::PythonProject;

/// What is started.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    /// The interpreter.
    pub(crate) program: PathBuf,
    /// The folder of `manage.py`.
    pub(crate) root: PathBuf,
    /// The settings module, when it is not for `manage.py` and the environment to say.
    pub(crate) settings: Option<String>,
    /// Settings in place of the project's.
    pub(crate) values: Map,
    /// How long an answer may take.
    pub(crate) patience: Duration,
}

impl Start {
    /// Starts Django, and gives what it says of the project.
    ///
    /// # Errors
    /// When there is no such program, when Django does not start, and when what comes back cannot be read.
    pub(crate) fn run(&self) -> Result<(Arc<PythonProject>, Facts)> {
        let mut conversation = Conversation::start(&self.program, &self.root, self.patience)?;
        let manage = self.root.join("manage.py").is_file().then_some("manage.py");
        let question = json!({ "start": { "manage": manage, "settings": self.settings, "values": downpage::Value::from(self.values.clone()) } });
        let mut answer = conversation.ask(&question)?;
        if let Some(error) = answer.get("error") {
            return Err(self.did_not_start(error));
        }
        let mut facts: Facts = serde_json::from_value(answer["facts"].take()).map_err(|cause| {
            Error::new(
                ErrorKind::Configuration,
                format!("what the project's Python says cannot be read: {cause}"),
            )
        })?;
        let names = url_names(&answer["urls"]);
        let own = own::Own::taken_out_of(&mut facts);
        Ok((Arc::new(PythonProject::new(conversation, self.root.clone(), names, own)), facts))
    }

    fn did_not_start(&self, error: &Value) -> Error {
        let program = self.program.display();
        let failed = failure::of(error, ErrorKind::Configuration, &self.root)
            .note(format!("`{program}` could not start the project as `manage.py` does"));
        if error["type"] == "ModuleNotFoundError" {
            return failed
                .help("name the interpreter that has the project's packages: `--python=.venv/bin/python`");
        }
        failed.help("`manage.py check` shows the same, and what is behind it")
    }
}

/// The names in a tree of URL patterns, with their namespaces.
fn url_names(tree: &Value) -> Vec<String> {
    fn collect(tree: &Value, prefix: &str, names: &mut Vec<String>) {
        for node in tree.as_array().into_iter().flatten() {
            if let Some(name) = node["name"].as_str() {
                names.push(format!("{prefix}{name}"));
            }
            match node["namespace"].as_str() {
                Some(namespace) => collect(&node["children"], &format!("{prefix}{namespace}:"), names),
                None => collect(&node["children"], prefix, names),
            }
        }
    }
    let mut names = Vec::new();
    collect(tree, "", &mut names);
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::url_names;

    #[test]
    fn a_url_is_called_by_its_namespaces_and_its_name() {
        let tree = json!([
            {"name": "home"},
            {"name": null, "text": "nameless/"},
            {"namespace": "shop", "children": [
                {"name": "index"}, {"namespace": null, "children": [{"name": "item"}, {"name": "item"}]},
            ]},
        ]);
        assert_eq!(url_names(&tree), ["home", "shop:index", "shop:item"]);
    }
}
