//! The program of a document: a function for each way to call an operation, and one for each type that is read.
//! It is written from the same [`Api`] as the crate that it uses, so that it covers what the generator covers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use codegen::api::{
    Api, Argument, Body, BodyFormat, Operation, Outcome, Payload, Place, REST, SchemePlace, Status, TypeRef,
};
use codegen::{Output, rust_type};

use super::plan::{self, Plan};

/// The source of `calls.rs`, and what can be asked of it.
pub(super) fn write(output: &Output, api: &Api, document: &str) -> (String, Plan) {
    let mut writer = Writer { api, functions: String::new(), calls: 0, values: BTreeMap::new() };
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let operations: Vec<_> = operations.map(|operation| writer.operation(operation)).collect();
    let inbounds = api.modules.iter().flat_map(|module| module.inbounds());
    let inbounds = inbounds
        .map(|inbound| plan::Inbound {
            title: inbound.title.clone(),
            value: writer.value(&inbound.ty),
            is_form: inbound.is_form,
        })
        .collect();
    let skipped = output.skipped.iter().map(|skipped| plan::Skipped {
        method: skipped.method.clone(),
        path: skipped.path.clone(),
        reason: skipped.reason.clone(),
    });
    let plan = Plan {
        document: document.to_owned(),
        protocol: api.protocol.clone(),
        operations,
        skipped: skipped.collect(),
        inbounds,
    };
    (writer.finish(), plan)
}

struct Writer<'a> {
    api: &'a Api,
    functions: String,
    calls: usize,
    /// The number of each type that is read, by how it is written.
    values: BTreeMap<String, usize>,
}

impl Writer<'_> {
    fn value(&mut self, ty: &TypeRef) -> usize {
        let next = self.values.len();
        *self.values.entry(rust_type(&self.api.types, ty)).or_insert(next)
    }

    fn operation(&mut self, operation: &Operation) -> plan::Operation {
        let calls = match operation.bodies.as_slice() {
            [] => vec![self.call(operation, None)],
            bodies => bodies.iter().map(|body| self.call(operation, Some(body))).collect(),
        };
        plan::Operation {
            id: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            target: operation.target.clone(),
            server: operation.server.clone(),
            other_form: operation.other_form.clone(),
            redirects: operation.redirects.iter().map(Status::to_string).collect(),
            in_band: operation.in_band_error.is_some(),
            calls,
            output: self.answers(&operation.output),
            error: self.answers(&operation.error),
        }
    }

    /// A function that makes one call. A string takes what is written into it.
    fn call(&mut self, operation: &Operation, body: Option<&Body>) -> plan::Call {
        let index = self.calls;
        self.calls += 1;
        let name = body.map_or(&operation.method_name, |body| &body.method_name);
        let has_parts = body.is_none_or(|body| body.format == BodyFormat::Parts);
        let body = body.filter(|body| body.format != BodyFormat::Parts);
        let (mut asked_for, mut setters, mut arguments) = (Vec::new(), String::new(), Vec::new());
        for (at, argument) in operation.required.iter().enumerate() {
            if has_parts || !argument.place.is_of_form() {
                let key = format!("r{at}");
                if argument.constant.is_none() {
                    asked_for.push(self.required(argument, &key));
                }
                arguments.push(planned(argument, key, true));
            }
        }
        for (at, argument) in operation.optional.iter().enumerate() {
            if has_parts || !argument.place.is_of_form() {
                let key = format!("o{at}");
                let taken = self.optional(argument, &key);
                let setter = &argument.name;
                let _ = writeln!(
                    setters,
                    "    let call = match {taken}? {{\n        Some(value) => call.{setter}(value),\n        None => \
                     call,\n    }};"
                );
                arguments.push(planned(argument, key, false));
            }
        }
        asked_for.extend(body.map(|body| self.body(body)));
        let _ = writeln!(
            self.functions,
            "fn call_{index}(client: &Client, given: &crate::support::Given<'_>) -> Result<crate::support::Told, \
             String> {{\n    let call = client.{name}({});\n{setters}    Ok(crate::support::made(call, {}, {}))\n}}\n",
            asked_for.join(", "),
            self.shown(&operation.output, false),
            self.shown(&operation.error, true)
        );
        let body = body.map(|body| plan::Body {
            format: match &body.format {
                BodyFormat::Json => "json",
                BodyFormat::Text => "text",
                BodyFormat::Form(_) => "form",
                BodyFormat::Upload => "upload",
                BodyFormat::Multipart | BodyFormat::Parts => "multipart",
            },
            // A range behind a type only tells that the caller may choose another one.
            media_type: body.media_type.split(", ").next().unwrap_or_default().to_owned(),
            required: body.required,
        });
        plan::Call { index, arguments, body }
    }

    fn required(&self, argument: &Argument, key: &str) -> String {
        let how = match &argument.place {
            Place::File { several: false, .. } => {
                format!("upload({key:?})?.unwrap_or_else(|| runtime::Upload::bytes(\"\"))")
            }
            Place::File { several: true, .. } => format!("uploads({key:?})?.unwrap_or_default()"),
            Place::OtherParts => format!("form({key:?})?.unwrap_or_default()"),
            _ => format!("required::<{}>({key:?})?", rust_type(&self.api.types, &argument.ty)),
        };
        format!("given.{how}")
    }

    fn optional(&self, argument: &Argument, key: &str) -> String {
        let how = match &argument.place {
            Place::File { several: false, .. } => format!("upload({key:?})"),
            Place::File { several: true, .. } => format!("uploads({key:?})"),
            Place::OtherParts => format!("form({key:?})"),
            _ => format!("optional::<{}>({key:?})", rust_type(&self.api.types, &argument.ty)),
        };
        format!("given.{how}")
    }

    fn body(&self, body: &Body) -> String {
        let how = match (&body.format, body.required) {
            (BodyFormat::Upload, true) => {
                "upload(\"body\")?.unwrap_or_else(|| runtime::Upload::bytes(\"\"))".to_owned()
            }
            (BodyFormat::Upload, false) => "upload(\"body\")?".to_owned(),
            (BodyFormat::Multipart | BodyFormat::Parts, true) => "form(\"body\")?.unwrap_or_default()".to_owned(),
            (BodyFormat::Multipart | BodyFormat::Parts, false) => "form(\"body\")?".to_owned(),
            (_, required) => {
                let which = if required { "required" } else { "optional" };
                format!("{which}::<{}>(\"body\")?", rust_type(&self.api.types, &body.ty))
            }
        };
        format!("given.{how}")
    }

    /// A closure that tells what came, by value or, for a failure, by reference.
    fn shown(&self, outcome: &Outcome, is_borrowed: bool) -> String {
        match outcome {
            Outcome::One(payload) => format!("|value| {}", of_payload(payload, is_borrowed)),
            Outcome::ByStatus { name, variants } => {
                let arms: String = variants
                    .iter()
                    .map(|variant| {
                        let holds = if variant.payload == Payload::Empty { "" } else { "(value)" };
                        let shown = of_payload(&variant.payload, is_borrowed);
                        let of = &variant.name;
                        format!("        {name}::{of}{holds} => crate::support::variant({of:?}, {shown}),\n")
                    })
                    .collect();
                // The enum may get more variants in other versions of the crate; none of them comes from this one.
                format!("|value| match value {{\n{arms}        _ => crate::support::empty(),\n    }}")
            }
        }
    }

    fn answers(&mut self, outcome: &Outcome) -> Vec<plan::Answer> {
        match outcome {
            Outcome::One(payload) => vec![self.answer("*".to_owned(), payload)],
            Outcome::ByStatus { variants, .. } => {
                variants.iter().map(|variant| self.answer(variant.status.to_string(), &variant.payload)).collect()
            }
        }
    }

    fn answer(&mut self, status: String, payload: &Payload) -> plan::Answer {
        let (kind, ty) = match payload {
            Payload::Empty => ("empty", None),
            Payload::Json(ty) | Payload::JsonOrText(ty) => ("json", Some(ty)),
            Payload::Text => ("text", None),
            Payload::Bytes => ("bytes", None),
            Payload::Events(ty) => ("events", Some(ty)),
            Payload::Items(ty) => ("items", Some(ty)),
        };
        let value = ty.map(|ty| self.value(ty));
        plan::Answer { status, kind, value, ty: ty.map(|ty| rust_type(&self.api.types, ty)) }
    }

    fn finish(self) -> String {
        let mut text = String::from(
            "// Generated by `cargo xtask conform`.\n#![allow(unused, deprecated)]\n\nuse crate::document::*;\nuse \
             crate::document::runtime;\n\n",
        );
        text.push_str(&client(self.api));
        let calls: String =
            (0..self.calls).map(|call| format!("        {call} => call_{call}(client, given),\n")).collect();
        let _ = write!(
            text,
            "pub(crate) fn call(\n    index: usize,\n    client: &Client,\n    given: &crate::support::Given<'_>,\n) -> \
             Result<crate::support::Told, String> {{\n    match index {{\n{calls}        _ => Err(\"there is no such \
             call\".to_owned()),\n    }}\n}}\n\n"
        );
        let mut values: Vec<_> = self.values.iter().collect();
        values.sort_by_key(|(_, index)| **index);
        let values: String = values
            .iter()
            .map(|(ty, index)| format!("        {index} => crate::support::travelled::<{ty}>(text),\n"))
            .collect();
        let _ = write!(
            text,
            "pub(crate) fn value(index: usize, text: &str) -> Result<String, String> {{\n    match index {{\n{values}        \
             _ => Err(\"there is no such type\".to_owned()),\n    }}\n}}\n\n"
        );
        text + &self.functions
    }
}

/// How a payload is told. The name `value` holds it.
fn of_payload(payload: &Payload, is_borrowed: bool) -> String {
    let how = match payload {
        Payload::Empty => "empty()",
        Payload::Json(_) | Payload::JsonOrText(_) if is_borrowed => "json(value)",
        Payload::Json(_) | Payload::JsonOrText(_) => "json(&value)",
        Payload::Text if is_borrowed => "text(value)",
        Payload::Text => "text(&value)",
        Payload::Bytes | Payload::Events(_) | Payload::Items(_) if is_borrowed => "unread()",
        Payload::Bytes => "bytes(value)",
        Payload::Events(_) => "events(value)",
        Payload::Items(_) => "items(value)",
    };
    format!("crate::support::{how}")
}

fn planned(argument: &Argument, key: String, required: bool) -> plan::Argument {
    let (place, part) = match &argument.place {
        Place::Path(_) => ("path", None),
        Place::Query(_) => ("query", None),
        Place::Header(_) => ("header", None),
        Place::Cookie(_) => ("cookie", None),
        Place::Member => ("member", None),
        Place::Part(_) => ("part", None),
        Place::StyledPart(_) => ("styled-part", None),
        Place::File { several: false, .. } => ("file", None),
        Place::File { several: true, .. } => ("files", None),
        Place::PartHeader(part, _) => ("part-header", Some(part.clone())),
        Place::OtherParts => ("other-parts", None),
    };
    let constant = argument.constant.clone();
    plan::Argument { key, wire: argument.wire.clone(), place, part, required, constant }
}

/// The function that builds the client, with a credential for every scheme and every server replaced by the base.
fn client(api: &Api) -> String {
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let mut servers: Vec<&String> = operations.clone().filter_map(|operation| operation.server.as_ref()).collect();
    servers.sort();
    servers.dedup();
    let replaced: String = servers.iter().map(|url| format!("\n        .replace_server({url:?}, base)")).collect();
    let used =
        |index: usize| operations.clone().any(|operation| operation.security.iter().flatten().any(|of| *of == index));
    let schemes = api.schemes.iter().enumerate().filter(|(index, _)| used(*index));
    let credentials: Vec<String> = schemes
        .map(|(_, scheme)| {
            let value = match scheme.place {
                SchemePlace::Basic => "\"user\", \"pass word\"",
                _ => "\"credential\"",
            };
            format!("Credentials::{}({value})", scheme.method)
        })
        .collect();
    let credentials = match (api.protocol.as_str(), credentials.split_first()) {
        (REST, Some((first, rest))) => {
            let rest: String = rest.iter().map(|other| format!(".and({other})")).collect();
            format!("\n        .credentials({first}{rest})")
        }
        // Made up by the gateway double, which answers in place of the platform.
        ("alipay", _) => "\n        .credentials(runtime::alipay::Credentials::keys(\n            \
             &crate::support::variable(\"CONFORM_APP_ID\")?,\n            \
             &crate::support::key(\"app_private_key.pem\")?,\n            \
             &crate::support::key(\"alipay_public_key.pem\")?,\n        ).map_err(|error| error.to_string())?)"
            .to_owned(),
        ("wechat", _) => "\n        .credentials(runtime::wechat::Credentials::component_access_token(runtime::Secret::from(\n            \
             crate::support::variable(\"CONFORM_TOKEN\")?,\n        ))\n        \
             .and(runtime::wechat::Credentials::authorizer_access_token(runtime::Secret::from(\"credential\")))\n        \
             .and(runtime::wechat::Credentials::user_access_token(runtime::Secret::from(\"credential\"))))"
            .to_owned(),
        _ => String::new(),
    };
    format!(
        "pub(crate) fn client(base: &str, retry: runtime::Retry, timeout: std::time::Duration) -> Result<Client, String> \
         {{\n    Client::builder()\n        .base_url(base){replaced}{credentials}\n        .retry(retry)\n        \
         .timeout(timeout)\n        .build()\n        .map_err(|error| error.to_string())\n}}\n\n"
    )
}
