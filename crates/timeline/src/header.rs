//! Above and below the chart: title, period, the figures that a council asks for first, and a page's footer.

use crate::description::likely;
use crate::icons::{self, Icon};
use crate::lettering::{Anchor, Lettering};
use crate::model::Status;
use crate::scene::Scene;
use crate::svg::{line, rect};
use crate::words::{self, Word};

/// One of the figures under the title.
struct Tile {
    icon: Option<Icon>,
    caption: &'static str,
    value: String,
    note: Option<String>,
    /// Its share of the width.
    share: f64,
}

impl Scene<'_> {
    pub(crate) fn header(&mut self) {
        let (k, left, right, p) = (self.page.scale, self.page.margin, self.page.right(), self.p);
        let top = self.page.margin;
        let aside = 290.0 * k;
        let room = self.page.inner_width() - aside;
        let title = if self.plan.title.is_empty() {
            self.say(Word::Timeline)
        } else {
            &self.plan.title
        };
        // A long title is set smaller before it is cut.
        let sizes = [26.0, 23.0, 20.0, 18.0].map(|size| Lettering::new(size * k, p.text).bold());
        let fitting = sizes.into_iter().find(|lettering| lettering.width(title) <= room);
        fitting
            .unwrap_or(sizes[3])
            .write(&mut self.canvas, left, top + 22.0 * k, title, room);
        if let Some(subtitle) = &self.plan.subtitle {
            Lettering::new(14.0 * k, p.muted).write(&mut self.canvas, left, top + 46.0 * k, subtitle, room);
        }
        let lettering = Lettering::new(13.0 * k, p.muted).anchor(Anchor::End);
        let today = format!("{} {}", self.say(Word::AsOf), self.long(self.plan.today));
        lettering
            .colour(p.text)
            .bold()
            .write(&mut self.canvas, right, top + 16.0 * k, &today, aside);
        if let Some((first, last)) = self.plan.span {
            let period = format!("{} – {}", self.long(first), self.long(last));
            lettering.write(&mut self.canvas, right, top + 36.0 * k, &period, aside);
        }
        self.tiles();
    }

    fn tiles(&mut self) {
        let (k, p) = (self.page.scale, self.p);
        let (top, height) = (self.page.figures_top, self.page.figures_height());
        let (left, width) = (self.page.margin, self.page.inner_width());
        self.canvas
            .leaf(rect(left, top, width, height).number("rx", 6.0 * k).fill(p.lane));
        let tiles = self.figures();
        let shares: f64 = tiles.iter().map(|tile| tile.share).sum();
        let mut x = left;
        for (place, tile) in tiles.iter().enumerate() {
            let own = width * tile.share / shares;
            if place > 0 {
                self.canvas
                    .leaf(line(x, top + 12.0 * k, x, top + height - 12.0 * k).stroke(p.frame, k));
            }
            self.tile(tile, x + 16.0 * k, own - 24.0 * k);
            x += own;
        }
    }

    fn tile(&mut self, tile: &Tile, x: f64, room: f64) {
        let (k, p, top) = (self.page.scale, self.p, self.page.figures_top);
        Lettering::new(12.0 * k, p.muted).write(&mut self.canvas, x, top + 23.0 * k, tile.caption, room);
        let (middle, mut from) = (top + 45.0 * k, x);
        if let Some(icon) = tile.icon {
            icons::draw(&mut self.canvas, icon, x + 8.0 * k, middle, 8.0 * k, p);
            from += 23.0 * k;
        }
        let value = Lettering::new(17.0 * k, p.text).bold();
        let left = x + room - from;
        let gap = 9.0 * k;
        let baseline = middle + 17.0 * k * 0.36;
        let note = tile.note.as_ref().map(|note| {
            let lettering = Lettering::new(12.0 * k, p.muted);
            (
                lettering,
                gap,
                lettering.fit(note, left - value.width(&tile.value) - gap),
            )
        });
        match note {
            // A lone ellipsis says nothing.
            Some((lettering, gap, note)) if note.chars().count() > 3 => {
                value.write_pair(
                    &mut self.canvas,
                    (from, baseline),
                    &tile.value,
                    (lettering, gap, &note),
                );
            }
            _ => {
                value.write(&mut self.canvas, from, baseline, &tile.value, left);
            }
        }
    }

    fn figures(&self) -> Vec<Tile> {
        let figures = self.plan.figures();
        let gate = self.plan.next_gate();
        let count = |icon, word, value: usize| Tile {
            // A sign of alarm beside a zero would alarm.
            icon: (value > 0).then_some(icon),
            caption: self.say(word),
            value: value.to_string(),
            note: None,
            share: 1.0,
        };
        let mut tiles = vec![
            Tile {
                value: words::out_of(self.language, figures.done, figures.milestones),
                share: 1.1,
                ..count(Icon::Status(Status::Done), Word::DoneMilestones, figures.done)
            },
            count(Icon::Late, Word::Late, figures.late),
            count(Icon::Critical, Word::OnCriticalPath, figures.critical),
        ];
        if let Some(lane) = gate {
            let date = lane
                .gate
                .map_or_else(|| self.say(Word::NoGate).to_owned(), |day| self.long(day));
            tiles.push(Tile {
                icon: None,
                caption: self.say(Word::NextGate),
                value: date,
                note: Some(format!("{}. {}", lane.number, lane.title)),
                share: 2.3,
            });
        }
        if let Some(target) = self.plan.target {
            tiles.push(Tile {
                icon: Some(Icon::Flag),
                caption: self.say(Word::Target),
                value: self.long(target),
                note: self.plan.probability.map(|share| likely(share, self.language)),
                share: 1.9,
            });
        }
        tiles
    }

    /// Title and date at the foot of a printed page.
    pub(crate) fn footer(&mut self) {
        let (k, p) = (self.page.scale, self.p);
        let (left, right) = (self.page.margin, self.page.right());
        let baseline = self.page.height - self.page.margin;
        let lettering = Lettering::new(11.0 * k, p.muted);
        self.canvas
            .leaf(line(left, baseline - 18.0 * k, right, baseline - 18.0 * k).stroke(p.frame, k));
        let room = self.page.inner_width() / 2.0;
        lettering.write(&mut self.canvas, left, baseline, &self.plan.title, room);
        let date = format!("{} {}", self.say(Word::AsOf), self.long(self.plan.today));
        lettering
            .anchor(Anchor::End)
            .write(&mut self.canvas, right, baseline, &date, room);
    }
}
