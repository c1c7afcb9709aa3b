//! Whole sites that packages publish: their own error pages, given to django-downpage.

use crate::run::Project;
use crate::{USUAL, same_pages};

const WAGTAIL: Project = Project {
    folder: "wagtail-start",
    environment: "wagtail",
    start: &["wagtail", "start", "mysite", "."],
    before: &["collectstatic --noinput"],
    variables: &[("DJANGO_SETTINGS_MODULE", "downpage_settings")],
    only_python: true,
    ..USUAL
};

same_pages! {
    wagtail_start: WAGTAIL;
    mezzanine_project: Project {
        folder: "mezzanine-project",
        environment: "mezzanine",
        start: &["mezzanine-project", "shopsite", "."],
        before: &["migrate --verbosity=0", "collectstatic --noinput"],
        ..WAGTAIL
    };
    oscar: Project { folder: "oscar", environment: "oscar", before: &["collectstatic --noinput"], only_python: true, ..USUAL };
}
