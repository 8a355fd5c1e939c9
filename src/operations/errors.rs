//! The page to which the `type` of every problem leads: what each code means and what to do, in the reader's language.

use crate::error::TABLE;
use crate::platform::language::Language;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use std::fmt::Write;

/// The page, with an anchor for each code.
pub(super) async fn errors(request: HttpRequest) -> HttpResponse {
    let wish = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let language = Language::negotiate(wish.unwrap_or_default(), Language::En);
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .content_type("text/html; charset=utf-8")
        .body(page(language))
}

/// The texts are our own and hold no markup; a test keeps it so.
fn page(language: Language) -> String {
    let (title, status) = match language {
        Language::Nb => ("Feilkoder", "HTTP-status"),
        Language::Sv => ("Felkoder", "HTTP-status"),
        Language::En => ("Error codes", "HTTP status"),
    };
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title} – Stegvis</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head><body><main><h1>{title}</h1>\n",
        language.tag()
    );
    for (_, entry) in TABLE {
        let (code, heading, detail) = (entry.code, entry.title.get(language), entry.detail.get(language));
        let _ = writeln!(
            page,
            "<section id=\"{code}\"><h2>{heading}</h2><p><code>{code}</code>, {status} {}</p><p>{detail}</p></section>",
            entry.status
        );
    }
    page + "</main></body></html>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_anchor_and_no_text_holds_markup() {
        for language in [Language::Nb, Language::Sv, Language::En] {
            let page = page(language);
            for (_, entry) in TABLE {
                assert!(page.contains(&format!("id=\"{}\"", entry.code)), "{}", entry.code);
                for text in [entry.code, entry.title.get(language), entry.detail.get(language)] {
                    assert!(!text.contains(['<', '>', '&', '"']), "{text}");
                }
            }
        }
    }
}
