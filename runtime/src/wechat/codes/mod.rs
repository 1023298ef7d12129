//! What the return codes mean: the platform's table of 1,851 codes, and for those of the authorization and
//! token family what a caller can do.
//!
//! The table is one text, `return_codes.tsv`, whose lines are in the order of the codes. It is searched as it
//! stands: 76 KiB in the program, no index, nothing to build or to allocate.

mod remedies;

use std::cmp::Ordering;
use std::fmt;

/// Code, English, Chinese, separated by tabs, below a line with these words.
const TABLE: &str = include_str!("return_codes.tsv");

/// What a return code means, in the platform's words.
///
/// They are for people: go by the number. Many texts are wider than the case at hand, and some are odd.
///
/// ```
/// use runtime::wechat::Meaning;
///
/// let meaning = Meaning::of(61004).expect("a known code");
/// assert_eq!(meaning.english(), Some("access clientip is not registered"));
/// assert_eq!(meaning.chinese(), Some("第三方平台的出口 IP 未登记"));
/// assert!(meaning.remedy().is_some_and(|remedy| remedy.contains("white list")));
/// assert!(Meaning::of(123).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    code: i64,
    english: &'static str,
    chinese: &'static str,
}

impl Meaning {
    /// What this code means; nothing where the table does not have it.
    #[must_use]
    pub fn of(code: i64) -> Option<Self> {
        let (_, mut rest) = TABLE.split_once('\n')?;
        // In each turn at least one line leaves `rest`.
        while !rest.is_empty() {
            let start = rest[..boundary(rest, rest.len() / 2)].rfind('\n').map_or(0, |end| end + 1);
            let end = rest[start..].find('\n').map_or(rest.len(), |length| start + length + 1);
            let found = Self::read(&rest[start..end])?;
            match code.cmp(&found.code) {
                Ordering::Less => rest = &rest[..start],
                Ordering::Equal => return Some(found),
                Ordering::Greater => rest = &rest[end..],
            }
        }
        None
    }

    /// Every code of the table, in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.lines().skip(1).filter_map(Self::read)
    }

    fn read(line: &'static str) -> Option<Self> {
        let mut columns = line.trim_end_matches('\n').splitn(3, '\t');
        let code = columns.next()?.parse().ok()?;
        Some(Self { code, english: columns.next()?, chinese: columns.next()? })
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> i64 {
        self.code
    }

    /// In English; 251 codes have a Chinese text alone.
    #[must_use]
    pub fn english(&self) -> Option<&'static str> {
        Some(self.english).filter(|text| !text.is_empty())
    }

    /// In Chinese; 1,255 codes have an English text alone.
    #[must_use]
    pub fn chinese(&self) -> Option<&'static str> {
        Some(self.chinese).filter(|text| !text.is_empty())
    }

    /// What a caller can do about it, for codes of the authorization and token family.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        remedies::of(self.code)
    }
}

/// In English, or else in Chinese.
impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.english().unwrap_or(self.chinese))
    }
}

/// The last boundary between two characters up to `index`.
fn boundary(text: &str, index: usize) -> usize {
    (0..=index).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

/// What is said to a caller about a code beside the platform's own message: its meaning, unless the message has
/// it already, and the way out.
pub(super) fn hint(code: &str, message: Option<&str>) -> Option<String> {
    let code: i64 = code.parse().ok()?;
    let says = |text: &str| message.is_some_and(|message| message.to_lowercase().contains(&text.to_lowercase()));
    let meaning = Meaning::of(code).map(|meaning| meaning.to_string()).filter(|text| !says(text));
    let meaning = meaning.map(|text| format!("{code} means: {}.", text.trim_end_matches(['.', '。'])));
    let parts: Vec<String> = meaning.into_iter().chain(remedies::of(code).map(str::to_owned)).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_table_is_found_and_no_other() {
        let codes: Vec<Meaning> = Meaning::all().collect();
        assert_eq!(codes.len(), 1851);
        assert!(codes.is_sorted_by(|one, other| one.code < other.code));
        for meaning in &codes {
            assert_eq!(Meaning::of(meaning.code), Some(*meaning));
            assert!(!meaning.to_string().is_empty(), "{}", meaning.code);
        }
        for code in codes.iter().flat_map(|meaning| [meaning.code - 1, meaning.code + 1]) {
            assert_eq!(Meaning::of(code).is_some(), codes.iter().any(|meaning| meaning.code == code), "{code}");
        }
        assert_eq!([i64::MIN, i64::MAX].map(Meaning::of), [None, None]);
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(Meaning::all().count() + 1, TABLE.lines().count());
        assert_eq!(Meaning::all().filter(|meaning| meaning.english().is_none()).count(), 251);
    }

    #[test]
    fn a_hint_does_not_repeat_the_message() {
        let invalid = "invalid credential, access_token is invalid or not latest";
        let told = hint("40001", Some("Invalid credential, access_token is invalid or not latest")).unwrap();
        assert!(!told.contains(invalid) && told.contains("new token"), "{told}");
        let untold = hint("40001", Some("x")).unwrap();
        assert!(untold.starts_with(&format!("40001 means: {invalid}. ")), "{untold}");
    }

    #[test]
    fn a_code_without_an_english_text_is_told_in_chinese() {
        assert_eq!(hint("1003", None).as_deref(), Some("1003 means: POST参数非法."));
        assert_eq!(hint("99999", None), None);
        assert_eq!(hint("none", None), None);
    }

    #[test]
    fn remedies_are_for_codes_that_exist() {
        let with: Vec<i64> = (-1..100_000).filter(|code| remedies::of(*code).is_some()).collect();
        assert!(with.len() > 50);
        for code in with {
            assert!(Meaning::of(code).is_some(), "{code}");
            assert!(remedies::of(code).unwrap().ends_with(['.', '?']), "{code}");
        }
    }
}
