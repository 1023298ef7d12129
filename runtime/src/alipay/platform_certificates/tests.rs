use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::super::Credentials;
use super::super::test_keys::{ALIPAY, APP, Authority, TestKey, sn};
use super::*;

/// Gives what it holds, late enough for others to come meanwhile.
#[derive(Clone, Debug, Default)]
struct Source {
    certificates: BTreeMap<String, String>,
    asked: Arc<AtomicUsize>,
}

impl CertificateSource for Source {
    fn certificate<'a>(&'a self, sn: &'a str) -> BoxFuture<'a, Result<String, String>> {
        Box::pin(async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            self.certificates.get(sn).cloned().ok_or_else(|| "there is none".to_owned())
        })
    }
}

impl Source {
    fn with(pems: &[&str]) -> Self {
        Self { certificates: pems.iter().map(|pem| (sn(pem), (*pem).to_owned())).collect(), ..Self::default() }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn credentials(root: &Authority, source: &Source) -> Credentials {
    let (app, alipay) = (root.certify("app", &APP), root.certify("alipay", &ALIPAY));
    Credentials::certificates("2021", &APP.pkcs8, &app, &alipay, &root.pem)
        .unwrap()
        .with_certificate_source(source.clone())
}

#[tokio::test]
async fn many_who_need_a_new_certificate_download_it_once_and_then_know_it() {
    let (root, new_key) = (Authority::new(), TestKey::generate(2048));
    let new = root.certify("alipay", &new_key);
    let source = Source::with(&[&new]);
    let credentials = credentials(&root, &source);
    let number = sn(&new);
    assert!(credentials.platform_key(Some(&number)).is_err());
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (credentials, number) = (credentials.clone(), number.to_uppercase());
            tokio::spawn(async move { credentials.learn_certificate(&number).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(()));
    }
    assert_eq!(source.asked(), 1);
    assert_eq!(credentials.platform_key(Some(&number)), Ok(PublicKey::parse(&new_key.public).unwrap()));
}

#[tokio::test]
async fn a_certificate_that_does_not_prove_itself_is_not_used_and_not_asked_for_again_at_once() {
    let (root, other_root) = (Authority::new(), Authority::new());
    let foreign = other_root.certify("alipay", &TestKey::generate(2048));
    let source = Source::with(&[&foreign]);
    let credentials = credentials(&root, &source);
    let refused = credentials.learn_certificate(&sn(&foreign)).await;
    assert!(matches!(refused, Err(DownloadError::Chain(ChainError::Unsigned { .. }))), "{refused:?}");
    let again = credentials.learn_certificate(&sn(&foreign)).await;
    assert!(matches!(again, Err(DownloadError::Paused { last: Some(_) })), "{again:?}");
    assert_eq!(source.asked(), 1);
    assert!(credentials.platform_key(Some(&sn(&foreign))).is_err());
}

#[tokio::test]
async fn another_certificate_than_the_one_asked_for_is_refused() {
    let root = Authority::new();
    let new = root.certify("alipay", &TestKey::generate(2048));
    let asked = "0123456789abcdef0123456789abcdef".to_owned();
    let source = Source { certificates: [(asked.clone(), new.clone())].into(), ..Source::default() };
    let refused = credentials(&root, &source).learn_certificate(&asked).await;
    assert_eq!(refused, Err(DownloadError::Other { sn: sn(&new) }));
}

#[tokio::test]
async fn invented_serial_numbers_do_not_become_a_flood() {
    let root = Authority::new();
    let source = Source::default();
    let credentials = credentials(&root, &source);
    assert_eq!(credentials.learn_certificate("no number").await, Err(DownloadError::SerialNumber));
    for number in 0..50 {
        assert!(credentials.learn_certificate(&format!("{number:032x}")).await.is_err());
    }
    assert_eq!(source.asked(), MOST_AT_ONCE);
}

#[tokio::test]
async fn without_a_source_nothing_is_learned_and_in_key_mode_nothing_need_be() {
    let root = Authority::new();
    let new = root.certify("alipay", &TestKey::generate(2048));
    let (app, alipay) = (root.certify("app", &APP), root.certify("alipay", &ALIPAY));
    let plain = Credentials::certificates("2021", &APP.pkcs8, &app, &alipay, &root.pem).unwrap();
    assert_eq!(plain.learn_certificate(&sn(&new)).await, Err(DownloadError::NoSource));
    assert_eq!(plain.learn_certificate(&sn(&alipay)).await, Ok(()));
    let keys = Credentials::keys("2021", &APP.pkcs8, &ALIPAY.public).unwrap();
    assert_eq!(keys.learn_certificate("anything").await, Ok(()));
}

/// The public chain of a real Alipay certificate, and the public root file.
#[test]
fn a_real_chain_leads_to_the_real_root_while_it_is_in_force() {
    let vectors = include_str!("../../../../tests/vectors/alipay-aes-and-cert-sn.json");
    let vectors: Value = serde_json::from_str(vectors).unwrap();
    let file = |case: &Value| -> Vec<Certificate> {
        let certificates = case["certificates"].as_array().unwrap().iter();
        let pem: String = certificates.map(|certificate| certificate["pem"].as_str().unwrap()).collect();
        Certificate::parse_bundle(&pem).unwrap()
    };
    let roots = file(&vectors["root_sn_cases"][0]);
    let case = |name: &str| {
        let cases = vectors["cert_sn_cases"].as_array().unwrap();
        cases.iter().find(|case| case["name"] == name).unwrap().clone()
    };
    let chain = file(&case("alipay_cert_chain_leaf_first"));
    // 2025-01-01, and a day after the last one of the leaf.
    assert_eq!(chain::check(&chain, &roots, 1_735_689_600), Ok(()));
    assert!(matches!(chain::check(&chain, &roots, 1_808_294_400), Err(ChainError::NotInForce { .. })));
    assert!(matches!(chain::check(&chain[..1], &roots, 1_735_689_600), Err(ChainError::Unsigned { .. })));
    // What tells Alipay's certificate from an application's is who has issued it.
    let app = Certificate::parse_bundle(case("app_cert_leading_zero")["pem"].as_str().unwrap()).unwrap().remove(0);
    assert_ne!(app.issuer(), chain[0].issuer());
}
