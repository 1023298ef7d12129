//! What can happen to a call, as data: the end-to-end tests run every case against every operation, and the
//! test of secrets runs them all again and looks at what can be seen from outside.

mod alipay;
mod alipay_samples;
mod wechat;

use std::fmt::{Debug, Display};
use std::time::Duration;

use generated::runtime::error::{Problem, TransportError};
use generated::runtime::{Error, Verification};

use crate::gateway::{Gateway, Misbehaviour};

pub use alipay::{
    AuthCodes, CASES as ALIPAY, Mode, OPERATIONS as ALIPAY_OPERATIONS, Operation as AlipayOperation, WIRES, Wire,
    client as alipay_client, client_over as alipay_client_over, credentials as alipay_credentials, page_client,
};
pub use alipay_samples::{OPERATIONS as ALIPAY_SAMPLES, Operation as AlipaySample};
pub use wechat::{
    CASES as WECHAT, OPERATIONS as WECHAT_OPERATIONS, Operation as WechatOperation, client as wechat_client,
};

/// What a call came to, in a form that does not depend on its types.
#[derive(Debug)]
pub struct Outcome {
    /// The kind of end it took.
    pub end: End,
    /// Everything that a program could print of it: values, errors, their causes.
    pub shown: Vec<String>,
}

/// The kinds of end that a call can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A value.
    Success(Verification),
    /// An error that the API told, with its code.
    Api(String, Verification),
    /// An answer that was refused unread.
    Refused,
    /// An answer that is not JSON.
    NotJson,
    /// An answer of another shape.
    Shape,
    /// An answer without the body that the document describes.
    Empty,
    /// A redirect.
    Redirect,
    /// No connection.
    Connect,
    /// No answer in time.
    Timeout,
    /// A broken connection.
    Broken,
    /// An answer beyond the limit.
    TooLarge,
    /// Anything else.
    Other,
}

impl Outcome {
    /// Of a call that may have failed.
    pub fn of<T: Debug, E: Debug>(result: Result<runtime::Response<T>, Error<E>>) -> Self {
        match result {
            Ok(response) => {
                let shown =
                    vec![format!("{response:?}"), format!("{:?}", response.value), format!("{:#?}", response.value)];
                Self { end: End::Success(response.verification), shown }
            }
            Err(error) => {
                let mut shown = vec![format!("{error:?}"), format!("{error:#?}"), error.to_string()];
                if let Error::Api(api) = &error {
                    shown.push(format!("{:?}", api.body));
                    shown
                        .extend([error.code(), error.message(), error.hint()].into_iter().flatten().map(str::to_owned));
                }
                shown.extend(causes(&error));
                Self { end: end(&error), shown }
            }
        }
    }
}

fn end<E>(error: &Error<E>) -> End {
    match error {
        Error::Api(api) => End::Api(api.code.clone().unwrap_or_default(), api.verification),
        Error::Signature { .. } => End::Refused,
        Error::Unexpected(answer) => match answer.problem {
            Problem::NotJson { .. } => End::NotJson,
            Problem::Shape(_) => End::Shape,
            Problem::Empty => End::Empty,
            Problem::Redirect { .. } => End::Redirect,
            _ => End::Other,
        },
        Error::Transport { source, .. } => match source {
            TransportError::Connect { .. } => End::Connect,
            TransportError::Timeout { .. } => End::Timeout,
            TransportError::Broken { .. } => End::Broken,
            TransportError::TooLarge { .. } => End::TooLarge,
            _ => End::Other,
        },
        _ => End::Other,
    }
}

fn causes<E: Debug>(error: &Error<E>) -> Vec<String>
where
    Error<E>: Display,
{
    let mut shown = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = match error {
        Error::Request { source, .. } => Some(source),
        Error::Transport { source, .. } => Some(source),
        Error::Signature { source, .. } => Some(source),
        _ => None,
    };
    while let Some(error) = cause {
        shown.extend([format!("{error:?}"), error.to_string()]);
        cause = error.source();
    }
    shown
}

/// How long a client waits for an answer that comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A case: what the gateway does, and how the call has to end.
pub struct Case<M> {
    /// What happens, as a test's name would say it.
    pub name: &'static str,
    /// How the client is set up.
    pub mode: M,
    /// What the gateway is told to do.
    pub faults: fn() -> Vec<Misbehaviour>,
    /// How the call has to end.
    pub end: fn() -> End,
}

impl<M> Case<M> {
    /// How long a client waits: long enough for a machine that is busy with other things, unless the case is about
    /// an answer that never comes.
    fn timeout(&self) -> Duration {
        let waits = (self.faults)().iter().any(|fault| matches!(fault, Misbehaviour::NeverAnswer));
        if waits { Duration::from_millis(50) } else { PATIENCE }
    }
}

/// Tells the gateway what to do at the next request.
pub(crate) fn prepare(gateway: &Gateway, faults: fn() -> Vec<Misbehaviour>) {
    let faults = faults();
    if !faults.is_empty() {
        gateway.misbehave_with(faults);
    }
}
