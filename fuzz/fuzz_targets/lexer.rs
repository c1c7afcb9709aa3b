//! Tokens never panic, stand in order inside the template, and leave nothing out but what verbatim tags hide.
#![no_main]

use downpage_django::lexer::{split_contents, split_quoted, tokenize};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let mut end = 0;
    for token in tokenize(source) {
        assert!(token.span.start >= end && token.span.start <= token.span.end && token.span.end <= source.len());
        assert!(source[token.span.start..token.span.end].contains(token.contents));
        end = token.span.end;
        let _ = split_contents(token.contents);
    }
    let bits: usize = split_quoted(source).iter().map(|bit| bit.len()).sum();
    assert!(bits <= source.len());
});
