//! The parameters beside a push.

/// The query of a push or of the check of an address. None of the values is to be believed before
/// [`Receiver`](super::Receiver) has checked them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Query {
    /// Signature of time stamp and nonce. It proves nothing about the body.
    pub signature: Option<String>,
    /// Signature of time stamp, nonce and ciphertext.
    pub msg_signature: Option<String>,
    /// Seconds since the Unix epoch, in digits.
    pub timestamp: Option<String>,
    /// A random text.
    pub nonce: Option<String>,
    /// `aes` where the body is encrypted, as it always is for third-party platforms.
    pub encrypt_type: Option<String>,
    /// What the check of an address wants to have back.
    pub echostr: Option<String>,
    /// The user that a message comes from, sometimes.
    pub openid: Option<String>,
}

impl Query {
    /// Reads a query as it stands in the address, percent-encoded, with or without its `?`. Unknown parameters are
    /// passed over; of several with one name the first counts.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
            let field = match &*name {
                "signature" => &mut parsed.signature,
                "msg_signature" => &mut parsed.msg_signature,
                "timestamp" => &mut parsed.timestamp,
                "nonce" => &mut parsed.nonce,
                "encrypt_type" => &mut parsed.encrypt_type,
                "echostr" => &mut parsed.echostr,
                "openid" => &mut parsed.openid,
                _ => continue,
            };
            field.get_or_insert_with(|| value.into_owned());
        }
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn known_parameters_are_decoded_and_the_first_of_a_name_counts() {
        let query = Query::parse("?nonce=a%20b&timestamp=1&other=x&timestamp=2&echostr=a%2Bb%3D%3D&openid");
        assert_eq!(query.nonce.as_deref(), Some("a b"));
        assert_eq!(query.timestamp.as_deref(), Some("1"));
        assert_eq!(query.echostr.as_deref(), Some("a+b=="));
        assert_eq!((query.openid.as_deref(), query.msg_signature), (Some(""), None));
    }
}
