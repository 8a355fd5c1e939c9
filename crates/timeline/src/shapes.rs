//! The shapes that chart and legend share: the body of a bar, its forecast, its baseline, and diamonds.

use crate::model::Status;
use crate::palette::Palette;
use crate::svg::{Canvas, Element, line, path, rect, tidy};

/// A rectangle on the page that a shape fills, with the scale of its strokes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) middle: f64,
    pub(crate) height: f64,
    pub(crate) scale: f64,
}

impl Extent {
    fn top(self) -> f64 {
        self.middle - self.height / 2.0
    }

    fn width(self) -> f64 {
        (self.right - self.left).max(0.0)
    }
}

/// The hatchings; they are what tells bars apart without colours.
pub(crate) fn patterns(canvas: &mut Canvas, scale: f64, p: &Palette) {
    canvas.open(Element::new("defs"));
    let hatch = |canvas: &mut Canvas, name: &str, ground: &str, stroke: &str, width: f64| {
        let step = 7.0 * scale;
        canvas.open(
            Element::new("pattern")
                .word("id", &id(p, name))
                .word("patternUnits", "userSpaceOnUse")
                .number("width", step)
                .number("height", step)
                .word("patternTransform", "rotate(45)"),
        );
        canvas.leaf(rect(0.0, 0.0, step, step).fill(ground));
        canvas.leaf(rect(0.0, 0.0, width * scale, step).fill(stroke));
        canvas.close();
    };
    hatch(canvas, "critical-rest", p.critical_rest, p.critical, 2.0);
    hatch(canvas, "critical-work", p.critical, p.critical_rest, 1.0);
    let step = 4.0 * scale;
    canvas.open(
        Element::new("pattern")
            .word("id", &id(p, "band"))
            .word("patternUnits", "userSpaceOnUse")
            .number("width", step)
            .number("height", step),
    );
    canvas.leaf(rect(0.0, 0.0, step, step).fill(p.paper));
    canvas.leaf(rect(0.0, 0.0, 1.2 * scale, step).fill(p.baseline));
    canvas.close();
    canvas.close();
}

fn id(p: &Palette, name: &str) -> String {
    format!("stegvis-{}-{name}", p.name)
}

fn url(p: &Palette, name: &str) -> String {
    format!("url(#{})", id(p, name))
}

/// The work itself: what remains is light, what is done is dark, the critical path is hatched and bold.
pub(crate) fn body(
    canvas: &mut Canvas,
    at: Extent,
    status: Status,
    critical: bool,
    progress: f64,
    p: &Palette,
) {
    let (left, top, width, height) = (at.left, at.top(), at.width(), at.height);
    let radius = (3.0 * at.scale).min(width / 2.0);
    let outline = if critical { p.critical } else { p.work };
    if status == Status::Cancelled {
        canvas.leaf(
            rect(left, top, width, height)
                .number("rx", radius)
                .fill(p.paper)
                .stroke(p.muted, at.scale)
                .word("stroke-dasharray", "4 3"),
        );
        return;
    }
    let rest = if critical {
        url(p, "critical-rest")
    } else {
        p.rest.to_owned()
    };
    let work = if critical {
        url(p, "critical-work")
    } else {
        p.work.to_owned()
    };
    canvas.leaf(rect(left, top, width, height).number("rx", radius).fill(&rest));
    if progress > 0.0 {
        canvas.leaf(left_part(left, top, width * progress, height, radius, width).fill(&work));
    }
    let stroke = if critical { 2.0 } else { 1.0 } * at.scale;
    let mut frame = rect(left, top, width, height)
        .number("rx", radius)
        .word("fill", "none");
    frame = if status == Status::Blocked {
        frame.stroke(p.late, 2.0 * at.scale).word(
            "stroke-dasharray",
            &format!("{} {}", tidy(5.0 * at.scale), tidy(2.5 * at.scale)),
        )
    } else {
        frame.stroke(outline, stroke)
    };
    canvas.leaf(frame);
}

/// A rectangle with the rounding of a bar on its left, and on its right only where it reaches the bar's end.
fn left_part(left: f64, top: f64, width: f64, height: f64, radius: f64, whole: f64) -> Element {
    if width >= whole - radius {
        return rect(left, top, width, height).number("rx", radius);
    }
    let radius = radius.min(width);
    path(&format!(
        "M{} {}h{}v{}h{}a{r} {r} 0 0 1 -{r} -{r}v{}a{r} {r} 0 0 1 {r} -{r}Z",
        tidy(left + radius),
        tidy(top),
        tidy(width - radius),
        tidy(height),
        tidy(radius - width),
        tidy(2.0 * radius - height),
        r = tidy(radius),
    ))
}

/// The forecast of a finish: a striped tail with a cap at 50 % and one at 80 %.
pub(crate) fn band(canvas: &mut Canvas, at: Extent, p: &Palette) {
    let height = at.height * 0.56;
    canvas.leaf(
        rect(at.left, at.middle - height / 2.0, at.width(), height)
            .fill(&url(p, "band"))
            .stroke(p.baseline, 0.8 * at.scale),
    );
    for x in [at.left, at.right] {
        canvas.leaf(
            line(x, at.top() + at.scale, x, at.top() + at.height - at.scale).stroke(p.text, 1.8 * at.scale),
        );
    }
}

/// The plan as once agreed: a thin line with an end at either side.
pub(crate) fn baseline(canvas: &mut Canvas, at: Extent, p: &Palette) {
    let d = format!(
        "M{l} {t}v{h}M{r} {t}v{h}M{l} {m}H{r}",
        l = tidy(at.left),
        r = tidy(at.right),
        t = tidy(at.middle - 2.5 * at.scale),
        m = tidy(at.middle),
        h = tidy(5.0 * at.scale),
    );
    canvas.leaf(path(&d).word("fill", "none").stroke(p.baseline, 1.4 * at.scale));
}

/// The due date: an upright line through the row under a small triangle.
pub(crate) fn due(canvas: &mut Canvas, at: Extent, late: bool, p: &Palette) {
    let colour = if late { p.late } else { p.text };
    let (x, top, wing) = (at.left, at.top(), 3.6 * at.scale);
    canvas.leaf(line(x, top, x, top + at.height).stroke(colour, 1.3 * at.scale));
    let d = format!(
        "M{} {}h{}L{} {}Z",
        tidy(x - wing),
        tidy(top - wing * 0.5),
        tidy(2.0 * wing),
        tidy(x),
        tidy(top + wing)
    );
    canvas.leaf(path(&d).fill(colour));
}

/// A gate: filled once it is passed.
pub(crate) fn diamond(canvas: &mut Canvas, x: f64, y: f64, radius: f64, filled: bool, p: &Palette) {
    let top = format!("M{} {}", tidy(x), tidy(y - radius));
    let outline = format!("{top}l{r} {r}l-{r} {r}l-{r} -{r}Z", r = tidy(radius));
    canvas.leaf(
        path(&outline)
            .fill(if filled { p.gate } else { p.paper })
            .stroke(p.gate, radius * 0.28)
            .word("stroke-linejoin", "round"),
    );
}
