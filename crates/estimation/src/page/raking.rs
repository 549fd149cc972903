use std::fmt::Write as _;

use super::both;
use super::chart::{Axis, MIDDLE};
use super::numbers::grouped;
use crate::{Fit, Note, Raking, Spread};

/// The convergence report: each margin before and after, and what became of the weights.
pub(super) fn write(page: &mut String, raking: &Raking) {
    let kind = if raking.fits.len() == 1 {
        Note::new("사후층화", "Post-stratification")
    } else {
        Note::new("가중치 보정 (raking)", "Raking")
    };
    let _ = writeln!(page, "<section>\n<h2>{}</h2>", both(&kind));
    let (least, most) = raking.factors;
    let gap = if raking.gap < 1e-9 { "10⁻⁹".to_owned() } else { format!("{:.1e}", raking.gap) };
    let says = Note::new(
        format!(
            "{}번 돌아 수렴했습니다. 어느 칸도 모집단 구성에서 {gap}보다 더 어긋나지 않습니다. 배율은 {least:.3}에서 {most:.3}까지입니다.",
            raking.rounds
        ),
        format!(
            "Converged after {} rounds: no cell misses its margin by more than {gap}. Factors run from {least:.3} to {most:.3}.",
            raking.rounds
        ),
    );
    let _ = writeln!(page, "<p>{}</p>", both(&says));
    if raking.at_bounds > 0 {
        let says = Note::new(
            format!("응답 {}개의 배율이 범위의 끝에 있습니다.", raking.at_bounds),
            format!("{} answers have a factor on a bound.", raking.at_bounds),
        );
        let _ = writeln!(page, "<p>{}</p>", both(&says));
    }
    for fit in &raking.fits {
        margin(page, fit);
    }
    weights(page, &raking.before, &raking.after);
    page.push_str("</section>\n");
}

fn margin(page: &mut String, fit: &Fit) {
    let most = fit.cells.iter().map(|cell| cell.before.max(cell.target) * 100.0).fold(0.0, f64::max);
    let axis = Axis::new(0.0, (most * 1.1).min(100.0));
    let _ = writeln!(
        page,
        "<figure class=\"chart\">\n<figcaption><b>{}</b> <span class=\"key\"><svg width=\"16\" height=\"14\" aria-hidden=\"true\"><circle class=\"hollow\" cx=\"8\" cy=\"7\" r=\"5\"/></svg> 보정 전 <span lang=\"en\">before</span></span> <span class=\"key\"><svg width=\"16\" height=\"14\" aria-hidden=\"true\"><circle class=\"dot\" cx=\"8\" cy=\"7\" r=\"5\"/></svg> 모집단 = 보정 후 <span lang=\"en\">population = after</span></span></figcaption>",
        super::escape(&fit.name)
    );
    for cell in &fit.cells {
        let (before, target) = (cell.before * 100.0, cell.after * 100.0);
        let (x, to) = (axis.at(before), axis.at(target));
        let label = super::escape(&cell.label);
        let (shown, was, answers) = (grouped(target, 1), grouped(before, 1), grouped(cell.answers as f64, 0));
        let _ = write!(
            page,
            "<div class=\"row\"><span class=\"name\">{label} <span class=\"count\">{answers}명 <span lang=\"en\">answers</span></span></span><span class=\"plot\"><svg role=\"img\" aria-label=\"{label}: {was} % → {shown} %\">"
        );
        axis.grid(page, false);
        let _ = writeln!(
            page,
            "{MIDDLE}<line class=\"move\" x1=\"{x:.2}%\" x2=\"{to:.2}%\"/><circle class=\"hollow\" cx=\"{x:.2}%\" r=\"5\"/><circle class=\"dot\" cx=\"{to:.2}%\" r=\"5\"/></svg></svg></span><span class=\"value\"><span class=\"range\">{was} →</span> <b>{shown} %</b></span></div>"
        );
    }
    axis.marks(page, " %");
    page.push_str("</figure>\n");
}

fn weights(page: &mut String, before: &Spread, after: &Spread) {
    let head = |ko: &str, en: &str| format!("<th scope=\"col\" class=\"num\">{ko} <span lang=\"en\">{en}</span></th>");
    let _ = write!(
        page,
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"가중치\">\n<table>\n<thead><tr><th scope=\"col\">가중치 <span lang=\"en\">Weights</span></th>{}{}{}{}{}</tr></thead>\n<tbody>\n",
        head("최소", "Least"),
        head("최대", "Largest"),
        head("합", "Sum"),
        head("유효 표본", "Effective n"),
        head("불균등 효과", "Kish deff"),
    );
    for (ko, en, spread) in [("보정 전", "before", before), ("보정 후", "after", after)] {
        let number = |value: f64, digits: usize| format!("<td class=\"num\">{}</td>", grouped(value, digits));
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{ko} <span lang=\"en\">{en}</span></th>{}{}{}{}{}</tr>",
            number(spread.least, 2),
            number(spread.most, 2),
            number(spread.sum, 0),
            number(spread.effective, 1),
            number(spread.design_effect, 3),
        );
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
}
