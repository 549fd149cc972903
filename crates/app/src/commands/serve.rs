use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use store::Db;

use crate::cli::Serve;
use crate::{rooms, web};

/// Serves a record on loopback.
pub(crate) fn run(options: &Serve) -> Result<ExitCode> {
    serve(super::open(&options.database.database)?, options.port)
}

/// Serves until told to stop; prints the address once it listens.
pub(crate) fn serve(db: Db, port: u16) -> Result<ExitCode> {
    let site = report::web::Site { db: Arc::new(db), sets: rooms::sets() };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let announce = |address: SocketAddr| {
        let _ = super::print(&format!("Madang is at http://{address}\n"));
    };
    web::run(web::router(site), address, announce).with_context(|| format!("{address} cannot be listened on"))?;
    Ok(ExitCode::SUCCESS)
}
