use super::{BackendKind, Fact, Facts, Place, TemplatePlace};

const JSON: &str = r#"{
    "root": "/srv/mysite",
    "settings_module": {"value": "mysite.settings", "place": {"file": "manage.py", "line": 7}},
    "downpage_pages": {"value": [
        {"path": "502.html", "templates": ["error.html"], "context": {"value": {"name": "Bad gateway", "n": [1, null]}},
         "place": {"file": "mysite/settings.py", "line": 12, "column": 5, "length": 3, "text": "    (\"502.html\", \"error.html\"),"}},
        {"path": "503.html", "templates": ["a.html", "b.html"], "lazy": [{"path": ["name"], "message": "Unavailable"}]}
    ]},
    "static_root": {"value": "/srv/static"},
    "templates": {"value": [{
        "name": "django", "class": "django.template.backends.django.DjangoTemplates", "kind": "django",
        "places": [{"value": {"directory": {"path": "/srv/mysite/templates"}}}, {"value": {"memory": [["a.html", "A"]]}},
                   {"unknown": "`dirs()` is computed by Python"}],
        "options": [["string_if_invalid", {"value": "?"}]]
    }]},
    "debug": {"unknown": "`env` is not set"}
}"#;

#[test]
fn facts_are_read_from_what_an_interpreter_prints_and_what_it_leaves_out_is_not_set() {
    let facts: Facts = serde_json::from_str(JSON).unwrap();
    let pages = facts.downpage_pages.known("DOWNPAGE_PAGES").unwrap().unwrap();
    assert_eq!(pages[0].place.as_ref().unwrap().to_string(), "mysite/settings.py:12");
    assert_eq!(pages[1].templates, ["a.html", "b.html"]);
    assert_eq!(pages[1].context.value, None);
    let backend = &facts.templates.value.as_ref().unwrap()[0];
    assert_eq!(backend.kind, BackendKind::Django);
    assert!(matches!(&backend.places[1].value, Some(TemplatePlace::Memory(texts)) if texts[0].1 == "A"));
    assert_eq!(facts.use_tz, Fact::default());
    let again: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&facts).unwrap());
}

#[test]
fn what_is_unknown_is_an_error_only_when_it_is_asked_for() {
    let facts: Facts = serde_json::from_str(JSON).unwrap();
    let error = facts.debug.known("DEBUG").unwrap_err();
    assert_eq!(error.to_string(), "`DEBUG` cannot be read: `env` is not set");
    assert!(error.help_text().unwrap().contains("--set django.DEBUG="), "{error:?}");
    let place = Place {
        file: "settings.py".into(),
        line: 3,
        column: 9,
        length: 2,
        text: Some("DEBUG = é()".to_owned()),
    };
    let location =
        Fact::<bool>::unknown("x", Some(place)).known("DEBUG").unwrap_err().location().cloned().unwrap();
    assert_eq!(location.to_string(), "settings.py:3:9");
    assert_eq!(&location.text.as_ref().unwrap()[location.marked.start..location.marked.end], "é(");
}
