//! The report of a drill for machines.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Group, Report, late, request, wanted};
use crate::drill::cases::Expected;
use crate::drill::remedy;
use crate::drill::run::{Finding, Findings};
use crate::drill::shelf::Known;
use crate::drill::visitor::Got;

impl Report<'_> {
    pub(super) fn json(&self, findings: &Findings, groups: &[Group<'_>], ok: bool) -> Value {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let finding = |finding: &Finding| {
            let answer = match &finding.visit.got {
                Got::Answer(answer) | Got::CutOff(answer) => Some(answer),
                _ => None,
            };
            let known = answer.map(|answer| self.shelf.identify(&answer.body, &wanted(&finding.case)));
            json!({
                "outage": finding.case.outage.name(),
                "method": finding.case.request.method,
                "url": finding.case.request.path,
                "request_headers": finding.case.request.headers,
                "expected": expected_json(&finding.case.expected),
                "status": answer.map(|answer| answer.status),
                "headers": answer.map(|answer| &answer.headers),
                "bytes": answer.map(|answer| answer.body.len()),
                "page": known.and_then(|known| match known {
                    Known::File(name) => Some(name),
                    _ => None,
                }),
                "got": self.got(finding),
                "milliseconds": milliseconds(finding.visit.time),
                "ok": !finding.has_failed(),
                "problems": finding.problems.iter().map(|problem| json!({
                    "kind": problem.kind.name(),
                    "remark": problem.is_remark,
                    "reason": problem.reason,
                    "fix": remedy::of(self.server, problem, &finding.case),
                })).collect::<Vec<_>>(),
            })
        };
        let failure = |group: &Group<'_>| {
            let first = group.findings.first();
            json!({
                "kind": group.problem.kind.name(),
                "remark": group.problem.is_remark,
                "reason": group.problem.reason,
                "fix": group.fix,
                "request": first.map(|first| request(&first.case)),
                "outage": first.map(|first| first.case.outage.name()),
                "requests": group.findings.len(),
            })
        };
        json!({
            "ok": ok,
            "server": self.server,
            "version": self.version,
            "configuration": self.configuration,
            "warnings": self.warnings,
            "changes": self.changes,
            "failures": groups.iter().map(failure).collect::<Vec<_>>(),
            "recovery_milliseconds": findings.recovery.time().map(milliseconds),
            "maintenance_end_milliseconds": findings.after_maintenance.time().map(milliseconds),
            "not_back": late(findings),
            "requests": findings.all.iter().map(finding).collect::<Vec<_>>(),
        })
    }
}

fn expected_json(expected: &Expected) -> Value {
    match expected {
        Expected::Page(page) | Expected::AppOr(page) => json!({
            "what": if matches!(expected, Expected::Page(_)) { "page" } else { "page-or-app" },
            "status": page.status,
            "pages": page.files.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        }),
        Expected::Status(status) => json!({ "what": "status", "status": status }),
        Expected::Missing(status) => json!({ "what": "page", "status": status, "pages": [] }),
        Expected::App(status) => json!({ "what": "app", "status": status }),
        Expected::NoPublicPage => json!({ "what": "no-public-page" }),
        Expected::Garbage => json!({ "what": "garbage" }),
    }
}
