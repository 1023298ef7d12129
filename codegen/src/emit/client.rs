//! A client's module: its parts, the client itself, its servers and security schemes.

use super::markdown::code;
use super::text::{WIDTH, function, head, indented, literal};
use super::{File, docs, is_empty};
use crate::api::{Api, REST, Scheme, SchemePlace, Server};
use crate::lower::Layout;

/// `mod.rs` of a client.
pub(super) fn file(api: &Api) -> File {
    let mut file = File::new("mod.rs", docs::client(api));
    let parts = || api.modules.iter().filter(|module| !is_empty(api, module)).map(|module| module.name.as_str());
    let modules: String = parts().map(|name| format!("mod {name};\n")).collect();
    let uses: String = parts().map(|name| format!("pub use {name}::*;\n")).collect();
    file.push(modules + &uses + &credentials(api));
    client(api, &mut file);
    file
}

/// `lib.rs` of a crate with one client, which is at its root.
pub(super) fn root(api: &Api, layout: &Layout) -> File {
    let mut file = File::new("lib.rs", Vec::new());
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
    let unused = match layout.features.is_empty() {
        true => "",
        false => "#![allow(dead_code, reason = \"what no chosen feature needs stays unused\")]\n",
    };
    file.push(format!(
        "#![doc = include_str!(\"../README.md\")]\n#![allow(deprecated, reason = \"what a document deprecates is generated \
         all the same\")]\n#![allow(\n    missing_docs,\n    clippy::large_enum_variant,\n    clippy::too_many_arguments,\n    clippy::type_complexity,\n    \
         reason = \"so it is in the document\"\n)]\n{unused}"
    ));
    file.push(parts.collect());
    file.push(format!("pub use runtime;\n{}{}", credentials(api), super::GENERATION));
    client(api, &mut file);
    file
}

/// The client itself, its servers and its security schemes.
fn client(api: &Api, file: &mut File) {
    let server = api.servers.first().map_or_else(
        || "\"\"".to_owned(),
        |server| match server.variables.is_empty() {
            true => literal(&server.url),
            false => format!("Client::{}", server.name),
        },
    );
    file.push(format!(
        "runtime::client! {{\n    /// The client of `{}`. Cheap to clone; clones share their connections.\n    platform \
         runtime::{}::Platform, server {server}\n}}\n",
        api.name, api.protocol
    ));
    if !api.servers.is_empty() {
        let docs = if api.servers.iter().all(|server| server.variables.is_empty()) {
            "Base URLs for [`Builder::base_url`](runtime::Builder::base_url)."
        } else {
            "Servers for [`Builder::server`](runtime::Builder::server)."
        };
        let servers: String = api.servers.iter().map(|server| indented(&self::server(server), 4)).collect();
        file.push(format!("/// {docs}\nimpl Client {{\n{servers}}}\n"));
    }
    schemes(api, file);
}

/// The constant of a server.
fn server(server: &Server) -> String {
    let docs = docs::text_or(&server.docs, &[], &server.name, &code(&server.url));
    let url = literal(&server.url);
    if server.variables.is_empty() {
        return format!("{docs}pub const {}: &str = {url};\n", server.name);
    }
    let variables = server.variables.iter().map(|variable| {
        let values: Vec<String> = variable.values.iter().map(|value| literal(value)).collect();
        let (name, default) = (literal(&variable.name), literal(&variable.default));
        format!("    runtime::server::Variable::new({name}, {default}, &[{}]),\n", values.join(", "))
    });
    let variables: String = variables.collect();
    format!(
        "{docs}pub const {}: runtime::Server = runtime::Server::new({url}).variables(&[\n{variables}]);\n",
        server.name
    )
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
fn credentials(api: &Api) -> String {
    if has_credentials(api) { String::new() } else { format!("pub use runtime::{}::Credentials;\n", api.protocol) }
}

fn schemes(api: &Api, file: &mut File) {
    let used = used_schemes(api);
    let constants = used.iter().map(|scheme| {
        let docs = docs::text_or(&scheme.docs, &[], &scheme.constant, &code(&scheme.name));
        let head = format!("const {}: runtime::security::Scheme =", scheme.constant);
        let value = scheme_value(scheme);
        let is_short = head.chars().count() + value.chars().count() + 2 <= WIDTH;
        format!("{docs}{head}{}{value};\n", if is_short { " " } else { "\n    " })
    });
    file.push(constants.collect());
    if !has_credentials(api) {
        return;
    }
    let constructors: Vec<String> = used.iter().map(|scheme| indented(&constructor(scheme), 4)).collect();
    file.push(format!("runtime::credentials!();\n\nimpl Credentials {{\n{}}}\n", constructors.join("\n")));
}

/// What makes a credential of the scheme.
fn constructor(scheme: &Scheme) -> String {
    let (name, constant) = (&scheme.method, &scheme.constant);
    let place = match &scheme.place {
        SchemePlace::Query(parameter) => format!("an API key, in the query as {}.", code(parameter)),
        SchemePlace::Header(header) => format!("an API key, in the header {}.", code(header)),
        SchemePlace::Cookie(cookie) => format!("an API key, in the cookie {}.", code(cookie)),
        SchemePlace::Basic => "HTTP basic authentication.".to_owned(),
        SchemePlace::Bearer => "a bearer token.".to_owned(),
        SchemePlace::Protocol(scheme) => format!("what a protocol needs for the HTTP scheme {}.", code(scheme)),
    };
    let docs = docs::text(&scheme.docs, &[format!("{}: {place}", code(&scheme.name))], &scheme.method);
    let made = |docs: &str, name: &str, arguments: &[&str], returns: &str, body: &str| {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        format!("{docs}#[must_use]\n{}", function(&head(name, &arguments, returns, 0), body, 0))
    };
    if scheme.place == SchemePlace::Basic {
        let body = format!("Self::of({constant}, runtime::rest::user_and_password(user, password))");
        return made(&docs, name, &["user: &str", "password: impl Into<runtime::Secret>"], "Self", &body);
    }
    let body = format!("Self::of({constant}, credential)");
    let credential = made(&docs, name, &["credential: impl Into<runtime::rest::Credential>"], "Self", &body);
    let Some(url) = &scheme.token_url else {
        return credential;
    };
    let docs =
        format!("/// Tokens for [`{name}`](Self::{name}), fetched and renewed with a client's own id and secret.\n");
    let client = format!("{}_client", name.trim_start_matches("r#"));
    let ty = "runtime::oauth::ClientCredentials";
    let body = format!("{ty}::new({}, id, secret)", literal(url));
    let arguments = ["id: impl Into<String>", "secret: impl Into<runtime::Secret>"];
    credential + "\n" + &made(&docs, &client, &arguments, ty, &body)
}

/// A scheme as the runtime's constant.
fn scheme_value(scheme: &Scheme) -> String {
    let (made_by, place) = match &scheme.place {
        SchemePlace::Query(parameter) => ("query", Some(parameter)),
        SchemePlace::Header(header) => ("header", Some(header)),
        SchemePlace::Cookie(cookie) => ("cookie", Some(cookie)),
        SchemePlace::Basic => ("basic", None),
        SchemePlace::Bearer => ("bearer", None),
        SchemePlace::Protocol(scheme) => ("protocol", Some(scheme)),
    };
    let place = place.map(|place| format!(", {}", literal(place))).unwrap_or_default();
    format!("runtime::security::Scheme::{made_by}({}{place})", literal(&scheme.name))
}
