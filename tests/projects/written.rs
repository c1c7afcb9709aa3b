//! Projects written for this comparison: one idea each.

use crate::run::Project;
use crate::{USUAL, same_pages};

/// What collects static files, as a deployment does before it makes pages.
const COLLECT: &[&str] = &["collectstatic --noinput"];

/// That, and compiles the catalogs.
const COMPILE_AND_COLLECT: &[&str] = &["compilemessages", "collectstatic --noinput"];

const SPLIT: Project = Project { folder: "split", before: COMPILE_AND_COLLECT, ..USUAL };
const HASHED: Project = Project { folder: "hashed", before: COLLECT, ..USUAL };

same_pages! {
    plain: Project { folder: "plain", before: COLLECT, ..USUAL };
    an_application_overrides_templates_of_others: Project { folder: "overriding", before: COLLECT, ..USUAL };
    split_settings_local: SPLIT;
    split_settings_production: Project {
        variables: &[("DJANGO_SETTINGS_MODULE", "config.settings.production"), ("DJANGO_SECRET_KEY", "x")],
        ..SPLIT
    };
    split_settings_production_with_an_environment: Project {
        variables: &[
            ("DJANGO_SETTINGS_MODULE", "config.settings.production"),
            ("DJANGO_SECRET_KEY", "x"),
            ("DJANGO_READ_DOT_ENV_FILE", "yes"),
            ("DJANGO_ALLOWED_HOSTS", "bakery.example,www.bakery.example"),
            ("HOURS", "12"),
        ],
        ..SPLIT
    };
    jinja2_and_django: Project { folder: "two-engines", before: COLLECT, folders: &["collected"], ..USUAL };
    languages: Project { folder: "languages", before: COMPILE_AND_COLLECT, folders: &["static_root"], ..USUAL };
    hashed_static_files: HASHED;
    /// With `DEBUG`, Django's storage gives the names without hashes.
    hashed_static_files_while_debugging: Project { variables: &[("PRESS_DEBUG", "1")], ..HASHED };
    urls_of_models_in_the_admin: Project { variables: &[("PRESS_MODELS", "1")], only_python: true, ..HASHED };
    a_converter_that_writes_by_python: Project {
        folder: "named-urls",
        folders: &["static_files"],
        variables: &[("LIBRARY_CONVERTER", "1")],
        only_python: true,
        ..USUAL
    };
    named_urls: Project { folder: "named-urls", folders: &["static_files"], ..USUAL };
    loaders_in_memory_and_cached: Project { folder: "loaders", folders: &["static"], ..USUAL };
    /// The original stops at a folder that is not there; here they are made for it and not for us.
    pages_in_folders: Project { folder: "folders", folders: &["static", "static/errors", "static/errors/deep", "static/errors/deep/er"], ..USUAL };
    settings_that_only_python_can_read: Project {
        folder: "unreadable",
        before: COLLECT,
        folders: &["static"],
        only_python: true,
        ..USUAL
    };
    tags_that_only_python_has: Project {
        folder: "foreign-tags",
        before: COLLECT,
        folders: &["static"],
        only_python: true,
        ..USUAL
    };
}
