//! Files of settings that run in the place of a call: `exec`, and `include` of django-split-settings.

use std::path::Path;
use std::sync::Arc;

use super::super::Interpreter;
use super::super::call::Arguments;
use super::super::value::{Eval, Names, Val};
use crate::project::place::SourceFile;

impl Interpreter {
    /// `exec(text)`: what it does to the names is known when the text is that of a file of the project.
    pub(super) fn exec(&mut self, code: &Val, arguments: &Arguments) -> Eval {
        if let (Val::Str(text), 1, Some((globals, locals, module, _))) =
            (code, arguments.positional.len(), &arguments.frame)
            && globals == locals
        {
            let file = self.files.of_text(text).unwrap_or_else(|| {
                Arc::new(SourceFile { name: "<exec>".to_owned(), text: text.to_string() })
            });
            let module = Arc::clone(module);
            self.run_text(file, *globals, &module, arguments.at)?;
            return Ok(Val::None);
        }
        let why = match code {
            Val::Unknown(why) => Arc::clone(why),
            _ => self.why_computed(arguments.at),
        };
        self.called_unknown(arguments, &why)?;
        if let Some((globals, locals, ..)) = &arguments.frame {
            let spaces = [*globals, *locals];
            for space in spaces {
                self.lose(&Val::Space(space), &why)?;
            }
        }
        Ok(Val::None)
    }

    /// `include("base.py", optional("local.py"))` of django-split-settings.
    pub(super) fn split_settings(&mut self, name: &str, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        if name == "split_settings.optional" {
            let mut fields = Names::new();
            if let Some(item) = arguments.positional.first() {
                fields.insert("path".into(), item.clone());
            }
            return Ok(self.instance(name, fields));
        }
        let Some((globals, _, module, _)) = arguments.frame.clone() else {
            return self.call_computed(arguments);
        };
        let file = self
            .heap
            .space(globals)
            .names
            .get("__file__")
            .and_then(|item| item.val.as_path().map(str::to_owned));
        let folder =
            file.as_deref().and_then(|file| Path::new(file).parent()).map(Path::to_owned).unwrap_or_default();
        for item in &arguments.positional {
            let (path, optional) = match self.native_class(&item.val) {
                Some((_, id)) => (self.field_of(id, "path").map(|item| item.val.clone()), true),
                None => (Some(item.val.clone()), false),
            };
            let Some(path) = path.as_ref().and_then(Val::as_path) else {
                let why = self.why_unknown(&item.val, at);
                self.lose(&Val::Space(globals), &why)?;
                continue;
            };
            if path.contains(['*', '?', '[']) {
                let why = self.why_computed(at);
                self.lose(&Val::Space(globals), &why)?;
                continue;
            }
            if !self.run_within(&folder.join(path), globals, &module, at)? && !optional {
                return self.raise("OSError", format!("there is no file `{path}`"), at);
            }
        }
        Ok(Val::None)
    }
}
