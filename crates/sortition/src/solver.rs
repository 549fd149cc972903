//! What is asked of HiGHS, and that its answers are looked at before they are used.

use highs::{HighsModelStatus, Model, SolvedModel};
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
