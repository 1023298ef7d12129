use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256,
};

use super::super::test_keys::{ALIPAY, APP};
use super::*;

/// 2030-01-01.
const NOW: i64 = 1_893_456_000;

/// A certificate that is made for a test.
struct Maker {
    name: &'static str,
    serial: u64,
    years: (i32, i32),
    authority: Option<BasicConstraints>,
    usages: Vec<KeyUsagePurpose>,
    extension: Option<CustomExtension>,
}

fn authority(name: &'static str) -> Maker {
    let authority = Some(BasicConstraints::Unconstrained);
    Maker { name, serial: 1, years: (2020, 2049), authority, usages: Vec::new(), extension: None }
}

fn leaf() -> Maker {
    Maker { authority: None, serial: 9, ..authority("leaf") }
}

impl Maker {
    fn params(&self) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.serial_number = Some(self.serial.into());
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, self.name);
        params.not_before = rcgen::date_time_ymd(self.years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(self.years.1, 1, 1);
        params.is_ca = self.authority.map_or(IsCa::NoCa, IsCa::Ca);
        params.key_usages.clone_from(&self.usages);
        params.custom_extensions.extend(self.extension.clone());
        params
    }

    /// Signed by the authority, whose key is the application's test key, as are all authorities here.
    fn signed_by(&self, issuer: &Maker) -> Certificate {
        let subject_key = if self.authority.is_some() { key(&APP.pkcs8) } else { key(&ALIPAY.pkcs8) };
        let issuer_params = issuer.params();
        let issuer_key = key(&APP.pkcs8);
        let issuer = Issuer::from_params(&issuer_params, &issuer_key);
        read(&self.params().signed_by(&subject_key, &issuer).unwrap().pem())
    }
}

fn key(pem: &str) -> KeyPair {
    KeyPair::from_pkcs8_pem_and_sign_algo(pem, &PKCS_RSA_SHA256).unwrap()
}

fn read(pem: &str) -> Certificate {
    Certificate::parse_bundle(pem).unwrap().remove(0)
}

fn root() -> Certificate {
    let root = authority("root");
    root.signed_by(&root)
}

#[test]
fn a_chain_to_a_root_holds_in_any_order() {
    let middle = authority("middle").signed_by(&authority("root"));
    let lower = authority("lower").signed_by(&authority("middle"));
    let leaf = leaf().signed_by(&authority("lower"));
    for others in [[&middle, &lower], [&lower, &middle]] {
        let chain = [leaf.clone(), others[0].clone(), others[1].clone()];
        assert_eq!(check(&chain, &[root()], NOW), Ok(()));
    }
    let direct = self::leaf().signed_by(&authority("root"));
    assert_eq!(check(&[direct], &[root()], NOW), Ok(()));
}

#[test]
fn what_leads_to_no_root_is_refused() {
    let middle = authority("middle").signed_by(&authority("root"));
    let leaf = leaf().signed_by(&authority("middle"));
    assert!(matches!(check(std::slice::from_ref(&leaf), &[root()], NOW), Err(ChainError::Unsigned { .. })), "a gap");
    assert!(matches!(check(&[leaf.clone(), middle.clone()], &[], NOW), Err(ChainError::Unsigned { .. })), "no roots");
    // A root that is only sent along is not a root.
    assert!(matches!(check(&[leaf, middle, root()], &[], NOW), Err(ChainError::TooLong | ChainError::Unsigned { .. })));
    assert_eq!(check(&[], &[root()], NOW), Err(ChainError::Empty));
    assert!(matches!(check(&[root()], &[root()], NOW), Err(ChainError::Authority { .. })));
}

#[test]
fn a_signature_by_another_key_under_the_same_name_is_refused() {
    let stranger = KeyPair::from_pkcs8_pem_and_sign_algo(&ALIPAY.pkcs8, &PKCS_RSA_SHA256).unwrap();
    let params = authority("root").params();
    let issuer = Issuer::from_params(&params, &stranger);
    let forged = read(&leaf().params().signed_by(&stranger, &issuer).unwrap().pem());
    assert!(matches!(check(&[forged], &[root()], NOW), Err(ChainError::Unsigned { .. })));
}

#[test]
fn who_is_no_authority_signs_nothing() {
    let plain = Maker { name: "middle", ..leaf() }.signed_by(&authority("root"));
    let below = leaf().signed_by(&authority("middle"));
    assert!(matches!(check(&[below, plain], &[root()], NOW), Err(ChainError::Unsigned { .. })));

    let no_signing = Maker { usages: vec![KeyUsagePurpose::CrlSign], ..authority("middle") };
    let middle = no_signing.signed_by(&authority("root"));
    let below = leaf().signed_by(&authority("middle"));
    assert!(matches!(check(&[below, middle], &[root()], NOW), Err(ChainError::Unsigned { .. })));
}

#[test]
fn a_limit_of_the_path_is_kept() {
    let limited = || Maker { authority: Some(BasicConstraints::Constrained(0)), ..authority("middle") };
    let middle = limited().signed_by(&authority("root"));
    let leaf_of_middle = leaf().signed_by(&authority("middle"));
    assert_eq!(check(&[leaf_of_middle, middle.clone()], &[root()], NOW), Ok(()));
    let lower = authority("lower").signed_by(&authority("middle"));
    let leaf_of_lower = leaf().signed_by(&authority("lower"));
    assert!(check(&[leaf_of_lower, lower, middle], &[root()], NOW).is_err());
}

#[test]
fn what_is_not_in_force_is_refused_wherever_it_stands() {
    let old = |maker: Maker| Maker { years: (2020, 2021), ..maker };
    let not_in_force = |result| matches!(result, Err(ChainError::NotInForce { .. }));
    assert!(not_in_force(check(&[old(leaf()).signed_by(&authority("root"))], &[root()], NOW)));
    let old_middle = old(authority("middle")).signed_by(&authority("root"));
    let leaf_of_middle = leaf().signed_by(&authority("middle"));
    assert!(not_in_force(check(&[leaf_of_middle.clone(), old_middle.clone()], &[root()], NOW)));
    // The renewed one beside it will do.
    let renewed = Maker { serial: 2, ..authority("middle") }.signed_by(&authority("root"));
    assert_eq!(check(&[leaf_of_middle, old_middle, renewed], &[root()], NOW), Ok(()));
    let old_root = old(authority("root")).signed_by(&old(authority("root")));
    assert!(not_in_force(check(&[leaf().signed_by(&authority("root"))], &[old_root], NOW)));
    let tomorrow = Maker { years: (2040, 2049), ..leaf() }.signed_by(&authority("root"));
    assert!(not_in_force(check(&[tomorrow], &[root()], NOW)));
}

#[test]
fn a_critical_extension_that_nobody_knows_refuses() {
    let mut unknown = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]);
    unknown.set_criticality(true);
    let odd = Maker { extension: Some(unknown), ..leaf() }.signed_by(&authority("root"));
    assert!(matches!(check(&[odd], &[root()], NOW), Err(ChainError::CriticalExtension { .. })));
}

#[test]
fn a_circle_of_authorities_ends() {
    let first = authority("first").signed_by(&authority("second"));
    let second = authority("second").signed_by(&authority("first"));
    let leaf = leaf().signed_by(&authority("first"));
    assert_eq!(check(&[leaf, first, second], &[root()], NOW), Err(ChainError::TooLong));
}
