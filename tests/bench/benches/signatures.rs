//! Signing a request and verifying an answer, against the crypto library alone.

mod common;

use std::hint::black_box;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use criterion::{Criterion, criterion_group, criterion_main};
use runtime::alipay::{PrivateKey, PublicKey};

/// About as long as the string to sign of a call with a small body.
fn text() -> Vec<u8> {
    "app_id=2021000000000001,nonce=e1810e7d-5dc0-4f9a-b234-b57f8b41aff6,timestamp=1795312632563\nPOST\n/v3/x\n{}\n"
        .repeat(3)
        .into_bytes()
}

fn sign(criterion: &mut Criterion) {
    let key = common::key();
    let ours = PrivateKey::parse(&common::private_text(&key)).expect("a key");
    let text = text();
    assert_eq!(common::sign(&key, &text), ours.sign(&text));
    let mut group = criterion.benchmark_group("sign");
    group.bench_function("aws-lc-rs", |bencher| bencher.iter(|| common::sign(&key, black_box(&text))));
    group.bench_function("runtime", |bencher| bencher.iter(|| ours.sign(black_box(&text))));
    group.finish();
}

fn verify(criterion: &mut Criterion) {
    let key = common::key();
    let der: PublicKeyX509Der<'_> = key.public_key().as_der().expect("SubjectPublicKeyInfo");
    let bare = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.as_ref().to_vec())
        .parse()
        .expect("a key that is read once, as ours is");
    let ours = PublicKey::parse(&common::public_text(&key)).expect("a key");
    let text = text();
    let signature = common::sign(&key, &text);
    let mut group = criterion.benchmark_group("verify");
    group.bench_function("aws-lc-rs", |bencher| {
        bencher.iter(|| {
            let signature = BASE64_STANDARD.decode(black_box(&signature)).expect("base64");
            bare.verify_sig(black_box(&text), &signature).expect("a signature that holds");
        });
    });
    group.bench_function("runtime", |bencher| {
        bencher.iter(|| ours.verify(black_box(&text), black_box(&signature)).expect("a signature that holds"));
    });
    group.finish();
}

criterion_group!(benches, sign, verify);
criterion_main!(benches);
