//! Operations: a method each, a line that says what it is, and setters for its options.

use super::docs;
use super::markdown::code;
use super::outcomes;
use super::table;
use super::text::{WIDTH, chain, function, head, indented, is_converted, literal, taken_text, type_text};
use super::{File, Method};
use crate::api::{
    Api, Argument, Body, BodyFormat, InBandError, NextPage, Operation, Outcome, PageArgument, Pagination, Payload,
    Place, Serialization, Status, Style, TypeRef,
};

pub(super) fn emit(api: &Api, operations: &[Operation], file: &mut File) {
    if operations.is_empty() {
        return;
    }
    let mut methods = Vec::new();
    for operation in operations {
        if operation.bodies.is_empty() {
            methods.push(method(api, operation, None, file));
        }
        for body in &operation.bodies {
            methods.push(method(api, operation, Some(body), file));
        }
    }
    file.push(format!("impl Client {{\n{}}}\n", methods.join("\n")));
    let data: String = operations.iter().map(|operation| data(api, operation)).collect();
    file.push(format!("runtime::operations! {{\n{data}}}\n"));
    for operation in operations {
        if let Some(pages) = &operation.pagination {
            file.push(pagination(api, operation, pages));
        }
        if !operation.optional.is_empty() {
            file.push(options(api, operation));
        }
        outcomes::emit(api, operation, &operation.output, "The success", file);
        outcomes::emit(api, operation, &operation.error, "The failure", file);
    }
}

/// A method of the client: one expression.
fn method(api: &Api, operation: &Operation, body: Option<&Body>, file: &mut File) -> String {
    let name = body.map_or(&operation.method_name, |body| &body.method_name);
    let mut lines = vec![code(&format!("{} {}", operation.method, operation.path))];
    if *name != operation.method_name {
        let media_type = body.map_or("", |body| &body.media_type);
        lines.push(match media_type.contains('*') {
            true => format!("The body is sent as one of {}, which the caller chooses.", code(media_type)),
            false => format!("The body is sent as {}.", code(media_type)),
        });
    }
    if !operation.other_form.is_empty() {
        let media_types: Vec<String> = operation.other_form.iter().map(|media_type| code(media_type)).collect();
        lines.push(format!("The answer comes as {}.", media_types.join(" or ")));
    }
    let docs = indented(&docs::text(&operation.docs, &lines, name), 4);
    let mut arguments = vec!["&self".to_owned()];
    // What is given as one value has no parts.
    let has_parts = body.is_none_or(|body| body.format == BodyFormat::Parts);
    let required = || operation.required.iter().filter(|argument| has_parts || !argument.place.is_of_form());
    let asked_for = required().filter(|argument| argument.constant.is_none());
    let body = body.filter(|body| body.format != BodyFormat::Parts);
    arguments.extend(asked_for.map(|argument| format!("{}: {}", argument.name, taken(api, argument))));
    arguments.extend(body.map(|body| body_argument(api, body)));
    let returns = format!("Call<{}>", operation.type_name);
    let mut calls = Vec::new();
    if operation.sends_empty_object {
        let map = "std::collections::BTreeMap";
        calls.push(format!(".json_body::<{map}<String, runtime::Value>>(\"application/json\", {map}::new())"));
    }
    if let Some(media_type) = operation.begins_form.as_ref().filter(|_| has_parts) {
        calls.push(format!(".multipart_body({}, runtime::multipart::Form::new())", literal(media_type)));
    }
    calls.extend(required().map(|argument| match &argument.constant {
        Some(value) => set(api, argument, &table::literal(value)),
        None => set(api, argument, &argument.name),
    }));
    calls.extend(body.map(|body| set_body(api, body)));
    let head = head(name, &arguments, &returns, 4);
    let chain = chain("self.call()", &calls, 8);
    file.methods.push(Method { name: name.clone(), arguments });
    docs + &function(&head, &chain, 4)
}

fn body_argument(api: &Api, body: &Body) -> String {
    let taken = match &body.format {
        _ if !body.required => body_type(api, body),
        BodyFormat::Upload => "impl Into<runtime::Upload>".to_owned(),
        BodyFormat::Multipart | BodyFormat::Parts => "runtime::multipart::Form".to_owned(),
        BodyFormat::Json | BodyFormat::Text | BodyFormat::Form(_) => taken_text(&api.types, &body.ty),
    };
    format!("{}: {taken}", body.name)
}

/// The type of a body, which is optional where the document lets it be left out.
fn body_type(api: &Api, body: &Body) -> String {
    let ty = match &body.format {
        BodyFormat::Upload => "runtime::Upload".to_owned(),
        BodyFormat::Multipart | BodyFormat::Parts => "runtime::multipart::Form".to_owned(),
        BodyFormat::Json | BodyFormat::Text | BodyFormat::Form(_) => type_text(&api.types, &body.ty),
    };
    if body.required { ty } else { format!("Option<{ty}>") }
}

fn set_body(api: &Api, body: &Body) -> String {
    let (name, media_type, ty) = (&body.name, literal(&body.media_type), body_type(api, body));
    let (of, given) = match &body.ty {
        // Nothing is `null`, and not no body at all.
        TypeRef::Nullable(inner) if body.required => {
            (format!("::<runtime::Maybe<{}>>", type_text(&api.types, inner)), format!("{name}.into()"))
        }
        ty_of if body.required && is_converted(&api.types, ty_of) => (format!("::<{ty}>"), format!("{name}.into()")),
        _ => (String::new(), name.clone()),
    };
    match &body.format {
        BodyFormat::Json => format!(".json_body{of}({media_type}, {given})"),
        BodyFormat::Text => format!(".text_body{of}({media_type}, {given})"),
        BodyFormat::Form(encodings) => {
            let encodings: Vec<String> =
                encodings.iter().map(|(name, how)| format!("({}, {})", literal(name), serialization(*how))).collect();
            let encodings = match encodings.len() {
                0 => "&[]".to_owned(),
                _ => format!("const {{ &[{}] }}", encodings.join(", ")),
            };
            format!(".form_body{of}({media_type}, {encodings}, {given})")
        }
        BodyFormat::Upload if body.required => format!(".upload_body({media_type}, {name}.into())"),
        BodyFormat::Upload => format!(".upload_body({media_type}, {name})"),
        BodyFormat::Multipart | BodyFormat::Parts => format!(".multipart_body({media_type}, {name})"),
    }
}

/// The methods that the runtime has names for.
const METHODS: [&str; 9] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];

/// What the operation is, in a line or two.
fn data(api: &Api, operation: &Operation) -> String {
    let name = &operation.type_name;
    // The others are constants of the runtime.
    let is_extension = !METHODS.contains(&operation.method.as_str());
    let method = if is_extension { literal(&operation.method) } else { operation.method.clone() };
    let (path, id) = (literal(&operation.target), literal(&operation.id));
    let output = outcomes::outcome(api, &operation.output);
    let error = match &operation.error {
        Outcome::One(Payload::Empty) => "runtime::Untyped".to_owned(),
        error => outcomes::outcome(api, error),
    };
    let mut answer = format!("-> Result<{output}, {error}>");
    let mut step = |text: String| {
        answer.push(' ');
        answer.push_str(&text);
    };
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
    let list = |statuses: &[Status]| statuses.iter().map(Status::to_string).collect::<Vec<_>>().join(", ");
    if !operation.redirects.is_empty() {
        step(format!("redirects({:?})", list(&operation.redirects)));
    }
    if let Some(statuses) = &operation.failures {
        step(format!("failures({:?})", list(statuses)));
    }
    if let Some(InBandError { property, success }) = &operation.in_band_error {
        let rule = format!("{{ property: {property:?}, success: &{success:?} }}");
        step(format!("in_band_error(runtime::operation::InBandError {rule})"));
    }
    if let Some(idempotent) = operation.idempotent {
        step(format!("idempotent({idempotent})"));
    }
    let call = format!("    {name} = {method} {path} as {id}");
    let between = if call.chars().count() + 2 + answer.chars().count() > WIDTH { "\n        " } else { " " };
    format!("{call}{between}{answer};\n")
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
    let (name, item) = (&operation.type_name, type_text(&api.types, &pages.item));
    format!(
        "impl runtime::pagination::Paginated for {name} {{\n    type Item = {item};\n    const PAGINATION: \
         runtime::pagination::Pagination =\n        runtime::pagination::Pagination::{next}{steps};\n}}\n"
    )
}

/// What may be set on a call of the operation, by name.
fn options(api: &Api, operation: &Operation) -> String {
    let setters = operation.optional.iter().map(|argument| {
        let docs = docs::text_or(&argument.docs, &[], &argument.name, &code(&argument.wire));
        let arguments = ["self".to_owned(), format!("value: {}", taken(api, argument))];
        let head = head(&argument.name, &arguments, "Self", 4);
        let body = format!("self{}", set(api, argument, "value"));
        indented(&docs, 4) + &function(&head, &body, 4)
    });
    format!("impl Call<{}> {{\n{}}}\n", operation.type_name, setters.collect::<String>())
}

/// An argument as it is taken from a caller.
fn taken(api: &Api, argument: &Argument) -> String {
    match &argument.place {
        Place::File { several: false, .. } => "impl Into<runtime::Upload>".to_owned(),
        Place::File { several: true, .. } => "Vec<runtime::Upload>".to_owned(),
        Place::OtherParts => "runtime::multipart::Form".to_owned(),
        _ => taken_text(&api.types, &argument.ty),
    }
}

/// Puts a value where it goes.
fn set(api: &Api, argument: &Argument, value: &str) -> String {
    let wire = literal(&argument.wire);
    let (of, given) = match is_converted(&api.types, &argument.ty) {
        true => (format!("::<{}>", type_text(&api.types, &argument.ty)), format!("{value}.into()")),
        false => (String::new(), value.to_owned()),
    };
    let styled = |plain: &str, how: Serialization, usual: Style| {
        if how == Serialization::of(usual) {
            format!(".{plain}{of}({wire}, {given})")
        } else {
            format!(".{plain}_as{of}({wire}, {}, {given})", serialization(how))
        }
    };
    match &argument.place {
        Place::Path(how) => styled("set_path", *how, Style::Simple),
        Place::Query(how) => styled("set_query", *how, Style::Form),
        Place::Header(how) => styled("set_header", *how, Style::Simple),
        Place::Cookie(how) => format!(".set_cookie{of}({wire}, {}, {given})", serialization(*how)),
        Place::Member => format!(".set_member{of}({wire}, {given})"),
        Place::Part(media_type) => format!(".set_part{of}({wire}, {media_type:?}, {given})"),
        Place::StyledPart(how) => format!(".set_part_as{of}({wire}, {}, {given})", serialization(*how)),
        Place::File { media_type, several } => {
            let setter = if *several { "set_files" } else { "set_file" };
            format!(".{setter}({wire}, {media_type:?}, {value})")
        }
        Place::PartHeader(part, how) => {
            format!(".set_part_header{of}({}, {wire}, {}, {given})", literal(part), serialization(*how))
        }
        Place::OtherParts => format!(".set_parts({value})"),
    }
}

/// A constant of the runtime, and where it differs from it.
fn serialization(how: Serialization) -> String {
    let constant = match how.style {
        Style::Simple => "SIMPLE",
        Style::Label => "LABEL",
        Style::Matrix => "MATRIX",
        Style::Form => "FORM",
        Style::SpaceDelimited => "SPACE_DELIMITED",
        Style::PipeDelimited => "PIPE_DELIMITED",
        Style::DeepObject => "DEEP_OBJECT",
        Style::Querystring => "QUERYSTRING",
        Style::Cookie => "COOKIE",
    };
    let mut text = format!("runtime::Serialization::{constant}");
    if how.explode != Serialization::of(how.style).explode {
        text.push_str(&format!(".explode({})", how.explode));
    }
    if how.allow_reserved {
        text.push_str(".allow_reserved()");
    }
    if how.allow_empty {
        text.push_str(".allow_empty()");
    }
    if how.json {
        text.push_str(".json()");
    }
    if how.form {
        text.push_str(".form()");
    }
    text
}
