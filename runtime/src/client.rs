//! What every generated client is made of, and how it is built.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::error::{BuildError, RequestError};
use crate::operation::Endpoint;
use crate::protocol::{Platform, Protocol};
use crate::retry::Retry;
use crate::server::Server;

/// The connection to an API. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: Url,
    pub(crate) protocol: Arc<dyn Protocol>,
    pub(crate) http: reqwest::Client,
    pub(crate) timeout: Duration,
    pub(crate) retry: Retry,
    pub(crate) largest_answer: usize,
    /// What stands for the servers of single operations.
    pub(crate) replaced: Vec<(String, String)>,
}

impl Inner {
    /// The base URL of an operation: its own, if it has one.
    pub(crate) fn base_of(&self, endpoint: &Endpoint) -> Result<Cow<'_, Url>, RequestError> {
        let Some(server) = endpoint.server else {
            return Ok(Cow::Borrowed(&self.base_url));
        };
        let server = self.replaced.iter().find(|(url, _)| url == server).map_or(server, |(_, with)| with);
        let refuse = |why: String| RequestError::Server { url: server.to_owned(), why };
        let url = self.base_url.join(server).map_err(|error| refuse(error.to_string()))?;
        match url.scheme() {
            "http" | "https" if url.query().is_some() || url.fragment().is_some() => {
                Err(refuse("it must not have a query or a fragment".to_owned()))
            }
            "http" | "https" => Ok(Cow::Owned(url)),
            _ => Err(refuse("it has to begin with https:// or http://".to_owned())),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .field("protocol", &self.inner.protocol)
            .field("timeout", &self.inner.timeout)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}

/// Builds a generated client `C` of the platform `P`.
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder<C, P: Platform> {
    base_url: Option<String>,
    server: Server,
    variables: Vec<(String, String)>,
    replaced: Vec<(String, String)>,
    credentials: Option<P::Credentials>,
    protocol: Option<Arc<dyn Protocol>>,
    http: Option<reqwest::Client>,
    connect_timeout: Duration,
    timeout: Duration,
    retry: Retry,
    largest_answer: usize,
    client: PhantomData<fn() -> C>,
}

impl<C, P: Platform> fmt::Debug for Builder<C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &self.base_url)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl<C: From<Client>, P: Platform> Builder<C, P> {
    /// A builder with the API's own server.
    pub fn new(server: impl Into<Server>) -> Self {
        Self {
            base_url: None,
            server: server.into(),
            variables: Vec::new(),
            replaced: Vec::new(),
            credentials: None,
            protocol: None,
            http: None,
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            retry: Retry::default(),
            largest_answer: 8 << 20,
            client: PhantomData,
        }
    }

    /// Who is calling.
    pub fn credentials(mut self, credentials: impl Into<P::Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Another address than the API's own: a sandbox, a proxy, a test double. A path in it stays in front of
    /// every operation's path.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Another server of the document.
    pub fn server(mut self, server: impl Into<Server>) -> Self {
        self.server = server.into();
        self
    }

    /// The value of a variable in the server's URL, instead of the document's default.
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Another address for the operations that have a server of their own: `url` as the document has it, and
    /// what to use in its place. [`base_url`](Self::base_url) does not concern them.
    pub fn replace_server(mut self, url: impl Into<String>, with: impl Into<String>) -> Self {
        self.replaced.push((url.into(), with.into()));
        self
    }

    /// Another wire than the platform's usual one; it brings its own credentials.
    pub fn protocol(mut self, protocol: impl Protocol) -> Self {
        self.protocol = Some(Arc::new(protocol));
        self
    }

    /// An HTTP client of your own ([`crate::reqwest`]), with its proxy, connect timeout and certificates, among them
    /// the one that proves who is calling where a document asks for `mutualTLS`. Let it follow no redirects: a signature
    /// covers one address.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// How long connecting may take; 5 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a call may take, repetitions included; 30 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often and how soon a call is repeated.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How many bytes an answer may have; 8 MiB unless set.
    pub fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest_answer = bytes;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// The base URL is none, credentials are missing, or the HTTP client cannot be set up.
    pub fn build(self) -> Result<C, BuildError> {
        let address = match self.base_url {
            Some(url) => url,
            None => self.server.fill(&self.variables)?,
        };
        let refuse = |why: &str| BuildError::BaseUrl { url: address.clone(), why: why.to_owned() };
        let base_url = Url::parse(&address).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => {
                refuse("the document does not say where the server is: give its address with `base_url`")
            }
            error => refuse(&error.to_string()),
        })?;
        if !matches!(base_url.scheme(), "http" | "https") {
            return Err(refuse("it has to begin with https:// or http://"));
        }
        if base_url.query().is_some() || base_url.fragment().is_some() {
            return Err(refuse("it must not have a query or a fragment"));
        }
        let protocol = match self.protocol {
            Some(protocol) => protocol,
            None => P::protocol(self.credentials)?,
        };
        let http = match self.http {
            Some(client) => client,
            None => reqwest::Client::builder()
                .connect_timeout(self.connect_timeout)
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
        };
        let inner = Inner {
            base_url,
            protocol,
            http,
            timeout: self.timeout,
            retry: self.retry,
            largest_answer: self.largest_answer,
            replaced: self.replaced,
        };
        Ok(Client { inner: Arc::new(inner) }.into())
    }
}

/// Defines the credentials of a generated module: one for each security scheme, put together with `and`.
#[macro_export]
macro_rules! credentials {
    () => {
        /// Who is calling: the credential of a security scheme, or several put together with [`and`](Self::and).
        #[derive(Clone, Debug, Default)]
        pub struct Credentials($crate::rest::Credentials);

        impl Credentials {
            /// None at all.
            #[must_use]
            pub fn new() -> Self {
                <Self as ::core::default::Default>::default()
            }

            /// These and those of `other`, for operations that need both or either.
            #[must_use]
            pub fn and(self, other: Self) -> Self {
                Self(self.0.and(other.0))
            }

            fn of(
                scheme: $crate::security::Scheme,
                credential: impl ::core::convert::Into<$crate::rest::Credential>,
            ) -> Self {
                Self($crate::rest::Credentials::new().with(scheme.name, credential))
            }
        }

        impl ::core::convert::From<Credentials> for $crate::rest::Credentials {
            fn from(credentials: Credentials) -> Self {
                credentials.0
            }
        }
    };
}

/// Defines the client of a generated module, and its calls: thin types of the module's own around
/// [`Client`] and [`Call`](crate::Call), so that it can add methods to them.
///
/// The documentation given is that of the client; `server` is its default base URL.
#[macro_export]
macro_rules! client {
    ($(#[$meta:meta])* platform $platform:ty, server $server:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct Client($crate::Client);

        impl Client {
            /// A builder, with the address of the first server of the document.
            pub fn builder() -> $crate::Builder<Self, $platform> {
                $crate::Builder::new($server)
            }

            /// A call that no document describes, signed and checked like any other. `path` may have a query.
            ///
            /// The answer is JSON of any shape; [`Call::json`] sets a body.
            pub fn raw(&self, method: $crate::Method, path: &str) -> Call<$crate::call::Raw> {
                Call(self.0.raw(method, path))
            }

            #[allow(dead_code, reason = "a document may describe no operation")]
            fn call<O: $crate::Operation>(&self) -> Call<O> {
                Call(self.0.call())
            }
        }

        impl ::core::convert::From<$crate::Client> for Client {
            fn from(client: $crate::Client) -> Self {
                Self(client)
            }
        }

        /// A call of the operation `O`: `.await` it for the value, or [`send`](Self::send) it for the value
        /// with status, headers and request id.
        #[must_use = "a call is made when it is awaited"]
        pub struct Call<O: $crate::Operation>($crate::Call<O>);

        impl<O: $crate::Operation> ::std::fmt::Debug for Call<O> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl<O: $crate::Operation> Call<O> {
            /// Adds a header that the document does not mention. One that is set already stays what it is, but for
            /// `Accept`, which this replaces.
            pub fn header(mut self, name: &str, value: &str) -> Self {
                self.0.request().extra_header(name, value);
                self
            }

            /// How long this call may take, repetitions included.
            pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.0.request().options.timeout = Some(timeout);
                self
            }

            /// Makes the call on behalf of this account, with the token that is kept for it: the appid of a
            /// merchant's application, or of an official account or mini program. The client needs credentials
            /// that keep tokens of accounts.
            pub fn on_behalf_of(mut self, account: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.0.request().options.account = Some(account.into());
                self
            }

            /// Makes this call with these credentials too; they come before those of the client. They are for
            /// calls that stand for one of many, such as an account on whose behalf they are made.
            ///
            /// Protocols that sign do so with what the client was built with, whatever is given here.
            pub fn credentials(mut self, credentials: impl ::core::convert::Into<$crate::rest::Credentials>) -> Self {
                let all = ::core::mem::take(&mut self.0.request().options.credentials);
                self.0.request().options.credentials = all.and(credentials.into());
                self
            }

            /// Makes the call and gives the value with status, headers, request id and raw body.
            ///
            /// # Errors
            /// See [`runtime::Error`](::runtime::Error).
            pub async fn send(self) -> $crate::call::Outcome<O> {
                self.0.send().await
            }

            fn with(mut self, set: impl ::core::ops::FnOnce(&mut $crate::Request)) -> Self {
                set(self.0.request());
                self
            }
        }

        /// Calls whose answer is one page of a list.
        impl<O: $crate::pagination::Paginated + ::core::marker::Send + 'static> Call<O>
        where
            <O::Output as $crate::Payload>::Value: ::core::marker::Send,
            <O::Error as $crate::Payload>::Value: ::core::marker::Send,
        {
            /// This page and those after it, each fetched when it is asked for.
            pub fn pages(self) -> $crate::pagination::Pages<O> {
                $crate::pagination::Pages::new(self.0)
            }

            /// What is in this page and those after it, each fetched when it is asked for.
            pub fn items(self) -> $crate::pagination::Items<O> {
                $crate::pagination::Items::new(self.0)
            }
        }
        $crate::waiting!();

        // What generated methods and setters are written with.
        #[allow(dead_code, reason = "not every document has every kind of parameter")]
        impl<O: $crate::Operation> Call<O> {
            fn set_path<T: $crate::codec::Encode>(self, name: &'static str, value: T) -> Self {
                self.with(|request| request.path::<T>(name, value))
            }

            fn set_path_as<T: $crate::codec::Encode>(
                self,
                name: &'static str,
                how: $crate::Serialization,
                value: T,
            ) -> Self {
                self.with(|request| request.path_as::<T>(name, how, value))
            }

            fn set_query<T: $crate::codec::Encode>(self, name: &'static str, value: T) -> Self {
                self.with(|request| request.query::<T>(name, value))
            }

            fn set_query_as<T: $crate::codec::Encode>(
                self,
                name: &'static str,
                how: $crate::Serialization,
                value: T,
            ) -> Self {
                self.with(|request| request.query_as::<T>(name, how, value))
            }

            fn set_header<T: $crate::codec::Encode>(self, name: &'static str, value: T) -> Self {
                self.with(|request| request.header::<T>(name, value))
            }

            fn set_header_as<T: $crate::codec::Encode>(
                self,
                name: &'static str,
                how: $crate::Serialization,
                value: T,
            ) -> Self {
                self.with(|request| request.header_as::<T>(name, how, value))
            }

            fn set_cookie<T: $crate::codec::Encode>(
                self,
                name: &'static str,
                how: $crate::Serialization,
                value: T,
            ) -> Self {
                self.with(|request| request.cookie::<T>(name, how, value))
            }

            fn set_member<T: $crate::codec::Encode>(self, name: &'static str, value: T) -> Self {
                self.with(|request| request.member::<T>(name, value))
            }

            fn set_part<T: $crate::codec::Encode>(
                self,
                name: &'static str,
                media_type: ::core::option::Option<&'static str>,
                value: T,
            ) -> Self {
                self.with(|request| request.part::<T>(name, media_type, value))
            }

            fn set_part_as<T: $crate::codec::Encode>(
                self,
                name: &'static str,
                how: $crate::Serialization,
                value: T,
            ) -> Self {
                self.with(|request| request.part_as::<T>(name, how, value))
            }

            fn set_file(
                self,
                name: &'static str,
                media_type: ::core::option::Option<&'static str>,
                file: impl ::core::convert::Into<$crate::Upload>,
            ) -> Self {
                self.with(|request| request.file(name, media_type, file))
            }

            fn set_files(
                self,
                name: &'static str,
                media_type: ::core::option::Option<&'static str>,
                files: ::std::vec::Vec<$crate::Upload>,
            ) -> Self {
                files.into_iter().fold(self, |call, file| call.set_file(name, media_type, file))
            }

            fn set_part_header<T: $crate::codec::Encode>(
                self,
                part: &'static str,
                name: &'static str,
                how: $crate::Serialization,
                value: T,
            ) -> Self {
                self.with(|request| request.part_header::<T>(part, name, how, value))
            }

            fn set_parts(self, parts: $crate::multipart::Form) -> Self {
                self.with(|request| request.other_parts(parts))
            }

            fn json_body<T: $crate::codec::Encode>(self, media_type: &'static str, value: T) -> Self {
                self.with(|request| request.json::<T>(media_type, &value))
            }

            fn text_body<T: $crate::codec::Encode>(self, media_type: &'static str, value: T) -> Self {
                self.with(|request| request.text::<T>(media_type, &value))
            }

            fn form_body<T: $crate::codec::Encode>(
                self,
                media_type: &'static str,
                encodings: $crate::form::Encodings,
                value: T,
            ) -> Self {
                self.with(|request| request.form::<T>(media_type, encodings, &value))
            }

            fn upload_body(self, media_type: &'static str, upload: impl ::core::convert::Into<::core::option::Option<$crate::Upload>>) -> Self {
                self.with(|request| request.upload(media_type, upload.into()))
            }

            fn multipart_body(
                self,
                media_type: &'static str,
                form: impl ::core::convert::Into<::core::option::Option<$crate::multipart::Form>>,
            ) -> Self {
                self.with(|request| request.multipart(media_type, form.into()))
            }
        }

        impl Call<$crate::call::Raw> {
            /// Sets a JSON body.
            pub fn json(self, body: impl ::core::convert::Into<$crate::Value>) -> Self {
                self.with(|request| request.undescribed_json(&body.into()))
            }
        }

        impl<O: $crate::Operation + ::core::marker::Send + 'static> ::core::future::IntoFuture for Call<O>
        where
            <O::Output as $crate::Payload>::Value: ::core::marker::Send,
            <O::Error as $crate::Payload>::Value: ::core::marker::Send,
        {
            type Output =
                ::core::result::Result<<O::Output as $crate::Payload>::Value, $crate::Error<<O::Error as $crate::Payload>::Value>>;
            type IntoFuture = $crate::protocol::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(async move { ::core::result::Result::Ok(self.0.send().await?.value) })
            }
        }
    };
}

/// The methods that wait, where the feature `blocking` is on.
#[doc(hidden)]
#[cfg(feature = "blocking")]
#[macro_export]
macro_rules! waiting {
    () => {
        impl<O: $crate::Operation + ::core::marker::Send + 'static> Call<O>
        where
            <O::Output as $crate::Payload>::Value: ::core::marker::Send + 'static,
            <O::Error as $crate::Payload>::Value: ::core::marker::Send + 'static,
        {
            /// Makes the call, waits until it is done, and gives the value: `.await` where nothing is asynchronous.
            ///
            /// # Errors
            /// See [`runtime::Error`](::runtime::Error).
            pub fn wait(
                self,
            ) -> ::core::result::Result<
                <O::Output as $crate::Payload>::Value,
                $crate::Error<<O::Error as $crate::Payload>::Value>,
            > {
                self.0.wait_response().map(|response| response.value)
            }

            /// Makes the call, waits until it is done, and gives the value with status, headers, request id and
            /// raw body.
            ///
            /// # Errors
            /// See [`runtime::Error`](::runtime::Error).
            pub fn wait_response(self) -> $crate::call::Outcome<O> {
                self.0.wait_response()
            }
        }
    };
}

/// The methods that wait, where the feature `blocking` is on.
#[doc(hidden)]
#[cfg(not(feature = "blocking"))]
#[macro_export]
macro_rules! waiting {
    () => {};
}
