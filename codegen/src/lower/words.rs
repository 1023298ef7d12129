//! From names of the wire to names of Rust: the one place that decides how.

/// A name of the wire as the name of a function, a field or a module: `app_auth_token`.
pub(crate) fn snake(text: &str) -> String {
    identifier(&words(text).join("_"))
}

/// A name of the wire as the name of a type or a variant: `AppAuthToken`.
pub(crate) fn pascal(text: &str) -> String {
    let name: String = words(text)
        .iter()
        .map(|word| {
            let mut characters = word.chars();
            characters
                .next()
                .map(|first| first.to_uppercase().chain(characters).collect::<String>())
                .unwrap_or_default()
        })
        .collect();
    identifier(&name)
}

/// A name of the wire as the name of a constant: `APP_AUTH_TOKEN`.
pub(crate) fn constant(text: &str) -> String {
    identifier(&words(text).join("_").to_uppercase())
}

/// Splits at what is no letter or digit, and where capitals begin: `HTTPServer_id` is `http`, `server`, `id`.
fn words(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (index, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(index + 1);
        let begins = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && after.is_some_and(|c| c.is_lowercase())
            });
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Makes an identifier of it: not empty, not beginning with a digit, not a word that Rust keeps for itself.
fn identifier(name: &str) -> String {
    match name {
        "" => "empty".to_owned(),
        "self" | "Self" | "super" | "crate" => format!("{name}_"),
        digit if digit.starts_with(|c: char| !c.is_alphabetic()) => format!("n{digit}"),
        // A keyword since Rust 2024, which syn does not know.
        "gen" => "r#gen".to_owned(),
        name if syn::parse_str::<syn::Ident>(name).is_err() => format!("r#{name}"),
        name => name.to_owned(),
    }
}

/// True if the text can be written as an identifier as it stands.
pub(crate) fn is_identifier(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_style() {
        assert_eq!(snake("alipay.open.auth.token.app"), "alipay_open_auth_token_app");
        assert_eq!(snake("getAuthorizerRefreshToken"), "get_authorizer_refresh_token");
        assert_eq!(snake("MiniProgramInfo"), "mini_program_info");
        assert_eq!(snake("UDPDomain"), "udp_domain");
        assert_eq!(snake("alipay-app-auth-token"), "alipay_app_auth_token");
        assert_eq!(pascal("APP_NOT_ISV"), "AppNotIsv");
        assert_eq!(pascal("isv.code-invalid"), "IsvCodeInvalid");
        assert_eq!(constant("component_access_token"), "COMPONENT_ACCESS_TOKEN");
    }

    #[test]
    fn what_rust_keeps_for_itself_is_escaped() {
        assert_eq!(snake("type"), "r#type");
        assert_eq!(snake("self"), "self_");
        assert_eq!(pascal("self"), "Self_");
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(snake("$%"), "empty");
    }
}
