//! From the [`Api`] to Rust source: a plain walk that decides nothing.
//!
//! A [`File`] is a list of pieces. Most are tokens, which rendering formats; the tables of the runtime's
//! macros are pieces of their own, because no formatter lays out what is in a macro.

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

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(crate) use table::Table;

use crate::api::{Api, Kind, Module, Type, TypeRef, Types};
use crate::lower::Layout;

/// A file of Rust source that has not been formatted yet.
pub(crate) struct File {
    name: String,
    /// What the file is about, as lines of documentation.
    pub(crate) docs: Vec<String>,
    pub(crate) pieces: Vec<Piece>,
    /// The methods of the client in it.
    pub(crate) methods: Vec<Method>,
}

/// A method of a client, for those who write an example of a call.
pub(crate) struct Method {
    pub(crate) name: String,
    /// `&self`, and what else it takes: `id: i64`.
    pub(crate) arguments: Vec<String>,
}

/// A part of a file.
pub(crate) enum Piece {
    /// Items.
    Items(TokenStream),
    /// A call of a macro whose content is laid out here.
    Table(Table),
    /// An item that is laid out here, where a formatter would spread it over too many lines.
    Text(String),
}

impl File {
    fn new(name: impl Into<String>, docs: Vec<String>) -> Self {
        Self { name: name.into(), docs, pieces: Vec::new(), methods: Vec::new() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn items(&mut self, items: TokenStream) {
        self.pieces.push(Piece::Items(items));
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
        file.pieces.push(Piece::Text(match imports.as_slice() {
            [only] => format!("use super::{only};\n"),
            _ if one_line.len() <= text::WIDTH => one_line,
            _ => format!("use super::{{{}\n}};\n", text::wrapped(&imports, 4)),
        }));
    }
    operations::emit(api, &module.operations, &mut file);
    let types: Vec<&Type> = module.types.iter().map(|id| &api.types[*id]).filter(|ty| ty.usage.is_any()).collect();
    let models: Vec<String> = types
        .iter()
        .filter_map(|ty| match &ty.kind {
            Kind::Struct(object) => Some(structs::model(api, ty, object)),
            Kind::Enum(values) => Some(enums::model(api, ty, values)),
            _ => None,
        })
        .collect();
    if !models.is_empty() {
        let models = text::indented(&models.join("\n"), 4);
        file.pieces.push(Piece::Text(format!("runtime::models! {{\n{models}}}\n")));
    }
    for inbound in module.inbounds() {
        inbound::emit(api, inbound, &mut file);
    }
    for ty in types {
        match &ty.kind {
            Kind::Struct(object) => file.pieces.extend(structs::headers(ty, object).map(Piece::Table)),
            Kind::Enum(_) => {}
            Kind::Union(union) => unions::emit(api, ty, union, &mut file),
            Kind::Overlap(parts) => overlaps::emit(api, ty, parts, &mut file),
            Kind::Alias(inner) => newtypes::emit(api, ty, inner, &mut file),
            Kind::Lists(_) => {}
            Kind::Applied { whole, argument } => {
                file.pieces.push(Piece::Text(synonyms::applied(api, ty, whole, argument)));
            }
        }
        validation::emit(api, ty, &mut file);
        file.pieces.extend(conversions::emit(api, ty).map(Piece::Text));
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
        let (name, feature) = (format_ident!("{}", api.name), &api.name);
        let gate = feature_per_client.then(|| quote!(#[cfg(feature = #feature)]));
        file.items(quote! {
            #gate
            #[rustfmt::skip]
            #[allow(deprecated, reason = "what a document deprecates is generated all the same")]
            #[allow(missing_docs, clippy::module_inception, clippy::too_many_arguments, clippy::type_complexity, reason = "so it is in the documents")]
            pub mod #name;
        });
    }
    file.items(quote! {
        pub use runtime;
    });
    file
}

/// The attribute for the traits that a type derives beside those of every type, as a line.
fn derives(api: &Api, ty: &Type) -> String {
    let names = api.derives.get(&ty.name).map(|names| names.join(", "));
    names.map(|names| format!("#[derive({names})]\n")).unwrap_or_default()
}

/// The same as tokens.
fn derive_tokens(api: &Api, ty: &Type) -> TokenStream {
    let names = api.derives.get(&ty.name).into_iter().flatten().map(|name| ident(name));
    let names: Vec<_> = names.collect();
    if names.is_empty() { TokenStream::new() } else { quote!(#[derive(#(#names),*)]) }
}

/// A type as generated code writes it, where the crate's own types are in scope.
#[must_use]
pub fn rust_type(types: &Types, ty: &TypeRef) -> String {
    text::type_text(types, ty)
}

/// A type as it is written.
fn type_tokens(types: &Types, ty: &TypeRef) -> TokenStream {
    // What is made of names that lowering has chosen is Rust.
    text::type_text(types, ty).parse().unwrap_or_default()
}

/// A name that lowering has chosen. It is an identifier, raw or not.
fn ident(name: &str) -> proc_macro2::Ident {
    match name.strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, proc_macro2::Span::call_site()),
        None => proc_macro2::Ident::new(name, proc_macro2::Span::call_site()),
    }
}
