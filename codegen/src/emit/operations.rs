//! An operation: its method, the type that stands for it with its data, and setters for its options.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::code;
use super::structs::compact;
use super::{File, Piece, docs, ident, taken_tokens, type_tokens};
use crate::api::{Api, Argument, InBandError, Operation, Place};

pub(super) fn emit(api: &Api, operation: &Operation, file: &mut File) {
    file.items(method(api, operation));
    file.items(marker(operation));
    file.pieces.push(Piece::Text(data(api, operation)));
    file.items(options(api, operation));
}

/// The method of the client: one expression.
fn method(api: &Api, operation: &Operation) -> TokenStream {
    let (name, marker) = (ident(&operation.method_name), ident(&operation.type_name));
    let line = code(&format!("{} {}", operation.method, operation.path));
    let docs = docs::attributes(&operation.docs, &[line], &operation.method_name, "");
    let arguments = operation.required.iter().map(|argument| {
        let (name, ty) = (ident(&argument.name), taken_tokens(&api.types, &argument.ty));
        quote!(#name: #ty)
    });
    let body = operation.body.iter().map(|body| {
        let (name, ty) = (ident(&body.name), type_tokens(&api.types, &body.ty));
        if body.required { quote!(#name: #ty) } else { quote!(#name: Option<#ty>) }
    });
    let arguments = arguments.chain(body);
    let sets = operation.required.iter().map(|argument| {
        let value = ident(&argument.name);
        set(api, argument, &quote!(#value))
    });
    let set_body = operation.body.iter().map(|body| {
        let (name, media_type) = (ident(&body.name), &body.media_type);
        if body.required {
            quote!(.body(#media_type, &#name))
        } else {
            quote!(.optional_body(#media_type, #name.as_ref()))
        }
    });
    let empty = operation
        .sends_empty_object
        .then(|| quote!(.body("application/json", &std::collections::BTreeMap::<String, runtime::Value>::new())));
    quote! {
        impl Client {
            #docs
            pub fn #name(&self, #(#arguments),*) -> Call<#marker> {
                self.call() #empty #(#sets)* #(#set_body)*
            }
        }
    }
}

/// The type that stands for the operation.
fn marker(operation: &Operation) -> TokenStream {
    let marker = ident(&operation.type_name);
    let docs = format!(" The operation of [`Client::{}`].", operation.method_name.trim_start_matches("r#"));
    quote! {
        #[doc = #docs]
        #[derive(Debug)]
        pub struct #marker;
    }
}

/// The operation's data, with a line for each step of its chain.
fn data(api: &Api, operation: &Operation) -> String {
    let type_text = |ty| compact(&type_tokens(&api.types, ty));
    let (output, error) = (type_text(&operation.output), type_text(&operation.error));
    let (id, method, path) = (&operation.id, &operation.method, &operation.path);
    let mut endpoint = format!("runtime::Endpoint::new({id:?}, runtime::Method::{method}, {path:?})");
    let mut step = |text: String| endpoint += &format!("\n            .{text}");
    if !operation.security.is_empty() {
        let constant = |index: &usize| api.schemes[*index].constant.as_str();
        let alternative =
            |schemes: &Vec<usize>| format!("&[{}]", schemes.iter().map(constant).collect::<Vec<_>>().join(", "));
        let alternatives: Vec<String> = operation.security.iter().map(alternative).collect();
        step(format!("secured(&[{}])", alternatives.join(", ")));
    }
    if let Some(InBandError { property, success }) = &operation.in_band_error {
        let rule = format!("{{ property: {property:?}, success: &{success:?} }}");
        step(format!("in_band_error(runtime::operation::InBandError {rule})"));
    }
    if let Some(idempotent) = operation.idempotent {
        step(format!("idempotent({idempotent})"));
    }
    let name = &operation.type_name;
    format!(
        "impl runtime::Operation for {name} {{\n    type Output = {output};\n    type Error = {error};\n    \
         const ENDPOINT: runtime::Endpoint =\n        {endpoint};\n}}\n"
    )
}

/// What may be set on a call of the operation, by name.
fn options(api: &Api, operation: &Operation) -> TokenStream {
    if operation.optional.is_empty() {
        return TokenStream::new();
    }
    let marker = ident(&operation.type_name);
    let setters = operation.optional.iter().map(|argument| {
        let (name, ty) = (ident(&argument.name), taken_tokens(&api.types, &argument.ty));
        let docs = docs::attributes(&argument.docs, &[], &argument.name, &code(&argument.wire));
        let set = set(api, argument, &quote!(value));
        quote! {
            #docs
            pub fn #name(self, value: #ty) -> Self {
                self #set
            }
        }
    });
    let docs = format!(" What may be set on a call of [`Client::{}`].", operation.method_name.trim_start_matches("r#"));
    quote! {
        #[doc = #docs]
        impl Call<#marker> {
            #(#setters)*
        }
    }
}

/// Puts a value where it goes.
fn set(api: &Api, argument: &Argument, value: &TokenStream) -> TokenStream {
    let (wire, ty) = (&argument.wire, type_tokens(&api.types, &argument.ty));
    let setter = ident(match argument.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header_parameter",
        Place::Member => "member",
    });
    quote!(.#setter::<#ty>(#wire, #value))
}
