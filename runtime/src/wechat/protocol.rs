//! The protocol: plain REST, but for the id of a failed call, which stands in the text of the message.

use url::Url;

use super::{Credentials, codes};
use crate::error::RequestError;
use crate::json::Json;
use crate::protocol::{Answer, BoxFuture, Explanation, Incoming, Outgoing, Protocol, Refusal, Used};
use crate::request::Request;
use crate::rest::Rest;

/// The protocol of the [platform](super::Platform).
#[derive(Debug)]
pub(super) struct WeChat {
    rest: Rest,
}

impl WeChat {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self { rest: Rest { credentials: credentials.tokens } }
    }
}

impl Protocol for WeChat {
    fn encode<'a>(&'a self, base: &'a Url, request: &'a Request) -> BoxFuture<'a, Result<Outgoing, RequestError>> {
        self.rest.encode(base, request)
    }

    fn authorize<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<Vec<Used>, RequestError>> {
        self.rest.authorize(request)
    }

    fn open(&self, outgoing: &Outgoing, incoming: Incoming) -> Result<Answer, Refusal> {
        self.rest.open(outgoing, incoming)
    }

    fn explain(&self, _: &Outgoing, _: &Answer, body: &Json<'_>) -> Explanation {
        let text = |name| body.get(name).and_then(Json::scalar_text).map(|text| text.into_owned());
        let code = text("errcode");
        let (message, request_id) = text("errmsg").map_or((None, None), |message| {
            let (message, rid) = split_rid(&message);
            (Some(message.to_owned()), rid.map(str::to_owned))
        });
        let hint = code.as_deref().and_then(|code| codes::hint(code, message.as_deref()));
        Explanation { code, message, request_id, hint }
    }

    /// The token in the query: no longer the current one, or ended.
    fn refused_credentials<'o>(&self, outgoing: &'o Outgoing, _: &Answer, body: &Json<'_>) -> &'o [Used] {
        match body.get("errcode").and_then(Json::scalar_text).as_deref() {
            Some("40001" | "40014" | "42001" | "42006") => &outgoing.used,
            _ => &[],
        }
    }
}

/// The message without its tail ` rid: 67a30dc9-302ecc6c-11466d6f`, and the id in it.
fn split_rid(message: &str) -> (&str, Option<&str>) {
    let Some((text, tail)) = message.rsplit_once(" rid: ") else {
        return (message, None);
    };
    let end = tail.find(|c: char| !c.is_ascii_hexdigit() && c != '-').unwrap_or(tail.len());
    let rid = tail[..end].trim_end_matches('-');
    if rid.contains('-') { (text, Some(rid)) } else { (message, None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rid_is_taken_out_of_the_message() {
        assert_eq!(
            split_rid("invalid appid rid: 67a30dc9-302ecc6c-11466d6f"),
            ("invalid appid", Some("67a30dc9-302ecc6c-11466d6f"))
        );
        assert_eq!(split_rid("reach limit rid: 61-62-63, see https://x"), ("reach limit", Some("61-62-63")));
    }

    #[test]
    fn a_message_of_an_older_generation_stays_whole() {
        assert_eq!(split_rid("invalid code hints: [ req_id: xxx ]"), ("invalid code hints: [ req_id: xxx ]", None));
        assert_eq!(split_rid("odd rid: nothing"), ("odd rid: nothing", None));
    }
}
