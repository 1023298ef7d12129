//! Servers (OpenAPI 3.0.3, 4.7.5): base URLs, with variables in them.

use crate::error::BuildError;

/// A server of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its URL, with `{name}` for each variable. Empty where the document names none.
    pub url: &'static str,
    /// Its variables.
    pub variables: &'static [Variable],
}

/// A part of a server's URL that a caller may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is unless chosen.
    pub default: &'static str,
    /// What may be chosen; anything where there is nothing.
    pub values: &'static [&'static str],
}

impl Server {
    /// A server without variables.
    #[must_use]
    pub const fn new(url: &'static str) -> Self {
        Self { url, variables: &[] }
    }

    /// With these variables.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [Variable]) -> Self {
        self.variables = variables;
        self
    }

    /// The URL with the variables filled in, as chosen or else by default.
    ///
    /// # Errors
    /// A choice is for no variable, or is none of those that the document lists.
    pub(crate) fn fill(&self, chosen: &[(String, String)]) -> Result<String, BuildError> {
        let refuse = |why: String| BuildError::BaseUrl { url: self.url.to_owned(), why };
        for (name, value) in chosen {
            let Some(variable) = self.variables.iter().find(|variable| variable.name == name) else {
                let known = self.variables.iter().map(|variable| variable.name).collect::<Vec<_>>().join(", ");
                return Err(refuse(format!("it has no variable `{name}`; it has: {known}")));
            };
            if !variable.values.is_empty() && !variable.values.contains(&value.as_str()) {
                return Err(refuse(format!("`{name}` cannot be `{value}`; it can be: {}", variable.values.join(", "))));
            }
        }
        // The last choice counts.
        let choice = |name: &str| chosen.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        let default = |name: &str| self.variables.iter().find(|variable| variable.name == name).map(|it| it.default);
        let (mut url, mut rest) = (String::new(), self.url);
        // From left to right, once: a value is no template.
        while let Some((before, tail)) = rest.split_once('{') {
            url.push_str(before);
            let filled = tail.split_once('}').and_then(|(name, after)| Some((choice(name).or(default(name))?, after)));
            match filled {
                Some((value, after)) => {
                    url.push_str(value);
                    rest = after;
                }
                None => {
                    url.push('{');
                    rest = tail;
                }
            }
        }
        Ok(url + rest)
    }
}

impl From<&'static str> for Server {
    fn from(url: &'static str) -> Self {
        Self::new(url)
    }
}

impl Variable {
    /// A variable with its default and its possible values.
    #[must_use]
    pub const fn new(name: &'static str, default: &'static str, values: &'static [&'static str]) -> Self {
        Self { name, default, values }
    }
}
