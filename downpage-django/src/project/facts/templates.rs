//! `TEMPLATES`: the backends, and where each finds its templates.

use std::path::PathBuf;

use downpage_core::Value;
use serde::{Deserialize, Serialize};

use super::{Fact, Place};

/// One entry of `TEMPLATES`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Backend {
    /// `NAME`; by default the last part but one of `BACKEND`.
    pub name: String,
    /// `BACKEND`, as it was set.
    pub class: String,
    /// What kind of backend that is.
    pub kind: BackendKind,
    /// Where it looks for templates, in this order: `DIRS` and the folders of the applications, or what its loaders say.
    pub places: Vec<Fact<TemplatePlace>>,
    /// `OPTIONS`, by name, but for `loaders` and `loader`.
    pub options: Vec<(String, Fact<Value>)>,
    /// What a Jinja2 `environment` adds to its globals and filters, as far as it is known: the name, and the path of what it
    /// stands for, such as `django.urls.reverse`.
    pub environment: Fact<Vec<(String, String)>>,
    /// The tag libraries that `{% load %}` finds: those of the applications, then `libraries` of the options.
    pub libraries: Vec<Library>,
    /// Where the entry stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// What an entry of `TEMPLATES` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// `django.template.backends.django.DjangoTemplates`.
    #[default]
    Django,
    /// `django.template.backends.jinja2.Jinja2`.
    Jinja2,
    /// Another one, which nothing here can stand in for.
    Other,
}

/// Where templates are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TemplatePlace {
    /// A directory.
    Directory {
        /// Its path.
        path: PathBuf,
        /// The application that it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        app: Option<String>,
    },
    /// Templates in the settings themselves: names and texts.
    Memory(Vec<(String, String)>),
}

/// A tag library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// The name that `{% load %}` has for it.
    pub name: String,
    /// Its module, such as `django.templatetags.i18n`.
    pub module: String,
    /// Its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
}
