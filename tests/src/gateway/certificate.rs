//! Serial numbers (SN) by which Alipay names certificates: the lower-case hexadecimal MD5 of the issuer's name,
//! most specific part first, followed by the serial number in decimal.

use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;

/// The SN of every certificate of a PEM file, in order, with the OID of its signature algorithm.
fn serial_numbers(pem: &str) -> Vec<(String, String)> {
    Pem::iter_from_buffer(pem.as_bytes())
        .map(|block| {
            let block = block.expect("a PEM block");
            let certificate = block.parse_x509().expect("a certificate");
            (serial_number(&certificate), certificate.signature_algorithm.algorithm.to_id_string())
        })
        .collect()
}

fn serial_number(certificate: &X509Certificate<'_>) -> String {
    let mut parts: Vec<String> = certificate
        .issuer()
        .iter_attributes()
        .map(|attribute| {
            let name = match attribute.attr_type().to_id_string().as_str() {
                "2.5.4.3" => "CN",
                "2.5.4.6" => "C",
                "2.5.4.7" => "L",
                "2.5.4.8" => "ST",
                "2.5.4.10" => "O",
                "2.5.4.11" => "OU",
                other => panic!("the double has no short name for {other}"),
            };
            format!("{name}={}", attribute.as_str().expect("a text"))
        })
        .collect();
    parts.reverse();
    let named = format!("{}{}", parts.join(","), certificate.tbs_certificate.serial);
    format!("{:x}", md5::compute(named))
}

/// The SN of the first certificate of a PEM file: the leaf, where the file is a chain.
pub(crate) fn leaf(pem: &str) -> String {
    serial_numbers(pem).swap_remove(0).0
}

/// The SN of the last certificate of a PEM file: the issuer, where the file is a chain.
pub(crate) fn issuer(pem: &str) -> String {
    serial_numbers(pem).pop().expect("a certificate").0
}

/// The SNs of the roots that are signed with RSA, joined with `_`; SM2 and ECDSA roots do not count.
pub(crate) fn roots(pem: &str) -> String {
    let counted = serial_numbers(pem).into_iter().filter(|(_, algorithm)| algorithm.starts_with("1.2.840.113549.1.1"));
    counted.map(|(number, _)| number).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../vectors/alipay-aes-and-cert-sn.json")).unwrap()
    }

    fn file(case: &Value) -> String {
        let certificates = case["certificates"].as_array().unwrap();
        certificates.iter().map(|certificate| certificate["pem"].as_str().unwrap()).collect()
    }

    #[test]
    fn certificates_have_the_recorded_serial_numbers() {
        let mut checked = 0;
        for case in vectors()["cert_sn_cases"].as_array().unwrap() {
            let pem =
                if case["certificates"].is_array() { file(case) } else { case["pem"].as_str().unwrap_or("").into() };
            if !pem.is_empty() {
                assert_eq!(leaf(&pem), case["sn"].as_str().unwrap(), "{}", case["name"]);
                checked += 1;
            }
        }
        assert_eq!(checked, 4, "the cases that have a certificate");
    }

    #[test]
    fn root_files_have_the_recorded_serial_numbers() {
        for case in vectors()["root_sn_cases"].as_array().unwrap() {
            assert_eq!(roots(&file(case)), case["root_sn"].as_str().unwrap(), "{}", case["name"]);
        }
    }
}
