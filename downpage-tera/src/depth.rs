//! How deep the templates of a page go into each other: circles refused, the limit kept, the stack measured.
//!
//! Tera calls itself for every include, block and component, and refuses only the plainest circles: those of includes alone and
//! of parents alone. The others would end in a stack overflow, which no program survives.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Result};

use crate::reachable::{Reachable, references};
use crate::scan::Named;
use crate::template::Template;

/// The most templates, blocks and components that are at work at one time.
///
/// # Errors
/// Templates that lead back to themselves or more than `limit` deep, blocks that lie inside each other.
pub(crate) fn frames(found: &Reachable, limit: usize) -> Result<usize> {
    /// Where Tera stops components that call each other.
    const COMPONENTS: usize = 20;
    let templates = walk(found, &found.templates[0], &mut Vec::new(), &mut BTreeMap::new(), limit)?;
    let templates = templates * (1 + nested_blocks(found)?);
    let bodies = Bodies::of(found);
    let components = match (bodies.any_call, bodies.calls || bodies.includes) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => COMPONENTS,
    };
    Ok(templates + components * if bodies.includes { 1 + templates } else { 1 })
}

/// The most templates on a way down from `template`, itself counted.
fn walk(
    found: &Reachable,
    template: &Arc<Template>,
    path: &mut Vec<(Arc<Template>, &'static str)>,
    heights: &mut BTreeMap<String, usize>,
    limit: usize,
) -> Result<usize> {
    let mut height = 1;
    for (named, verb) in references(template) {
        let Some(next) = found.get(&named.name) else { continue };
        path.push((Arc::clone(template), verb));
        if let Some(start) = path.iter().position(|(on_path, _)| on_path.name == next.name) {
            return Err(circle(&path[start..], next).at(template.own_place(named.span)));
        }
        let below = match heights.get(&next.name) {
            Some(known) => *known,
            None if path.len() < limit => walk(found, next, path, heights, limit)?,
            None => 1,
        };
        if path.len() + below > limit {
            let message = format!("templates include or extend each other more than {limit} deep");
            let error = Error::new(ErrorKind::LimitExceeded, message).at(template.own_place(named.span));
            return Err(found.with_way(error, &template.name));
        }
        path.pop();
        height = height.max(below + 1);
    }
    heights.insert(template.name.clone(), height);
    Ok(height)
}

fn circle(circle: &[(Arc<Template>, &'static str)], start: &Template) -> Error {
    let message = match circle {
        [(only, "extended")] => format!("template `{}` extends itself", only.name),
        [(only, _)] => format!("template `{}` includes itself", only.name),
        _ => "templates lead back to themselves".to_owned(),
    };
    let error = Error::new(ErrorKind::TemplateSyntax, message);
    if circle.len() == 1 {
        return error;
    }
    let mut way = String::new();
    for (template, verb) in circle {
        let verb = if *verb == "extended" { "extends" } else { "includes" };
        let _ = write!(way, "`{}` {verb} ", template.name); // writing to a String cannot fail
    }
    error.note(format!("{way}`{}`", start.name))
}

/// The most blocks on a way down through blocks that lie in each other in any of the templates.
///
/// A block that has another inside it in one template, and lies inside that one in another, makes `super()` endless.
fn nested_blocks(found: &Reachable) -> Result<usize> {
    let mut inner: BTreeMap<&str, Vec<(&Arc<Template>, &Named)>> = BTreeMap::new();
    for template in &found.templates {
        for (outer, block) in blocks_in_blocks(template) {
            inner.entry(outer).or_default().push((template, block));
        }
    }
    let mut depths = BTreeMap::new();
    let names = found.templates.iter().flat_map(|template| &template.scan.blocks);
    let mut deepest = 0;
    for named in names {
        deepest = deepest.max(block_depth(&named.name, &inner, &mut Vec::new(), &mut depths)?);
    }
    Ok(deepest)
}

fn block_depth<'a>(
    name: &'a str,
    inner: &BTreeMap<&'a str, Vec<(&'a Arc<Template>, &'a Named)>>,
    path: &mut Vec<&'a str>,
    depths: &mut BTreeMap<&'a str, usize>,
) -> Result<usize> {
    /// Tera's parser takes no deeper nesting, but blocks of several templates may add up.
    const DEEPEST: usize = 200;
    if let Some(known) = depths.get(name) {
        return Ok(*known);
    }
    path.push(name);
    let mut depth = 1;
    for (template, block) in inner.get(name).into_iter().flatten() {
        if path.contains(&block.name.as_str()) || path.len() > DEEPEST {
            let message = format!("blocks `{name}` and `{}` lie inside each other", block.name);
            return Err(Error::new(ErrorKind::TemplateSyntax, message).at(template.own_place(block.span)));
        }
        depth = depth.max(1 + block_depth(&block.name, inner, path, depths)?);
    }
    path.pop();
    depths.insert(name, depth);
    Ok(depth)
}

/// Each block that lies in another, with that one's name.
fn blocks_in_blocks(template: &Template) -> Vec<(&str, &Named)> {
    let mut found = Vec::new();
    let mut open: Vec<&Named> = Vec::new();
    let mut blocks = template.scan.blocks.iter();
    for tag in &template.scan.tags {
        match tag.name.as_str() {
            "block" => {
                let Some(block) = blocks.find(|block| block.span.start > tag.span.start) else { break };
                found.extend(open.last().map(|outer| (outer.name.as_str(), block)));
                open.push(block);
            }
            "endblock" => drop(open.pop()),
            _ => {}
        }
    }
    found
}

/// What the bodies of components do.
#[derive(Default)]
struct Bodies {
    any_call: bool,
    calls: bool,
    includes: bool,
}

impl Bodies {
    fn of(found: &Reachable) -> Self {
        let mut bodies = Self::default();
        for template in &found.templates {
            bodies.any_call |= !template.scan.calls.is_empty();
            let mut start = None;
            for tag in &template.scan.tags {
                match (tag.name.as_str(), start) {
                    ("component", None) => start = Some(tag.span.end),
                    ("endcomponent", Some(body)) => {
                        let inside = |named: &Named| (body..tag.span.start).contains(&named.span.start);
                        bodies.calls |= template.scan.calls.iter().any(inside);
                        bodies.includes |= template.scan.includes.iter().any(inside);
                        start = None;
                    }
                    _ => {}
                }
            }
        }
        bodies
    }
}
