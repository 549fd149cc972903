use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use store::{Db, Origin, Purpose};
use ui::Site;
use ui::web::Settings;

use crate::cli::Serve;
use crate::clock::{DemonstrationClock, SystemClock};
use crate::{rooms, web};

/// Serves a record.
pub(crate) fn run(options: &Serve) -> Result<ExitCode> {
    let sealing_key = options.key_file.as_deref().map(super::account::read_key).transpose()?;
    let settings = Settings {
        beyond_loopback: !options.listen.is_loopback(),
        secure_cookies: options.secure_cookies,
        public_address: options.public_address.clone(),
        sealing_key,
    };
    serve_at(super::open(&options.database.database)?, options.listen, options.port, settings)
}

/// Serves on loopback until told to stop; prints the address once it listens.
pub(crate) fn serve(db: Db, port: u16) -> Result<ExitCode> {
    serve_at(db, IpAddr::V4(Ipv4Addr::LOCALHOST), port, Settings::default())
}

fn serve_at(db: Db, ip: IpAddr, port: u16, settings: Settings) -> Result<ExitCode> {
    let origin = origin(&db)?;
    let site = Site { db: Arc::new(db), sets: rooms::sets(), origin, settings: Arc::new(settings) };
    let address = SocketAddr::from((ip, port));
    let announce = |address: SocketAddr| {
        let _ = super::print(&format!("Madang is at http://{address}\n"));
    };
    web::run(web::router(site), address, announce).with_context(|| format!("{address} cannot be listened on"))?;
    Ok(ExitCode::SUCCESS)
}

/// A production record runs on the machine's clock; a demonstration goes on from where its record ends.
pub(crate) fn origin(db: &Db) -> Result<Origin> {
    let mut read = db.read()?;
    let demonstration = read.genesis()?.is_some_and(|genesis| genesis.purpose == Purpose::Demonstration);
    let head = read.head()?;
    Ok(if demonstration {
        Origin { clock: Arc::new(DemonstrationClock::from(head.recorded)), seed: None }
    } else {
        Origin { clock: Arc::new(SystemClock), seed: None }
    })
}
