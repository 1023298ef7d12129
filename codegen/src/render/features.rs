//! The features that every generated crate passes on to the runtime.

/// Name, and what it does, for the documentation of a crate.
pub(crate) const PASSED_ON: [(&str, &str); 2] = [
    ("blocking", "gives every call `wait` beside `.await`, for programs that are not asynchronous."),
    ("serde", "lets serde read and write every model. Secrets are written in clear then: seal what you store."),
];

/// Each with the runtime's feature that it switches on, and `default` with those given.
pub(crate) fn always(default: Vec<String>) -> impl Iterator<Item = (String, Vec<String>)> {
    let passed = PASSED_ON.iter().map(|(name, _)| ((*name).to_owned(), vec![format!("runtime/{name}")]));
    passed.chain([("default".to_owned(), default)])
}

/// Whether a feature is one that every crate has.
pub(crate) fn is_always(name: &str) -> bool {
    name == "default" || PASSED_ON.iter().any(|(passed, _)| *passed == name)
}
