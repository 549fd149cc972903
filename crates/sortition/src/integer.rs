//! The best panel for given worths, by HiGHS: what proves that no panel is better, and finds one where swaps do not.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type of the problem")]

use highs::{Col, Model, RowProblem, Sense};
use kernel::Refusal;

use crate::problem::{Panel, Problem};
use crate::solver;

/// The integer programme over all panels, kept from question to question.
pub(crate) struct Integer<'a> {
    problem: &'a Problem,
    columns: Vec<Col>,
    model: Option<Model>,
}

impl<'a> Integer<'a> {
    pub(crate) fn new(problem: &'a Problem) -> Result<Self, Refusal> {
        let mut programme = RowProblem::default();
        let columns: Vec<Col> = problem.types.iter().map(|of| programme.add_integer_column(0.0, 0.0..=of.people.len() as f64)).collect();
        for row in &problem.rows {
            let terms: Vec<(Col, f64)> = row.terms.iter().map(|(at, by)| (columns[*at], *by as f64)).collect();
            programme.add_row(row.low as f64..=row.high as f64, terms);
        }
        let mut model = programme.try_optimise(Sense::Maximise).map_err(|status| solver::failed(&format!("{status:?}")))?;
        solver::prepare(&mut model)?;
        Ok(Self { problem, columns, model: Some(model) })
    }

    /// The panel with the greatest sum of worths, each count within `low..=high`; none if there is no panel.
    ///
    /// # Errors
    /// Refuses an answer of the solver that is no panel.
    pub(crate) fn best(&mut self, worths: &[f64], bounds: Option<(&[f64], &[f64])>) -> Result<Option<Panel>, Refusal> {
        let mut model = self.model.take().ok_or_else(|| solver::failed("lost"))?;
        for (at, column) in self.columns.iter().enumerate() {
            model.change_column_cost(*column, worths[at]);
            let (low, high) = bounds.map_or((0.0, self.problem.types[at].people.len() as f64), |(low, high)| (low[at], high[at]));
            model.change_column_bounds(*column, low..=high);
        }
        match solver::solve(model)? {
            Err(model) => {
                self.model = Some(model);
                Ok(None)
            }
            Ok(solved) => {
                let solution = solved.get_solution();
                self.model = Some(Model::from(solved));
                let panel: Option<Panel> = solution.columns().iter().map(|count| whole(*count)).collect();
                let panel = panel.filter(|panel| self.problem.admits(panel));
                panel.map(Some).ok_or_else(|| solver::failed("no panel"))
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, and looked at against the quotas after")]
fn whole(count: f64) -> Option<u32> {
    ((count - count.round()).abs() < 1e-6 && count > -0.5).then(|| count.round() as u32)
}
