//! The features that every generated crate passes on to the runtime.

/// Name, and what it does, for the documentation of a crate: those that are off unless they are asked for.
pub(crate) const PASSED_ON: [(&str, &str); 4] = [
    ("blocking", "gives every call `wait` beside `.await`, for programs that are not asynchronous."),
    ("brotli", "accepts responses that are compressed with Brotli."),
    ("serde", "lets serde read and write every model. Secrets are written in clear then: seal what you store."),
    ("zstd", "accepts responses that are compressed with Zstandard, for which it compiles a library in C."),
];

/// The same of those that are on unless default features are switched off.
pub(crate) const ON: [(&str, &str); 1] = [("gzip", "accepts responses that are compressed with gzip or deflate.")];

/// Each with the runtime's feature that it switches on, and `default` with those given and those that are on.
pub(crate) fn always(default: Vec<String>) -> impl Iterator<Item = (String, Vec<String>)> {
    let names = PASSED_ON.iter().chain(&ON);
    let passed = names.map(|(name, _)| ((*name).to_owned(), vec![format!("runtime/{name}")]));
    let default = default.into_iter().chain(ON.iter().map(|(name, _)| (*name).to_owned())).collect();
    passed.chain([("default".to_owned(), default)])
}

/// Whether a feature is one that every crate has.
pub(crate) fn is_always(name: &str) -> bool {
    name == "default" || PASSED_ON.iter().chain(&ON).any(|(passed, _)| *passed == name)
}
