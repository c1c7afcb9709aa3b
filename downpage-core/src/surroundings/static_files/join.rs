//! Joins a prefix and a relative path, as Python's `urljoin` does.

/// The URL of `path` seen from `base`, which ends in a slash.
///
/// `path` is relative, without query or fragment. Empty parts are left out, `.` and `..` resolved.
pub(super) fn join(base: &str, path: &str) -> String {
    if path.is_empty() {
        return base.to_owned();
    }
    let (origin, root) = base.split_at(path_start(base));
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let mut parts: Vec<&str> = Vec::new();
    for part in root.split('/').chain(folders.split('/')).filter(|part| !part.is_empty()) {
        step(&mut parts, part);
    }
    if matches!(file, "." | "..") {
        step(&mut parts, file);
        parts.push("");
    } else {
        parts.push(file);
    }
    format!("{origin}/{}", parts.join("/"))
}

fn step<'a>(parts: &mut Vec<&'a str>, part: &'a str) {
    match part {
        "." => {}
        ".." => drop(parts.pop()),
        part => parts.push(part),
    }
}

/// Where the path starts: after scheme and host, if there are any.
fn path_start(url: &str) -> usize {
    let host = if url.starts_with("//") { Some(2) } else { url.find("://").map(|at| at + 3) };
    host.map_or(0, |host| url[host..].find('/').map_or(url.len(), |at| host + at))
}
