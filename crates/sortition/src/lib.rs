//! From a pool and quotas to a lottery over panels that is as fair as the quotas allow, with a proof that a stranger can add up.
//!
//! **Duty.** A pure tool: tables, quotas, a size and a seed go in, plain data and texts come out. It opens no file, asks no clock, and
//! knows no room. The method, with its sources, is one page: docs/sortition.md.
//!
//! **Words.** The *pool* (신청자 명단) are the people who may be drawn. A *quota* (할당) says how many of one value of a *feature* (항목) a
//! *panel* (참여단) has at least and at most. People of one *type* (유형) are interchangeable. A *lottery* (추첨) is a set of panels
//! with weights; somebody's *chance* (뽑힐 확률) is the weight of the panels they are in. A *stage* (단계) of a lottery is the people who share one
//! chance that cannot be raised without lowering a smaller one.
//!
//! **Can never happen here.** A panel outside the quotas; chances that depend on the order of rows, the number of threads or the seed; a bound
//! that rests on floating point while it says `proved`; an answer of the solver that is rounded into shape.
//!
//! **Start reading** at [`lottery()`] in `lottery.rs`, then `problem.rs` (types and rows), `stages.rs` (the bound), `spread.rs` (the panels),
//! `proof.rs` (the arithmetic).
#![warn(missing_docs)]

mod address;
mod alternates;
mod certificate;
mod chance;
mod conflict;
mod draw;
mod dropout;
mod goldilocks;
mod integer;
mod legacy;
mod lottery;
mod nash;
mod nearest;
mod numbers;
mod page;
mod pool;
mod population;
mod problem;
mod proof;
mod quotas;
mod rates;
mod receipt;
mod refill;
mod replace;
mod sample;
mod search;
mod solver;
mod spread;
mod stages;
mod table;
mod tables;
pub use address::{Likeness, Pair, Written, addresses, addresses_csv, household_key, pairs};
pub use alternates::{Alternate, Alternates, How, Wanted, Worth, alternates};
pub use certificate::{Certificate, Checked, FORMAT, GAP, certificate, panels_csv};
pub use conflict::{Change, Conflict, End, Side, conflict, said};
pub use draw::{DRAW_FORMAT, Drawn, Pledge, hex, sha256};
pub use lottery::{INFEASIBLE, Lottery, Method, lottery, unwatched};
pub use numbers::{Numbered, lottery_csv, numbered, pseudonyms};
pub use page::{probabilities_csv, report_html};
pub use pool::{Columns, Kind, Person, Pool};
pub use population::{Compared, Difference, differences, population_csv};
pub use problem::{Given, Panel, Problem, Row, Type, What};
pub use proof::float;
pub use quotas::{Feature, Quota, Quotas};
pub use rates::{BASE, Past, Rates};
pub use receipt::{Opening, RECEIPT_FORMAT, Reason, Receipt, check_opening, commitments_csv};
pub use replace::{Leaving, Replacement, Rule, replacement};
pub use sample::{By, Plan, SAMPLE_FORMAT, Sample, Stratum, sample, sample_csv};
pub use sheet::Table;
pub use spread::{Progress, Watch};
pub use stages::Stage;
pub use tables::{Asked, Measures, PEOPLE_MAX, People, Seating, groups, groups_of, seat, tables_csv, tables_html};

#[cfg(test)]
mod tests;
