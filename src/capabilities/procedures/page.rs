//! A published procedure as a page to read on any device and to print.

use super::dto::{ProcedureView, PublishedView};
use super::markdown::{escape, html};
use super::register::shown;
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation::dto::LanguageCode;
use crate::error::{AppError, Result};
use crate::platform::answer::{Answer, PageAnswer};
use crate::platform::language::{Language, Text3};
use kernel::ProcedureId;

/// The page's own words: revision, effective from, what is new, and that only the page itself is current.
const REVISION: Text3 = Text3::new("Revisjon", "Revision", "Revision");
const FROM: Text3 = Text3::new("Gjelder fra", "Gäller från", "In force from");
const NEWS: Text3 = Text3::new(
    "Nytt i denne revisjonen",
    "Nytt i denna revision",
    "New in this revision",
);
const PRINTED: Text3 = Text3::new(
    "Utskrift. Bare den digitale utgaven er sikkert gjeldende.",
    "Utskrift. Endast den digitala utgåvan är säkert gällande.",
    "Printed copy. Only the digital edition is certain to be current.",
);

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1.0625rem/1.55 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem}\
h1{line-height:1.2}header p{margin:.2rem 0;opacity:.8}\
table{border-collapse:collapse;display:block;overflow-x:auto}th,td{border:1px solid;padding:.3rem .6rem;text-align:left}\
pre{overflow-x:auto}blockquote{border-left:.25rem solid;margin-left:0;padding-left:1rem}\
footer{display:none}\
@media print{:root{color-scheme:light}body{font-size:11pt;max-width:none;padding:0}a::after{content:\" (\" attr(href) \")\"}\
h2,h3,h4{break-after:avoid}table,pre,blockquote{break-inside:avoid}footer{display:block;margin-top:2rem;font-size:9pt}\
@page{margin:18mm 16mm}}";

pub(super) async fn read_procedure_page(ctx: &Ctx, id: ProcedureId) -> Result<PageAnswer> {
    let answer = ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let (_, view, tag) = shown(&ctx, read.conn(), id.uuid()).await?;
        let published = view.published.as_ref().ok_or_else(AppError::not_found)?;
        let mut answer = Answer::ok(&(), tag)?;
        answer.body = Some(draw(&view, published).into());
        Ok((Target::organiser(), answer))
    });
    Ok(PageAnswer(answer.await?))
}

fn language_of(code: LanguageCode) -> Language {
    match code {
        LanguageCode::Nb => Language::Nb,
        LanguageCode::Sv => Language::Sv,
        LanguageCode::En => Language::En,
    }
}

/// The page is in the language of the text, whatever the reader's is.
fn draw(procedure: &ProcedureView, text: &PublishedView) -> String {
    let language = language_of(text.language);
    let title = escape(&text.title);
    let words = |text: Text3| text.get(language);
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n\
         <p>{revision} {number} · {from} <time datetime=\"{day}\">{day}</time></p>\n<p>{news}: {note}</p>\n</header>\n\
         <main>\n{body}</main>\n<footer>{key} · {revision} {number} · {day}. {printed}</footer>\n</body>\n</html>\n",
        tag = language.tag(),
        revision = words(REVISION),
        number = text.number,
        from = words(FROM),
        day = text.effective_from,
        news = words(NEWS),
        note = escape(&text.change_note),
        body = html(text.body.as_deref().unwrap_or_default()),
        key = escape(&procedure.fields.key),
        printed = words(PRINTED),
    )
}
