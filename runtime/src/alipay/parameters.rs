//! The text that is signed where a request is a set of parameters: by the older gateway, by notifications, by
//! the serverless service.

use zeroize::Zeroizing;

/// `name=value`, sorted by name (as bytes), joined by `&`, without those that are empty. Values stand as they
/// are, not percent-encoded. They may be tokens, so the text is wiped on drop.
///
/// ```
/// use runtime::alipay::sorted_parameters;
///
/// let text = sorted_parameters([("b", "2"), ("a", "x y"), ("empty", "")]);
/// assert_eq!(*text, "a=x y&b=2");
/// ```
pub fn sorted_parameters<'p>(parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> Zeroizing<String> {
    let mut parameters: Vec<_> = parameters.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    parameters.sort_by_key(|(name, _)| *name);
    let length = parameters.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    // Room for all of it at once: a text that grows leaves copies behind that are not wiped.
    let mut text = Zeroizing::new(String::with_capacity(length));
    for (name, value) in parameters {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}
