//! Certificates of the platform from the platform: `alipay.open.app.alipaycert.download`, an operation of the older
//! gateway that newer clients use as well.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;

use super::{CertificateSource, Credentials, Gateway, Platform};
use crate::Value;
use crate::client::{Builder, Client};
use crate::error::BuildError;
use crate::protocol::BoxFuture;

/// The operation, as a path.
const DOWNLOAD: &str = "/v3/alipay/open/app/alipaycert/download";

/// Downloads certificates that answers name and nobody has configured.
///
/// ```no_run
/// use runtime::alipay::{CertificateDownload, Credentials};
///
/// # fn example(credentials: Credentials) -> Result<Credentials, runtime::BuildError> {
/// let download = CertificateDownload::new(&credentials, "https://openapi.alipay.com")?;
/// let credentials = credentials.with_certificate_source(download);
/// # Ok(credentials)
/// # }
/// ```
///
/// The answer is not asked for a signature, which may be the very one that cannot be checked yet: what was
/// downloaded has to prove itself ([`Credentials::with_certificate_source`]).
#[derive(Debug)]
pub struct CertificateDownload {
    client: Client,
}

impl CertificateDownload {
    /// As the application, from the gateway at this address.
    ///
    /// # Errors
    /// The address is none.
    pub fn new(credentials: &Credentials, base_url: &str) -> Result<Self, BuildError> {
        let protocol = Gateway::new(credentials.for_certificates());
        let client = Builder::<Client, Platform>::new("").base_url(base_url).protocol(protocol).build()?;
        Ok(Self { client })
    }
}

impl CertificateSource for CertificateDownload {
    fn certificate<'a>(&'a self, sn: &'a str) -> BoxFuture<'a, Result<String, String>> {
        Box::pin(async move {
            let asked = Value::from_iter([("alipay_cert_sn", sn)]);
            let mut call = self.client.raw(Method::POST, DOWNLOAD);
            call.request().json::<Value>("application/json", &asked);
            let answer = call.send().await.map_err(|error| error.to_string())?;
            let content =
                answer.value["alipay_cert_content"].as_str().ok_or("the answer has no alipay_cert_content")?;
            let packed: String = content.split_ascii_whitespace().collect();
            let pem = STANDARD.decode(packed).map_err(|_| "alipay_cert_content is not base64")?;
            String::from_utf8(pem).map_err(|_| "alipay_cert_content is not PEM in base64".to_owned())
        })
    }
}
