//! The backends that are linked into this program.

use crate::engine::{Engine, Setup};
use crate::error::{Error, ErrorKind, Result, quoted, suggest};
use crate::options::OptionSpec;

/// A registered way to make an [`Engine`].
///
/// Registered with [`inventory::submit!`] in the crate that has the engine; found by name from then on.
#[derive(Debug)]
pub struct Backend {
    /// The name in configurations and on the command line; also the Cargo feature that brings it.
    pub name: &'static str,
    /// One line for people: which language its templates are written in.
    pub summary: &'static str,
    /// The engine and its version, such as `minijinja 3.1`.
    pub engine: &'static str,
    /// The package that registers it, as `env!("CARGO_PKG_NAME")` says.
    pub package: &'static str,
    /// Extensions of template names that choose it, without the dot.
    pub extensions: &'static [&'static str],
    /// The options it understands.
    pub options: &'static [OptionSpec],
    /// Makes an engine.
    pub build: fn(Setup) -> Result<Box<dyn Engine>>,
}

inventory::collect!(Backend);

/// The engines that this project has, whether or not they are in this build: name and Cargo feature are one.
pub const KNOWN: [&str; 4] = ["django", "jinja", "tera", "upon"];

/// All backends of this build, by name.
///
/// # Errors
/// [`ErrorKind::DuplicateEngine`] when two have one name; both packages are named.
pub fn backends() -> Result<Vec<&'static Backend>> {
    sorted(inventory::iter::<Backend>.into_iter().collect())
}

/// The backend called `name`.
///
/// # Errors
/// [`ErrorKind::EngineNotFound`] with the names there are, and the feature to turn on when it was left out of this build.
pub fn find(name: &str) -> Result<&'static Backend> {
    let backends = backends()?;
    backends.iter().copied().find(|backend| backend.name == name).ok_or_else(|| not_found(name, &backends))
}

/// The backend that a template name's extension chooses, if one does.
///
/// # Errors
/// As for [`backends`].
pub fn by_extension(template: &str) -> Result<Option<&'static Backend>> {
    let Some((_, extension)) = template.rsplit_once('.') else { return Ok(None) };
    Ok(backends()?.into_iter().find(|backend| backend.extensions.contains(&extension)))
}

/// The error for a build without any engine.
#[must_use]
pub fn none_in_build() -> Error {
    Error::new(ErrorKind::EngineNotFound, "this build of downpage has no template engine")
        .help(format!("build it with one of the features {}, or `full`", quoted(&KNOWN)))
}

fn sorted(mut backends: Vec<&'static Backend>) -> Result<Vec<&'static Backend>> {
    backends.sort_by_key(|backend| (backend.name, backend.package));
    if let Some(pair) = backends.windows(2).find(|pair| pair[0].name == pair[1].name) {
        let (name, one, two) = (pair[0].name, pair[0].package, pair[1].package);
        return Err(Error::new(ErrorKind::DuplicateEngine, format!("two backends are called `{name}`"))
            .note(format!("registered by the packages `{one}` and `{two}`"))
            .help("leave one of them out of the build"));
    }
    Ok(backends)
}

/// The error for a name that none of `backends` has.
pub(crate) fn not_found(name: &str, backends: &[&'static Backend]) -> Error {
    if backends.is_empty() {
        return none_in_build();
    }
    let names: Vec<&str> = backends.iter().map(|backend| backend.name).collect();
    let error = Error::new(ErrorKind::EngineNotFound, format!("there is no engine `{name}` in this build"))
        .note(format!("engines in this build: {}", quoted(&names)));
    if KNOWN.contains(&name) {
        return error.help(format!("build downpage with the feature `{name}`"));
    }
    // The names are told already.
    error.maybe_help(suggest(name, names).filter(|help| help.starts_with("did you mean")))
}

#[cfg(test)]
mod tests {
    use super::{Backend, ErrorKind, not_found, sorted};

    const fn backend(name: &'static str, package: &'static str) -> Backend {
        Backend {
            name,
            summary: "",
            engine: "",
            package,
            extensions: &[],
            options: &[],
            build: |_| unreachable!("never built in this test"),
        }
    }

    static ONE: Backend = backend("jinja", "downpage-jinja");
    static TWO: Backend = backend("jinja", "acme-jinja");
    static TERA: Backend = backend("tera", "downpage-tera");

    #[test]
    fn two_backends_of_one_name_are_an_error_that_names_both() {
        let error = sorted(vec![&ONE, &TERA, &TWO]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DuplicateEngine);
        assert_eq!(error.notes(), ["registered by the packages `acme-jinja` and `downpage-jinja`"]);
    }

    #[test]
    fn backends_come_in_the_order_of_their_names() {
        let names: Vec<_> = sorted(vec![&TERA, &ONE]).unwrap().iter().map(|backend| backend.name).collect();
        assert_eq!(names, ["jinja", "tera"]);
    }

    #[test]
    fn an_engine_left_out_of_the_build_names_its_feature() {
        let error = not_found("upon", &[&ONE]);
        assert_eq!(error.help_text(), Some("build downpage with the feature `upon`"));
        assert_eq!(not_found("jinj", &[&ONE]).help_text(), Some("did you mean `jinja`?"));
        assert_eq!(not_found("jinja", &[]).message(), "this build of downpage has no template engine");
    }
}
