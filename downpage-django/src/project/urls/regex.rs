//! Whether a text matches a regular expression of a URL, as Python's `re.search` says; with a limit on steps.
//!
//! It tries one way after another, which is what URLs need: they are short, and each is looked at once.

/// Steps of one match.
const STEPS: usize = 200_000;
/// Groups within each other.
const DEPTH: usize = 50;

/// A parsed expression: alternatives of sequences.
type Alternatives = Vec<Vec<Node>>;

#[derive(Clone, Debug)]
enum Node {
    Letter(char),
    /// Any letter but a line feed.
    Any,
    Class(Class),
    Start,
    /// The end, or the line feed at it.
    End,
    /// The very end.
    Last,
    /// The edge of a word, or not.
    Edge(bool),
    /// A group, with its number when it is kept.
    Group(Option<usize>, Alternatives),
    Back(usize),
    /// What must follow, or must not.
    Ahead(bool, Alternatives),
    Repeat {
        node: Box<Node>,
        least: usize,
        most: usize,
        greedy: bool,
    },
}

#[derive(Clone, Debug)]
struct Class {
    negated: bool,
    parts: Vec<ClassPart>,
}

#[derive(Clone, Debug)]
enum ClassPart {
    Range(char, char),
    /// `\d`, `\w`, `\s`, or a capital for what is none of them.
    Kind(char),
}

/// Whether `pattern` is found in `text`.
///
/// # Errors
/// With the reason, for an expression that cannot be read here.
pub(super) fn search(pattern: &str, text: &str) -> Result<bool, String> {
    let letters: Vec<char> = pattern.chars().collect();
    let mut parser = Parser { letters: &letters, at: 0, groups: 0, names: Vec::new(), depth: 0 };
    let expression = parser.alternatives()?;
    if parser.at < letters.len() {
        return Err("a `)` has no `(`".to_owned());
    }
    let text: Vec<char> = text.chars().collect();
    let mut matcher = Matcher { text: &text, groups: vec![None; parser.groups], steps: 0 };
    for start in 0..=text.len() {
        if matcher.alternatives(&expression, start, &mut |_, _| Ok(true))? {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Parser<'a> {
    letters: &'a [char],
    at: usize,
    groups: usize,
    names: Vec<(String, usize)>,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek();
        self.at += 1;
        letter
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text
            .chars()
            .enumerate()
            .all(|(index, letter)| self.letters.get(self.at + index) == Some(&letter));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn alternatives(&mut self) -> Result<Alternatives, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("its groups are nested too deeply".to_owned());
        }
        let mut all = vec![Vec::new()];
        while let Some(letter) = self.peek() {
            match letter {
                ')' => break,
                '|' => {
                    self.at += 1;
                    all.push(Vec::new());
                }
                _ => {
                    let node = self.node()?;
                    let node = self.repeated(node);
                    if let (Some(sequence), Some(node)) = (all.last_mut(), node) {
                        sequence.push(node);
                    }
                }
            }
        }
        self.depth -= 1;
        Ok(all)
    }

    /// One part; `None` for what matches nothing of the text.
    fn node(&mut self) -> Result<Option<Node>, String> {
        Ok(Some(match self.take() {
            Some('.') => Node::Any,
            Some('^') => Node::Start,
            Some('$') => Node::End,
            Some('[') => Node::Class(self.class()?),
            Some('(') => return self.group(),
            Some('\\') => match self.take() {
                Some('A') => Node::Start,
                Some('Z') => Node::Last,
                Some('b') => Node::Edge(true),
                Some('B') => Node::Edge(false),
                Some(kind @ ('d' | 'D' | 'w' | 'W' | 's' | 'S')) => {
                    Node::Class(Class { negated: false, parts: vec![ClassPart::Kind(kind)] })
                }
                Some(digit @ '1'..='9') => Node::Back(digit as usize - '1' as usize),
                Some(letter) => Node::Letter(escaped(letter)),
                None => return Err("it ends in a backslash".to_owned()),
            },
            Some(letter @ ('*' | '+' | '?')) => return Err(format!("a `{letter}` has nothing before it")),
            Some(letter) => Node::Letter(letter),
            None => return Ok(None),
        }))
    }

    fn group(&mut self) -> Result<Option<Node>, String> {
        let node = if self.eat("?:") {
            Node::Group(None, self.alternatives()?)
        } else if self.eat("?=") {
            Node::Ahead(true, self.alternatives()?)
        } else if self.eat("?!") {
            Node::Ahead(false, self.alternatives()?)
        } else if self.eat("?P=") {
            let name = self.name(')')?;
            self.at -= 1;
            let known = self.names.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
            Node::Back(known.ok_or_else(|| format!("there is no group `{name}`"))?)
        } else if self.peek() == Some('?') && !self.eat("?P<") {
            let shown: String = self.letters[self.at..].iter().take(3).collect();
            return Err(format!("`({shown}` is not read here"));
        } else {
            let number = self.groups;
            self.groups += 1;
            let named = self.at >= 3 && self.letters[self.at - 3..self.at] == ['?', 'P', '<'];
            if named {
                let name = self.name('>')?;
                self.names.push((name, number));
            }
            Node::Group(Some(number), self.alternatives()?)
        };
        if self.take() != Some(')') {
            return Err("a `(` is never closed".to_owned());
        }
        Ok(Some(node))
    }

    fn name(&mut self, end: char) -> Result<String, String> {
        let mut name = String::new();
        loop {
            match self.take() {
                Some(letter) if letter == end => return Ok(name),
                Some(letter) => name.push(letter),
                None => return Err("the name of a group is never closed".to_owned()),
            }
        }
    }

    fn class(&mut self) -> Result<Class, String> {
        let negated = self.eat("^");
        let mut parts = Vec::new();
        loop {
            let first = match self.take() {
                Some(']') if !parts.is_empty() => return Ok(Class { negated, parts }),
                Some('\\') => match self.take() {
                    Some(kind @ ('d' | 'D' | 'w' | 'W' | 's' | 'S')) => {
                        parts.push(ClassPart::Kind(kind));
                        continue;
                    }
                    Some(letter) => escaped(letter),
                    None => return Err("it ends in a backslash".to_owned()),
                },
                Some(letter) => letter,
                None => return Err("a `[` is never closed".to_owned()),
            };
            let is_range =
                self.peek() == Some('-') && self.letters.get(self.at + 1).is_some_and(|next| *next != ']');
            if !is_range {
                parts.push(ClassPart::Range(first, first));
                continue;
            }
            self.at += 1;
            match self.take() {
                Some('\\') => match self.take() {
                    Some(letter) => parts.push(ClassPart::Range(first, escaped(letter))),
                    None => return Err("it ends in a backslash".to_owned()),
                },
                Some(last) => parts.push(ClassPart::Range(first, last)),
                None => return Err("a `[` is never closed".to_owned()),
            }
        }
    }

    /// The node with the quantifiers after it.
    fn repeated(&mut self, node: Option<Node>) -> Option<Node> {
        let node = node?;
        let (least, most) = match self.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => match self.braces() {
                Some(bounds) => bounds,
                None => return Some(node),
            },
            _ => return Some(node),
        };
        self.at += 1;
        let greedy = !self.eat("?");
        Some(Node::Repeat { node: Box::new(node), least, most, greedy })
    }

    /// `{2}`, `{2,}`, `{,3}`, `{2,3}`: leaves the place at the closing brace. A brace that is no quantifier is text.
    fn braces(&mut self) -> Option<(usize, usize)> {
        let close = self.letters[self.at..].iter().position(|letter| *letter == '}')? + self.at;
        let inside: String = self.letters[self.at + 1..close].iter().collect();
        let bounds = match inside.split_once(',') {
            None => {
                let count = inside.parse().ok()?;
                (count, count)
            }
            Some((least, most)) => (
                if least.is_empty() { 0 } else { least.parse().ok()? },
                if most.is_empty() { usize::MAX } else { most.parse().ok()? },
            ),
        };
        self.at = close;
        Some(bounds)
    }
}

fn escaped(letter: char) -> char {
    match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        letter => letter,
    }
}

struct Matcher<'a> {
    text: &'a [char],
    /// Where each group matched.
    groups: Vec<Option<(usize, usize)>>,
    steps: usize,
}

/// What has to match after a part.
type After<'f> = dyn FnMut(&mut Matcher<'_>, usize) -> Result<bool, String> + 'f;

impl Matcher<'_> {
    fn alternatives(&mut self, all: &[Vec<Node>], at: usize, after: &mut After<'_>) -> Result<bool, String> {
        for sequence in all {
            if self.sequence(sequence, at, after)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn sequence(&mut self, nodes: &[Node], at: usize, after: &mut After<'_>) -> Result<bool, String> {
        self.steps += 1;
        if self.steps > STEPS {
            return Err("it takes too many steps".to_owned());
        }
        stacker::maybe_grow(128 << 10, 1 << 20, || match nodes.split_first() {
            None => after(self, at),
            Some((node, rest)) => {
                self.node(node, at, &mut |this: &mut Matcher<'_>, at| this.sequence(rest, at, after))
            }
        })
    }

    fn node(&mut self, node: &Node, at: usize, after: &mut After<'_>) -> Result<bool, String> {
        let letter = self.text.get(at).copied();
        match node {
            Node::Letter(wanted) if letter == Some(*wanted) => after(self, at + 1),
            Node::Any if letter.is_some_and(|letter| letter != '\n') => after(self, at + 1),
            Node::Class(class) if letter.is_some_and(|letter| class.has(letter)) => after(self, at + 1),
            Node::Letter(_) | Node::Any | Node::Class(_) => Ok(false),
            Node::Start => {
                if at == 0 {
                    after(self, at)
                } else {
                    Ok(false)
                }
            }
            Node::Last => {
                if at == self.text.len() {
                    after(self, at)
                } else {
                    Ok(false)
                }
            }
            Node::End => {
                let ends = at == self.text.len() || at + 1 == self.text.len() && letter == Some('\n');
                if ends { after(self, at) } else { Ok(false) }
            }
            Node::Edge(wanted) => {
                let before =
                    at.checked_sub(1).and_then(|at| self.text.get(at)).is_some_and(|letter| is_word(*letter));
                let edge = before != letter.is_some_and(is_word);
                if edge == *wanted { after(self, at) } else { Ok(false) }
            }
            Node::Group(None, inside) => self.alternatives(inside, at, after),
            Node::Group(Some(number), inside) => {
                let number = *number;
                let old = self.groups[number];
                let found = self.alternatives(inside, at, &mut |this: &mut Matcher<'_>, end| {
                    let inner = this.groups[number].replace((at, end));
                    let found = after(this, end)?;
                    if !found {
                        this.groups[number] = inner;
                    }
                    Ok(found)
                })?;
                if !found {
                    self.groups[number] = old;
                }
                Ok(found)
            }
            Node::Back(number) => {
                let Some((start, end)) = self.groups.get(*number).copied().flatten() else {
                    return Ok(false);
                };
                let length = end - start;
                let same = self.text.get(at..at + length) == Some(&self.text[start..end]);
                if same { after(self, at + length) } else { Ok(false) }
            }
            Node::Ahead(wanted, inside) => {
                let found = self.alternatives(inside, at, &mut |_, _| Ok(true))?;
                if found == *wanted { after(self, at) } else { Ok(false) }
            }
            Node::Repeat { node, least, most, greedy } => {
                let bounds = Bounds { least: *least, most: *most, greedy: *greedy };
                self.repeat(node, bounds, 0, at, after)
            }
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        bounds: Bounds,
        done: usize,
        at: usize,
        after: &mut After<'_>,
    ) -> Result<bool, String> {
        self.steps += 1;
        if self.steps > STEPS {
            return Err("it takes too many steps".to_owned());
        }
        if done >= bounds.least && !bounds.greedy && after(self, at)? {
            return Ok(true);
        }
        if done < bounds.most {
            let more = stacker::maybe_grow(128 << 10, 1 << 20, || {
                self.node(node, at, &mut |this: &mut Matcher<'_>, end| {
                    // A round that took nothing would go on for ever.
                    if end == at && done >= bounds.least {
                        return Ok(false);
                    }
                    this.repeat(node, bounds, done + 1, end, after)
                })
            })?;
            if more {
                return Ok(true);
            }
        }
        if done >= bounds.least && bounds.greedy { after(self, at) } else { Ok(false) }
    }
}

#[derive(Clone, Copy)]
struct Bounds {
    least: usize,
    most: usize,
    greedy: bool,
}

impl Class {
    fn has(&self, letter: char) -> bool {
        let found = self.parts.iter().any(|part| match part {
            ClassPart::Range(first, last) => (*first..=*last).contains(&letter),
            ClassPart::Kind('d') => letter.is_numeric(),
            ClassPart::Kind('D') => !letter.is_numeric(),
            ClassPart::Kind('w') => is_word(letter),
            ClassPart::Kind('W') => !is_word(letter),
            ClassPart::Kind('s') => letter.is_whitespace(),
            ClassPart::Kind(_) => !letter.is_whitespace(),
        });
        found != self.negated
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::search;

    #[test]
    fn expressions_of_urls_match_as_in_python() {
        let cases = [
            (r"^/a/(?P<pk>[0-9]+)/\Z", "/a/12/", true),
            (r"^/a/(?P<pk>[0-9]+)/\Z", "/a/12", false),
            (r"^/(?:page-(\d+)/)?$", "/", true),
            (r"^/(?:page-(\d+)/)?$", "/page-3/", true),
            (r"^/(?P<y>\d{4})-(?P<m>\d{1,2})$", "/2024-5", true),
            (r"^/(?P<y>\d{4})$", "/20245", false),
            (r"^/([^/]+)/(?!x)y", "/a/y", true),
            (r"^/([^/]+)/(?!y)y", "/a/y", false),
            (r"^/(a|b)c\1$", "/aca", true),
            (r"^/(a|b)c\1$", "/acb", false),
            (r"^/(?P<s>a+?)(?P=s)$", "/aaaa", true),
            (r"^/[-\w]+$", "/a-b_ü", true),
            (r"^/[]a]$", "/]", true),
            (r"^/.*\.html$", "/x/y.html", true),
            (r"^/x{a}$", "/x{a}", true),
            (r"^/(a*)*b$", "/aaab", true),
            ("^/$", "/\n", true),
            (r"^/\Z", "/\n", false),
        ];
        for (pattern, text, wanted) in cases {
            assert_eq!(search(pattern, text), Ok(wanted), "{pattern} {text}");
        }
    }

    #[test]
    fn a_match_that_never_ends_ends_in_an_error() {
        let text = "a".repeat(40) + "!";
        assert!(search(r"^(a|a)*$", &text).is_err());
    }
}
