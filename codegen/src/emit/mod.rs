//! From the [`Api`] to Rust source: a plain walk that decides nothing.
//!
//! A [`File`] is a list of pieces. Most are tokens, which rendering formats; the tables of the runtime's
//! macros are pieces of their own, because no formatter lays out what is in a macro.

mod client;
mod docs;
mod enums;
mod inbound;
mod looks;
mod markdown;
mod newtypes;
mod operations;
mod outcomes;
mod overlaps;
mod signatures;
mod structs;
mod table;
mod unions;
mod validation;

use std::collections::{BTreeSet, HashSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(crate) use signatures::signatures;
pub(crate) use table::Table;

use crate::api::{Api, Format, Kind, Module, Type, TypeRef, Types};
use crate::lower::Layout;

/// A file of Rust source that has not been formatted yet.
pub(crate) struct File {
    name: String,
    /// What the file is about, as lines of documentation.
    pub(crate) docs: Vec<String>,
    pub(crate) pieces: Vec<Piece>,
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
        Self { name: name.into(), docs, pieces: Vec::new() }
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
    files.extend(api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| part(api, module)));
    files
}

/// The files of a crate that has this client at its root.
pub(crate) fn single(api: &Api, layout: &Layout) -> Vec<File> {
    let mut files = vec![client::root(api, layout)];
    files.extend(api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| part(api, module)));
    files
}

/// True for a document that brings neither an operation nor a type that anybody uses.
pub(crate) fn is_empty(api: &Api, module: &Module) -> bool {
    module.is_of_types_alone() && !module.types.iter().any(|id| api.types[*id].usage.is_any())
}

/// The file of one document: operations first, then what they need.
fn part(api: &Api, module: &Module) -> File {
    let mut file = File::new(format!("{}.rs", module.name), docs::module(&module.docs, &module.document));
    let imports = imports(api, module);
    if !imports.is_empty() {
        let imports = imports.iter().map(|name| ident(name));
        file.items(quote!(use super::{#(#imports),*};));
    }
    for operation in &module.operations {
        operations::emit(api, operation, &mut file);
    }
    for inbound in module.inbounds() {
        inbound::emit(api, inbound, &mut file);
    }
    for id in &module.types {
        let ty = &api.types[*id];
        if !ty.usage.is_any() {
            continue;
        }
        match &ty.kind {
            Kind::Struct(object) => structs::emit(api, ty, object, &mut file),
            Kind::Enum(values) => enums::emit(api, ty, values, &mut file),
            Kind::Union(union) => unions::emit(api, ty, union, &mut file),
            Kind::Overlap(parts) => overlaps::emit(api, ty, parts, &mut file),
            Kind::Alias(inner) => newtypes::emit(api, ty, inner, &mut file),
        }
        validation::emit(api, ty, &mut file);
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
    let parts = types.flat_map(|id| api.types[*id].kind.parts());
    let arguments = module.types.iter().flat_map(|id| unions::arguments(api, &api.types[*id]));
    let used = parts.chain(arguments).chain(module.named()).filter_map(TypeRef::named);
    names.extend(used.filter(|id| !own.contains(id)).map(|id| api.types[id].name.clone()));
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
            #[allow(clippy::module_inception, clippy::too_many_arguments, reason = "so it is in the documents")]
            pub mod #name;
        });
    }
    file.items(quote! {
        pub use runtime;
    });
    file
}

/// The attribute for the traits that a type derives beside those of every type.
fn derives(api: &Api, ty: &Type) -> Option<TokenStream> {
    let names = api.derives.get(&ty.name)?.iter().map(|name| ident(name));
    Some(quote!(#[derive(#(#names),*)]))
}

/// A type as it is written.
fn type_tokens(types: &Types, ty: &TypeRef) -> TokenStream {
    match ty {
        TypeRef::Unit => quote!(()),
        TypeRef::Bool => quote!(bool),
        TypeRef::Int32 => quote!(i32),
        TypeRef::Int64 => quote!(i64),
        TypeRef::Uint64 => quote!(u64),
        TypeRef::Float => quote!(f32),
        TypeRef::Double => quote!(f64),
        TypeRef::String => quote!(String),
        TypeRef::Secret => quote!(runtime::Secret),
        TypeRef::Any => quote!(runtime::Value),
        TypeRef::Format(format) => format_tokens(*format),
        TypeRef::JsonText(inner) => {
            let inner = type_tokens(types, inner);
            quote!(runtime::formats::JsonText<#inner>)
        }
        TypeRef::Nullable(inner) => {
            let inner = type_tokens(types, inner);
            quote!(Option<#inner>)
        }
        TypeRef::List(item) => {
            let item = type_tokens(types, item);
            quote!(Vec<#item>)
        }
        TypeRef::Map(value) => {
            let value = type_tokens(types, value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        TypeRef::Named(id) => {
            let name = ident(&types[*id].name);
            quote!(#name)
        }
        TypeRef::Boxed(id) => {
            let name = ident(&types[*id].name);
            quote!(Box<#name>)
        }
    }
}

fn format_tokens(format: Format) -> TokenStream {
    match format {
        Format::Int8 => quote!(i8),
        Format::Int16 => quote!(i16),
        Format::Uint8 => quote!(u8),
        Format::Uint16 => quote!(u16),
        Format::Uint32 => quote!(u32),
        Format::Bytes => quote!(runtime::formats::Bytes),
        Format::Decimal => quote!(runtime::formats::Decimal),
        Format::Uuid => quote!(runtime::formats::Uuid),
        Format::Ip => quote!(std::net::IpAddr),
        Format::Ipv4 => quote!(std::net::Ipv4Addr),
        Format::Ipv6 => quote!(std::net::Ipv6Addr),
        Format::Date(library) => {
            let library = ident(library.name());
            quote!(runtime::formats::#library::Date)
        }
        Format::DateTime(library) => {
            let library = ident(library.name());
            quote!(runtime::formats::#library::DateTime)
        }
        Format::Time => quote!(runtime::formats::Time),
        Format::Duration => quote!(runtime::formats::Duration),
    }
}

/// A type as it is taken from a caller: text in any form, what stands inside text as itself, anything else as it is.
fn taken_tokens(types: &Types, ty: &TypeRef) -> TokenStream {
    let tokens = type_tokens(types, ty);
    match ty {
        TypeRef::String | TypeRef::Secret | TypeRef::JsonText(_) => quote!(impl Into<#tokens>),
        _ => tokens,
    }
}

/// A name that lowering has chosen. It is an identifier, raw or not.
fn ident(name: &str) -> proc_macro2::Ident {
    match name.strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, proc_macro2::Span::call_site()),
        None => proc_macro2::Ident::new(name, proc_macro2::Span::call_site()),
    }
}
