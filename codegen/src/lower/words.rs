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
    let name = identifier(&shortened(name));
    match name.strip_prefix('n') {
        Some(rest) if rest.starts_with(|c: char| !c.is_alphabetic()) => format!("N{rest}"),
        _ if name == "empty" => "Empty".to_owned(),
        _ => name,
    }
}

/// A value of an enum as the name of its variant: signs that distinguish values are spelt, since `+1` and `-1`
/// are two values, and so are `name` and `-name`.
pub(crate) fn variant(text: &str) -> String {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return if text.is_empty() { "Empty" } else { "Blank" }.to_owned();
    }
    let wordless = !trimmed.chars().any(char::is_alphanumeric);
    let begins = trimmed.chars().take_while(|c| !c.is_alphanumeric()).count();
    let ends = trimmed.chars().rev().take_while(|c| !c.is_alphanumeric()).count();
    let count = trimmed.chars().count();
    let mut spelt = String::new();
    for (index, character) in trimmed.chars().enumerate() {
        // Between words a sign is punctuation; around them it may be all the difference.
        let sign = (wordless || index < begins || index >= count - ends).then(|| sign(character, wordless)).flatten();
        match sign {
            Some(sign) => {
                spelt.push(' ');
                spelt.push_str(sign);
                spelt.push(' ');
            }
            None => spelt.push(character),
        }
    }
    pascal(&spelt)
}

/// The name of a sign; punctuation has one only where there is nothing else.
fn sign(character: char, wordless: bool) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '-' => "minus",
        '<' => "less",
        '>' => "greater",
        '=' => "equals",
        '!' => "not",
        '*' => "star",
        '~' => "tilde",
        '^' => "caret",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '?' => "question",
        '\u{2264}' => "less equals",
        '\u{2265}' => "greater equals",
        _ if !wordless => return None,
        '/' => "slash",
        '\\' => "backslash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '"' => "quote",
        '\'' => "apostrophe",
        '`' => "backtick",
        '(' => "open",
        ')' => "close",
        '[' => "open bracket",
        ']' => "close bracket",
        '{' => "open brace",
        '}' => "close brace",
        _ => return None,
    })
}

/// Nobody reads more than this; what is cut off is told apart by a digest.
const MAX_LENGTH: usize = 96;

fn shortened(name: String) -> String {
    if name.chars().count() <= MAX_LENGTH {
        return name;
    }
    let head: String = name.chars().take(MAX_LENGTH).collect();
    let digest = super::schema::digest(&name).to_uppercase();
    format!("{head}{digest}")
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
        // Not everything that counts as a letter or a digit may stand in a name: `²` may not.
        if !unicode_ident::is_xid_continue(character) || character == '_' {
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
        // A word that Rust keeps for itself from the edition of 2024 on.
        "gen" => "r#gen".to_owned(),
        "self" | "super" | "crate" => format!("{name}_"),
        "Self" => "SelfValue".to_owned(),
        digit if !digit.starts_with(unicode_ident::is_xid_start) => format!("n{digit}"),
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
    fn signs_around_a_value_are_spelt_and_signs_within_it_are_not() {
        for (text, name) in [
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("<=", "LessEquals"),
            ("", "Empty"),
            (" ", "Blank"),
            ("*", "Star"),
            ("/", "Slash"),
            ("-created", "MinusCreated"),
            ("a-b", "AB"),
            ("text/plain", "TextPlain"),
            ("中文", "中文"),
            ("C++", "CPlusPlus"),
            ("3", "N3"),
        ] {
            assert_eq!(variant(text), name, "{text}");
        }
    }

    #[test]
    fn what_rust_keeps_for_itself_is_escaped() {
        assert_eq!(snake("type"), "r#type");
        assert_eq!(snake("self"), "self_");
        assert_eq!(pascal("self"), "SelfValue");
        assert_eq!(pascal("2fa"), "N2fa");
        assert_eq!(snake("m²"), "m");
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(snake("$%"), "empty");
    }
}
