//! OpenAPI 3.1 and 3.2 rewritten as 3.0, so that one path follows.
//!
//! [`entrance`] looks at the version of a document. One of 3.1 or 3.2 is rewritten in place, on the tree with
//! positions, before anything else reads it: `walk` finds its way through the tree by the table of
//! [`check`](crate::source::check), `objects` and `schema` rewrite what they find there, and `follow` does the same to
//! the files that the document refers to. A node that is rewritten keeps the span of the text it came from. What is
//! moved by that stays reachable by the references of the text ([`Sources`](crate::source::Sources) knows where it
//! went), and examples, defaults, and extensions are not looked at.
//!
//! What 3.0 has no word for travels in keys of our own:
//!
//! | Key | Object | Meaning |
//! |---|---|---|
//! | `x-upgraded-const: true` | Schema | the one value of `enum` was a `const` |
//! | `x-upgraded-null: true` | Schema | null is the only value (`nullable` is set as well) |
//! | `x-upgraded-items: {…}` | Schema | the list is a tuple: `prefixItems` has its first elements, this is what follows them, and `items` is `{}` |
//! | `x-upgraded-content-encoding: …` | Schema | the text's `contentEncoding`; `base64` is `format: byte` as well |
//! | `x-upgraded-content-media-type: …` | Schema | the text's `contentMediaType`; without encoding, and if it is no text, `format: binary` as well |
//! | `x-upgraded-styled: true` | Encoding | the `style` of a part of a multipart body counts |
//! | `x-upgraded-mutual-tls: true` | Security Scheme | a client certificate, `mutualTLS` (shown as `type: http`, `scheme: mutual-tls`) |
//! | `x-upgraded-default-mapping: …` | Discriminator | the alternative for values without one, `defaultMapping` |
//! | `x-upgraded-querystring: true` | Parameter | it is the whole query, `in: querystring` (shown as `in: query`) |
//! | `x-upgraded-cookie-style: true` | Parameter | a cookie that is not escaped, `style: cookie` |
//! | `x-upgraded-name: …` | Server | its `name` |
//!
//! What 3.2 adds and needs no rewriting stays where it was, and is read there: the method `query` and
//! `additionalOperations` of a path item, `itemSchema` of a media type, references to media types.
//!
//! What is left of JSON Schema stays where it was, its schemas rewritten, for references into it (`$defs`) and for
//! those who may want it (`contentSchema`, `patternProperties`, `if`, …); what of it changes a type's meaning, and is
//! not read, is said.
//!
//! What falls short: a diagnostic about what was moved shows the right text, but the pointer that it has now; the base of a relative reference is always its file, whatever `$id` says; `$dynamicRef` is a plain
//! reference; of several `examples` the first is kept; binary parts of multipart are recognised in schemas that stand in
//! the body itself, not behind a reference; a part that documents of 3.0 and 3.1 share is read as 3.1.

mod entrance;
mod fields;
mod follow;
mod objects;
mod schema;
mod walk;

pub use entrance::{Kind, entrance};
pub(crate) use schema::compare;

#[cfg(test)]
mod tests;
