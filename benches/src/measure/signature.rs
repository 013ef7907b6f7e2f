//! Ayyeka's token endpoint beside the signature that it saves.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA384, RsaKeyPair};

use super::Plan;
use crate::data::{Section, median};
use crate::failure::{Failure, Result};
use crate::load::{self, Load};
use crate::message::Traffic;
use crate::server::Standin;

/// The 3072-bit key that ships, which is public knowledge.
const SHIPPED: &str = include_str!("../../../mock-server/src/keys/test-key.b64");

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let key = key()?;
    let standin = Standin::for_traffics(&plan.standin).start()?;
    let messages = [Traffic::Token.message(&standin.instances)?];
    let load = Load { address: standin.address, process: standin.process(), connections: 64, requests: plan.requests, time: plan.time };
    let (mut signatures, mut tokens) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        signatures.push(signatures_per_second(&key, plan.time)?);
        tokens.push(load::run(load, &messages)?.per_second());
    }
    let multiple = median(tokens.iter().zip(&signatures).map(|(tokens, signatures)| tokens / signatures));
    section.row("RSA-3072 signatures, one core", &[("/s", median(signatures))]);
    section.row("Ayyeka's token endpoint, 64 connections", &[("/s", median(tokens)), ("× signatures", multiple)]);
    Ok(())
}

fn key() -> Result<RsaKeyPair> {
    let unusable = |error: &dyn std::fmt::Display| Failure::told(format!("the key that ships cannot be used: {error}"));
    let der = STANDARD.decode(SHIPPED.split_whitespace().collect::<String>()).map_err(|error| unusable(&error))?;
    RsaKeyPair::from_pkcs8(&der).map_err(|error| unusable(&error))
}

fn signatures_per_second(key: &RsaKeyPair, time: Duration) -> Result<f64> {
    let mut signature = vec![0; key.public().modulus_len()];
    let (began, mut made) = (Instant::now(), 0_u32);
    while began.elapsed() < time {
        key.sign(&RSA_PKCS1_SHA384, &SystemRandom::new(), &made.to_be_bytes(), &mut signature).map_err(|_| Failure::told("the key does not sign"))?;
        made += 1;
    }
    Ok(f64::from(made) / began.elapsed().as_secs_f64())
}
