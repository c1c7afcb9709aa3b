//! The texts that a regular expression could have matched, with holes for its groups: what Django's
//! `regex_helper.normalize` gives.

use std::str::Chars;

/// A text with holes.
pub(super) type Form = Vec<Part>;

/// A piece of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(char),
    /// A group, by its name; `counted` is false for a repeated `(?P=name)`.
    Hole {
        name: String,
        counted: bool,
    },
}

/// What is built up on the way.
#[derive(Clone, Debug)]
enum Piece {
    Text(char),
    Group {
        name: String,
        counted: bool,
    },
    /// Pieces that belong together.
    Together(Vec<Piece>),
    /// The piece, or nothing.
    Optional(Box<Piece>),
}

/// More forms than this come of no URL that people write.
const MOST: usize = 256;

/// The forms of a pattern; `Err` with the reason for one that Django refuses.
pub(super) fn normalize(pattern: &str) -> Result<Vec<Form>, String> {
    let mut reader = Reader { letters: pattern.chars(), groups: 0 };
    let mut result: Vec<Piece> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut next = reader.next();
    while let Some((letter, escaped)) = next {
        next = None;
        match letter {
            _ if escaped => result.push(Piece::Text(letter)),
            // Alternatives are given up, as Django does: there is one form, and it is empty.
            '|' => return Ok(vec![Vec::new()]),
            '^' => {}
            '$' => break,
            ')' => {
                let start = open.pop().ok_or("a `)` has no `(`")?;
                let inner = result.split_off(start);
                result.push(Piece::Together(inner));
            }
            '[' => {
                let Some((letter, _)) = reader.next() else { break };
                result.push(Piece::Text(letter));
                while let Some((letter, escaped)) = reader.next() {
                    if letter == ']' && !escaped {
                        break;
                    }
                }
            }
            '(' => reader.group(&mut result, &mut open)?,
            '*' | '?' | '+' | '{' => {
                let (count, after) = reader.quantifier(letter)?;
                next = after;
                let last = result.last().ok_or("a quantifier has nothing before it")?.clone();
                if count == 0 {
                    result.pop();
                    if has_group(&last) {
                        result.push(Piece::Optional(Box::new(last)));
                    }
                } else if count > 1 {
                    if count > MOST {
                        return Err("a part is repeated too often".to_owned());
                    }
                    result.extend(std::iter::repeat_n(last, count - 1));
                }
            }
            letter => result.push(Piece::Text(letter)),
        }
        if next.is_none() {
            next = reader.next();
        }
    }
    let mut forms = vec![Vec::new()];
    for piece in &result {
        extend(&mut forms, piece)?;
    }
    Ok(forms)
}

struct Reader<'a> {
    letters: Chars<'a>,
    groups: usize,
}

impl Reader<'_> {
    /// The next letter, an escaped one as a representative of its class, and whether it was escaped.
    fn next(&mut self) -> Option<(char, bool)> {
        loop {
            let letter = self.letters.next()?;
            if letter != '\\' {
                return Some((letter, false));
            }
            return Some(match self.letters.next()? {
                'A' | 'b' | 'B' | 'Z' => continue,
                'd' => ('0', true),
                'D' | 'S' | 'w' => ('x', true),
                's' => (' ', true),
                'W' => ('!', true),
                letter => (letter, true),
            });
        }
    }

    /// After `(`.
    fn group(&mut self, result: &mut Vec<Piece>, open: &mut Vec<usize>) -> Result<(), String> {
        let Some((letter, escaped)) = self.next() else { return Ok(()) };
        if letter != '?' || escaped {
            result.push(Piece::Group { name: format!("_{}", self.groups), counted: true });
            self.groups += 1;
            self.walk_to_end(letter);
            return Ok(());
        }
        let Some((letter, _)) = self.next() else { return Ok(()) };
        match letter {
            '!' | '=' | '<' => self.walk_to_end(letter),
            ':' => open.push(result.len()),
            'P' => {
                let (end, counted) = match self.next() {
                    Some(('<', _)) => ('>', true),
                    Some(('=', _)) => (')', false),
                    other => {
                        return Err(format!(
                            "`(?P{}` cannot be reversed",
                            other.map_or(' ', |(letter, _)| letter)
                        ));
                    }
                };
                let mut name = String::new();
                while let Some((letter, _)) = self.next() {
                    if letter == end {
                        break;
                    }
                    name.push(letter);
                }
                result.push(Piece::Group { name, counted });
                if counted {
                    self.walk_to_end(end);
                }
            }
            letter => return Err(format!("`(?{letter}` cannot be reversed")),
        }
        Ok(())
    }

    /// To the end of the group that has begun with `letter`.
    fn walk_to_end(&mut self, letter: char) {
        let mut nesting = usize::from(letter == '(');
        while let Some((letter, escaped)) = self.next() {
            match letter {
                _ if escaped => {}
                '(' => nesting += 1,
                ')' if nesting == 0 => return,
                ')' => nesting -= 1,
                _ => {}
            }
        }
    }

    /// The least number of times, and the letter after the quantifier.
    fn quantifier(&mut self, letter: char) -> Result<(usize, Option<(char, bool)>), String> {
        let after = |reader: &mut Self| reader.next().filter(|next| next.0 != '?');
        if letter != '{' {
            return Ok((usize::from(letter == '+'), after(self)));
        }
        let mut inside = String::new();
        while let Some((letter, _)) = self.next() {
            if letter == '}' {
                break;
            }
            inside.push(letter);
        }
        let count = inside.split(',').next().unwrap_or_default();
        let count = count.parse().map_err(|_| format!("`{{{inside}}}` is no quantifier"))?;
        Ok((count, after(self)))
    }
}

fn has_group(piece: &Piece) -> bool {
    match piece {
        Piece::Group { .. } => true,
        Piece::Together(pieces) => pieces.iter().any(has_group),
        // As in Django, an optional part within is not looked into.
        Piece::Text(_) | Piece::Optional(_) => false,
    }
}

/// Appends the forms of a piece to each form so far.
fn extend(forms: &mut Vec<Form>, piece: &Piece) -> Result<(), String> {
    match piece {
        Piece::Text(letter) => forms.iter_mut().for_each(|form| form.push(Part::Text(*letter))),
        Piece::Group { name, counted } => {
            let hole = Part::Hole { name: name.clone(), counted: *counted };
            for form in forms {
                form.push(hole.clone());
            }
        }
        Piece::Together(pieces) => {
            for piece in pieces {
                extend(forms, piece)?;
            }
        }
        Piece::Optional(piece) => {
            let mut inner = vec![Vec::new()];
            extend(&mut inner, piece)?;
            inner.insert(0, Vec::new());
            if forms.len() * inner.len() > MOST {
                return Err("it has too many optional parts".to_owned());
            }
            *forms =
                forms.iter().flat_map(|form| inner.iter().map(|more| [&form[..], more].concat())).collect();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Part, normalize};

    fn shown(pattern: &str) -> Vec<String> {
        let forms = normalize(pattern).unwrap();
        let part = |part: &Part| match part {
            Part::Text(letter) => letter.to_string(),
            Part::Hole { name, counted: true } => format!("%({name})s"),
            Part::Hole { name, counted: false } => format!("%({name})s~"),
        };
        forms.iter().map(|form| form.iter().map(part).collect()).collect()
    }

    /// As `django.utils.regex_helper.normalize` gives them, by hand from its documentation.
    #[test]
    fn what_may_be_missing_is_left_out_unless_it_has_a_group() {
        assert_eq!(
            shown(r"^a/?b*c+$"),
            ["a" /* `/?` and `b*` are gone */, "c"].concat().split(' ').collect::<Vec<_>>()
        );
        assert_eq!(shown(r"^x(?:/(?P<page>\d+))?$"), ["x", "x/%(page)s"]);
        assert_eq!(shown(r"(\d+)-([a-z]{2})"), ["%(_0)s-%(_1)s"]);
        assert_eq!(shown(r"a{3}\.[0-9]\Z"), ["aaa.0"]);
        assert_eq!(shown(r"(?P<a>x)(?P=a)"), ["%(a)s%(a)s~"]);
        assert_eq!(shown("a|b"), [""]);
        assert!(normalize(r"(?i)a").is_err());
    }
}
