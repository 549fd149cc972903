//! Every page of the house, asked in process: over a small record made through the operations, and over Seoul's demonstration.

mod broken;
mod bureau;
mod compile;
mod demonstration;
mod house;
mod issued;
mod kept;
mod ledger;
mod office;
mod pages;
mod paper;
mod routes;
mod safety;
