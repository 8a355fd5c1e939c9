//! A plan as a picture: the timeline of a roadmap as SVG, for reports, intranet pages and print.
//!
//! Pure: the caller hands dates and texts, and gets the text of an SVG document.
