//! An operation: its method, the type that stands for it with its data, and setters for its options.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::code;
use super::structs::compact;
use super::table::literal;
use super::{File, Piece, docs, ident, outcomes, taken_tokens, type_tokens};
use crate::api::{
    Api, Argument, Body, BodyFormat, InBandError, NextPage, Operation, PageArgument, Pagination, Place, Serialization,
    Style,
};

pub(super) fn emit(api: &Api, operation: &Operation, file: &mut File) {
    if operation.bodies.is_empty() {
        file.items(method(api, operation, None));
    }
    for body in &operation.bodies {
        file.items(method(api, operation, Some(body)));
    }
    file.items(marker(operation));
    file.pieces.push(Piece::Text(data(api, operation)));
    if let Some(pages) = &operation.pagination {
        file.pieces.push(Piece::Text(pagination(api, operation, pages)));
    }
    file.items(options(api, operation));
    outcomes::emit(api, operation, &operation.output, "The success", file);
    outcomes::emit(api, operation, &operation.error, "The failure", file);
    if let Some(headers) = &operation.headers {
        outcomes::headers(api, headers, file);
    }
}

/// A method of the client: one expression.
fn method(api: &Api, operation: &Operation, body: Option<&Body>) -> TokenStream {
    let method_name = body.map_or(&operation.method_name, |body| &body.method_name);
    let (name, marker) = (ident(method_name), ident(&operation.type_name));
    let mut lines = vec![code(&format!("{} {}", operation.method, operation.path))];
    if *method_name != operation.method_name {
        lines.push(format!("The body is sent as {}.", code(body.map_or("", |body| &body.media_type))));
    }
    let docs = docs::attributes(&operation.docs, &lines, method_name, "");
    let asked_for = operation.required.iter().filter(|argument| argument.constant.is_none());
    let arguments = asked_for.map(|argument| {
        let (name, ty) = (ident(&argument.name), taken(api, argument));
        quote!(#name: #ty)
    });
    let arguments = arguments.chain(body.map(|body| body_argument(api, body)));
    let sets = operation.required.iter().map(|argument| {
        let value = match &argument.constant {
            Some(value) => fixed(value),
            None => {
                let name = ident(&argument.name);
                quote!(#name)
            }
        };
        set(api, argument, &value)
    });
    let set_body = body.map(|body| set_body(api, body));
    let empty = operation.sends_empty_object.then(|| {
        quote!(.json_body::<std::collections::BTreeMap<String, runtime::Value>>(
            "application/json",
            std::collections::BTreeMap::new(),
        ))
    });
    quote! {
        impl Client {
            #docs
            pub fn #name(&self, #(#arguments),*) -> Call<#marker> {
                self.call() #empty #(#sets)* #set_body
            }
        }
    }
}

fn body_argument(api: &Api, body: &Body) -> TokenStream {
    let (name, plain) = (ident(&body.name), body_type(api, body));
    let taken = match &body.format {
        BodyFormat::Upload => quote!(impl Into<runtime::Upload>),
        BodyFormat::Multipart => quote!(runtime::multipart::Form),
        BodyFormat::Json | BodyFormat::Text | BodyFormat::Form(_) => taken_tokens(&api.types, &body.ty),
    };
    if body.required { quote!(#name: #taken) } else { quote!(#name: #plain) }
}

/// The type of a body, which is optional where the document lets it be left out.
fn body_type(api: &Api, body: &Body) -> TokenStream {
    let ty = match &body.format {
        BodyFormat::Upload => quote!(runtime::Upload),
        BodyFormat::Multipart => quote!(runtime::multipart::Form),
        BodyFormat::Json | BodyFormat::Text | BodyFormat::Form(_) => type_tokens(&api.types, &body.ty),
    };
    if body.required { ty } else { quote!(Option<#ty>) }
}

fn set_body(api: &Api, body: &Body) -> TokenStream {
    let (name, media_type, ty) = (ident(&body.name), &body.media_type, body_type(api, body));
    match &body.format {
        BodyFormat::Json => quote!(.json_body::<#ty>(#media_type, #name)),
        BodyFormat::Text => quote!(.text_body::<#ty>(#media_type, #name)),
        BodyFormat::Form(encodings) => {
            let encodings = encodings.iter().map(|(name, how)| {
                let how = serialization(*how);
                quote!((#name, #how))
            });
            let encodings = match encodings.len() {
                0 => quote!(&[]),
                _ => quote!(const { &[#(#encodings),*] }),
            };
            quote!(.form_body::<#ty>(#media_type, #encodings, #name))
        }
        BodyFormat::Upload if body.required => quote!(.upload_body(#media_type, #name.into())),
        BodyFormat::Upload => quote!(.upload_body(#media_type, #name)),
        BodyFormat::Multipart => quote!(.multipart_body(#media_type, #name)),
    }
}

/// The type that stands for the operation.
fn marker(operation: &Operation) -> TokenStream {
    let marker = ident(&operation.type_name);
    let docs = format!(" The operation of [`Client::{}`].", operation.method_name.trim_start_matches("r#"));
    quote! {
        #[doc = #docs]
        #[derive(Debug)]
        pub struct #marker {}
    }
}

/// The operation's data, with a line for each step of its chain.
fn data(api: &Api, operation: &Operation) -> String {
    let output = compact(&outcomes::payload(api, &operation.output));
    let error = compact(&outcomes::payload(api, &operation.error));
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
    if let Some(accept) = &operation.accept {
        step(format!("accepts({accept:?})"));
    }
    if let Some(url) = &operation.server {
        step(format!("server({url:?})"));
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

/// How its pages are asked for.
fn pagination(api: &Api, operation: &Operation, pages: &Pagination) -> String {
    let place = |sent: &PageArgument| match sent {
        PageArgument::Query(name) => format!("runtime::pagination::Place::Query({name:?})"),
        PageArgument::Body(name) => format!("runtime::pagination::Place::Body({name:?})"),
    };
    let next = match &pages.next {
        NextPage::Cursor { sent, from } => format!("cursor({}, {from:?})", place(sent)),
        NextPage::Offset(sent) => format!("offset({})", place(sent)),
        NextPage::Number { sent, first } => format!("page({}, {first})", place(sent)),
        NextPage::Link => "link()".to_owned(),
        NextPage::Url(from) => format!("url({from:?})"),
    };
    let step = |name: &str, pointer: &str| format!("\n            .{name}({pointer:?})");
    let mut steps = if pages.items.is_empty() { String::new() } else { step("items", &pages.items) };
    steps.extend(pages.more.iter().map(|pointer| step("more", pointer)));
    steps.extend(pages.total.iter().map(|pointer| step("total", pointer)));
    let (name, item) = (&operation.type_name, compact(&type_tokens(&api.types, &pages.item)));
    format!(
        "impl runtime::pagination::Paginated for {name} {{\n    type Item = {item};\n    const PAGINATION: \
         runtime::pagination::Pagination =\n        runtime::pagination::Pagination::{next}{steps};\n}}\n"
    )
}

/// What may be set on a call of the operation, by name.
fn options(api: &Api, operation: &Operation) -> TokenStream {
    if operation.optional.is_empty() {
        return TokenStream::new();
    }
    let marker = ident(&operation.type_name);
    let setters = operation.optional.iter().map(|argument| {
        let (name, ty) = (ident(&argument.name), taken(api, argument));
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

/// An argument as it is taken from a caller.
fn taken(api: &Api, argument: &Argument) -> TokenStream {
    match &argument.place {
        Place::File { several: false, .. } => quote!(impl Into<runtime::Upload>),
        Place::File { several: true, .. } => quote!(Vec<runtime::Upload>),
        _ => taken_tokens(&api.types, &argument.ty),
    }
}

/// A value that nobody is asked for.
fn fixed(value: &serde_json::Value) -> TokenStream {
    literal(value).parse().unwrap_or_default()
}

/// Puts a value where it goes.
fn set(api: &Api, argument: &Argument, value: &TokenStream) -> TokenStream {
    let (wire, ty) = (&argument.wire, type_tokens(&api.types, &argument.ty));
    let styled = |plain: &str, how: Serialization, usual: Style| {
        if how == Serialization::of(usual) {
            let setter = ident(plain);
            quote!(.#setter::<#ty>(#wire, #value))
        } else {
            let (setter, how) = (ident(&format!("{plain}_as")), serialization(how));
            quote!(.#setter::<#ty>(#wire, #how, #value))
        }
    };
    match &argument.place {
        Place::Path(how) => styled("set_path", *how, Style::Simple),
        Place::Query(how) => styled("set_query", *how, Style::Form),
        Place::Header(how) => styled("set_header", *how, Style::Simple),
        Place::Cookie(how) => {
            let how = serialization(*how);
            quote!(.set_cookie::<#ty>(#wire, #how, #value))
        }
        Place::Member => quote!(.set_member::<#ty>(#wire, #value)),
        Place::Part(media_type) => {
            let media_type = option(media_type.as_deref());
            quote!(.set_part::<#ty>(#wire, #media_type, #value))
        }
        Place::File { media_type, several } => {
            let setter = ident(if *several { "set_files" } else { "set_file" });
            let media_type = option(media_type.as_deref());
            quote!(.#setter(#wire, #media_type, #value))
        }
    }
}

fn option(text: Option<&str>) -> TokenStream {
    text.map_or_else(|| quote!(None), |text| quote!(Some(#text)))
}

/// A constant of the runtime, and where it differs from it.
fn serialization(how: Serialization) -> TokenStream {
    let constant = ident(match how.style {
        Style::Simple => "SIMPLE",
        Style::Label => "LABEL",
        Style::Matrix => "MATRIX",
        Style::Form => "FORM",
        Style::SpaceDelimited => "SPACE_DELIMITED",
        Style::PipeDelimited => "PIPE_DELIMITED",
        Style::DeepObject => "DEEP_OBJECT",
    });
    let explode = (how.explode != Serialization::of(how.style).explode).then(|| {
        let explode = how.explode;
        quote!(.explode(#explode))
    });
    let reserved = how.allow_reserved.then(|| quote!(.allow_reserved()));
    let empty = how.allow_empty.then(|| quote!(.allow_empty()));
    let json = how.json.then(|| quote!(.json()));
    quote!(runtime::Serialization::#constant #explode #reserved #empty #json)
}
