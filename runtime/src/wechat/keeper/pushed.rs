//! What the platform pushes, taken over by the keeper.

use std::time::{Duration, SystemTime};

use super::{AuthorizeError, Keeper};
use crate::wechat::push::{Authorization, Event, Push};

/// What a push changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pushed {
    /// A verify ticket is kept.
    Ticket,
    /// The tokens of this account are kept, in place of those before.
    Authorized(String),
    /// The tokens of this account are removed, unless it has authorized again since.
    Unauthorized(String),
    /// Nothing: the push is none of the keeper's.
    Other,
}

impl Keeper {
    /// Takes over what the platform pushed: a verify ticket, an authorization, a change of what is granted, a
    /// withdrawal. Give it every push that a [`Receiver`](crate::wechat::push::Receiver) opened, and answer
    /// [`SUCCESS`](crate::wechat::push::SUCCESS) when it has ended well.
    ///
    /// # Errors
    /// As [`ticket_arrived`](Self::ticket_arrived), [`authorized`](Self::authorized) and
    /// [`unauthorized`](Self::unauthorized): answer the push with an error, and it comes again.
    pub async fn pushed(&self, push: &Push) -> Result<Pushed, AuthorizeError> {
        let created_at = SystemTime::UNIX_EPOCH + Duration::from_secs(push.create_time.unwrap_or(push.timestamp));
        match &push.event {
            Event::VerifyTicket { ticket } => {
                self.ticket_arrived(ticket.clone(), created_at).await?;
                Ok(Pushed::Ticket)
            }
            Event::Authorized(authorization) | Event::UpdateAuthorized(authorization) => {
                let Authorization { authorizer_appid, authorization_code, .. } = authorization;
                let appid = Some(authorizer_appid.as_str());
                self.authorized(authorization_code.clone(), appid, Some(created_at)).await.map(Pushed::Authorized)
            }
            Event::Unauthorized { authorizer_appid } => {
                self.unauthorized(authorizer_appid, created_at).await?;
                Ok(Pushed::Unauthorized(authorizer_appid.clone()))
            }
            _ => Ok(Pushed::Other),
        }
    }
}
