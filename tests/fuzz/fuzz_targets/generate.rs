//! Any bytes as a document: source, upgrade, check, lower, emit and render must end, and must not panic.

#![no_main]

use codegen::{ClientInput, Input, generate};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    // A file, because that is the generator's entrance; on a file system in memory it costs little.
    let folder = std::path::Path::new("/dev/shm").join(format!("fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let document = folder.join("api.yaml");
    std::fs::write(&document, text).expect("a file");
    let client = ClientInput { name: "api".to_owned(), documents: vec![document] };
    let input = Input { root: folder, clients: vec![client], feature_per_client: true };
    let output = generate(&input, &|_| ());
    let _ = output.render_diagnostics(false);
});
