//! From names of the wire to names of Rust: the one place that decides how.

use super::schema::digest;

/// A name of the wire as the name of a function or a field: `app_auth_token`.
pub(crate) fn snake(text: &str) -> String {
    identifier(signed(text).unwrap_or_else(|| words(text).join("_")), "empty", "n")
}

/// A number with its sign, without which `+1` and `-1` would be one name: `plus1`, `minus1`.
fn signed(text: &str) -> Option<String> {
    let text = text.trim();
    let (number, word) = match text.strip_prefix('+') {
        Some(number) => (number, "plus"),
        None => (text.strip_prefix('-')?, "minus"),
    };
    number.starts_with(|first: char| first.is_ascii_digit()).then(|| format!("{word}{}", words(number).join("_")))
}

/// A name of the wire as the name of a type or a variant: `AppAuthToken`.
pub(crate) fn pascal(text: &str) -> String {
    let name = words(text).iter().map(|word| capitalised(word)).collect();
    identifier(shortened(name), "Empty", "N")
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
    let digest = digest(&name).to_uppercase();
    format!("{head}{digest}")
}

/// A name of the wire as the name of a constant: `APP_AUTH_TOKEN`.
pub(crate) fn constant(text: &str) -> String {
    identifier(words(text).join("_").to_uppercase(), "EMPTY", "N")
}

/// File systems have limits for names, and readers have.
const LONGEST_MODULE: usize = 60;

/// A name of the wire as the name of a module, which is that of a file too and is never raw: `type_`.
pub(crate) fn module(text: &str) -> String {
    let name = snake(text);
    match name.strip_prefix("r#").unwrap_or(&name) {
        // The compiler looks for no file with letters beyond ASCII.
        other if !other.is_ascii() => format!("module_{}", digest(text)),
        // What generated code finds at the root of every path, and the file of the client itself.
        own @ ("runtime" | "std" | "mod") => format!("{own}_"),
        // No file of Windows can have these names.
        own @ ("con" | "prn" | "aux" | "nul") => format!("{own}_"),
        port if is_port_of_windows(port) => format!("{port}_"),
        long if long.len() > LONGEST_MODULE => {
            format!("{}_{}", long[..LONGEST_MODULE - 6].trim_end_matches('_'), digest(text))
        }
        plain if plain == name => name,
        keyword => format!("{keyword}_"),
    }
}

fn is_port_of_windows(name: &str) -> bool {
    let number = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    number.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Splits at what is no letter or digit, and where capitals begin: `HTTPServer_id` is `http`, `server`, `id`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (index, &character) in characters.iter().enumerate() {
        // Not every letter or digit can stand in an identifier: `²` cannot. The crate takes some code points for
        // letters that are not assigned yet, which no compiler does.
        if !character.is_alphanumeric() || !unicode_ident::is_xid_continue(character) {
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
            if character.is_ascii() {
                word.push(character.to_ascii_lowercase());
            } else {
                word.extend(character.to_lowercase());
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Makes an identifier of it: not empty, not beginning with a digit, not a word that Rust keeps for itself.
fn identifier(name: String, empty: &str, digit: &str) -> String {
    match name.as_str() {
        "" => empty.to_owned(),
        "self" | "Self" | "super" | "crate" => format!("{name}_"),
        _ if !name.starts_with(unicode_ident::is_xid_start) => format!("{digit}{name}"),
        _ if is_keyword(&name) => format!("r#{name}"),
        _ => name,
    }
}

/// Whether what looks like an identifier is a word that Rust keeps for itself.
fn is_keyword(name: &str) -> bool {
    // Most names are longer than any keyword, and need not be parsed. `gen` is one since edition 2024, which the
    // parser does not know.
    name.len() <= "continue".len() && (name == "gen" || !is_identifier(name))
}

fn is_identifier(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}

/// The kinds of names in Rust, each with its own use of capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Functions, fields, arguments: `app_auth_token`.
    Value,
    /// Types and variants: `AppAuthToken`.
    Type,
    /// Constants: `APP_AUTH_TOKEN`.
    Constant,
}

impl Kind {
    /// Why the text cannot be a name of this kind as it stands; nothing if it can.
    pub(crate) fn objection(self, text: &str) -> Option<String> {
        let plain = text.strip_prefix("r#").unwrap_or(text);
        if is_keyword(text) || !is_identifier(text) {
            return Some(format!("`{text}` is no identifier of Rust"));
        }
        let (fits, kind, proper) = match self {
            Self::Value => (!plain.chars().any(char::is_uppercase), "functions and fields", snake(plain)),
            Self::Type => {
                (!plain.contains('_') && !plain.starts_with(char::is_lowercase), "types and variants", pascal(plain))
            }
            Self::Constant => (!plain.chars().any(char::is_lowercase), "constants", constant(plain)),
        };
        (!fits).then(|| format!("`{text}` is not written as names of {kind} are, which would be `{proper}`"))
    }
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
        assert_eq!((snake("+1"), snake("-1")), ("plus1".to_owned(), "minus1".to_owned()));
        assert_eq!((snake("-name"), snake("2fa")), ("name".to_owned(), "n2fa".to_owned()));
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
        assert_eq!(pascal("self"), "Self_");
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(snake("$%"), "empty");
        assert_eq!(snake("gen"), "r#gen");
        assert_eq!(module("type"), "type_");
        assert_eq!(module("runtime"), "runtime_");
    }

    #[test]
    fn modules_are_files_that_every_system_can_have() {
        assert_eq!(module("名前"), "module_xe123");
        assert_ne!(module("名前"), module("前名"));
        assert_eq!(module("con"), "con_");
        assert_eq!((module("COM1"), module("lpt9")), ("com1_".to_owned(), "lpt9_".to_owned()));
        assert_eq!((module("com"), module("com10")), ("com".to_owned(), "com10".to_owned()));
        assert_eq!(module("../../etc/passwd"), "etc_passwd");
        let long = module(&"very long ".repeat(100));
        assert!(long.len() <= LONGEST_MODULE && long.starts_with("very_long_"), "{long}");
        assert_ne!(long, module(&"very long ".repeat(101)));
    }

    #[test]
    fn names_are_in_the_style_of_their_kind_even_where_they_are_made_up() {
        assert_eq!(pascal(""), "Empty");
        assert_eq!(pascal("3XL"), "N3Xl");
        assert_eq!(constant("2fa"), "N2FA");
        assert_eq!(snake("x²"), "x");
        assert_eq!(pascal("中号"), "中号");
    }

    #[test]
    fn a_chosen_name_has_to_fit_its_kind() {
        assert_eq!(Kind::Value.objection("r#type"), None);
        assert_eq!(Kind::Type.objection("Pet"), None);
        assert_eq!(Kind::Constant.objection("SANDBOX"), None);
        assert!(Kind::Value.objection("type").is_some_and(|why| why.contains("no identifier")));
        assert!(Kind::Type.objection("pet_kind").is_some_and(|why| why.contains("`PetKind`")));
        assert!(Kind::Value.objection("getPet").is_some_and(|why| why.contains("`get_pet`")));
    }
}
