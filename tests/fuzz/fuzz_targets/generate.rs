//! Any bytes as a document: source, upgrade, check, lower, emit and render must end, must not panic, and must write
//! Rust and TOML that can be parsed; no text of a document may become an item of Rust.

#![no_main]

use std::path::Path;

use codegen::{RuntimeSource, Target, generate_single};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // A file, because that is the generator's entrance; on a file system in memory it costs little.
    let folder = Path::new("/dev/shm").join(format!("fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let document = folder.join("api.yaml");
    std::fs::write(&document, bytes).expect("a file");
    let target = Target {
        document,
        runtime: RuntimeSource::Path("/runtime".to_owned()),
        feature_per_tag: bytes.len() % 2 == 1,
        ..Target::default()
    };
    let output = generate_single(&folder, &target, &|_| ());
    let _ = output.render_diagnostics(false);
    let _ = output.diagnostics_json().to_string();
    for (path, text) in &output.files {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => drop(syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))),
            Some("toml") => drop(text.parse::<toml::Table>().unwrap_or_else(|error| panic!("{error}"))),
            _ => {}
        }
    }
});
