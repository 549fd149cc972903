//! Every page of the house, asked in process over a small record made through the operations.

mod broken;
mod house;
mod pages;
mod safety;
