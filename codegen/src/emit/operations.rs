//! An operation: its method, the type that stands for it with its data, and setters for its options.

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, docs, ident, taken_tokens, type_tokens};
use crate::api::{Api, Argument, Operation, Place};

pub(super) fn emit(api: &Api, operation: &Operation, file: &mut File) {
    file.items(method(api, operation));
    file.items(data(api, operation));
    file.items(options(api, operation));
}

/// The method of the client: one expression.
fn method(api: &Api, operation: &Operation) -> TokenStream {
    let (name, marker) = (ident(&operation.method_name), ident(&operation.type_name));
    let line = format!("`{} {}`", operation.method, operation.path);
    let docs = docs::attributes(&operation.docs, &[line], &operation.method_name);
    let arguments = operation.required.iter().map(|argument| {
        let (name, ty) = (ident(&argument.name), taken_tokens(&api.types, &argument.ty));
        quote!(#name: #ty)
    });
    let body = operation.body.iter().map(|body| {
        let (name, ty) = (ident(&body.name), taken_tokens(&api.types, &body.ty));
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
    quote! {
        impl Client {
            #docs
            pub fn #name(&self, #(#arguments),*) -> Call<#marker> {
                self.call() #(#sets)* #(#set_body)*
            }
        }
    }
}

/// The type that stands for the operation, with its data.
fn data(api: &Api, operation: &Operation) -> TokenStream {
    let marker = ident(&operation.type_name);
    let docs = format!(" The operation of [`Client::{}`].", operation.method_name.trim_start_matches("r#"));
    let (output, error) = (type_tokens(&api.types, &operation.output), type_tokens(&api.types, &operation.error));
    let (id, path, method) = (&operation.id, &operation.path, ident(&operation.method));
    let secured = (!operation.security.is_empty()).then(|| {
        let alternatives = operation.security.iter().map(|alternative| {
            let schemes = alternative.iter().map(|index| {
                let constant = ident(&api.schemes[*index].constant);
                quote!(#constant)
            });
            quote!(&[#(#schemes),*])
        });
        quote!(.secured(&[#(#alternatives),*]))
    });
    let in_band = operation.in_band_error.as_ref().map(|rule| {
        let (property, success) = (&rule.property, &rule.success);
        quote!(.in_band_error(runtime::operation::InBandError { property: #property, success: &[#(#success),*] }))
    });
    let idempotent = operation.idempotent.map(|idempotent| quote!(.idempotent(#idempotent)));
    quote! {
        #[doc = #docs]
        #[derive(Debug)]
        pub struct #marker;

        impl runtime::Operation for #marker {
            type Output = #output;
            type Error = #error;
            const ENDPOINT: runtime::Endpoint =
                runtime::Endpoint::new(#id, runtime::Method::#method, #path) #secured #in_band #idempotent;
        }
    }
}

/// What may be set on a call of the operation, by name.
fn options(api: &Api, operation: &Operation) -> TokenStream {
    if operation.optional.is_empty() {
        return TokenStream::new();
    }
    let marker = ident(&operation.type_name);
    let setters = operation.optional.iter().map(|argument| {
        let (name, ty) = (ident(&argument.name), taken_tokens(&api.types, &argument.ty));
        let docs = docs::attributes(&argument.docs, &[], &argument.name);
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
