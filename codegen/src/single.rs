//! A crate of its own, made of one document: the stages in their order, with what is asked for beside the document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::api::{self, Api, Library, Limits, REST};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::lower::{self, Layout};
use crate::overrides::Late;
use crate::report::{self, DocumentReport};
use crate::source::{FileId, Location, Sources};
use crate::target::Target;
use crate::upgrade::{self, Kind};
use crate::{Output, emit, overlay, overrides, render};

/// Generates a complete crate with the client of one document at its root: manifest, README and sources. Names of
/// files in diagnostics are relative to `base`. `progress` is told what is being worked on.
///
/// What has errors is left out of the crate, and named in [`Output::skipped`] where it is an operation; whether that
/// is good enough is the caller's decision. Where the document cannot be read at all there are no files.
pub fn generate_single(base: &Path, target: &Target, progress: &dyn Fn(&str)) -> Output {
    let mut output = Output { sources: Sources::below(base), ..Output::default() };
    progress("reading");
    let Some((document, late)) = read(target, &mut output) else {
        return output;
    };
    let root = Location::root(document);
    let text = |sources: &Sources, key: &str| {
        sources.root(document).get("info").and_then(|info| info.get(key)?.as_str()).map(str::to_owned)
    };
    let title = text(&output.sources, "title").unwrap_or_default();
    let stem = target.document.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let package = match &target.name {
        Some(name) => name.clone(),
        None => render::package_name(&title, &render::package_name(&stem, "client")),
    };
    progress("lowering");
    let listed = lower::list(&mut output.sources, document);
    let chosen = target.choice.places(&root, &listed, &output.sources, &mut output.diagnostics);
    let name = package.replace('-', "_");
    let Output { sources, diagnostics, .. } = &mut output;
    let mut api = lower::lower(&name, &[document], chosen.as_ref(), target.dates, sources, diagnostics);
    late.apply(&mut api, diagnostics);
    output.skipped = report::skipped(&api, &listed, chosen.as_ref());
    let layout = lower::split(&mut api, document, &listed, target.feature_per_tag, &output.sources);
    progress("writing");
    let files = emit::single(&api, &layout);
    for file in &files {
        output.files.insert(PathBuf::from("src").join(file.name()), render::file(file));
    }
    output.features = features(&api, &layout);
    let report = report(&api, &output.sources, document);
    let manifest = render::manifest(
        &package,
        &title,
        &output.features,
        &runtime_features(&api, target),
        &target.runtime,
        target.alone,
    );
    output.files.insert("Cargo.toml".into(), manifest);
    let file_name = target.document.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let readme = render::readme(
        &api,
        &files,
        &render::About {
            title: if title.is_empty() { &package } else { &title },
            document: &file_name,
            package: &package,
            features: output
                .features
                .keys()
                .map(String::as_str)
                .filter(|name| !render::features::is_always(name))
                .collect(),
            operations: report.operations,
            types: report.types,
        },
    );
    output.files.insert("README.md".into(), readme);
    output.reports.push(DocumentReport { files: output.files.keys().cloned().collect(), ..report });
    output.apis.push(api);
    output
}

/// Reads the document, applies what changes it, and upgrades it. Nothing comes back where it cannot be read, or where
/// what changes it is wrong: a crate without those changes is not the one that was asked for.
fn read(target: &Target, output: &mut Output) -> Option<(FileId, Late)> {
    let Output { sources, diagnostics, .. } = output;
    let document = match sources.load(&target.document) {
        Ok(document) => document,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return None;
        }
    };
    let before = diagnostics.iter().count();
    for path in &target.overlays {
        overlay::apply(sources, document, path, diagnostics);
    }
    let failed = has_errors(diagnostics, before);
    let kind = upgrade::entrance(sources, document, diagnostics);
    if kind == Kind::Fragment {
        let diagnostic = Diagnostic::at(
            sources,
            Code::MissingVersion,
            &Location::root(document),
            "this is no OpenAPI document: it has neither `openapi` nor `paths`",
        );
        let help = match sources.root(document).as_map() {
            Some(_) => "give the document that refers to this file",
            None => "a document is a map, and says `openapi: 3.0.3` or the like, `info` and `paths`",
        };
        diagnostics.push(diagnostic.help(help));
    }
    if kind != Kind::Document {
        return None;
    }
    let before = diagnostics.iter().count();
    let mut late = Late::default();
    if let Some(path) = &target.overrides {
        // They speak of OpenAPI 3.0, whatever the document was.
        let listed = lower::list(sources, document);
        late = overrides::apply(sources, document, &listed, path, diagnostics);
    }
    if target.short_operation_names || late.shortens_operation_names {
        let listed = lower::list(sources, document);
        overrides::shorten(sources, &listed, diagnostics);
    }
    let failed = failed || has_errors(diagnostics, before);
    (!failed).then_some((document, late))
}

fn has_errors(diagnostics: &Diagnostics, from: usize) -> bool {
    diagnostics.iter().skip(from).any(|diagnostic| diagnostic.severity == Severity::Error)
}

fn report(api: &Api, sources: &Sources, document: FileId) -> DocumentReport {
    DocumentReport {
        document: PathBuf::from(sources.name(document)),
        operations: api.modules.iter().map(|module| module.operations.len()).sum(),
        types: api.types.iter().filter(|(_, ty)| ty.usage.is_any()).count(),
        files: Vec::new(),
    }
}

/// A feature per module that is behind one, all of them by default; and one for serde.
fn features(api: &Api, layout: &Layout) -> BTreeMap<String, Vec<String>> {
    let tags: Vec<String> = api
        .modules
        .iter()
        .filter(|module| layout.features.contains_key(&module.name) && !module.is_of_types_alone())
        .map(|module| module.name.clone())
        .collect();
    let mut features: BTreeMap<_, _> = tags.iter().map(|tag| (tag.clone(), Vec::new())).collect();
    features.extend(render::features::always(tags));
    features
}

/// What the runtime has to be compiled with.
fn runtime_features<'a>(api: &'a Api, target: &Target) -> Vec<&'a str> {
    let protocol = (api.protocol != REST).then_some(api.protocol.as_str());
    let dates = target.dates.map(Library::name);
    let mut limits = api.types.iter().filter(|(_, ty)| ty.is_validated).flat_map(|(_, ty)| match &ty.kind {
        api::Kind::Struct(object) => {
            let fields = object.fields.iter().chain(object.rest.as_deref());
            let of_alternatives = object.any_of.iter().flatten().map(|(_, limits)| limits);
            fields.filter_map(|field| field.limits.as_deref()).chain(of_alternatives).collect()
        }
        api::Kind::Union(union) => union.variants.iter().filter_map(|variant| variant.limits.as_deref()).collect(),
        _ => Vec::new(),
    });
    let patterns = limits.any(Limits::has_pattern).then_some("patterns");
    protocol.into_iter().chain(dates).chain(patterns).collect()
}
