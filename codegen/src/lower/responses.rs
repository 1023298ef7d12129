//! What comes back: the type of a success, and of a failure's body.

use openapiv3::{Operation as OperationObject, ReferenceOr, Response, StatusCode};

use super::arguments::is_json;
use super::{Lowering, Skipped, schema};
use crate::api::TypeRef;
use crate::source::Location;

/// What comes back.
pub(crate) struct Outcome {
    pub(crate) output: TypeRef,
    pub(crate) error: Option<TypeRef>,
}

/// The one success and the one failure that an operation describes.
pub(crate) fn of(
    lowering: &mut Lowering<'_>,
    operation: &OperationObject,
    name: &str,
    at: &Location,
) -> Result<Outcome, Skipped> {
    let responses = at.child("responses");
    let mut output: Option<TypeRef> = None;
    let mut error: Option<TypeRef> = None;
    let statuses = operation.responses.responses.keys().map(|status| (status.to_string(), is_success(status)));
    let default = operation.responses.default.as_ref().map(|_: &ReferenceOr<Response>| ("default".to_owned(), false));
    for (status, success) in statuses.chain(default) {
        let place = lowering.resolve(&responses.child(&status))?;
        let Some(ty) = content(lowering, &place, &format!("{name}_{}", if success { "response" } else { "error" }))?
        else {
            if success {
                output.get_or_insert(TypeRef::Unit);
            }
            continue;
        };
        let slot = if success { &mut output } else { &mut error };
        match slot {
            Some(other) if *other != ty => {
                let what = if success { "several different successes" } else { "several different failures" };
                return Err(lowering.unsupported(&responses.child(&status), what, "let them share one schema"));
            }
            _ => *slot = Some(ty),
        }
    }
    Ok(Outcome { output: output.unwrap_or(TypeRef::Unit), error })
}

fn is_success(status: &StatusCode) -> bool {
    matches!(status, StatusCode::Code(200..=299) | StatusCode::Range(2))
}

/// The type of a response's JSON; nothing where it has no content.
fn content(lowering: &mut Lowering<'_>, at: &Location, name: &str) -> Result<Option<TypeRef>, Skipped> {
    let response: Response = lowering.read(at)?;
    let content = at.child("content");
    if response.content.is_empty() {
        return Ok(None);
    }
    let Some((media_type, media)) = response.content.iter().find(|(media_type, _)| is_json(media_type)) else {
        return Err(lowering.unsupported(
            &content,
            "a response that is not JSON",
            "describe the response as `application/json`",
        ));
    };
    if response.content.len() > 1 {
        return Err(lowering.unsupported(&content, "a response with several media types", "keep the JSON one"));
    }
    if media.schema.is_none() {
        return Ok(Some(TypeRef::Any));
    }
    schema::at(lowering, &content.child(media_type).child("schema"), name).map(Some)
}
