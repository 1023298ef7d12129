//! The methods of a client as they were emitted, for those who write an example of a call.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{File, Piece};

/// By name, what each method of `Client` is called with.
pub(crate) fn signatures(files: &[File]) -> BTreeMap<String, syn::Signature> {
    let mut found = BTreeMap::new();
    for piece in files.iter().flat_map(|file| &file.pieces) {
        if let Piece::Items(items) = piece {
            let tokens: Vec<TokenTree> = items.clone().into_iter().collect();
            for window in tokens.windows(3) {
                if let [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Group(body)] = window
                    && keyword == "impl"
                    && name == "Client"
                    && body.delimiter() == Delimiter::Brace
                {
                    methods(body.stream(), &mut found);
                }
            }
        }
    }
    found
}

/// The functions in the body of an `impl`: from `fn` to the braces of each.
fn methods(body: TokenStream, found: &mut BTreeMap<String, syn::Signature>) {
    let mut signature: Option<Vec<TokenTree>> = None;
    for token in body {
        match (&token, &mut signature) {
            (TokenTree::Ident(keyword), None) if keyword == "fn" => signature = Some(vec![token]),
            (TokenTree::Group(group), Some(_)) if group.delimiter() == Delimiter::Brace => {
                let tokens = signature.take().into_iter().flatten().collect();
                if let Ok(signature) = syn::parse2::<syn::Signature>(tokens) {
                    found.insert(signature.ident.to_string(), signature);
                }
            }
            (_, Some(signature)) => signature.push(token),
            (_, None) => {}
        }
    }
}
