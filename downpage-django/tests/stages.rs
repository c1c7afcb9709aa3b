//! The lexer and the parser one by one, on cases that Django's own answered: `stages/record.py` writes the answers.

#![allow(clippy::disallowed_methods, reason = "the cases are files")]

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use downpage_django::ast::{Argument, Expression, Head, Variable};
use downpage_django::environment::Environment;
use downpage_django::filter::FoundFilter;
use downpage_django::filters::BUILTINS;
use downpage_django::lexer::{TokenKind, line_of, tokenize};
use downpage_django::parser::{Names, parse_expression};
use downpage_django::value::{Name, repr};

const LINE: &str = "\n----\n";

/// Holds every case of a stage against what `answer` says of its template.
fn hold(stage: &str, answer: impl Fn(&str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stages").join(stage);
    let mut wrong = String::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).expect("the stage has a folder") {
        let path = entry.expect("it can be read").path();
        let case = std::fs::read_to_string(&path).expect("a case is UTF-8");
        let (template, expected) = case.split_once(LINE).expect("a case has a line of dashes");
        cases += 1;
        let ours = answer(template);
        if ours != expected {
            let _ = write!(wrong, "\n{}\nexpected:\n{expected}ours:\n{ours}", path.display());
        }
    }
    assert!(cases > 0, "there are cases in {stage}");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_lexer_cuts_as_that_of_django() {
    hold("lexer/success", |template| {
        let mut out = String::new();
        for token in tokenize(template) {
            let kind = match token.kind {
                TokenKind::Text => "TEXT",
                TokenKind::Variable => "VAR",
                TokenKind::Block => "BLOCK",
                TokenKind::Comment => "COMMENT",
            };
            let (start, end, line) = (token.span.start, token.span.end, line_of(token.span, template));
            let _ = writeln!(out, "{kind} {start}..{end} line {line} \"{}\"", escaped(token.contents));
        }
        out
    });
}

fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    text.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}

#[test]
fn the_parser_reads_expressions_as_that_of_django() {
    let find = |name: &str| {
        let found = BUILTINS.iter().flat_map(|table| table.iter()).find(|filter| filter.name == name);
        found.map(FoundFilter::Own)
    };
    hold("parser/success", |template| {
        let names = Names::of(template.into());
        let lines = template.split('\n').map(|line| match parse_expression(line, &find, &names) {
            Ok(expression) => shown(&expression) + "\n",
            Err(error) => format!("{error}\n"),
        });
        lines.collect()
    });
}

fn shown(expression: &Expression) -> String {
    let mut out = match &expression.head {
        Head::Constant(value) => format!("literal {}", repr(value)),
        Head::Variable(variable) => shown_variable(variable),
        Head::Nothing => "literal 'None'".to_owned(),
    };
    for call in &expression.filters {
        let _ = write!(out, " | {}", call.filter.name());
        match &call.argument {
            None => {}
            Some(Argument::Constant(value)) => out.extend([" literal ", &repr(value)]),
            Some(Argument::Variable(variable)) => out.extend([" ", &shown_variable(variable)]),
        }
    }
    out
}

fn shown_variable(variable: &Variable) -> String {
    match variable {
        Variable::Literal(value) => format!("literal {}", repr(value)),
        Variable::Path(path) => {
            let names: Vec<&str> = path.names.iter().map(Name::as_str).collect();
            format!("path {}", names.join(" "))
        }
        Variable::Translated(inner) => format!("translated {}", shown_variable(inner)),
    }
}

#[test]
fn the_parser_fails_where_and_in_the_words_that_django_fails() {
    hold("parser/errors", |template| {
        let environment = Environment::new(HashMap::<String, String>::new());
        match environment.template_from(template) {
            Ok(_) => "no error\n".to_owned(),
            Err(error) => {
                let span = error.span().expect("it has a place");
                let line = template[..span.start].matches('\n').count() + 1;
                format!("{}..{} line {line}\n{}\n", span.start, span.end, error.message())
            }
        }
    });
}
