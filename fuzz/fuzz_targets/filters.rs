//! A value of any type through a filter with an argument of any type, and the outcome through a second one.
#![no_main]

mod world;

use downpage_django::filters;
use downpage_django::value::{Dict, Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (u8, u8, u8, u8, u8, &str, &str)| {
    let (first, second, value_kind, argument_kind, form, value, argument) = data;
    let tables = [filters::BUILTINS, filters::I18N, filters::L10N, filters::TZ, filters::HUMANIZE];
    let names: Vec<&str> = tables.iter().flat_map(|table| table.iter()).flat_map(|topic| topic.iter()).map(|filter| filter.name).collect();
    let name = |number: u8| names[usize::from(number) % names.len()];
    let call = |number: u8, with: bool| if with { format!("{}:argument", name(number)) } else { name(number).to_owned() };
    let template = format!(
        "{{% load i18n l10n tz humanize %}}{{{{ value|{}|{} }}}}",
        call(first, form & 1 == 0),
        call(second, form & 2 == 0)
    );
    let mut context = Dict::default();
    context.insert("value".into(), made(value_kind, value));
    context.insert("argument".into(), made(argument_kind, argument));
    let _ = world::environment([("page", template.as_str())]).render("page", &context);
});

fn made(kind: u8, text: &str) -> Value {
    world::value(kind, text)
}
