//! Alipay's side. OpenAPI v3: a request is verified ([`verify`]), decrypted, run ([`operations`]), and its answer
//! encrypted and signed ([`seal`]). The same operations can be called through the [`older`] gateway
//! and through the [`serverless`] service.

mod messages;
mod multipart;
mod older;
mod operations;
mod samples;
mod seal;
mod serverless;
#[cfg(test)]
mod tests;
mod verify;

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use super::answer::Answer;
use super::developer::ALIPAY;
use super::misbehaviour::Misbehaviour;
use super::referee::Referee;
use super::request::Request;
use super::{Handled, crypto};
pub use messages::Message;
use operations::Codes;
use verify::{Examined, Refusal};

/// What the platform remembers.
pub(super) struct Platform {
    nonces: Mutex<HashSet<String>>,
    codes: Mutex<Codes>,
    serverless: serverless::Service,
}

impl Platform {
    pub(super) fn new() -> Self {
        Self { nonces: Mutex::default(), codes: Mutex::new(Codes::new()), serverless: serverless::Service::default() }
    }

    pub(super) fn issue_code(&self) -> String {
        self.codes.lock().expect("not poisoned").issue()
    }

    pub(super) fn expire_space_tokens(&self) {
        self.serverless.expire_tokens();
    }

    pub(super) fn handle(&self, request: &Request, faults: &[Misbehaviour], referee: &Referee) -> Handled {
        if older::is_for_me(request) {
            return older::handle(request, faults, &self.codes);
        }
        if serverless::is_for_me(request) {
            return self.serverless.handle(request, faults, &self.codes);
        }
        let encrypted = request.header("alipay-encrypt-type").is_some();
        let Examined { mode, string_to_sign, verdict } =
            verify::examine(request, now(), &mut self.nonces.lock().expect("not poisoned"));
        let plaintext = verdict.and_then(|()| match encrypted {
            true => decrypt(request).map(Some),
            false => Ok(None),
        });
        let refusal = plaintext.as_ref().err().map(|refusal| refusal.code.to_owned());
        let mut answer = match &plaintext {
            Err(refusal) => Answer::alipay_error(refusal.status, refusal.code, &refusal.message),
            Ok(plaintext) => Answer::substitute(faults).unwrap_or_else(|| {
                let body = plaintext.as_deref().unwrap_or(&request.body);
                referee
                    .alipay(request, body)
                    .unwrap_or_else(|| operations::run(request, body, &mut self.codes.lock().expect("not poisoned")))
            }),
        };
        answer.rewrite(faults);
        seal::seal(&mut answer, mode, encrypted, faults);
        Handled { answer, string_to_sign, plaintext: plaintext.ok().flatten(), refusal }
    }
}

/// Milliseconds since the epoch.
fn now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    u64::try_from(elapsed.as_millis()).expect("a clock before the year 584554531")
}

fn decrypt(request: &Request) -> Result<Vec<u8>, Refusal> {
    if request.header("alipay-encrypt-type") != Some("AES") {
        return Err(Refusal::bad_request("invalid-encrypt-type", "alipay-encrypt-type is not AES"));
    }
    // Nothing encrypted is nothing sent.
    if request.body.is_empty() {
        return Ok(Vec::new());
    }
    crypto::decrypt(ALIPAY.aes_key, &request.body).map_err(|why| Refusal::bad_request("decryption-error", why))
}
