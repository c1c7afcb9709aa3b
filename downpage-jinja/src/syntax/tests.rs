//! See the conformance suite for the language; here is what only spans and bounds can tell.
