//! Types of the shape that `tests/wire/specs/measured` describes, as one writes them for serde.

use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
pub struct Tracks {
    href: String,
    total: i64,
    next: Option<String>,
    items: Vec<Track>,
}

#[derive(Deserialize, Serialize)]
pub struct Track {
    id: String,
    name: String,
    href: String,
    uri: String,
    preview_url: Option<String>,
    duration_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    popularity: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disc_number: Option<i32>,
    explicit: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_local: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    available_markets: Option<Vec<String>>,
    artists: Vec<Artist>,
    album: Album,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_ids: Option<ExternalIds>,
}

#[derive(Deserialize, Serialize)]
pub struct ExternalIds {
    #[serde(skip_serializing_if = "Option::is_none")]
    isrc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ean: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub struct Artist {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub struct Album {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    release_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_tracks: Option<i32>,
    images: Vec<Image>,
}

#[derive(Deserialize, Serialize)]
pub struct Image {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<i32>,
}

#[derive(Deserialize, Serialize)]
pub struct Vector {
    id: i64,
    vector: Vec<f64>,
}

#[derive(Deserialize, Serialize)]
pub struct Conversation {
    id: String,
    output: Vec<Item>,
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Item {
    Message { id: String, content: Vec<Content> },
    FunctionCall { id: String, name: String, arguments: String },
    Reasoning { id: String, summary: Vec<String> },
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content {
    OutputText { text: String },
    Refusal { refusal: String },
}

#[derive(Deserialize, Serialize)]
pub struct Token {
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<String>,
}
