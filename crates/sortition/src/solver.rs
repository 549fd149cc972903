//! What is asked of HiGHS, and that its answers are looked at before they are used.

use highs::{HighsModelStatus, HighsSolutionStatus, Model, RowProblem, Sense, SolvedModel};
use kernel::Refusal;

use crate::table::refuse;

/// Primal and dual tolerance, the smallest that HiGHS takes.
const TOLERANCE: f64 = 1e-10;

/// Quiet, on one thread, with small tolerances: the same answer on every machine and at any number of threads.
pub(crate) fn prepare(model: &mut Model) -> Result<(), Refusal> {
    model.make_quiet();
    let set = [
        model.try_set_option("threads", 1),
        model.try_set_option("primal_feasibility_tolerance", TOLERANCE),
        model.try_set_option("dual_feasibility_tolerance", TOLERANCE),
        model.try_set_option("mip_feasibility_tolerance", TOLERANCE),
        model.try_set_option("mip_rel_gap", 0.0),
        model.try_set_option("mip_abs_gap", 1e-9),
    ];
    set.into_iter().collect::<Result<(), _>>().map_err(|error| failed(&format!("{error:?}")))
}

/// The answer to a programme that may end before its optimum.
pub(crate) struct Limited {
    pub(crate) columns: Vec<f64>,
    /// Nothing is better than this.
    pub(crate) bound: f64,
    pub(crate) optimal: bool,
}

/// Looks at so many branches at most (never at a clock, so that the answer is the same everywhere); none where no solution was found.
///
/// # Errors
/// Refuses if the solver fails.
pub(crate) fn limited(programme: RowProblem, sense: Sense, nodes: i32) -> Result<Option<Limited>, Refusal> {
    let mut model = programme.try_optimise(sense).map_err(|status| failed(&format!("{status:?}")))?;
    prepare(&mut model)?;
    model.try_set_option("mip_max_nodes", nodes).map_err(|error| failed(&format!("{error:?}")))?;
    let solved = model.try_solve().map_err(|status| failed(&format!("{status:?}")))?;
    if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
        return Ok(None);
    }
    let optimal = solved.status() == HighsModelStatus::Optimal;
    let bound = if optimal { solved.objective_value() } else { solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY) };
    Ok(Some(Limited { columns: solved.get_solution().columns().to_vec(), bound, optimal }))
}

/// Solves to the optimum; none where there is no solution.
///
/// # Errors
/// Refuses every answer that is neither.
pub(crate) fn solve(model: Model) -> Result<Result<SolvedModel, Model>, Refusal> {
    let solved = model.try_solve().map_err(|status| failed(&format!("{status:?}")))?;
    match solved.status() {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => Ok(Ok(solved)),
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => Ok(Err(Model::from(solved))),
        other => Err(failed(&format!("{other:?}"))),
    }
}

pub(crate) fn failed(what: &str) -> Refusal {
    refuse(
        "sortition.solver",
        format!("풀이기(HiGHS)가 믿을 수 있는 답을 주지 못했습니다({what}). 결과를 내지 않습니다."),
        format!("the solver (HiGHS) gave no answer that can be relied on ({what}): no result is given"),
    )
}
