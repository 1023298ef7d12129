//! Files through the gateway double: of a multipart body only the JSON of the part `data` is signed.

use generated::runtime::alipay::V3;
use generated::runtime::{Error, Upload};
use tests::gateway::Gateway;
use wire::bodies::{Client, Meta};

fn client(gateway: &Gateway, encrypted: bool) -> Client {
    let app = gateway.alipay();
    let keys = generated::alipay::Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key);
    let keys = keys.expect("keys");
    let keys = if encrypted { keys.encrypted(app.aes_key).expect("an AES key") } else { keys };
    Client::builder().base_url(gateway.url()).protocol(V3::new(keys)).build().expect("a client")
}

#[tokio::test]
async fn the_part_data_is_signed_and_the_files_are_not() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, false);
    client.upload_signed().data(Meta::new(7)).file(Upload::bytes(vec![0, 255, 10])).await.unwrap();
    let streamed = Upload::reader(b"streamed".as_slice()).file_name("a.txt");
    client.upload_signed().data(Meta::new(8)).file(streamed).await.unwrap();
    client.upload_signed().file(b"no data".as_slice()).await.unwrap();
    client.upload_signed().await.unwrap();
    let recorded = gateway.requests();
    let bodies = ["\n{\"size\":7}\n", "\n{\"size\":8}\n", "/v3/files\n\n", "/v3/files\n\n"];
    for (recorded, signed) in recorded.iter().zip(bodies) {
        assert!(recorded.verified(), "{recorded:?}");
        assert!(recorded.string_to_sign.as_deref().unwrap().ends_with(signed), "{recorded:?}");
    }
    assert_eq!(recorded.len(), bodies.len());
    assert!(recorded[1].request.body.windows(8).any(|bytes| bytes == b"streamed"));
}

#[tokio::test]
async fn an_encrypted_multipart_body_is_refused_before_it_is_sent() {
    let gateway = Gateway::start().await;
    let call = client(&gateway, true).upload_signed().data(Meta::new(7));
    let error = call.await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("multipart"), "{error}");
    assert!(gateway.requests().is_empty());
}
