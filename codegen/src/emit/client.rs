//! A client's module: its parts, the client itself, its servers and security schemes.

use quote::quote;

use super::markdown::code;
use super::{File, Piece, Table, docs, ident, is_empty};
use crate::api::{Api, Scheme, SchemePlace};
use crate::lower::Layout;

/// `mod.rs` of a client.
pub(super) fn file(api: &Api) -> File {
    let mut file = File::new("mod.rs", docs::client(api));
    let parts: Vec<_> =
        api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| ident(&module.name)).collect();
    let protocol = ident(&api.protocol);
    file.items(quote! {
        #(mod #parts;)*
        #(pub use #parts::*;)*
        pub use runtime::#protocol::Credentials;
    });
    client(api, &mut file);
    file
}

/// `lib.rs` of a crate with one client, which stands at its root.
pub(super) fn root(api: &Api, layout: &Layout) -> File {
    let mut file = File::new("lib.rs", Vec::new());
    let protocol = ident(&api.protocol);
    let parts = api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| {
        let name = &module.name;
        let gate = layout.features.get(name).map(|features| {
            let features: Vec<String> = features.iter().map(|feature| format!("feature = {feature:?}")).collect();
            match features.as_slice() {
                [feature] => format!("#[cfg({feature})] "),
                features => format!("#[cfg(any({}))] ", features.join(", ")),
            }
        });
        let gate = gate.unwrap_or_default();
        format!("{gate}mod {name}; {gate}pub use {name}::*;\n")
    });
    let unused = (!layout.features.is_empty())
        .then(|| quote!(#![allow(dead_code, reason = "what no chosen feature needs stays unused")]));
    file.items(quote! {
        #![doc = include_str!("../README.md")]
        #![allow(deprecated, reason = "what a document deprecates is generated all the same")]
        #unused
    });
    file.pieces.push(Piece::Text(parts.collect()));
    file.items(quote! {
        pub use runtime;
        pub use runtime::#protocol::Credentials;
    });
    client(api, &mut file);
    file
}

/// The client itself, its servers and its security schemes.
fn client(api: &Api, file: &mut File) {
    let server = api.servers.first().map_or_else(
        || "\"\"".to_owned(),
        |server| match server.variables.is_empty() {
            true => format!("{:?}", server.url),
            false => format!("Client::{}", server.name),
        },
    );
    file.pieces.push(Piece::Table(Table::new(
        "client",
        format!(
            "/// The client of `{}`. Cheap to clone; clones share their connections.\nplatform runtime::{}::Platform, server {server}",
            api.name, api.protocol
        ),
    )));
    let servers = api.servers.iter().map(|server| {
        let (name, url) = (ident(&server.name), &server.url);
        let docs = docs::attributes(&server.docs, &[], &server.name, &code(url));
        if server.variables.is_empty() {
            return quote!(#docs pub const #name: &str = #url;);
        }
        let variables = server.variables.iter().map(|variable| {
            let (name, default, values) = (&variable.name, &variable.default, &variable.values);
            quote!(runtime::server::Variable::new(#name, #default, &[#(#values),*]))
        });
        quote!(#docs pub const #name: runtime::Server = runtime::Server::new(#url).variables(&[#(#variables),*]);)
    });
    if !api.servers.is_empty() {
        let docs = if api.servers.iter().all(|server| server.variables.is_empty()) {
            " Base URLs for [`Builder::base_url`](runtime::Builder::base_url)."
        } else {
            " Servers for [`Builder::server`](runtime::Builder::server)."
        };
        file.items(quote!(
            #[doc = #docs]
            impl Client {
                #(#servers)*
            }
        ));
    }
    let used = |index: usize| {
        let operations = api.modules.iter().flat_map(|module| &module.operations);
        operations.flat_map(|operation| operation.security.iter().flatten()).any(|scheme| *scheme == index)
    };
    let schemes = api.schemes.iter().enumerate().filter(|(index, _)| used(*index)).map(|(_, scheme)| {
        let name = ident(&scheme.constant);
        let docs = docs::attributes(&scheme.docs, &[], &scheme.constant, &code(&scheme.name));
        let value = scheme_tokens(scheme);
        quote!(#docs const #name: runtime::security::Scheme = #value;)
    });
    file.items(quote!(#(#schemes)*));
}

fn scheme_tokens(scheme: &Scheme) -> proc_macro2::TokenStream {
    let name = &scheme.name;
    match &scheme.place {
        SchemePlace::Query(parameter) => quote!(runtime::security::Scheme::query(#name, #parameter)),
        SchemePlace::Header(header) => quote!(runtime::security::Scheme::header(#name, #header)),
        SchemePlace::Cookie(cookie) => quote!(runtime::security::Scheme::cookie(#name, #cookie)),
        SchemePlace::Basic => quote!(runtime::security::Scheme::basic(#name)),
        SchemePlace::Bearer => quote!(runtime::security::Scheme::bearer(#name)),
        SchemePlace::Protocol(scheme) => quote!(runtime::security::Scheme::protocol(#name, #scheme)),
    }
}
