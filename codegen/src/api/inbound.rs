//! Requests that the API makes to its user.

use super::{Docs, TypeRef};

/// What a webhook or a callback brings.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// The name of its type.
    pub type_name: String,
    /// What it is called in the document, and what that is: ``webhook `sold` ``.
    pub title: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// What its body is.
    pub ty: TypeRef,
    /// Whether it comes as names and values, and not as JSON.
    pub is_form: bool,
    /// What it says.
    pub docs: Docs,
}
