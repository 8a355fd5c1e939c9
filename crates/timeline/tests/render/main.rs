//! The pictures as their readers meet them: parsed as XML, in every theme, form and language.

mod accessible;
mod contents;
mod extreme;
mod print;
mod specimen;
