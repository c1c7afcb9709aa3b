//! What a drill and its keeper say to each other: one JSON document a line.

use std::io;

use serde_json::{Value, json};

use super::{Ended, Errand};

/// From the drill to the keeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Where is your directory?
    Directory,
    /// Start this.
    Start(Errand),
    /// Does this process still run?
    Look(i32),
    /// Stop this process and its group.
    Stop(i32),
}

/// From the keeper to the drill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Directory(String),
    Started(i32),
    Running,
    Ended(Ended),
    Failed(String),
}

impl Order {
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Directory => json!({ "order": "directory" }),
            Self::Start(Errand { program, arguments, variables, log }) => json!({
                "order": "start",
                "program": program,
                "arguments": arguments,
                "variables": variables,
                "log": log,
            }),
            Self::Look(pid) => json!({ "order": "look", "pid": pid }),
            Self::Stop(pid) => json!({ "order": "stop", "pid": pid }),
        }
    }

    pub(super) fn from_json(line: &str) -> io::Result<Self> {
        let order: Value = serde_json::from_str(line)?;
        match order["order"].as_str() {
            Some("directory") => Ok(Self::Directory),
            Some("start") => Ok(Self::Start(Errand {
                program: text(&order["program"])?,
                arguments: list(&order["arguments"], text)?,
                variables: list(&order["variables"], |pair| Ok((text(&pair[0])?, text(&pair[1])?)))?,
                log: text(&order["log"])?,
            })),
            Some("look") => Ok(Self::Look(number(&order["pid"])?)),
            Some("stop") => Ok(Self::Stop(number(&order["pid"])?)),
            _ => Err(strange(&order)),
        }
    }
}

impl Reply {
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Directory(path) => json!({ "reply": "directory", "path": path }),
            Self::Started(pid) => json!({ "reply": "started", "pid": pid }),
            Self::Running => json!({ "reply": "running" }),
            Self::Ended(Ended { success, how }) => {
                json!({ "reply": "ended", "success": success, "how": how })
            }
            Self::Failed(why) => json!({ "reply": "failed", "why": why }),
        }
    }

    pub(super) fn from_json(line: &str) -> io::Result<Self> {
        let reply: Value = serde_json::from_str(line)?;
        match reply["reply"].as_str() {
            Some("directory") => Ok(Self::Directory(text(&reply["path"])?)),
            Some("started") => Ok(Self::Started(number(&reply["pid"])?)),
            Some("running") => Ok(Self::Running),
            Some("ended") => {
                let success = reply["success"] == Value::Bool(true);
                Ok(Self::Ended(Ended { success, how: text(&reply["how"])? }))
            }
            Some("failed") => Ok(Self::Failed(text(&reply["why"])?)),
            _ => Err(strange(&reply)),
        }
    }
}

fn text(value: &Value) -> io::Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| strange(value))
}

fn number(value: &Value) -> io::Result<i32> {
    value.as_i64().and_then(|number| number.try_into().ok()).ok_or_else(|| strange(value))
}

fn list<T>(value: &Value, item: impl Fn(&Value) -> io::Result<T>) -> io::Result<Vec<T>> {
    value.as_array().ok_or_else(|| strange(value))?.iter().map(item).collect()
}

fn strange(value: &Value) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("`{value}` was not expected here"))
}

#[cfg(test)]
mod tests {
    use super::{Ended, Errand, Order, Reply};

    #[test]
    fn what_is_said_is_understood() {
        let errand = Errand {
            program: "/usr/sbin/ng\u{ef}nx".to_owned(),
            arguments: vec!["-c".to_owned(), "a \"b\"\nc".to_owned()],
            variables: vec![("HOME".to_owned(), "/tmp".to_owned())],
            log: "log".to_owned(),
        };
        for order in [Order::Directory, Order::Start(errand), Order::Look(7), Order::Stop(8)] {
            let line = order.to_json().to_string();
            assert!(!line.contains('\n'));
            assert_eq!(Order::from_json(&line).unwrap(), order);
        }
        let ended = Ended { success: false, how: "signal 9".to_owned() };
        let directory = Reply::Directory("/tmp/x".to_owned());
        for reply in [
            directory,
            Reply::Started(3),
            Reply::Running,
            Reply::Ended(ended),
            Reply::Failed("no".to_owned()),
        ] {
            assert_eq!(Reply::from_json(&reply.to_json().to_string()).unwrap(), reply);
        }
        assert!(Order::from_json("{}").is_err() && Reply::from_json("nothing").is_err());
    }
}
