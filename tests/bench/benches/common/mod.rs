//! What the benchmarks share: keys made at run time, and a server that answers at once.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A new key of 2048 bits, which is what both sides of Alipay use.
pub fn key() -> KeyPair {
    KeyPair::generate(KeySize::Rsa2048).expect("a key")
}

/// The private key as a developer has it: PKCS#8 in base64.
pub fn private_text(key: &KeyPair) -> String {
    let der: Pkcs8V1Der<'_> = key.as_der().expect("PKCS#8");
    BASE64_STANDARD.encode(der.as_ref())
}

/// The public key as a developer has it: SubjectPublicKeyInfo in base64.
pub fn public_text(key: &KeyPair) -> String {
    let der: PublicKeyX509Der<'_> = key.public_key().as_der().expect("SubjectPublicKeyInfo");
    BASE64_STANDARD.encode(der.as_ref())
}

/// The signature of a text with nothing but the crypto library.
pub fn sign(key: &KeyPair, text: &[u8]) -> String {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature).expect("a signature");
    BASE64_STANDARD.encode(signature)
}

/// Serves one answer, byte for byte, to whatever is asked, and gives the address. It reads no more of a request
/// than where it ends, so that what is measured is the client.
pub fn serve(runtime: &tokio::runtime::Runtime, answer: String) -> String {
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, answer.clone()));
        }
    });
    url
}

async fn converse(mut stream: TcpStream, answer: String) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = end_of_request(&buffer) {
                break end;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        };
        buffer.drain(..end);
        stream.write_all(answer.as_bytes()).await?;
    }
}

fn end_of_request(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&buffer[..head]).ok()?.to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    (buffer.len() >= head + length).then_some(head + length)
}

/// An answer of JSON with these headers more.
pub fn answer(headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n" + body
}
