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
        let mut url = self.url.to_owned();
        for (name, value) in chosen {
            let Some(variable) = self.variables.iter().find(|variable| variable.name == name) else {
                let known = self.variables.iter().map(|variable| variable.name).collect::<Vec<_>>().join(", ");
                return Err(refuse(format!("it has no variable `{name}`; it has: {known}")));
            };
            if !variable.values.is_empty() && !variable.values.contains(&value.as_str()) {
                return Err(refuse(format!("`{name}` cannot be `{value}`; it can be: {}", variable.values.join(", "))));
            }
            url = url.replace(&format!("{{{name}}}"), value);
        }
        for Variable { name, default, .. } in self.variables {
            url = url.replace(&format!("{{{name}}}"), default);
        }
        Ok(url)
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
