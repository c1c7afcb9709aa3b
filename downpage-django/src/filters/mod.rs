//! Django's filters by its own headings, and the tables of their names.

use crate::library::Filter;

/// The filters that need no `{% load %}`.
pub const BUILTINS: &[&[Filter]] = &[];

/// Those of `{% load i18n %}`.
pub const I18N: &[&[Filter]] = &[];

/// Those of `{% load l10n %}`.
pub const L10N: &[&[Filter]] = &[];

/// Those of `{% load tz %}`.
pub const TZ: &[&[Filter]] = &[];
