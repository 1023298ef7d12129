//! From the [`Api`] to Rust source: a plain walk that decides nothing.
//!
//! All of it is written as text, much as `rustfmt` would lay it out, with fewer lines: documentation comes from
//! [`docs`], types, function heads and paragraphs from [`text`], and calls of the runtime's macros from [`table`]. No
//! text of a document becomes code except as an identifier that lowering has chosen, a string literal or a comment. A
//! [`File`] is a list of items, between which rendering puts blank lines.

mod client;
mod conversions;
mod docs;
mod enums;
mod inbound;
mod looks;
mod markdown;
mod newtypes;
mod operations;
mod outcomes;
mod overlaps;
mod structs;
mod synonyms;
mod table;
mod text;
mod unions;
mod validation;

use std::collections::{BTreeSet, HashSet};

pub(crate) use table::Table;

use crate::api::{Api, Kind, Module, Type, TypeRef, Types, Usage};
use crate::lower::Layout;

/// A file of Rust source.
pub(crate) struct File {
    name: String,
    /// What the file is about, as lines of documentation.
    pub(crate) docs: Vec<String>,
    /// What it consists of, in order.
    pub(crate) items: Vec<String>,
    /// The methods of the client in it.
    pub(crate) methods: Vec<Method>,
}

/// A method of a client, for those who write an example of a call.
pub(crate) struct Method {
    pub(crate) name: String,
    /// `&self`, and what else it takes: `id: i64`.
    pub(crate) arguments: Vec<String>,
}

impl File {
    fn new(name: impl Into<String>, docs: Vec<String>) -> Self {
        Self { name: name.into(), docs, items: Vec::new(), methods: Vec::new() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn push(&mut self, item: String) {
        self.items.push(item);
    }
}

/// Text of a document as a line of CommonMark.
pub(crate) fn prose(text: &str) -> String {
    markdown::safe(text).join(" ")
}

/// The files of a client's module.
pub(crate) fn client(api: &Api) -> Vec<File> {
    let mut files = vec![client::file(api)];
    files.extend(
        api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| part(api, module, &module.document)),
    );
    files
}

/// The files of a crate that has this client at its root.
pub(crate) fn single(api: &Api, layout: &Layout) -> Vec<File> {
    let mut files = vec![client::root(api, layout)];
    files.extend(api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| part(api, module, "")));
    files
}

/// True for a document that brings neither an operation nor a type that anybody uses.
pub(crate) fn is_empty(api: &Api, module: &Module) -> bool {
    module.is_of_types_alone() && !module.types.iter().any(|id| api.types[*id].usage.is_any())
}

/// The file of one document, or of a tag: operations first, then what they need.
fn part(api: &Api, module: &Module, document: &str) -> File {
    let mut file = File::new(format!("{}.rs", module.name), docs::module(&module.docs, document));
    let imports = imports(api, module);
    if !imports.is_empty() {
        let imports: Vec<String> = imports.into_iter().collect();
        let one_line = format!("use super::{{{}}};\n", imports.join(", "));
        file.push(match imports.as_slice() {
            [only] => format!("use super::{only};\n"),
            _ if one_line.len() <= text::WIDTH => one_line,
            _ => format!("use super::{{{}\n}};\n", text::wrapped(&imports, 4)),
        });
    }
    operations::emit(api, &module.operations, &mut file);
    for inbound in module.inbounds() {
        file.push(inbound::emit(api, inbound));
    }
    for ty in module.types.iter().map(|id| &api.types[*id]).filter(|ty| ty.usage.is_any()) {
        file.push(match &ty.kind {
            Kind::Struct(object) => structs::emit(api, ty, object),
            Kind::Enum(values) => enums::emit(api, ty, values),
            Kind::Union(union) => unions::emit(api, ty, union),
            Kind::Overlap(parts) => overlaps::emit(api, ty, parts),
            Kind::Alias(inner) => newtypes::emit(api, ty, inner),
            // Several lists are written out where they are used.
            Kind::Lists(_) => continue,
            Kind::Applied { whole, argument } => synonyms::applied(api, ty, whole, argument),
        });
        if let Kind::Struct(object) = &ty.kind {
            file.items.extend(structs::headers(ty, object).map(|table| table.text()));
        }
        validation::emit(api, ty, &mut file);
        file.items.extend(conversions::emit(api, ty));
    }
    file
}

/// What the module uses of the client's module and of its siblings, in the order of the names.
fn imports(api: &Api, module: &Module) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if !module.operations.is_empty() {
        names.extend(["Call".to_owned(), "Client".to_owned()]);
    }
    let schemes = module.operations.iter().flat_map(|operation| operation.security.iter().flatten());
    names.extend(schemes.map(|index| api.schemes[*index].constant.clone()));
    let types = module.types.iter().filter(|id| api.types[**id].usage.is_any());
    let own: HashSet<_> = module.types.iter().copied().collect();
    let parts = types.flat_map(|id| {
        let ty = &api.types[*id];
        let taken = match &ty.kind {
            Kind::Union(union) => unions::taken(api, ty, union).collect(),
            _ => Vec::new(),
        };
        ty.kind.parts().into_iter().chain(taken)
    });
    let used = parts.chain(module.named()).filter_map(TypeRef::named);
    // Several lists are written out where they are used.
    let written = used.flat_map(|id| match &api.types[id].kind {
        Kind::Lists(lists) => lists.iter().filter_map(TypeRef::named).collect(),
        _ => vec![id],
    });
    let converted = module.types.iter().filter_map(|id| api.types[*id].converts_from);
    names.extend(converted.filter(|id| !own.contains(id)).map(|id| api.types[id].name.clone()));
    names.extend(written.filter(|id| !own.contains(id)).map(|id| api.types[id].name.clone()));
    names
}

/// The root of the crate.
pub(crate) fn root(apis: &[Api], feature_per_client: bool) -> File {
    let mut file = File::new("lib.rs", docs::root(apis, feature_per_client));
    for api in apis {
        let gate = if feature_per_client { format!("#[cfg(feature = {:?})]\n", api.name) } else { String::new() };
        file.push(format!(
            "{gate}#[rustfmt::skip]\n#[allow(deprecated, reason = \"what a document deprecates is generated all the \
             same\")]\n#[allow(\n    missing_docs,\n    clippy::module_inception,\n    clippy::large_enum_variant,\n    clippy::too_many_arguments,\n    \
             clippy::type_complexity,\n    reason = \"so it is in the documents\"\n)]\npub mod {};\n",
            api.name
        ));
    }
    file.push(format!("pub use runtime;\n{GENERATION}"));
    file
}

/// What the root of a crate says about the runtime that its code is for: another one refuses to compile it, in one
/// sentence. The number goes up, here and there, with every change after which one does not fit the other.
const GENERATION: &str = "runtime::generation!(1);\n";

/// The attributes of a type of which more variants, or fields, may come: the traits that every type of its kind
/// derives, and those that were asked for.
fn derives(api: &Api, ty: &Type, always: &[&str]) -> String {
    format!("{} #[non_exhaustive]\n", derived(api, ty, always))
}

/// The traits that a type derives, as an attribute.
fn derived(api: &Api, ty: &Type, always: &[&str]) -> String {
    // The line next to an enum of values implements these.
    let provided: &[&str] =
        if matches!(ty.kind, Kind::Enum(_)) { &["Debug", "Eq", "PartialOrd", "Ord", "Hash"] } else { &[] };
    let asked_for = api.derives.get(&ty.name).into_iter().flatten().map(String::as_str);
    let asked_for = asked_for.filter(|name| !always.contains(name) && !provided.contains(name));
    let names: Vec<&str> = always.iter().copied().chain(asked_for).collect();
    format!("#[derive({})]", names.join(", "))
}

/// The macro of the runtime for the direction in which a type travels.
fn direction(usage: Usage) -> &'static str {
    match (usage.sent, usage.received) {
        (true, false) => "sent",
        (false, _) => "received",
        (true, true) => "exchanged",
    }
}

/// A type as generated code writes it, where the crate's own types are in scope.
#[must_use]
pub fn rust_type(types: &Types, ty: &TypeRef) -> String {
    text::type_text(types, ty)
}
