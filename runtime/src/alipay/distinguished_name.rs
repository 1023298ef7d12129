//! The string form of a distinguished name (RFC 2253), as Java's `X500Principal.getName()` writes it:
//! serial numbers of certificates are computed over it, so it must be the same to the byte.

use x509_parser::asn1_rs::{Any, BmpString, Tag, ToDer, UniversalString};
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::hex;

/// Most specific part first, no spaces: `CN=…,OU=…,O=…,C=CN`.
pub(super) fn rfc2253(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> =
        name.iter_rdn().map(|part| part.iter().map(attribute).collect::<Vec<_>>().join("+")).collect();
    parts.reverse();
    parts.join(",")
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type().to_id_string();
    let value = attribute.attr_value();
    match (short_name(&oid), text(value)) {
        (Some(name), Some(text)) => format!("{name}={}", escape(&text)),
        // Section 2.4: whatever has no short name or no string form is written as its DER.
        (name, _) => {
            let der = value.to_der_vec().unwrap_or_default();
            format!("{}=#{}", name.unwrap_or(&oid), hex(der))
        }
    }
}

/// The attribute types of RFC 2253 section 2.3.
fn short_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        _ => return None,
    })
}

fn text(value: &Any<'_>) -> Option<String> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            String::from_utf8(value.data.to_vec()).ok()
        }
        // Read as Latin-1, which is what T.61 strings hold in practice.
        Tag::T61String => Some(value.data.iter().copied().map(char::from).collect()),
        Tag::BmpString => BmpString::try_from(value).ok().map(|text| text.string()),
        Tag::UniversalString => UniversalString::try_from(value).ok().map(|text| text.string()),
        _ => None,
    }
}

/// Section 2.4: special characters, a `#` or space at the start, a space at the end.
fn escape(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        let special = matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';')
            || (c == '#' && index == 0)
            || (c == ' ' && (index == 0 || index == last));
        if special {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use x509_parser::asn1_rs::FromDer;
    use x509_parser::certificate::X509Certificate;

    use super::{escape, rfc2253};

    fn subject(attributes: &[(rcgen::DnType, rcgen::DnValue)]) -> String {
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        for (kind, value) in attributes {
            params.distinguished_name.push(kind.clone(), value.clone());
        }
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let (_, certificate) = X509Certificate::from_der(certificate.der()).unwrap();
        rfc2253(certificate.subject())
    }

    #[test]
    fn parts_stand_most_specific_first_without_spaces() {
        use rcgen::{DnType, DnValue};
        let name = subject(&[
            (DnType::CountryName, DnValue::PrintableString("CN".try_into().unwrap())),
            (DnType::OrganizationName, DnValue::Utf8String("支付宝".into())),
            (DnType::OrganizationalUnitName, DnValue::BmpString("单位".try_into().unwrap())),
            (DnType::CommonName, DnValue::TeletexString("A, B".try_into().unwrap())),
        ]);
        assert_eq!(name, r"CN=A\, B,OU=单位,O=支付宝,C=CN");
    }

    #[test]
    fn attributes_without_a_short_name_are_written_as_der() {
        let email = rcgen::DnType::CustomDnType(vec![1, 2, 840, 113549, 1, 9, 1]);
        let name = subject(&[(email, rcgen::DnValue::Ia5String("a@b".try_into().unwrap()))]);
        assert_eq!(name, "1.2.840.113549.1.9.1=#1603614062");
    }

    #[test]
    fn only_what_rfc2253_calls_special_is_escaped() {
        assert_eq!(escape(r##"#a,b+c"d\e<f>g;h#i=j"##), r##"\#a\,b\+c\"d\\e\<f\>g\;h#i=j"##);
        assert_eq!(escape(" a b "), r"\ a b\ ");
        assert_eq!(escape(" "), r"\ ");
        assert_eq!(escape(""), "");
    }
}
