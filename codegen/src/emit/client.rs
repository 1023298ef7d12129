//! A client's module: its parts, the client itself, its servers and security schemes.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::code;
use super::{File, Piece, Table, docs, ident, is_empty};
use crate::api::{Api, REST, Scheme, SchemePlace};
use crate::lower::Layout;

/// `mod.rs` of a client.
pub(super) fn file(api: &Api) -> File {
    let mut file = File::new("mod.rs", docs::client(api));
    let parts: Vec<_> =
        api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| ident(&module.name)).collect();
    let credentials = credentials(api);
    file.items(quote! {
        #(mod #parts;)*
        #(pub use #parts::*;)*
        #credentials
    });
    client(api, &mut file);
    file
}

/// `lib.rs` of a crate with one client, which stands at its root.
pub(super) fn root(api: &Api, layout: &Layout) -> File {
    let mut file = File::new("lib.rs", Vec::new());
    let credentials = credentials(api);
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
        #![allow(missing_docs, clippy::too_many_arguments, clippy::type_complexity, reason = "so it is in the document")]
        #unused
    });
    file.pieces.push(Piece::Text(parts.collect()));
    file.items(quote! {
        pub use runtime;
        #credentials
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
    schemes(api, file);
}

/// The schemes that operations ask for.
fn used_schemes(api: &Api) -> Vec<&Scheme> {
    let used = |index: usize| {
        let operations = api.modules.iter().flat_map(|module| &module.operations);
        operations.flat_map(|operation| operation.security.iter().flatten()).any(|scheme| *scheme == index)
    };
    api.schemes.iter().enumerate().filter(|(index, _)| used(*index)).map(|(_, scheme)| scheme).collect()
}

/// Whether the credentials are a type of the module's own, made of those of plain REST.
pub(super) fn has_credentials(api: &Api) -> bool {
    api.protocol == REST && !used_schemes(api).is_empty()
}

/// The credentials, where they are those of the platform or there are none.
fn credentials(api: &Api) -> TokenStream {
    let protocol = ident(&api.protocol);
    if has_credentials(api) { TokenStream::new() } else { quote!(pub use runtime::#protocol::Credentials;) }
}

fn schemes(api: &Api, file: &mut File) {
    let used = used_schemes(api);
    let constants = used.iter().map(|scheme| {
        let name = ident(&scheme.constant);
        let docs = docs::attributes(&scheme.docs, &[], &scheme.constant, &code(&scheme.name));
        let value = scheme_tokens(scheme);
        quote!(#docs const #name: runtime::security::Scheme = #value;)
    });
    file.items(quote!(#(#constants)*));
    if !has_credentials(api) {
        return;
    }
    let constructors = used.iter().map(|scheme| constructor(scheme));
    file.items(quote! {
        runtime::credentials!();
        impl Credentials {
            #(#constructors)*
        }
    });
}

/// What makes a credential of the scheme.
fn constructor(scheme: &Scheme) -> TokenStream {
    let (name, constant) = (ident(&scheme.method), ident(&scheme.constant));
    let place = match &scheme.place {
        SchemePlace::Query(parameter) => format!("an API key, in the query as {}.", code(parameter)),
        SchemePlace::Header(header) => format!("an API key, in the header {}.", code(header)),
        SchemePlace::Cookie(cookie) => format!("an API key, in the cookie {}.", code(cookie)),
        SchemePlace::Basic => "HTTP basic authentication.".to_owned(),
        SchemePlace::Bearer => "a bearer token.".to_owned(),
        SchemePlace::Protocol(scheme) => format!("what a protocol needs for the HTTP scheme {}.", code(scheme)),
    };
    let docs = docs::attributes(&scheme.docs, &[format!("{}: {place}", code(&scheme.name))], &scheme.method, "");
    if scheme.place == SchemePlace::Basic {
        return quote! {
            #docs
            #[must_use]
            pub fn #name(user: &str, password: impl Into<runtime::Secret>) -> Self {
                Self::of(#constant, runtime::rest::user_and_password(user, password))
            }
        };
    }
    let client = scheme.token_url.as_ref().map(|url| {
        let client = ident(&format!("{}_client", scheme.method.trim_start_matches("r#")));
        let docs = format!(
            " Tokens for [`{}`](Self::{}), fetched and renewed with a client's own id and secret.",
            scheme.method, scheme.method
        );
        quote! {
            #[doc = #docs]
            #[must_use]
            pub fn #client(
                id: impl Into<String>,
                secret: impl Into<runtime::Secret>,
            ) -> runtime::oauth::ClientCredentials {
                runtime::oauth::ClientCredentials::new(#url, id, secret)
            }
        }
    });
    quote! {
        #docs
        #[must_use]
        pub fn #name(credential: impl Into<runtime::rest::Credential>) -> Self {
            Self::of(#constant, credential)
        }
        #client
    }
}

fn scheme_tokens(scheme: &Scheme) -> TokenStream {
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
