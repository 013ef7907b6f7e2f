//! A curve as SVG: the number of units from left to right by powers of ten, what one costs from the bottom up from nought.

use std::fmt::Write as _;

use super::page::shown;
use crate::data::{Curve, rounded};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 260.0;
/// Of the field in which the curve lies: left, right, top, bottom.
const FIELD: (f64, f64, f64, f64) = (64.0, 616.0, 34.0, 206.0);
/// So many lines lie across.
const LINES: u32 = 4;

/// The file's name.
pub(super) fn file(curve: &Curve) -> String {
    format!("{}.svg", curve.name.replace(' ', "-"))
}

/// The whole file.
pub(super) fn curve(curve: &Curve) -> String {
    let scale = Scale::of(curve);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n<text x=\"16\" y=\"20\" font-weight=\"bold\">{}: {}</text>\n",
        curve.name, curve.y
    );
    for line in 0..=LINES {
        let figure = scale.top * f64::from(line) / f64::from(LINES);
        across(&mut svg, scale.y(figure), &shown(rounded(figure)));
    }
    for (x, _) in &curve.points {
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"224\" text-anchor=\"middle\">{}</text>", scale.x(*x), shown(*x));
    }
    let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"246\" text-anchor=\"middle\">{}</text>", f64::midpoint(FIELD.0, FIELD.1), curve.x);
    let points: Vec<_> = curve.points.iter().map(|(x, y)| format!("{:.1},{:.1}", scale.x(*x), scale.y(*y))).collect();
    let _ = writeln!(svg, "<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\" points=\"{}\"/>", points.join(" "));
    for (x, y) in &curve.points {
        let _ = writeln!(svg, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"#1f5fa8\"/>", scale.x(*x), scale.y(*y));
    }
    svg.push_str("</svg>\n");
    svg
}

fn across(svg: &mut String, y: f64, label: &str) {
    let (left, right, ..) = FIELD;
    let _ = writeln!(svg, "<path d=\"M{left} {y:.1}H{right}\" stroke=\"#ccc\"/>");
    let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>", left - 6.0, y + 4.0);
}

struct Scale {
    first: f64,
    last: f64,
    top: f64,
}

impl Scale {
    fn of(curve: &Curve) -> Self {
        let decades = |point: Option<&(f64, f64)>| point.map_or(0.0, |(x, _)| x.max(1.0).log10());
        let highest = curve.points.iter().map(|(_, y)| *y).fold(0.0, f64::max);
        Self { first: decades(curve.points.first()), last: decades(curve.points.last()), top: round_above(highest) }
    }

    fn x(&self, x: f64) -> f64 {
        let (left, right, ..) = FIELD;
        left + 20.0 + (right - left - 40.0) * (x.max(1.0).log10() - self.first) / (self.last - self.first).max(f64::EPSILON)
    }

    fn y(&self, y: f64) -> f64 {
        let (.., top, bottom) = FIELD;
        bottom - (bottom - top) * y / self.top
    }
}

/// The next of 1, 2, 4, 6, 8 and their tens, so that the lines lie at numbers that can be read.
fn round_above(figure: f64) -> f64 {
    let ten = 10_f64.powf(figure.max(1e-9).log10().floor());
    [1.0, 2.0, 4.0, 6.0, 8.0].into_iter().map(|step| step * ten).find(|round| *round >= figure).unwrap_or(ten * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_curve_is_drawn_flat_and_a_rising_one_is_not() {
        let drawn = |last| {
            let mut of = Curve::new("worlds", "worlds", "KiB");
            of.points = vec![(1.0, 4.0), (10.0, last)];
            curve(&of)
        };
        assert!(drawn(4.0).contains("points=\"84.0,34.0 596.0,34.0\""), "{}", drawn(4.0));
        assert!(drawn(8.0).contains("points=\"84.0,120.0 596.0,34.0\""), "{}", drawn(8.0));
    }

    #[test]
    fn the_top_is_round_and_no_lower_than_the_highest() {
        assert_eq!([7.0, 4.0, 0.3, 95.0].map(|figure| rounded(round_above(figure)).to_string()), ["8", "4", "0.4", "100"]);
    }
}
