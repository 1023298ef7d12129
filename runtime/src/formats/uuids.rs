//! UUIDs (RFC 9562), in any of the usual spellings; written in the canonical one.

use uuid::Uuid;

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::Json;

impl Decode for Uuid {
    fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
        let text = json.as_str().ok_or_else(|| DecodeError::expected("a UUID", json))?;
        Uuid::try_parse(text).map_err(|_| DecodeError::value("the text is not a UUID"))
    }
}

impl Encode for Uuid {
    fn encode(&self) -> Json<'_> {
        Json::String(self.to_string().into())
    }
}
