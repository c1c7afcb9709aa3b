//! How numbers and dates are written in a language.

mod date;
mod elapsed;
mod locale;
mod number;

use std::borrow::Cow;

use crate::error::Result;
use crate::i18n::Active;
use crate::value::{Value, Zone};

pub use date::{DateStyle, format_date, format_time};
pub use elapsed::{Elapsed, PLAIN_UNITS, Units, elapsed, months_and_rest};
pub use number::{NumberStyle, format_number, is_only_digits};

/// What Django's settings say about formats; a language's own formats go before them.
#[derive(Clone, Debug)]
pub struct FormatSettings {
    /// `USE_THOUSAND_SEPARATOR`. Default: no.
    pub use_thousand_separator: bool,
    /// `NUMBER_GROUPING`: the sizes of the groups of digits, from the right. Default: none.
    pub number_grouping: Vec<i64>,
    /// Formats by the name of the setting, such as `DATE_FORMAT`, where they are not Django's defaults.
    pub texts: Vec<(String, String)>,
    /// `FORMAT_MODULE_PATH`: formats of languages that go before Django's, in the order of the search.
    pub modules: Vec<LocaleFormats>,
    /// `USE_L10N`, which Django has had until 4.2: whether a language has formats at all. Default: yes.
    pub use_l10n: bool,
}

/// The formats of one language, in place of Django's.
#[derive(Clone, Debug, Default)]
pub struct LocaleFormats {
    /// The locale, as in `pt_BR`.
    pub locale: String,
    /// Formats by the name of the setting.
    pub texts: Vec<(String, String)>,
    /// The sizes of the groups of digits.
    pub grouping: Option<Vec<i64>>,
}

impl Default for FormatSettings {
    fn default() -> Self {
        Self {
            use_thousand_separator: false,
            number_grouping: vec![0],
            texts: Vec::new(),
            modules: Vec::new(),
            use_l10n: true,
        }
    }
}

impl FormatSettings {
    /// Whether a whole number is written as its digits, in every language.
    #[must_use]
    pub fn plain_ints(&self) -> bool {
        !self.use_thousand_separator
    }

    fn text(&self, key: &str) -> Option<&str> {
        let set = self.texts.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str());
        set.or(match key {
            "DATE_FORMAT" => Some("N j, Y"),
            "TIME_FORMAT" => Some("P"),
            "DATETIME_FORMAT" => Some("N j, Y, P"),
            "YEAR_MONTH_FORMAT" => Some("F Y"),
            "MONTH_DAY_FORMAT" => Some("F j"),
            "SHORT_DATE_FORMAT" => Some("m/d/Y"),
            "SHORT_DATETIME_FORMAT" => Some("m/d/Y P"),
            "DECIMAL_SEPARATOR" => Some("."),
            "THOUSAND_SEPARATOR" => Some(","),
            _ => None,
        })
    }
}

impl LocaleFormats {
    fn text(&self, key: &str) -> Option<&str> {
        self.texts.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }
}

/// The formats of the active language.
#[derive(Clone, Copy)]
pub struct Formats<'a> {
    /// The active language, and its translations.
    pub active: Active<'a>,
    /// What holds where the language says nothing.
    pub settings: &'a FormatSettings,
    /// `TIME_ZONE`, which naive date-times are taken to be in.
    pub default_zone: &'a Zone,
}

impl<'a> Formats<'a> {
    /// The format called `key`, or `key` itself when it is not the name of one: `DATE_FORMAT`, but `Y-m-d` too.
    #[must_use]
    pub fn get<'k>(&self, key: &'k str, use_l10n: bool) -> Cow<'k, str>
    where
        'a: 'k,
    {
        let use_l10n = use_l10n && self.settings.use_l10n;
        let place = locale::KEYS.iter().position(|known| *known == key).filter(|_| use_l10n);
        let local = place
            .and_then(|place| {
                self.own(|own| own.text(key)).or_else(|| self.rows().find_map(|row| row.texts[place]))
            })
            .or_else(|| self.settings.text(key));
        Cow::Borrowed(local.unwrap_or(key))
    }

    /// The sizes of the groups of digits.
    #[must_use]
    pub fn grouping(&self, use_l10n: bool) -> &'a [i64] {
        let in_language =
            || self.own(|own| own.grouping.as_deref()).or_else(|| self.rows().find_map(|row| row.grouping));
        let local = (use_l10n && self.settings.use_l10n).then(in_language).flatten();
        local.unwrap_or(&self.settings.number_grouping)
    }

    /// The first thing that the site's own formats of the language say.
    fn own<T: 'a>(&self, find: impl Fn(&'a LocaleFormats) -> Option<T>) -> Option<T> {
        if self.settings.modules.is_empty() {
            return None;
        }
        let locale = self.active.language.map(to_locale).unwrap_or_default();
        let base = locale.split_once('_').map_or(&*locale, |(base, _)| base);
        let modules = self.settings.modules.iter();
        modules.filter(|own| own.locale == locale || own.locale == base).find_map(find)
    }

    /// The tables of the language: of its regional form, then of the language itself.
    fn rows(&self) -> impl Iterator<Item = &'static locale::Row> + use<> {
        let locale = self.active.language.map(to_locale).unwrap_or_default();
        let base = locale.split_once('_').map(|(base, _)| base.to_owned());
        let base_row = base.and_then(|base| locale::find(&base));
        locale::find(&locale).into_iter().chain(base_row)
    }

    /// How a number or a date is shown; `None` for what is neither.
    ///
    /// # Errors
    /// As for [`format_number`].
    pub fn localize(&self, value: &Value, use_l10n: Option<bool>) -> Result<Option<String>> {
        let l10n = use_l10n.unwrap_or(true);
        Ok(match value {
            Value::Int(_) | Value::Wide(_) | Value::Float(_) | Value::Decimal(_)
                if use_l10n == Some(false) =>
            {
                Some(value.to_str().into_owned())
            }
            Value::Int(_) | Value::Wide(_) | Value::Float(_) | Value::Decimal(_) => {
                Some(self.number(value, NumberStyle { use_l10n: l10n, ..NumberStyle::default() })?)
            }
            Value::DateTime(_) => self.date(value, "DATETIME_FORMAT", l10n),
            Value::Date(_) => self.date(value, "DATE_FORMAT", l10n),
            Value::Time(_) => format_time(value, &self.get("TIME_FORMAT", l10n), *self).ok(),
            _ => None,
        })
    }

    fn date(&self, value: &Value, key: &str, l10n: bool) -> Option<String> {
        format_date(value, &self.get(key, l10n), *self).ok()
    }

    /// A number in the formats of the language.
    ///
    /// # Errors
    /// As for [`format_number`].
    pub fn number(&self, value: &Value, style: NumberStyle) -> Result<String> {
        format_number(value, *self, style)
    }
}

/// `pt-br` as a locale: `pt_BR`; `zh-hans`: `zh_Hans`.
#[must_use]
pub fn to_locale(language: &str) -> String {
    let lower = language.to_lowercase();
    let Some((base, rest)) = lower.split_once('-') else { return lower };
    let (region, tail) = rest.split_once('-').map_or((rest, None), |(region, tail)| (region, Some(tail)));
    let region = if region.len() > 2 { crate::text::case::capitalize(region) } else { region.to_uppercase() };
    match tail {
        Some(tail) => format!("{base}_{region}-{tail}"),
        None => format!("{base}_{region}"),
    }
}
