mod exact;
mod shared;
mod simulate;
