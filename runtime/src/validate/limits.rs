//! What is demanded of one value.

use super::{Invalid, pattern};
use crate::codec::Step;
use crate::json::{Json, Number};

/// What is demanded of one value (JSON Schema Validation, draft Wright 00, section 5). What does not apply to
/// the type of a value is passed over.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'l> {
    least: u64,
    most: u64,
    minimum: f64,
    over: f64,
    maximum: f64,
    under: f64,
    multiple_of: Option<f64>,
    pattern: Option<&'static str>,
    unique: bool,
    each: Option<&'l Limits<'l>>,
    any: &'l [Limits<'l>],
}

impl<'l> Limits<'l> {
    /// Nothing is demanded.
    pub const NONE: Self = Self {
        least: 0,
        most: u64::MAX,
        minimum: f64::NEG_INFINITY,
        over: f64::NEG_INFINITY,
        maximum: f64::INFINITY,
        under: f64::INFINITY,
        multiple_of: None,
        pattern: None,
        unique: false,
        each: None,
        any: &[],
    };

    /// How few characters of a text, items of a list or members of an object there may be.
    #[must_use]
    pub const fn least(mut self, count: u64) -> Self {
        self.least = count;
        self
    }

    /// How many.
    #[must_use]
    pub const fn most(mut self, count: u64) -> Self {
        self.most = count;
        self
    }

    /// The lowest number.
    #[must_use]
    pub const fn minimum(mut self, number: f64) -> Self {
        self.minimum = number;
        self
    }

    /// What the number has to be higher than.
    #[must_use]
    pub const fn over(mut self, number: f64) -> Self {
        self.over = number;
        self
    }

    /// The highest number.
    #[must_use]
    pub const fn maximum(mut self, number: f64) -> Self {
        self.maximum = number;
        self
    }

    /// What the number has to be lower than.
    #[must_use]
    pub const fn under(mut self, number: f64) -> Self {
        self.under = number;
        self
    }

    /// What the number has to be a multiple of.
    #[must_use]
    pub const fn multiple_of(mut self, number: f64) -> Self {
        self.multiple_of = Some(number);
        self
    }

    /// A regular expression that has to be found in the text: checked with the feature `patterns` alone.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// No item may stand twice.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// What is demanded of each item of a list, or of each value of a map.
    #[must_use]
    pub const fn each(mut self, limits: &'l Limits<'l>) -> Self {
        self.each = Some(limits);
        self
    }

    /// Demands of which the value has to meet one: those of its alternatives.
    #[must_use]
    pub const fn any(mut self, alternatives: &'l [Limits<'l>]) -> Self {
        self.any = alternatives;
        self
    }

    /// Holds a value against what is demanded of it.
    ///
    /// # Errors
    /// The first thing that it does not meet.
    pub fn check(&self, json: &Json<'_>) -> Result<(), Invalid> {
        super::any(self.any.iter().map(|limits| limits.check(json)))?;
        match json {
            Json::String(_) | Json::Secret(_) => self.text(json.as_str().unwrap_or_default()),
            Json::Number(number) => self.number(number),
            Json::Array(items) => {
                self.count(items.len() as u64, "items")?;
                if self.unique && (1..items.len()).any(|index| items[..index].contains(&items[index])) {
                    return Err(Invalid::new("an item stands in it twice"));
                }
                let Some(each) = self.each else {
                    return Ok(());
                };
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, item)| each.check(item).map_err(|error| error.below(Step::Item(index))))
            }
            Json::Object(members) => {
                self.count(members.len() as u64, "members")?;
                let Some(each) = self.each else {
                    return Ok(());
                };
                let below = |name: &str, error: Invalid| error.below(Step::Member(name.to_owned()));
                members.iter().try_for_each(|(name, value)| each.check(value).map_err(|error| below(name, error)))
            }
            Json::Null | Json::Bool(_) => Ok(()),
        }
    }

    fn text(&self, text: &str) -> Result<(), Invalid> {
        self.count(text.chars().count() as u64, "characters")?;
        match self.pattern {
            Some(pattern) if !pattern::is_found(pattern, text) => {
                Err(Invalid::new(format!("it does not match the pattern `{pattern}`")))
            }
            _ => Ok(()),
        }
    }

    fn count(&self, count: u64, what: &str) -> Result<(), Invalid> {
        if count < self.least {
            return Err(Invalid::new(format!("it has {count} {what}, and needs at least {}", self.least)));
        }
        if count > self.most {
            return Err(Invalid::new(format!("it has {count} {what}, and may have at most {}", self.most)));
        }
        Ok(())
    }

    fn number(&self, json: &Number) -> Result<(), Invalid> {
        let Some(number) = json.as_f64() else {
            return Ok(());
        };
        let broken = [
            (number < self.minimum, "at least", self.minimum),
            (number <= self.over && self.over.is_finite(), "more than", self.over),
            (number > self.maximum, "at most", self.maximum),
            (number >= self.under && self.under.is_finite(), "less than", self.under),
        ];
        if let Some((_, what, limit)) = broken.into_iter().find(|(is_broken, _, _)| *is_broken) {
            return Err(Invalid::new(format!("it has to be {what} {limit}")));
        }
        match self.multiple_of {
            Some(of) if is_multiple(json, of) == Some(false) => {
                Err(Invalid::new(format!("it has to be a multiple of {of}")))
            }
            _ => Ok(()),
        }
    }
}

/// In decimal digits, for `0.3` is a multiple of `0.1` though not in binary; nothing where there are too many of them.
fn is_multiple(number: &Number, of: f64) -> Option<bool> {
    let (number, number_scale) = decimal(&number.to_string())?;
    let (of, of_scale) = decimal(&of.to_string())?;
    let scale = number_scale.min(of_scale);
    let shifted = |digits: i128, by: i32| digits.checked_mul(10_i128.checked_pow(u32::try_from(by).ok()?)?);
    let of = shifted(of, of_scale - scale)?;
    shifted(number, number_scale - scale)?.checked_rem(of).map(|rest| rest == 0)
}

/// The digits of a number, and the power of ten that they stand for.
fn decimal(text: &str) -> Option<(i128, i32)> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let scale = exponent.parse::<i32>().ok()?.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    Some((format!("{whole}{fraction}").parse().ok()?, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(limits: Limits<'_>, text: &str) -> String {
        let value: crate::Value = text.parse().unwrap();
        limits.check(&Json::from_value(&value)).map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(why(Limits::NONE.most(2), r#""你好""#), "fine");
        assert_eq!(why(Limits::NONE.most(1), r#""你好""#), "`the body`: it has 2 characters, and may have at most 1");
    }

    #[test]
    fn bounds_may_be_excluded() {
        assert_eq!(why(Limits::NONE.minimum(1.0), "1"), "fine");
        assert_eq!(why(Limits::NONE.over(1.0), "1"), "`the body`: it has to be more than 1");
        assert_eq!(why(Limits::NONE.under(1.0), "1"), "`the body`: it has to be less than 1");
        assert_eq!(why(Limits::NONE.multiple_of(0.1), "0.3"), "fine");
        assert_eq!(why(Limits::NONE.multiple_of(2.0), "3"), "`the body`: it has to be a multiple of 2");
    }

    #[test]
    fn multiples_are_those_of_decimal_digits() {
        let multiple = |of: f64, text: &str| why(Limits::NONE.multiple_of(of), text) == "fine";
        assert!(multiple(0.01, "123456789.01") && multiple(0.01, "19.99") && multiple(0.0001, "0.0075"));
        assert!(!multiple(0.01, "123456789.011") && !multiple(0.1, "0.30001"));
        assert!(!multiple(2.0, "9007199254740993") && multiple(3.0, "9007199254740993"));
        assert!(multiple(1e-8, "0.00000001") && multiple(100.0, "1e300"), "too many digits are let through");
        assert!(multiple(0.0, "1"), "what makes no sense is let through");
    }

    #[test]
    fn items_are_checked_and_named() {
        let each = Limits::NONE.least(1);
        assert_eq!(why(Limits::NONE.each(&each), r#"["a",""]"#), "`[1]`: it has 0 characters, and needs at least 1");
        let length = Limits::NONE.most(1);
        let each = Limits::NONE.each(&length);
        assert_eq!(
            why(Limits::NONE.each(&each), r#"{"a":["b"],"c":["d","ef"]}"#),
            "`c[1]`: it has 2 characters, and may have at most 1"
        );
        assert_eq!(why(Limits::NONE.unique(), "[1,2,1]"), "`the body`: an item stands in it twice");
    }
}
