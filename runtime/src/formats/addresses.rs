//! IP addresses: `ipv4` (RFC 2673 section 3.2), `ipv6` (RFC 4291 section 2.2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::codec::{Decode, DecodeError, Encode};
use crate::json::Json;

macro_rules! addresses {
    ($($address:ty, $what:literal;)*) => {$(
        impl Decode for $address {
            fn decode(json: &Json<'_>) -> Result<Self, DecodeError> {
                let text = json.as_str().ok_or_else(|| DecodeError::expected($what, json))?;
                text.parse().map_err(|_| DecodeError::value(concat!("the text is not ", $what)))
            }
        }

        impl Encode for $address {
            fn encode(&self) -> Json<'_> {
                Json::String(self.to_string().into())
            }
        }
    )*};
}

addresses! {
    IpAddr, "an IP address";
    Ipv4Addr, "an IPv4 address";
    Ipv6Addr, "an IPv6 address";
}
