//! Network addresses: is one within a block? Version 4 and 6.

use std::net::IpAddr;

/// Whether the address `member` equals `block` or lies within it (`10.0.0.0/8`).
pub fn within(member: &str, block: &str) -> bool {
    let Ok(member) = member.trim().parse::<IpAddr>() else {
        return false;
    };
    let (network, length) = match block.trim().split_once('/') {
        None => (block.trim(), None),
        Some((network, length)) => match length.parse::<u32>() {
            Ok(length) => (network, Some(length)),
            Err(_) => return false,
        },
    };
    let Ok(network) = network.parse::<IpAddr>() else {
        return false;
    };
    // An IPv4 address written inside IPv6 is the same address.
    let (member, network) = (member.to_canonical(), network.to_canonical());
    match (member, network) {
        (IpAddr::V4(member), IpAddr::V4(network)) => same_prefix(
            member.to_bits().into(),
            network.to_bits().into(),
            32,
            length,
        ),
        (IpAddr::V6(member), IpAddr::V6(network)) => {
            same_prefix(member.to_bits(), network.to_bits(), 128, length)
        }
        _ => false,
    }
}

fn same_prefix(one: u128, other: u128, width: u32, length: Option<u32>) -> bool {
    match length.unwrap_or(width) {
        length if length > width => false,
        0 => true,
        length => (one ^ other) >> (width - length) == 0,
    }
}
