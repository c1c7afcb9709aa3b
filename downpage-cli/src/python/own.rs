//! What only Python can hold: contexts with its objects, engines that its functions set up.

use downpage::django::project::facts::{Backend, BackendKind, Fact, Facts};
use downpage::plan::PlannedPage;

/// Pages and template engines that are left to Python, with the reasons.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// By the template of the page.
    templates: Vec<(String, String)>,
    /// By the place of the backend in `TEMPLATES`.
    backends: Vec<Option<String>>,
}

impl Own {
    /// Takes out of `facts` what they cannot say, so that it keeps nobody from using the rest.
    pub(super) fn taken_out_of(facts: &mut Facts) -> Self {
        let mut own = Self::default();
        for page in facts.downpage_pages.value.iter_mut().flatten() {
            if let Some(reason) = page.context.unknown.take() {
                let reason = format!("the context of `{}` is not plain data: {reason}", page.path);
                own.templates
                    .extend(page.templates.iter().map(|template| (template.clone(), reason.clone())));
            }
        }
        own.backends = facts.templates.value.iter_mut().flatten().map(only_in_python).collect();
        own
    }

    /// Why a page is left to Python.
    pub(super) fn reason(&self, page: &PlannedPage) -> Option<&str> {
        let by_context = self.templates.iter().find(|(template, _)| **template == *page.template);
        let by_backend = || self.backends.get(page.set?)?.as_deref();
        by_context.map(|(_, reason)| reason.as_str()).or_else(by_backend)
    }
}

/// Why a backend's pages are left to Python; what it cannot say of its options is taken out.
fn only_in_python(backend: &mut Backend) -> Option<String> {
    let mut reasons = Vec::new();
    backend.options.retain_mut(|(name, option)| match option.unknown.take() {
        Some(reason) => {
            reasons.push(format!(
                "`{name}` of the template backend `{}` is not plain data: {reason}",
                backend.name
            ));
            false
        }
        None => true,
    });
    let environment = std::mem::take(&mut backend.environment);
    if backend.kind == BackendKind::Jinja2 {
        reasons.extend(adds(&environment, &backend.name));
    }
    reasons.into_iter().next()
}

/// What an `environment` adds that templates could use without an error: a name that is not there is nothing in Jinja2.
fn adds(environment: &Fact<Vec<(String, String)>>, backend: &str) -> Option<String> {
    if let Some(reason) = &environment.unknown {
        return Some(format!("the template backend `{backend}`: {reason}"));
    }
    let (name, path) = environment.value.as_ref()?.first()?;
    Some(format!("the template backend `{backend}`: its environment adds `{name}`, which is `{path}`"))
}

#[cfg(test)]
mod tests {
    use downpage::django::project::facts::Facts;

    use super::Own;

    #[test]
    fn what_facts_cannot_say_is_left_to_python_and_the_rest_is_as_it_was() {
        let mut facts: Facts = serde_json::from_str(
            r#"{
                "downpage_pages": {"value": [
                    {"path": "502.html", "templates": ["a.html"], "context": {"unknown": "it holds a Request"}},
                    {"path": "503.html", "templates": ["b.html"], "context": {"value": {"n": 1}}}
                ]},
                "templates": {"value": [
                    {"name": "django", "class": "d", "kind": "django", "options": [["debug", {"value": true}]]},
                    {"name": "jinja2", "class": "j", "kind": "jinja2", "options": [["loader", {"unknown": "a Loader"}]]},
                    {"name": "other", "class": "j", "kind": "jinja2", "environment": {"value": [["url", "x.y"]]}}
                ]}
            }"#,
        )
        .unwrap();
        let own = Own::taken_out_of(&mut facts);
        assert_eq!(
            own.templates,
            [(
                "a.html".to_owned(),
                "the context of `502.html` is not plain data: it holds a Request".to_owned()
            )]
        );
        assert_eq!(
            own.backends,
            [
                None,
                Some("`loader` of the template backend `jinja2` is not plain data: a Loader".to_owned()),
                Some("the template backend `other`: its environment adds `url`, which is `x.y`".to_owned()),
            ]
        );
        let pages = facts.downpage_pages.known("DOWNPAGE_PAGES").unwrap().unwrap();
        assert!(pages.iter().all(|page| page.context.known("context").is_ok()));
        let backends = facts.templates.known("TEMPLATES").unwrap().unwrap();
        assert_eq!(backends[0].options.len(), 1);
        assert!(backends[1].options.is_empty());
    }
}
