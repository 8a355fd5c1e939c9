//! The whole judgement of a template: its shape by the schema, its meaning by the rules, every fault at once.

use super::content::TemplateContent;
use super::dto::{TemplateCheck, TemplateCheckView, TemplateFault};
use super::{rules, schema, source};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, Code, Fault, Result};
use crate::platform::answer::Answer;
use crate::platform::schema::Schemas;
use serde_json::Value;
use std::collections::BTreeSet;

/// At most so many faults are told.
const MOST_FAULTS: usize = 1000;

/// What was found in a value that should be a template.
pub(super) struct Finding {
    /// Where the shape is right.
    pub(super) content: Option<TemplateContent>,
    pub(super) faults: Vec<Fault>,
}

/// Looks for every fault. Meaning is judged as soon as the value can be read at all, even where its shape has faults.
///
/// # Errors
/// Only a schema that cannot be used: a defect.
pub(super) fn examine(schemas: &Schemas, value: &Value) -> Result<Finding> {
    let mut faults = match schema::check(schemas, value, "") {
        Ok(()) => Vec::new(),
        Err(mut error) if error.code == Code::InvalidInput => std::mem::take(&mut error.faults),
        Err(error) => return Err(error),
    };
    let well_formed = faults.is_empty();
    let content = match serde_json::from_value::<TemplateContent>(value.clone()) {
        Ok(content) => content,
        Err(error) if well_formed => return Err(AppError::internal(error)),
        Err(_) => {
            return Ok(Finding {
                content: None,
                faults,
            });
        }
    };
    let told: BTreeSet<String> = faults.iter().map(|fault| fault.pointer.clone()).collect();
    let meaning = rules::faults(&content);
    faults.extend(meaning.into_iter().filter(|fault| !told.contains(&fault.pointer)));
    Ok(Finding {
        content: well_formed.then_some(content),
        faults,
    })
}

/// The typed content of a value; faults are prefixed with `place`.
///
/// # Errors
/// [`Code::InvalidInput`] with every fault.
pub(super) fn judge(schemas: &Schemas, value: &Value, place: &str) -> Result<TemplateContent> {
    let found = examine(schemas, value)?;
    match found.content {
        Some(content) if found.faults.is_empty() => Ok(content),
        _ => Err(AppError::invalid(
            found
                .faults
                .into_iter()
                .map(|fault| Fault {
                    pointer: format!("{place}{}", fault.pointer),
                    ..fault
                })
                .collect(),
        )),
    }
}

/// Checks a source text and writes nothing.
pub(super) async fn check_template(ctx: &Ctx, body: TemplateCheck) -> Result<Answer> {
    ctx.permit(Action::ReadTemplates, &Target::organiser())?;
    let author = ctx.clone();
    // A large source takes tens of milliseconds to read, which other requests should not wait for.
    actix_web::web::block(move || {
        let (content, faults) = match source::read(&body.source) {
            Ok(value) => {
                let found = examine(&author.state.schemas, &value)?;
                (found.content.map(|_| value), found.faults)
            }
            Err(mut error) if error.code == Code::InvalidInput => (None, std::mem::take(&mut error.faults)),
            Err(error) => return Err(error),
        };
        let told = faults.iter().take(MOST_FAULTS);
        Answer::plain(&TemplateCheckView {
            valid: faults.is_empty(),
            faults: told
                .map(|fault| TemplateFault::of(fault, author.language))
                .collect(),
            content,
        })
    })
    .await
    .map_err(AppError::internal)?
}
